"""JSON files: a list of articles wherever it lies, one article, or one object after another."""

from __future__ import annotations

import json
from typing import Any

import pytest

from searchcsto.ingest import json_file
from searchcsto.ingest.content import MemoryContent, ReadOptions
from searchcsto.ingest.json_file import read_json
from searchcsto.ingest.limits import Article, Problem

ONE = {"id": "a", "title": "T", "text": "Talks resume."}
TWO = {"id": "b", "title": "U", "text": "Talks end."}
READ = [Article("Talks resume.", "a", 1, "T"), Article("Talks end.", "b", 2, "U")]


def read(value: Any, **mapped: str) -> list[Article | Problem]:
    data = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
    return list(read_json(MemoryContent("a.json", data), ReadOptions(mapped)))


@pytest.mark.parametrize(
    "value",
    [
        [ONE, TWO],
        {"articles": [ONE, TWO]},
        {"status": "ok", "response": {"tags": [{"id": 1}] * 9, "results": [ONE, TWO]}},
        {"hits": {"total": 2, "hits": [{"_index": "x", "_source": ONE}, {"_index": "x", "_source": TWO}]}},
        {"title": "Kestrel", "description": "News of Orlo", "items": [ONE, TWO]},
    ],
)
def test_a_list_wherever_it_lies(value: Any) -> None:
    assert read(value) == READ


def test_articles_by_their_ids() -> None:
    found = read({"k1": {"text": "a"}, "k2": {"text": "b"}})
    assert found == [Article("a", "k1", 1), Article("b", "k2", 2)]


def test_one_article_has_no_number_and_its_comments_are_no_articles() -> None:
    assert read({**ONE, "comments": [{"text": "first!"}, {"text": "second"}]}) == [
        Article("Talks resume.", "a", None, "T")
    ]


@pytest.mark.parametrize("between", ["\n", "\n\n", " \n"])
def test_lines_under_the_name_of_json(between: str) -> None:
    found = read(between.join(map(json.dumps, (ONE, TWO))).encode())
    assert [each.id for each in found if isinstance(each, Article)] == ["a", "b"]
    assert len(found) == 2


def test_objects_one_after_another_up_to_the_damage() -> None:
    whole = json.dumps(ONE, indent=1) + "\n" + json.dumps(TWO, indent=1)
    assert read(whole.encode()) == READ
    *found, problem = read((whole + '\n{"text":').encode())
    assert found == READ
    assert isinstance(problem, Problem)
    assert "from line 11 on" in problem.reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n ", "only blanks"),
        (b"\x00\x01\x02\xff", "zero bytes"),
        (b'[{"text": "a"}, {"text"', "not JSON: Expecting"),
        (b"[" * 200_000, "nested too deep"),
        (b'{"a":' * 200_000, "nested too deep"),
        (b"9" * 5_000, "a number in it is too long"),
        (b"7", "not an object"),
        (b'"a text"', "not an object"),
        (b"[]", "its list is empty"),
        (b'["a", "b"]', "no list of objects"),
        (b"{}", "its fields are: none"),
        (b'[{"words": "a", "day": 1}, {"words": "b"}]', "words, day; name the right one with --map text=FIELD"),
        (b'{"version": 1, "rules": {"a": {"x": 1}, "b": {"x": 2}}}', "its fields are: version, rules"),
    ],
)
def test_one_reason_for_a_file_without_articles(data: bytes, reason: str) -> None:
    (problem,) = read(data)
    assert isinstance(problem, Problem)
    assert problem.skipped
    assert reason in problem.reason


def test_what_is_no_object_in_a_list_is_told_and_not_each_of_a_thousand() -> None:
    found = read([ONE, *range(1_000), TWO])
    assert [each.number for each in found if isinstance(each, Article)] == [1, 1_002]
    problems = [each for each in found if isinstance(each, Problem)]
    assert problems[0].number == 2
    assert problems[-1].reason == "980 more elements are no JSON objects"


def test_a_file_that_is_too_large_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_file, "_LIMIT", 20)
    (problem,) = read([ONE])
    assert isinstance(problem, Problem)
    assert "JSON lines" in problem.reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251"])
def test_encodings(encoding: str) -> None:
    text = json.dumps([{"text": "Переговоры о порте начались в понедельник, сообщил министр."}], ensure_ascii=False)
    (article,) = read(text.encode(encoding))
    assert isinstance(article, Article)
    assert article.text.startswith("Переговоры о порте")


def test_mapped_fields() -> None:
    (article,) = read({"list": [{"words": "The talks.", "when": {"day": "07.04.2031"}}]}, text="words", date="when.day")
    assert article == Article("The talks.", None, 1, None, "2031-04-07")
