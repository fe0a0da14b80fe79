"""What dates and sources rest on can be counted and asked for, also across merges, deletions and old segments."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from searchcsto import Document, Index
from searchcsto.build import build_index
from searchcsto.cli.main import cli
from searchcsto.documents import Evidence
from searchcsto.status import read_bases
from tests.formats.make import FOLDER

TEXT = "Talks resume in Orlo on 7 April 2021."
WORDS = Evidence("dateline", "7 April 2021", 24, 36)
DOCUMENTS = (
    Document("stated", TEXT, date="2021-04-07", date_status="stated", date_evidence=(WORDS,)),
    Document("derived", TEXT, date="2021-04-07", date_status="derived", date_evidence=(WORDS,)),
    Document("given", TEXT, date="2021-04-07", sources=("Kestrel",)),
    Document("unknown", TEXT),
    Document("gone", TEXT),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Index.create(tmp_path / "index") as index:
        for document in DOCUMENTS:
            index.add(document)
            index.commit()
        index.delete("gone")
    return tmp_path / "index"


def find(folder: Path, query: str) -> list[str]:
    with Index.open(folder) as index:
        return sorted(hit.id for hit in index.search(query).hits)


@pytest.mark.parametrize("is_optimized", [False, True])
def test_statuses_and_rules_are_counted_and_found(folder: Path, *, is_optimized: bool) -> None:
    if is_optimized:
        with Index.open(folder) as index:
            index.optimize()
    assert sorted((basis.status, basis.rule, basis.count) for basis in read_bases(folder, "source")) == [
        ("given", None, 1),
        ("unknown", None, 3),
    ]
    dates = {(basis.status, basis.rule): basis.count for basis in read_bases(folder, "date")}
    assert dates == {("stated", "dateline"): 1, ("derived", "dateline"): 1, ("given", None): 1, ("unknown", None): 1}
    assert find(folder, "date-status:derived") == ["derived"]
    assert find(folder, "date-rule:dateline") == ["derived", "stated"]
    assert find(folder, "talks -date-status:unknown") == ["derived", "given", "stated"]
    assert find(folder, "source-status:given") == ["given"]
    assert find(folder, "date-status:unknown") == find(folder, "date:unknown") == ["unknown"]


def test_a_status_that_no_document_has_names_the_nearest(folder: Path) -> None:
    with Index.open(folder) as index:
        notices = index.search("date-status:dervied").notices
    assert notices[0] == "no document has the date-status 'dervied'; nearest: derived"


def test_segments_of_an_older_program_say_that_they_do_not_know(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "1.1", tmp_path / "index")
    assert [(basis.status, basis.count) for basis in read_bases(tmp_path / "index", "date")] == [("unrecorded", 4)]
    with Index.open(tmp_path / "index") as index:
        index.add(*DOCUMENTS)
        index.optimize()
    counts = {basis.status: basis.count for basis in read_bases(tmp_path / "index", "date")}
    assert counts == {"unrecorded": 4, "stated": 1, "derived": 1, "given": 1, "unknown": 2}


def test_status_tells_what_dates_rest_on(folder: Path) -> None:
    run = CliRunner().invoke(cli, ["status", "--dates", "--index", str(folder)])
    assert run.exit_code == 0
    assert '1   25.0 %  derived     dateline              date-rule:"dateline"' in run.stdout
    written = json.loads(
        CliRunner().invoke(cli, ["status", "--sources", "--format", "json", "--index", str(folder)]).stdout
    )
    assert written["bases"][0] == {"status": "unknown", "rule": None, "count": 3}


def test_show_leaves_out_what_stands_around_the_article_unless_asked(tmp_path: Path) -> None:
    text = "Home\nNews\nContacts\n\nTalks resume in Orlo\n\nThe talks on water resumed on Monday, both sides said.\n"
    (tmp_path / "press").mkdir()
    (tmp_path / "press" / "a.txt").write_text(text, encoding="utf-8")
    build_index([tmp_path / "press"], tmp_path / "index")
    shown = {
        raw: CliRunner().invoke(cli, ["show", "a.txt", "--index", str(tmp_path / "index"), *raw]).stdout
        for raw in ((), ("--raw",))
    }
    assert "The talks on water resumed" in shown[()]
    assert "Contacts" not in shown[()]
    assert text.strip() in shown["--raw",]
