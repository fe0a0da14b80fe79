"""Passages stand literally in the text, hold what was looked for, and marks fall on whole words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchcsto.analysis.terms import Analyzer
from searchcsto.analysis.words import find_word_spans
from searchcsto.matching import Wanted, find_matches
from searchcsto.probing import find_places, make_probes
from searchcsto.results import Snippet
from searchcsto.snippets import WIDTH, find_lead, find_snippets
from tests.conftest import SEEDS

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


def test_a_passage_that_says_the_same_again_is_left_out() -> None:
    same = "The old pier of Orlo was closed for repairs on Monday morning. "
    other = "Nobody knows who owns the pier now, they said."
    text = "\n\n".join([same, FILLER * 3, same.upper(), FILLER * 3, other])
    snippets = find(text, "pier")
    assert [snippet.text for snippet in snippets] == [same.strip(), other]


def test_the_rare_word_at_the_end_of_a_long_text_is_shown() -> None:
    text = "The pier is old and the harbour is calm today. " * 100_000 + "At last the zeppelin left the pier."
    wanted = Wanted(frozenset({"the", "pier", "zeppelin"}), weights={"the": 0.1, "pier": 1.0, "zeppelin": 9.0})
    snippets = find_snippets(text, [(0, len(text))], wanted, analyzer=ANALYZER)
    assert "zeppelin" in [word for snippet in snippets for word in marked(snippet)]


VOCABULARY = """
    peacekeepers peace-keepers peacekeeping Peace US U.S. USA us use using dying die lies Kazakhstan's KAZAKHSTAN
    Uzbekistan e-mail email don't Covid-19 10.02.2022 1,500 élan Élan naïve straße strasse ﬁne fine æon Kraków’s
    ＣＳＴＯ
    CSTO Ёлка елка йод миротворцы миротворцев миро-творцы Казахстан Казахстане ОДКБ qa\u0301z soft\u00adhyphen 上海 上
    to be or not the of Mr. г. С. snake_case state-of-the-art O'Brien l'Europe Εθνική ѓура 𝐀bc x_y_z
"""
WORDS = VOCABULARY.split()
GAPS = [" "] * 20 + [". ", ", ", "\n", "\n\n", " - ", " — ", "  ", "! ", "…", " “", "” ", ".\n"]


@st.composite
def wanted_words(draw: st.DrawFn) -> Wanted:
    terms: set[str] = set()
    phrases: dict[tuple[str, ...], int] = {}
    for word in draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4)):
        if draw(st.booleans()):
            terms |= set(ANALYZER.text_terms(word))
        else:
            phrase = tuple(ANALYZER.exact_terms(f"{word} {draw(st.sampled_from(WORDS))}"))
            phrases[phrase] = draw(st.sampled_from([0, 0, 3]))
    ending = draw(st.sampled_from(["", "stan", "ers", "e"]))
    known = {term for word in WORDS for term in ANALYZER.exact_terms(word)}
    patterns = {term: f"*{ending}" for term in known if ending and term.endswith(ending)}
    keys = sorted({*terms, *map(" ".join, phrases), *patterns.values()})
    weights = {key: draw(st.floats(0.1, 9)) for key in keys}
    return Wanted(frozenset(terms), tuple(sorted(phrases)), phrases, patterns, weights)


@given(
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)), max_size=200),
    wanted_words(),
    st.sampled_from([41, 97, 1 << 19]),
)
def test_a_long_text_gives_what_a_close_look_at_all_of_it_gives(
    parts: list[tuple[str, str]], wanted: Wanted, step: int
) -> None:
    text = "".join(word + gap for word, gap in parts)
    span = (0, len(text))
    answers = []
    for size in (len(text), -1):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("searchcsto.matching.LONG", size)
            patch.setattr("searchcsto.probing._STEP", step)  # words stand across the ends of pieces
            matches = find_matches(text, span, wanted, analyzer=ANALYZER)
            answers.append((matches, find_snippets(text, [span], wanted, analyzer=ANALYZER, width=120)))
    assert answers[0] == answers[1]


def test_a_number_with_a_comma_is_part_of_a_phrase_in_a_long_text() -> None:
    text = "Nothing to be seen here. " * 2000 + "They sent 1,500 peacekeepers. Then 2,000."
    for phrase in (("1500", "peacekeepers"), ("sent", "1500"), ("2000",)):
        wanted = Wanted(phrases=(phrase,), slops={phrase: 0})
        found = find_matches(text, (0, len(text)), wanted, analyzer=ANALYZER)
        assert [match.key for match in found] == [" ".join(phrase)] * len(phrase)


def test_an_abbreviation_far_from_the_longest_word_is_part_of_a_phrase_in_a_long_text() -> None:
    words = "telecommunications misunderstanding counterproductive U.S"
    text = "Nothing to be seen here. " * 2000 + f"They read of {words}. standards."
    phrase = tuple(ANALYZER.exact_terms(words))
    wanted = Wanted(phrases=(phrase,), slops={phrase: 0})
    found = find_matches(text, (0, len(text)), wanted, analyzer=ANALYZER)
    assert [text[match.start : match.end] for match in found] == words.split()


def test_all_of_a_stem_but_its_last_letter_begins_the_word() -> None:
    words = {word for path in SEEDS.iterdir() for word in re.findall("[^\\W\\d_]+", path.read_text(encoding="utf-8"))}
    words |= set(ANALYZER.exact_terms("happiness happily skies flies hoping relational possibility dying lying tying"))
    words |= set(ANALYZER.exact_terms("казахстанец казахстанцев миротворческий наилучший безопасностью переговоров"))
    assert len(words) > 700
    for word in words:
        for term in ANALYZER.analyze(word).text:
            places, _ = find_places(f"So {word}.", make_probes([term], {}, {}))
            assert 3 in places[term], (word, term)
