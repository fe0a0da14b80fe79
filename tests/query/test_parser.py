"""What may be typed and what it means; what is refused, and where the message points."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchcsto.errors import QueryInvalid
from searchcsto.query.parser import parse_query
from searchcsto.query.tree import DateRange, Fuzzy, Not, Or, Phrase, Prefix, Synonyms, Wildcard, Word, print_query, walk


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
        ("(orlo = орло)", "(orlo = орло)"),
        ('pier (orlo = "old town" = orl*) -ferry', '(pier OR (orlo = "old town" = orl*)) AND NOT ferry'),
        ("(title:orlo = title:орло)", "(title:orlo = title:орло)"),
        ("((orlo = орло))", "(orlo = орло)"),
        ("orlo = орло", "orlo OR = OR орло"),
        ("(orlo = орло pier)", "orlo OR = OR орло OR pier"),
        ("(orlo = )", "orlo OR ="),
        ("(= = =)", "= OR = OR ="),
        ("(orlo = title:орло)", "orlo OR = OR title:орло"),
        ("(orlo = (орло))", "orlo OR = OR орло"),
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
        ("date:yesterday", 5, "not a date"),
        ("date:2031-02-30", 5, "not a date"),
        ("date:2031-01..soon", 14, "not a date"),
        ("date:2032..2031", 5, "ends before it begins"),
        ("date:..", 5, "a first or a last date"),
        ("after:now", 6, "not a date"),
        ("before:0001", 7, "no day comes before"),
        ("date: 2031", 0, "right after it"),
        ("source:", 0, "right after it"),
        ('source:""', 7, "not empty"),
        ("source:(a b)", 0, "right after it"),
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


def test_required_words_come_with_the_wanted_ones() -> None:
    tree = parse_query("+pier boat -ferry")
    assert [(node.text, wanted) for node, wanted in walk(tree) if isinstance(node, Word)] == [
        ("pier", True),
        ("boat", True),
        ("pier", True),
        ("ferry", False),
    ]


def test_spans_point_into_the_query() -> None:
    query = 'pier -"old boat" date:2031'
    spans = {
        query[slice(*node.span)] for node, _ in walk(parse_query(query)) if isinstance(node, Word | Phrase | DateRange)
    }
    assert spans == {"pier", '"old boat"', "date:2031"}


words = st.text("абвxyz-'.", min_size=1, max_size=8).filter(lambda text: text[0] not in "-'." and text[-1] not in "-'.")
leaves = st.one_of(
    words.map(Word),
    words.map(lambda text: Phrase(f"{text} {text}")),
    words.map(lambda text: Word(text, "title")),
    st.text("абвxyz", min_size=1).map(lambda text: Prefix(text, "title")),
    st.text("абвxyz", min_size=1).map(lambda text: Wildcard(f"?{text}*{text}")),
    st.text("абвxyz", min_size=1).map(lambda text: Fuzzy(text, 2)),
    st.just(DateRange(datetime.date(2031, 1, 1), None)),
    st.lists(words, min_size=2, max_size=3).map(lambda texts: Synonyms(tuple(map(Word, texts)))),
)
trees = st.recursive(
    leaves,
    lambda children: st.lists(children, min_size=2, max_size=3).map(lambda nodes: Or(tuple(nodes))) | children.map(Not),
)


@given(trees)
def test_what_is_printed_means_the_same(tree: Word) -> None:
    printed = print_query(parse_query(print_query(tree)))
    assert print_query(parse_query(printed)) == printed


@given(st.text(max_size=60) | st.text('ab1 *?~"-_.’é/:()=', max_size=30))
def test_any_text_is_read_or_refused(query: str) -> None:
    try:
        tree = parse_query(query)
    except QueryInvalid as refused:
        assert 0 <= refused.column <= len(query)
    else:
        assert parse_query(print_query(tree))
