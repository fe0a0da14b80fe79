"""Words that may have been meant, against comparing with every word of the index."""

from __future__ import annotations

import random
from pathlib import Path

from searchcsto import Document, Index
from searchcsto.analysis.words import find_words, fold
from searchcsto.engines.shared.corrections import MOST, find_similar
from searchcsto.engines.shared.edits import count_edits, list_edits
from searchcsto.engines.whoosh.corrections import PartsVocabulary
from searchcsto.engines.whoosh.engine import open_searcher
from searchcsto.engines.whoosh.executor import ColumnSearcher


def open_parts(folder: Path, texts: list[str]) -> PartsVocabulary:
    """Return the words of an index of some texts, of which there are two."""
    with Index.create(folder) as index:
        for half in (texts[::2], texts[1::2]):
            index.add(*(Document(f"{len(half)} {at} {text[:9]}", text) for at, text in enumerate(half)))
            index.commit()
    searcher = open_searcher(folder)
    assert isinstance(searcher, ColumnSearcher)
    return PartsVocabulary(searcher._parts)


def test_all_words_one_edit_away_are_found(tmp_path: Path, seeds: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(seeds.glob("*.txt"))]
    parts = open_parts(tmp_path / "index", texts)
    words = sorted({fold(word) for text in texts for word in find_words(text) if word.isalpha()})
    chosen = random.Random(5)
    for word in chosen.sample([word for word in words if len(word) >= 5], 60):
        typed = chosen.choice([edited for edited in list_edits(word) if len(edited) >= 4])
        edits = dict(zip(words, count_edits(words, typed, most=2).tolist(), strict=True))
        found = dict(find_similar(parts, typed, seconds=60))
        near = {other for other, number in edits.items() if number == 1}
        assert all(edits.get(other, 0) in (1, 2) or " " in other for other in found), (typed, found)
        assert near <= found.keys() or len(found) == MOST, (typed, near, found)
        assert word in found or typed == word or len(found) == MOST, (typed, word, found)


def test_frequent_words_come_first_and_counts_are_of_documents(tmp_path: Path) -> None:
    parts = open_parts(tmp_path / "index", ["pier pier"] * 6 + ["peer"] * 9 + ["tier"] * 9 + ["piers"])
    assert find_similar(parts, "piir", seconds=60) == [("pier", 6)]
    assert find_similar(parts, "pierr", seconds=60) == [("pier", 6), ("piers", 1)]
    assert find_similar(parts, "peir", seconds=60) == [("peer", 9), ("pier", 6)]
    assert find_similar(parts, "oier", seconds=60) == [("tier", 9), ("pier", 6)]


def test_two_edits_are_looked_for_only_while_there_is_time(tmp_path: Path) -> None:
    parts = open_parts(tmp_path / "index", ["harbour", "ferries", "harbor office"])
    assert find_similar(parts, "hrbuor", seconds=60) == [("harbor", 1), ("harbour", 1)]
    assert find_similar(parts, "hrbuor", seconds=0) == []
    assert find_similar(parts, "harbourr", seconds=0) == [("harbour", 1)]
    assert find_similar(parts, "harboroffice", seconds=0) == [("harbor office", 1)]


def test_what_is_left_alone(tmp_path: Path) -> None:
    parts = open_parts(tmp_path / "index", ["2031 pie covid-19 u.s."])
    for typed in ("2032", "pia", "covid-18", "", "x" * 500, "пирог"):
        assert find_similar(parts, typed, seconds=60) == [], typed
