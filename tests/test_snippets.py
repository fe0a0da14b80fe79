"""Passages stand literally in the text, hold what was looked for, and marks fall on whole words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchcsto.analysis.terms import Analyzer
from searchcsto.analysis.words import find_word_spans
from searchcsto.results import Snippet
from searchcsto.snippets import WIDTH, Wanted, find_lead, find_snippets

ANALYZER = Analyzer()
FILLER = "The weather over the bay stayed calm all day and nobody had much to say about it. "
TEXT = (
    "Kestrel reports from the harbour of Orlo.\n\n"
    + FILLER * 8
    + "Peacekeepers left the old pier at noon. "
    + FILLER * 8
    + "The ferry line will reopen, the board said, once peacekeepers and the ferry crew agree. "
    + FILLER * 8
)


def find(text: str, *terms: str, phrases: tuple[tuple[str, ...], ...] = (), **options: int) -> tuple[Snippet, ...]:
    wanted = Wanted(frozenset(terms), phrases)
    snippets = find_snippets(text, [(0, len(text))], wanted, analyzer=ANALYZER, **options)
    spans = set(find_word_spans(text))
    for snippet in snippets:
        assert text[snippet.start : snippet.start + len(snippet.text)] == snippet.text
        for start, end in snippet.highlights:
            assert (snippet.start + start, snippet.start + end) in spans
    return snippets


def marked(snippet: Snippet) -> list[str]:
    return [snippet.text[start:end] for start, end in snippet.highlights]


def test_the_passage_with_most_of_the_words_is_there() -> None:
    (best,) = find(TEXT, "peacekeep", "ferri", limit=1)
    assert best.text.startswith("The ferry line")
    assert marked(best) == ["ferry", "peacekeepers", "ferry"]


def test_passages_come_in_the_order_of_the_text() -> None:
    snippets = find(TEXT, "peacekeep", "ferri", "harbour")
    assert len(snippets) == 3
    assert [snippet.start for snippet in snippets] == sorted(snippet.start for snippet in snippets)
    assert marked(snippets[0]) == ["harbour"]


def test_a_phrase_marks_each_of_its_words_and_no_stray_ones() -> None:
    text = "The pier is old. The old pier is old. An old-pier plan."
    (snippet,) = find(text, phrases=(("old", "pier"),))
    assert marked(snippet) == ["old", "pier", "old-pier"]


def test_without_a_match_the_beginning_is_shown() -> None:
    (snippet,) = find(TEXT, "zanzibar")
    assert snippet.start == 0
    assert snippet.text.startswith("Kestrel reports from the harbour of Orlo.")
    assert snippet.highlights == ()


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("One pier.", (False, False)),
        ("It rained. One pier. It went on.", (False, False)),
        ("ORLO, April 7. /KESTREL/ - One pier is old\n\nIt went on.", (False, False)),
        ("According to " + "many " * 60 + "people one pier is old and " + "very " * 60 + "dear.", (True, True)),
    ],
)
def test_a_passage_knows_where_it_cuts_a_sentence(text: str, cut: tuple[bool, bool]) -> None:
    (snippet,) = find(text, "pier", width=80)
    assert (snippet.cut_before, snippet.cut_after) == cut


def test_none_are_made_if_none_are_asked_for() -> None:
    assert find(TEXT, "ferri", limit=0) == ()


def test_only_the_body_is_looked_at() -> None:
    text = "Menu pier. The pier is old. Follow the pier!"
    wanted = Wanted(frozenset({"pier"}))
    (snippet,) = find_snippets(text, [(11, 27)], wanted, analyzer=ANALYZER)
    assert snippet.text == "The pier is old."


def test_passages_keep_to_the_width() -> None:
    for text in (FILLER * 50 + "pier " + FILLER * 50, "word " * 5000 + "pier " + "word " * 5000, "pier " * 20_000):
        for snippet in find(text, "pier"):
            assert len(snippet.text) <= WIDTH + 10


def test_text_without_blanks_is_cut_all_the_same() -> None:
    text = "x" * 5000 + " pier " + "y" * 5000
    (snippet,) = find(text, "pier")
    assert "pier" in snippet.text
    assert len(snippet.text) < 600


def test_chinese() -> None:
    text = "协议" * 300 + "集体安全" + "协议" * 300
    wanted = Wanted(phrases=(tuple("集体安全"),))
    snippets = find_snippets(text, [(0, len(text))], wanted, analyzer=ANALYZER)
    assert all(snippet.text in text for snippet in snippets)


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("The harbour board met in Orlo. It agreed.", "The harbour board met in Orlo."),
        ("  \n\nThe harbour board\nmet in Orlo", "The harbour board met in Orlo"),
        ("Dr. J. Mole met the harbour board. It agreed.", "Dr. J. Mole met the harbour board."),
        ("", ""),
    ],
)
def test_lead(text: str, lead: str) -> None:
    assert find_lead(text, [(0, len(text))]) == lead


def test_a_long_lead_is_cut_at_a_word() -> None:
    lead = find_lead("word " * 100, [(0, 500)])
    assert lead.endswith("word…")
    assert len(lead) <= 201


@given(st.text(alphabet="ab .\n-'й", max_size=400), st.integers(0, 4), st.integers(10, 80))
def test_any_text(text: str, limit: int, width: int) -> None:
    for snippet in find(text, "a", "ab", phrases=(("b", "a"),), limit=limit, width=width):
        assert snippet.text.strip()
