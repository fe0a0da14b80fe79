"""What may be typed and what it means; what is refused, and where the message points."""

from __future__ import annotations

import contextlib
import datetime
import re
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchcsto.analysis.words import find_words
from searchcsto.errors import QueryInvalid
from searchcsto.query.parser import parse_query
from searchcsto.query.tree import (
    DateRange,
    Fuzzy,
    Glob,
    Phrase,
    Prefix,
    Query,
    Value,
    Wildcard,
    Word,
    print_query,
    walk,
)


@pytest.mark.parametrize(
    ("query", "meaning"),
    [
        ("harbour", "harbour"),
        ("harbour pier", "harbour OR pier"),
        ("harbour OR pier", "harbour OR pier"),
        ("harbour AND pier", "harbour AND pier"),
        ("harbour pier AND ferry", "(harbour OR pier) AND ferry"),
        ("a AND b OR c AND d", "(a AND b) OR (c AND d)"),
        ("a OR (b AND c)", "a OR (b AND c)"),
        ("a AND (b OR c)", "a AND (b OR c)"),
        ("harbour -pier", "harbour AND NOT pier"),
        ("harbour NOT pier", "harbour AND NOT pier"),
        ("harbour −pier", "harbour AND NOT pier"),
        ("-pier", "NOT pier"),
        ("-(pier ferry)", "NOT (pier OR ferry)"),
        ("a OR NOT b", "a OR NOT b"),
        ("NOT NOT a", "a"),
        ("peace-keeping", "peace-keeping"),
        ("and or not", "and OR or OR not"),
        ('"safe harbour"', '"safe harbour"'),
        ("“safe harbour”", '"safe harbour"'),
        ("«мирный план»", '"мирный план"'),
        ("„sicherer Hafen“", '"sicherer Hafen"'),
        ('-"safe harbour" pier', 'pier AND NOT "safe harbour"'),
        ("title:pier", "title:pier"),
        ('title:"old pier"', 'title:"old pier"'),
        ("TITLE:pier", "title:pier"),
        ("source:kestrel", "source:kestrel"),
        ('source:"The Mole Gazette"', 'source:"The Mole Gazette"'),
        ("pier source:kestrel", "pier AND source:kestrel"),
        ("source:kestrel source:lark", "source:kestrel OR source:lark"),
        ("pier source:kestrel source:lark", "pier AND (source:kestrel OR source:lark)"),
        ("pier -source:kestrel", "pier AND NOT source:kestrel"),
        ("date:2031", "date:2031-01-01..2031-12-31"),
        ("date:2032-02", "date:2032-02-01..2032-02-29"),
        ("date:2031-04-07", "date:2031-04-07"),
        ("date:2031-01..2031-02", "date:2031-01-01..2031-02-28"),
        ("date:2031..", "date:2031-01-01.."),
        ("date:..2031-04", "date:..2031-04-30"),
        ("date:unknown", "date:unknown"),
        ("after:2031-04", "date:2031-04-01.."),
        ("before:2031-04", "date:..2031-03-31"),
        ("after:2031 before:2032", "date:2031-01-01.. AND date:..2031-12-31"),
        ("lang:ru", "language:ru"),
        ("place:orlo", "place:orlo"),
        ("pier=", '"pier"'),
        ("title:pier=, boat", 'title:"pier" OR boat'),
        ("a=b= = ==", "a=b= OR = OR =="),
        ("+pier boat", "+pier boat"),
        ("+pier +boat ferry quay -oil", "(+(pier AND boat) (ferry OR quay)) AND NOT oil"),
        ("+(-pier) boat", "+(NOT pier) boat"),
        ("+pier boat OR ferry", "(+pier boat) OR ferry"),
        ("-(+pier boat)", "NOT (+pier boat)"),
        ("title:(old OR -pier)", "title:old OR NOT title:pier"),
        ('title:("old pier" bo*)', 'title:"old pier" OR title:bo*'),
        ("source:(kestrel OR lark) pier", "pier AND (source:kestrel OR source:lark)"),
        ("source:(kestrel lark) source:owl", "(source:kestrel OR source:lark) OR source:owl"),
        ("date:(2031 unknown)", "date:2031-01-01..2031-12-31 OR date:unknown"),
        ("pier source:(-kestrel)", "pier AND NOT source:kestrel"),
        ("pier source:*", "pier AND NOT source:unknown"),
        ("date:*", "NOT date:unknown"),
        ('source:"*"', 'source:"*"'),
        ("path:*.pdf", "path:*.pdf"),
        ('pier path:"old press/*"', 'pier AND path:"old press/*"'),
        ("path:(*.txt *.pdf)", "path:*.txt OR path:*.pdf"),
        ("date:>=2031-04", "date:2031-04-01.."),
        ("date:>2031-04", "date:2031-05-01.."),
        ("date:<=2031-04", "date:..2031-04-30"),
        ("date:<2031-04", "date:..2031-03-31"),
        ('source:«a "b" c»', 'source:«a "b" c»'),
        ("(pier - )", "pier OR -"),
        ("x (pier: )", "x OR pier:"),
        ("title:-x", "title:-x"),
        ("*", "*"),
        ("* -pier", "* AND NOT pier"),
        ("peace*", "peace*"),
        ("Tok?yev", "Tok?yev"),
        ("*stan", "*stan"),
        ("p*e?ce*", "p*e?ce*"),
        ("word~", "word~1"),
        ("word~1", "word~1"),
        ("Tokayev~2, war", "Tokayev~2 OR war"),
        ("'peace*'.", "peace*"),
        ("who?", "who?"),
        ("“old pier”~5", '"old pier"~5'),
        ('"old pier"~0', '"old pier"'),
        ('title:"old pier"~5', 'title:"old pier"~5'),
        ("title:peace*", "title:peace*"),
        ("title:w?rd -title:peice~", "title:w?rd AND NOT title:peice~1"),
        ("-peace* +*stan", "*stan AND NOT peace*"),
        ("~3 million", "~3 OR million"),
        ("~user a~b", "~user OR a~b"),
        ("https://orlo.example/?a=b*", "https://orlo.example/?a=b*"),
        ("08:15", "08:15"),
        ("https://orlo.example/a:b", "https://orlo.example/a:b"),
        ("pier: reopened", "pier: OR reopened"),
        ('"a: (b) AND -c"', '"a: (b) AND -c"'),
    ],
)
def test_meaning(query: str, meaning: str) -> None:
    assert print_query(parse_query(query)) == meaning


@pytest.mark.parametrize(
    ("query", "column", "words"),
    [
        ("", 0, "empty"),
        ("   ", 0, "empty"),
        ('pier "safe', 5, "not closed"),
        ("pier ”", 5, "not closed"),
        ("pier »", 5, "closes nothing"),
        ("(pier", 0, "not closed"),
        ("pier (ferry (boat)", 5, "not closed"),
        ("pier)", 4, "closes nothing"),
        (")", 0, "closes nothing"),
        ("()", 1, "nothing in these parentheses"),
        ("(", 0, "not closed"),
        ("pier AND", 8, "AND needs something to find after it"),
        ("AND pier", 0, "AND needs something to find before it"),
        ("pier OR OR boat", 8, "OR needs something to find after it"),
        ("pier NOT", 8, "NOT needs something to find after it"),
        ("pier AND (boat OR)", 17, "OR needs something"),
        ("colour:red", 0, "no field colour:"),
        ("pier colour:red", 5, "no field colour:"),
        ("date:2031-13", 5, "not a date"),
        ("date:tomorrow", 5, "not a date"),
        ("date:last-0x-days", 5, "not a date"),
        ("date:>=", 7, "missing"),
        ("date:>=2022..2023", 7, "not a date"),
        ("date:>9999", 5, "no day comes after"),
        ("date:<0001", 5, "no day comes before"),
        ('path:"a b"~2', 10, "takes no ~"),
        ("date:2031-02-30", 5, "not a date"),
        ("date:2031-01..soon", 14, "not a date"),
        ("date:2032..2031", 5, "ends before it begins"),
        ("date:..", 5, "a first or a last date"),
        ("after:now", 6, "not a date"),
        ("before:0001", 7, "no day comes before"),
        ("date: 2031", 0, "right after it"),
        ("source:", 0, "right after it"),
        ('source:""', 7, "not empty"),
        ("source: (a b)", 0, "right after it"),
        ("source:(a", 7, "not closed"),
        ("source:(a title:b)", 10, "cannot stand"),
        ("title:(a title:(b))", 9, "cannot stand"),
        ("title:(*)", 7, "a letter or a digit"),
        ("date:(2021 soon)", 11, "not a date"),
        ("pier **", 5, "a letter or a digit"),
        ("-?*", 1, "a letter or a digit"),
        ("title:*-*", 6, "a letter or a digit"),
        ("pier _~1", 5, "a letter or a digit"),
        ("word~3", 4, "~1 or ~2"),
        ("title:word~0", 10, "~1 or ~2"),
        ("w*rd~1", 4, "either"),
        ("pier peace-keep*", 5, "several words"),
        ("O'Brien~", 0, "several words"),
        ("peace/w?r", 0, "several words"),
        ('"old pier"~', 10, "a number of moves"),
        ('"old pier"~x', 10, "a number of moves"),
        ('"old pier"~100', 10, "up to 99"),
        ('source:"old pier"~5', 17, "takes no ~"),
    ],
)
def test_refused_with_the_column(query: str, column: int, words: str) -> None:
    with pytest.raises(QueryInvalid) as refused:
        parse_query(query)
    assert words in str(refused.value)
    assert refused.value.column == column
    assert f"(column {column + 1})" in str(refused.value)


def test_long_and_deep_queries_are_refused() -> None:
    with pytest.raises(QueryInvalid, match="10,000"):
        parse_query("pier " * 300_000)
    with pytest.raises(QueryInvalid, match="deep"):
        parse_query("(" * 4000 + "a" + ")" * 4000)
    assert parse_query("(" * 99 + "a" + ")" * 99) == Word("a")


def test_required_words_come_once() -> None:
    tree = parse_query("+pier boat -ferry")
    assert [(node.text, wanted) for node, wanted in walk(tree) if isinstance(node, Word)] == [
        ("pier", True),
        ("boat", True),
        ("ferry", False),
    ]


@pytest.mark.parametrize(
    ("query", "meaning"),
    [
        ("harbour pier", "harbour AND pier"),
        ("harbour OR pier boat", "harbour OR (pier AND boat)"),
        ("+harbour pier -boat", "harbour AND pier AND NOT boat"),
        ('title:(old pier) "a b"', '(title:old AND title:pier) AND "a b"'),
        ("harbour source:(kestrel lark)", "harbour AND (source:kestrel OR source:lark)"),
        ("harbour source:kestrel source:lark", "harbour AND (source:kestrel OR source:lark)"),
    ],
)
def test_all_words_can_be_required(query: str, meaning: str) -> None:
    tree = parse_query(query, require_all=True)
    assert print_query(tree) == meaning
    assert parse_query(meaning) == tree


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("today", "2032-03-01", "2032-03-01"),
        ("Yesterday", "2032-02-29", "2032-02-29"),
        ("this-week", "2032-03-01", "2032-03-07"),
        ("last-week", "2032-02-23", "2032-02-29"),
        ("this-month", "2032-03-01", "2032-03-31"),
        ("last-month", "2032-02-01", "2032-02-29"),
        ("this-year", "2032-01-01", "2032-12-31"),
        ("last-year", "2031-01-01", "2031-12-31"),
        ("last-30-days", "2032-01-31", "2032-03-01"),
        ("last-1-day", "2032-02-29", "2032-03-01"),
        ("last-2-weeks", "2032-02-16", "2032-03-01"),
        ("last-6-months", "2031-09-01", "2032-03-01"),
        ("last-2-years", "2030-03-01", "2032-03-01"),
        ("last-99999-years", "0001-01-01", "2032-03-01"),
        ("last-month..yesterday", "2032-02-01", "2032-02-29"),
        (">=last-week", "2032-02-23", None),
        ("<today", None, "2032-02-29"),
    ],
)
def test_days_counted_from_today(value: str, first: str | None, last: str | None) -> None:
    start, end = [datetime.date.fromisoformat(day) if day else None for day in (first, last)]
    assert parse_query(f"date:{value}", today=datetime.date(2032, 3, 1)) == DateRange(start, end)


def test_months_may_be_too_short() -> None:
    tree = parse_query("date:last-6-months", today=datetime.date(2031, 8, 31))
    assert tree == DateRange(datetime.date(2031, 2, 28), datetime.date(2031, 8, 31))


def test_today_is_not_remembered_over_midnight() -> None:
    days = [datetime.date(2031, 12, 31), datetime.date(2032, 1, 1)]
    assert [parse_query("date:today", today=day) for day in days] == [DateRange(day, day) for day in days]
    today = datetime.date.today()
    assert parse_query("after:last-1-day", today=today) == DateRange(today - datetime.timedelta(days=1), None)


def test_spans_point_into_the_query() -> None:
    query = 'pier -"old boat" date:2031'
    spans = {
        query[slice(*node.span)] for node, _ in walk(parse_query(query)) if isinstance(node, Word | Phrase | DateRange)
    }
    assert spans == {"pier", '"old boat"', "date:2031"}


# Letters of the language itself come often: only so are they met in odd places.
SIGNS = st.text('ab1É *?~"«»“”()-+−_.’/:=|&', max_size=40)
WRITTEN = (
    "a", "be", "'ça'", "AND", "OR", "NOT", "(", ")", "-", "+", "−x", "title:", "source:", "date:", "path:", "lang:ru",
    "*", "pe*", "w?rd", "be~2", "a=", '"a b"~3', '«a "b"»', "date:2031", "date:>=today", "title:(", "source:(",
    "path:*/x.*", "www.a.b/?c=*", "пир", "#tag", "C++", "AT&T", "U.S.", "unknown",
)  # fmt: skip
PARTS = st.lists(st.sampled_from(WRITTEN), max_size=12).map(" ".join)
QUERIES = st.text(max_size=60) | SIGNS | PARTS | PARTS.map(lambda text: text.replace(" ", ""))


@given(QUERIES, st.booleans())
def test_any_text_is_read_or_refused(query: str, require_all: bool) -> None:
    try:
        tree = parse_query(query, require_all=require_all)
    except QueryInvalid as refused:
        assert 0 <= refused.column <= len(query)
    else:
        assert parse_query(print_query(tree)) == tree


def list_held(tree: Query) -> Iterator[str]:
    for node, _ in walk(tree):
        match node:
            case Word(text) | Phrase(text) | Prefix(text) | Wildcard(text) | Fuzzy(text) | Glob(text) | Value(_, text):
                yield text


@given(PARTS | st.lists(st.text("aé1б-'", min_size=1, max_size=5), min_size=1).map(" ".join), st.booleans())
def test_no_word_is_lost(query: str, require_all: bool) -> None:
    try:
        tree = parse_query(query, require_all=require_all)
    except QueryInvalid:
        return
    held = " ".join(list_held(tree))
    # What is no word: operators, fields, dates, and the number of edits or moves.
    plain = re.sub(r"~\d|\b(?:AND|OR|NOT)\b|[a-z]+:(?=\S)(?:[<>=]*(?:2031|today))?", " ", query)
    assert Counter(find_words(plain)) <= Counter(find_words(held)), (query, tree)


@pytest.mark.parametrize(
    "part", ["(", "a ", '"', "-", "+a -", "a*", "~", "title:(", "a AND ", "*?", "=", ":", "a:", "«"]
)
def test_long_queries_are_read_in_no_time(part: str) -> None:
    query = (part * 10_000)[:10_000]
    started = time.perf_counter()
    with contextlib.suppress(QueryInvalid):
        parse_query(query)
    assert time.perf_counter() - started < 2  # some 50 ms; far more if time grew with the square
