"""Highlights: where the words of a query stand in any text."""

from __future__ import annotations

from searchcsto import Index


def read(index: Index, query: str, *texts: str) -> list[list[str]]:
    found = index.highlight(query, texts)
    return [[text[start:end] for start, end in spans] for text, spans in zip(texts, found, strict=True)]


def test_words_phrases_and_patterns_are_found_in_any_text(opened: Index) -> None:
    assert read(opened, "peacekeeping", "Peacekeepers <b>left</b>; peace-keeping goes on.", "") == [
        ["Peacekeepers", "peace-keeping"],
        [],
    ]
    assert read(opened, '"collective security"', "Collective security is security.") == [["Collective", "security"]]
    assert read(opened, "Kaz*", "Kazakhstan is not Tajikistan") == [["Kazakhstan"]]
    assert read(opened, "treaty -security source:TASS", "A security treaty of TASS") == [["treaty"]]
    assert read(opened, "*", "Everything") == [[]]
