"""Many queries are answered as one by one; a bad line costs itself only."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from searchcsto import Index, SearchOptions
from searchcsto.lists import BatchAnswer, BatchQuery
from searchcsto.searching.batch import read_queries


def test_answers_are_those_of_search(opened: Index) -> None:
    queries = ["peacekeeping Kazakhstan", '"collective security"', "source:tass -Lavrov", "zanzibar", "peace*"]
    fed = SearchOptions(limit=3, snippets=0, feedback=True)
    for options in (SearchOptions(limit=3), SearchOptions(limit=3, snippets=0, sources=("TASS",)), fed):
        answers = list(opened.batch([query.encode() for query in queries], options))
        assert [answer.query.text for answer in answers] == queries
        for answer in answers:
            results = opened.search(answer.query.text, options)
            assert answer.total == results.total
            assert answer.ids == tuple(hit.id for hit in results.hits)
            assert answer.scores == tuple(hit.score for hit in results.hits)
            assert [hit.snippets for hit in answer.hits] == [hit.snippets for hit in results.hits]
        quick = list(opened.batch([query.encode() for query in queries], options, with_hits=False))
        assert [(each.ids, each.scores) for each in quick] == [(each.ids, each.scores) for each in answers]


def test_lines() -> None:
    lines = [
        b"\xef\xbb\xbfpeace\r\n", b"\n", b'{"id": "q7", "text": "(open"}\n', b'{"id": 8, "text": "x"}',
        b'{"text": "y"}', b'{"id": "z"}', b"{oops", b"\xff\xfe", b'{"id": true, "text": "x"}',
        b'{"id": " ", "text": "x"}', b"[1]",
    ]  # fmt: skip
    found = list(read_queries(lines))
    good = [(each.number, each.id, each.text) for each in found if isinstance(each, BatchQuery)]
    assert good == [(1, "1", "peace"), (3, "q7", "(open"), (4, "8", "x"), (5, "5", "y"), (11, "11", "[1]")]
    bad = {each.query.number: each.problem for each in found if isinstance(each, BatchAnswer)}
    assert list(bad) == [6, 7, 8, 9, 10]
    assert "needs a" in bad[6]
    assert "no JSON" in bad[7]
    assert "UTF-8" in bad[8]
    assert "the id of a query" in bad[9]


def test_a_bad_query_does_not_stop_the_rest(opened: Index) -> None:
    answers = list(opened.batch([b"peace (", b"peacekeeping"], SearchOptions(snippets=0)))
    assert "not closed" in answers[0].problem
    assert answers[1].total == 5


@given(st.lists(st.text(st.characters(exclude_characters="\n\r", codec="utf-8"), min_size=1), max_size=5))
def test_plain_words_are_never_refused_for_their_signs(opened_plain: Index, texts: list[str]) -> None:
    lines = [json.dumps({"text": text}).encode() for text in texts]
    answers = list(opened_plain.batch(lines, SearchOptions(plain=True, snippets=0)))
    assert [answer.query.text for answer in answers] == texts
    for answer in answers:
        assert not answer.problem or "no letter and no digit" in answer.problem
