"""Every index of a released format opens and answers as it did; a folder here is never edited."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from searchcsto import Document, FacetValue, Index, SearchOptions
from searchcsto.status import check_index
from tests.formats.make import DOCUMENTS, FOLDER

FORMATS = sorted(path for path in FOLDER.iterdir() if path.is_dir() and path.name[0].isdigit())


def test_there_is_one_for_the_present_format() -> None:
    assert FORMATS


@pytest.mark.parametrize("folder", FORMATS, ids=lambda folder: folder.name)
def test_it_opens_and_answers(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "index")
    assert check_index(tmp_path / "index") == []
    with Index.open(tmp_path / "index") as index:
        assert [index.document(document.id) for document in DOCUMENTS[:4]] == list(DOCUMENTS[:4])
        found = {query: sorted(hit.id for hit in index.search(query).hits) for query in QUERIES}
        assert found == QUERIES
        facets = index.search("*", SearchOptions(facets=("source", "year"))).facets
        assert facets["source"] == (FacetValue("Lark", 2), FacetValue("Kestrel", 1))
        index.add(Document("new", "It can be written, too, by the WHO in C++. Who knows?"))
        assert index.search("written").total == 1
        assert [hit.id for hit in index.search("WHO AND C++").hits] == ["new"]  # beside segments without these terms
        index.optimize()
        assert index.document_count == 5
        assert [hit.id for hit in index.search("WHO AND C++").hits] == ["new"]
        assert [hit.id for hit in index.search("path:press/*.txt").hits] == ["undated"]


QUERIES = {
    "IS": [],
    "IT": [],
    "*": ["ferry", "pier", "talks", "undated"],
    "peacekeeping": ["pier"],
    "затонула": ["ferry"],
    '"old pier"': ["pier", "undated"],
    "title:reopens": ["pier"],
    "USA": ["pier"],
    "source:lark": ["ferry", "talks"],
    "date:2021": ["ferry", "pier"],
    "date:unknown": ["undated"],
    "deleted": [],
    "place:orlo": ["talks"],
    "path:press/*.txt": ["undated"],
}
