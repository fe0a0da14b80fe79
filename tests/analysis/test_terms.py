"""What a word is, and under which terms it is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchcsto.analysis.terms import MAX_TERM, Analyzer
from searchcsto.analysis.words import find_word_spans, find_words, fold


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Talks resume, at last.", ["Talks", "resume", "at", "last"]),
        ("peace-keeping", ["peace-keeping"]),
        ("talks - and more - go on", ["talks", "and", "more", "go", "on"]),
        ("talks—and–more", ["talks", "and", "more"]),
        ("the U.S. and the U.S.S.R. agree", ["the", "U.S", "and", "the", "U.S.S.R", "agree"]),
        ("The end.Next", ["The", "end", "Next"]),
        ("It is plan B. Good", ["It", "is", "plan", "B", "Good"]),
        ("07.04.2031", ["07.04.2031"]),
        ("1,500 boats, 2.5 miles", ["1,500", "boats", "2.5", "miles"]),
        ("don’t l'Europe O'Hara’s", ["don’t", "l'Europe", "O'Hara’s"]),
        ("'quoted' words", ["quoted", "words"]),
        ("AT&T and/or x_y", ["AT", "T", "and", "or", "x_y"]),
        ("C++, C# and (c++).", ["C++", "C#", "and", "c++"]),
        ("Objective-C++ C++17 AC# C+ C+++ C#D #C", ["Objective-C", "C", "17", "AC", "C", "C", "C", "D", "C"]),
        ("Орло, т.е. порт", ["Орло", "т.е", "порт"]),
        ("cafe\u0301 сло\u0301во co\u00adop", ["cafe\u0301", "сло\u0301во", "co\u00adop"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("", []),
        ("... !?", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert find_words(text) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kazakhstan", "KAZAKHSTAN"),
        ("Tokaýev", "Tokayev"),
        ("ёлка", "елка"),
        ("cafe\u0301", "café"),
        ("don’t", "don't"),
        ("ﬁnal", "final"),
        ("Straße", "STRASSE"),
        ("Łódź", "Lodz"),
        ("сло\u0301во", "слово"),
    ],
)
def test_spellings_that_meet(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_letters_that_do_not_meet() -> None:
    assert fold("мой") != fold("мои")


@pytest.mark.parametrize(
    ("query", "found", "not_found"),
    [
        ("peacekeepers", ["peacekeeping", "Peacekeeper's", "peace-keepers", "peace-keeping"], ["peace", "keeper"]),
        ("peace-keeping", ["peacekeepers", "peace-keepers"], ["peace"]),
        ("peace", ["peace-keeping"], ["peacekeeping"]),
        ("US", ["U.S.", "USA", "US"], ["us"]),
        ("U.S.A.", ["U.S.", "USA", "US"], ["us"]),
        ("us", ["us", "US"], ["USA", "use"]),
        ("US", ["US-led", "non-US", "US's", "US’s"], ["us-led"]),
        ("WHO", ["WHO", "W.H.O.", "WHO's", "WHO-led"], ["who", "Who", "who's"]),
        ("who", ["who", "WHO", "Who's"], []),
        ("IS", ["IS", "IS-linked"], ["is", "isn't"]),
        ("C++", ["C++", "c++", "C++,"], ["C", "C#", "C+"]),
        ("C#", ["c#", "(C#)"], ["C", "C++"]),
        ("C", ["C++", "C#", "C"], []),
        ("AT&T", ["AT&T"], []),
        ("CSTO", ["CSTO's", "CSTO’s", "csto", "non-CSTO"], []),
        ("миротворцы", ["миротворцами", "Миротворцев"], ["мир"]),
        ("running", ["run", "runs"], ["runny"]),
        ("the", ["The"], []),
        ("will", ["will"], []),
        ("2031", ["2031", "07.04.2031"], ["20310"]),
        ("1500", ["1,500"], []),
        ("Covid19", ["Covid-19", "covid-19"], ["covid"]),
        ("don't", ["don’t", "dont"], ["don"]),
        ("Europe", ["l'Europe"], []),
    ],
)
def test_a_word_finds(query: str, found: list[str], not_found: list[str]) -> None:
    analyzer = Analyzer()
    term = analyzer.analyze(find_words(query)[0]).query
    for word in found:
        assert term in analyzer.text_terms(word), word
    for word in not_found:
        assert term not in analyzer.text_terms(word), word


def test_exact_terms_are_not_stemmed() -> None:
    assert Analyzer().exact_terms("CSTO's peace-keeping Missions") == ["csto", "peace", "keeping", "missions"]


def test_long_words_are_cut_alike_and_cheap() -> None:
    analyzer = Analyzer()
    assert analyzer.analyze("x" * 1_000_000).text == ("x" * MAX_TERM,)
    assert analyzer.analyze("x" * 2_000).query == analyzer.analyze("x" * 1_000_000).query
    assert len(analyzer.text_terms("ab-" * 100_000)) == 1


@given(st.text())
def test_every_letter_and_digit_is_in_a_word(text: str) -> None:
    covered = {place for start, end in find_word_spans(text) for place in range(start, end)}
    assert all(place in covered for place, sign in enumerate(text) if sign.isalnum())
    assert [text[start:end] for start, end in find_word_spans(text)] == find_words(text)


@given(st.text(min_size=1, max_size=30))
def test_words_with_letters_have_terms(word: str) -> None:
    analyzer = Analyzer()
    for found in find_words(word):
        terms = analyzer.analyze(found)
        if any(sign.isalnum() for sign in fold(found)):
            assert terms.text
            assert terms.exact
        assert all(0 < len(term) <= MAX_TERM for term in terms.exact)
        assert terms.query is None or terms.query in terms.text
