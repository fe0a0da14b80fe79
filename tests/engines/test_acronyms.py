"""Acronyms that the texts explain: counted over live documents, through segments, deletions and merges."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from searchcsto import Document, Index
from searchcsto.engines.base import LearnedAcronym
from searchcsto.engines.whoosh.engine import check_index, open_searcher
from tests.formats.make import FOLDER

TEXTS = {
    "a": "The Harbour Council of Orlo (HCO) met. The Harbour Council of Orlo (HCO) met again.",
    "b": "HCO (Harbour Council of Orlo) went home, and the harbour council of Orlo (HCO) slept.",
    "c": "The Hotel Cooks of Orlo (HCO) have a pier.",
    "d": "Портового совета Орло (ПСО) не стало.",
    "e": "Ушёл портовый совет Орло (ПСО).",
    "f": "Nothing is explained here (or there).",
}


def make_index(folder: Path, *, each: bool) -> None:
    with Index.create(folder) as index:
        for identifier, text in TEXTS.items():
            index.add(Document(identifier, text))
            if each:
                index.commit()


def list_found(folder: Path) -> dict[str, int]:
    return {f"{each.short} {each.longs[0]}": each.documents for each in open_searcher(folder).list_acronyms()}


@pytest.mark.parametrize("each", [True, False])
def test_documents_are_counted_once(tmp_path: Path, each: bool) -> None:
    make_index(tmp_path, each=each)
    searcher = open_searcher(tmp_path)
    assert searcher.find_acronyms("hco") == [
        LearnedAcronym(
            "hco", "HCO", ("harbour council orlo",), ("Harbour Council of Orlo", "harbour council of Orlo"), 2
        ),
        LearnedAcronym("hco", "HCO", ("hotel cook orlo",), ("Hotel Cooks of Orlo",), 1),
    ]
    (russian,) = searcher.find_acronyms("ПСО")
    assert sorted(russian.longs) == ["Портового совета Орло", "портовый совет Орло"]
    assert russian.documents == 2
    assert searcher.find_acronyms("hc") == searcher.find_acronyms("") == []
    assert searcher.find_long_forms("harbour council") == [("harbour council orlo", "hco")]
    assert searcher.find_long_forms("pier") == []
    assert check_index(tmp_path) == []


def test_what_is_deleted_explains_nothing(tmp_path: Path) -> None:
    make_index(tmp_path, each=True)
    with Index.open(tmp_path) as index:
        index.delete("a", "c", "d")
    expected = {"HCO Harbour Council of Orlo": 1, "ПСО портовый совет Орло": 1}
    assert list_found(tmp_path) == expected
    with Index.open(tmp_path) as index:
        index.optimize()
    assert list_found(tmp_path) == expected
    assert check_index(tmp_path) == []


def test_segments_that_know_no_acronyms_are_merged_with_those_that_do(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "1.1", tmp_path / "index")
    assert list_found(tmp_path / "index") == {}
    with Index.open(tmp_path / "index") as index:
        index.add(Document("a", TEXTS["a"]))
        index.optimize()
    assert list_found(tmp_path / "index") == {"HCO Harbour Council of Orlo": 1}


def test_slips_of_the_pen_are_one_with_what_was_meant(tmp_path: Path) -> None:
    with Index.create(tmp_path) as index:
        for number, word in enumerate(("Organization", "Organization", "Organisation", "Organiaation", "Orphanage")):
            index.add(Document(str(number), f"the Harbour {word} (HO)"))
    assert list_found(tmp_path) == {"HO Harbour Organization": 4, "HO Harbour Orphanage": 1}


def test_only_the_article_counts(tmp_path: Path) -> None:
    with Index.create(tmp_path) as index:
        index.add(Document("a", "Harbour Council of Orlo (HCO)\nTalks.", body=((30, 36),)))
    assert list_found(tmp_path) == {}
