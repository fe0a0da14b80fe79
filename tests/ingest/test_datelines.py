"""Datelines of short texts: one sentence is enough, and a day that is not believed costs only the date."""

from __future__ import annotations

import datetime

import pytest

from searchcsto.ingest.articles import read_article
from searchcsto.ingest.boilerplate import find_kind
from searchcsto.ingest.lines import Line

TODAY = datetime.date(2035, 6, 1)


@pytest.mark.parametrize(
    ("text", "date", "sources", "place"),
    [
        ("BRANNOCH, March 12, 2033. /TASS/. The lock was shut, the board said.", "2033-03-12", ("TASS",), "BRANNOCH"),
        ("BRANNOCH, March 12, 2033 /TASS/ -- The lock was shut.", "2033-03-12", ("TASS",), "BRANNOCH"),
        ("BRANNOCH, March 12, 2033. /TASS/.", "2033-03-12", ("TASS",), "BRANNOCH"),
        ("БРАНОХ, 12 марта 2033 г. /ТАСС/. Шлюз закрыт.", "2033-03-12", ("TASS",), "БРАНОХ"),
        ("12 марта 2033, Бранох /ЦАПЛЯ/. Шлюз закрыт.", "2033-03-12", ("ЦАПЛЯ",), "Бранох"),
        ("ТАСС, 12 марта 2033. Шлюз закрыт.", "2033-03-12", ("TASS",), None),
        ("BRANNOCH, March 12, 2033 (Reuters) -\nThe lock was shut.", "2033-03-12", ("Reuters",), "BRANNOCH"),
        ("BRANNOCH, March 12 (Reuters) - The lock was shut.", None, ("Reuters",), "BRANNOCH"),
        ("BRANNOCH (Reuters) - The lock was shut.", None, ("Reuters",), "BRANNOCH"),
        ("BRANNOCH. HERON - The lock was shut.", None, ("HERON",), "BRANNOCH"),
        ("BRANNOCH, March 12, 2041. /TASS/. The lock was shut.", None, ("TASS",), "BRANNOCH"),
        ("BRANNOCH, March 12, 2041 (Reuters) - The lock was shut.", None, ("Reuters",), "BRANNOCH"),
        ("БРАНОХ, 12 марта 2041 года. /ТАСС/. Шлюз закрыт.", None, ("TASS",), "БРАНОХ"),
        ("BRANNOCH, March 12\nThe lock was shut.", None, (), "BRANNOCH"),
        ("BRANNOCH, march 12\nThe lock was shut.", None, (), "BRANNOCH"),
        ("Brannoch, Velia, March 12\nThe lock was shut.", None, (), "Brannoch"),
        ("BRANNOCH, March 12\nNet 51,000 vs 48,000\nSales 3.1 mln vs 2.9 mln", None, (), "BRANNOCH"),
        ("BRANNOCH, Velia, March 12 The lock was shut.", None, (), "BRANNOCH"),
        ("BRANNOCH, March 12The lock was shut.", None, (), "BRANNOCH"),
        ("Brannoch, March 12 The lock was shut, and its keeper went home.", None, (), "Brannoch"),
    ],
)
def test_one_sentence_is_enough(text: str, date: str | None, sources: tuple[str, ...], place: str | None) -> None:
    for head in ("", "Lock is shut for a week\n", "All news\n\n"):
        found = read_article(head + text, id="a", today=TODAY)
        assert (found.date, found.sources, found.place) == (date, sources, place)


@pytest.mark.parametrize(
    "caption",
    [
        "The lock at Brannoch. /TASS/",
        "The lock at Brannoch, March 12, 2033. /TASS/",
        "The keepers at work. Jane Roe/TASS",
        "The keepers at work (J. Roe/AP/TASS)",
    ],
)
def test_captions_are_no_datelines(caption: str) -> None:
    assert find_kind(Line(0, len(caption), caption, False), []) == "photo"


def test_other_lines_are_no_datelines() -> None:
    for text in ("MOLL: it is late.", "Lock (Reuters) - the long story", "Brannoch, 12 March", "Ann Bell, March 12"):
        found = read_article(f"Lock is shut for a week\n{text}\nIt opens again in autumn.", id="a", today=TODAY)
        assert found.place is None
        assert not found.sources
