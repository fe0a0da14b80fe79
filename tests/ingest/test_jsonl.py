"""JSON lines: what is given wins, a bad line is named and does not stop the rest."""

from __future__ import annotations

import pytest

from searchcsto.ingest import jsonl
from searchcsto.ingest.content import MemoryContent, ReadOptions
from searchcsto.ingest.jsonl import read_jsonl
from searchcsto.ingest.limits import Article, Problem


def read(*lines: str | bytes) -> list[Article | Problem]:
    data = b"\n".join(line.encode() if isinstance(line, str) else line for line in lines)
    return list(read_jsonl(MemoryContent("articles.jsonl", data), ReadOptions()))


def test_all_that_may_be_given() -> None:
    line = (
        '{"id": "k7", "title": " Talks ", "text": "Talks resume.", "date": "2031-04-07", "source": "Kestrel", "x": 1}'
    )
    assert read(line) == [Article("Talks resume.", "k7", 1, "Talks", "2031-04-07", ("Kestrel",))]


def test_text_is_enough_and_blank_lines_count_as_lines() -> None:
    assert read('{"text": "a"}', "", '{"text": "b"}') == [Article("a", None, 1), Article("b", None, 3)]


@pytest.mark.parametrize(
    ("given", "date"),
    [
        ('"2031"', "2031"),
        ("2031", "2031"),
        ('"2031-04"', "2031-04"),
        ('"2031-04-07T08:15:00+03:00"', "2031-04-07"),
        ('"2031-04-07 08:15"', "2031-04-07"),
        ('"2031/4/7"', "2031-04-07"),
        ('"Mon, 07 Apr 2031 08:15:00 GMT"', "2031-04-07"),
        ('""', None),
        ("null", None),
    ],
)
def test_dates(given: str, date: str | None) -> None:
    (article,) = read(f'{{"text": "a", "date": {given}}}')
    assert isinstance(article, Article)
    assert article.date == date


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("nonsense", "not JSON"),
        ('["a"]', "not a JSON object"),
        ('"a"', "not a JSON object"),
        ("{}", 'no "text"'),
        ('{"text": " "}', "no text"),
        ('{"title": ""}', 'no "text"'),
        ('{"text": 7}', "text is a number"),
        ("[" * 100_000, "nested too deep"),
        (b"\x00\x01\x02", "zero bytes"),
    ],
)
def test_a_bad_line_is_named_and_does_not_stop_the_rest(line: str | bytes, reason: str) -> None:
    first, *problems, last = read('{"text": "a"}', line, '{"text": "b"}')
    assert (first, last) == (Article("a", None, 1), Article("b", None, 3))
    assert all(isinstance(problem, Problem) and problem.number == 2 for problem in problems)
    assert reason in " ".join(problem.reason for problem in problems if isinstance(problem, Problem))


@pytest.mark.parametrize(
    "value",
    ['"date": "soon"', '"date": "2031-02-30"', '"date": true', '"source": {"seen": 3}', '"id": [1]', '"title": 3'],
)
def test_a_bad_value_costs_the_value_only(value: str) -> None:
    problem, article = read(f'{{"text": "a", {value}}}')
    assert article == Article("a", None, 1)
    assert isinstance(problem, Problem)
    assert not problem.skipped
    assert value.split('"')[1] in problem.reason


def test_sources_may_be_a_list() -> None:
    (article,) = read('{"text": "a", "source": ["Kestrel", "", "Lark", 3]}')
    assert isinstance(article, Article)
    assert article.sources == ("Kestrel", "Lark")


def test_half_surrogates_become_replacement_characters() -> None:
    (article,) = read(r'{"text": "a \ud83d b"}')
    assert isinstance(article, Article)
    assert article.text == "a ? b"


def test_a_line_that_is_too_long_is_never_held_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "_MAX_LINE", 100)
    problem, article = read('{"text": "' + "x" * 1000 + '"}', '{"text": "b"}')
    assert isinstance(problem, Problem)
    assert "longer than" in problem.reason
    assert article == Article("b", None, 2)


def test_an_empty_file() -> None:
    assert read() == [Problem("empty")]


def test_a_byte_order_mark() -> None:
    assert read(b"\xef\xbb\xbf" + b'{"text": "a"}') == [Article("a", None, 1)]


def test_a_file_of_lines_that_are_no_articles_ends_soon() -> None:
    found = list(read_jsonl(MemoryContent("a.jsonl", b"no article\n" * 5_000), ReadOptions()))
    assert len(found) == 1_001
    assert isinstance(found[-1], Problem) and "the rest is not read" in found[-1].reason
    mixed = (b"no article\n" * 900 + b'{"text": "Talks resume."}\n') * 3
    assert sum(isinstance(each, Article) for each in read_jsonl(MemoryContent("a.jsonl", mixed), ReadOptions())) == 3
