"""Give a .json file, get its articles: a list of objects, an object with such a list in it, or one article.

The list may lie one or two objects deep ({"response": {"results": [...]}}), and be an object of articles by their ids.
Of several lists the one that has texts is taken. A file that holds one object after another is read as `jsonl.py`
reads lines. The fields of an article are found by `fields.py`.

Limits: a file is held in memory, so it has at most 200 MB; more belong in JSON lines. What is not an article in a list
is told; a file that is damaged has no articles.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from searchcsto.ingest.content import Content, ReadOptions, TooLarge, read_all
from searchcsto.ingest.encoding import NotText, decode_text
from searchcsto.ingest.fields import Fields, is_teaser
from searchcsto.ingest.jsonl import read_jsonl
from searchcsto.ingest.limits import Article, Problem
from searchcsto.ingest.records import RecordReader

_LIMIT = 200_000_000  # bytes
_DEPTH = 3  # objects around a list of articles
_LOOKED_AT = 50  # objects of a list that tell whether it is one of articles
_TOLD = 20  # elements of a list that are told to be no articles, one by one


def read_json(content: Content, options: ReadOptions) -> Iterator[Article | Problem]:
    """Yield the articles of a file, or the reason why there are none. Raises OSError."""
    try:
        text = decode_text(read_all(content, _LIMIT)).strip()
    except TooLarge:
        yield Problem("larger than 200 MB: write it as JSON lines, one article a line, e.g. with: jq -c '.[]'")
        return
    except NotText as reason:
        yield Problem(str(reason))
        return
    try:
        value = json.loads(text)
    except json.JSONDecodeError as problem:
        yield from _read_broken(content, options, text=text, problem=problem)
    except ValueError:
        yield Problem("not JSON that can be read: a number in it is too long")
    except RecursionError:
        yield Problem("not JSON that can be read: it is nested too deep")
    else:
        yield from _read_value(value, options)


def _read_broken(
    content: Content, options: ReadOptions, *, text: str, problem: json.JSONDecodeError
) -> Iterator[Article | Problem]:
    """Read a file that is not one JSON value, but may be several."""
    if not text:
        yield Problem("empty" if not content.size else "it has no text, only blanks")
    elif problem.msg != "Extra data":
        yield Problem(f"not JSON: {problem.msg} at line {problem.lineno}, column {problem.colno}")
    elif "\n" not in text[: problem.pos].rstrip():
        yield from read_jsonl(content, options)
    else:
        values, reason = _split_values(text)
        yield from _read_list(values, options)
        if reason:
            yield reason


def _split_values(text: str) -> tuple[list[Any], Problem | None]:
    """Return the values that stand one after another in a text, and what is wrong behind them."""
    values: list[Any] = []
    decoder, at = json.JSONDecoder(), 0
    try:
        while at < len(text):
            value, at = decoder.raw_decode(text, at)
            values.append(value)
            while at < len(text) and (text[at].isspace() or text[at] == ","):
                at += 1
    except (ValueError, RecursionError):
        line = text.count("\n", 0, at) + 1
        return values, Problem(f"not JSON: from line {line} on it cannot be read")
    return values, None


def _read_value(value: Any, options: ReadOptions) -> Iterator[Article | Problem]:
    if isinstance(value, list):
        yield from _read_list(value, options)
    elif not isinstance(value, dict):
        yield Problem("it has no articles: it is not an object and not a list of objects")
    elif (articles := _find_articles(value, options)) is not None:
        yield from _read_list(articles, options)
    else:
        reader = RecordReader(options, sample=lambda: [value])
        yield from reader.read(value, None)
        yield from reader.list_problems(1)


def _read_list(values: list[Any], options: ReadOptions) -> Iterator[Article | Problem]:
    """Read the articles of a list; the place in it is their number."""
    records = [value for value in values if isinstance(value, dict)]
    if not records:
        yield Problem("it has no articles: no list of objects" if values else "it has no articles: its list is empty")
        return
    reader = RecordReader(options, sample=lambda: records)
    if not any(map(reader.has_words, records)):
        yield Problem(reader.describe_lack(records[0]))
        return
    told = 0
    for number, value in enumerate(values, 1):
        if isinstance(value, dict):
            yield from reader.read(value, number)
        else:
            told += 1
            if told <= _TOLD:
                yield Problem("not a JSON object with the keys of an article", number)
    if told > _TOLD:
        yield Problem(f"{told - _TOLD} more elements are no JSON objects")
    yield from reader.list_problems(len(records))


def _find_articles(value: dict[str, Any], options: ReadOptions) -> list[Any] | None:
    """Return the list of articles within an object, or None if the object is an article itself.

    An object with a text is an article, also if it has a list of comments; a description may be that of a feed.
    """
    fields = Fields(options.fields)
    texts = fields.find(value).get("text", ())
    if any(isinstance(found, str) and found.strip() and not is_teaser(name) for name, found in texts):
        return None
    ranked = [(_rank(found, fields), found) for found in _list_lists(value, depth=_DEPTH)]
    rank, best = max(ranked, key=lambda item: item[0], default=((0, 0), []))
    return best if rank[0] else None


def _list_lists(value: dict[str, Any], *, depth: int) -> Iterator[list[Any]]:
    """Yield the lists of objects in an object, and the objects whose values are all objects, as lists."""
    inner = list(value.values())
    for item in inner:
        if isinstance(item, list) and any(isinstance(each, dict) for each in item[:_LOOKED_AT]):
            yield item
        elif isinstance(item, dict) and depth > 1:
            yield from _list_lists(item, depth=depth - 1)
    if len(inner) > 1 and all(isinstance(item, dict) for item in inner):
        yield [item if "id" in item else {**item, "id": key} for key, item in value.items()]


def _rank(values: list[Any], fields: Fields) -> tuple[int, int]:
    """Return how many of the first objects of a list have a text or a title, and how long the list is."""
    found = [fields.find(value) for value in values[:_LOOKED_AT] if isinstance(value, dict)]
    return sum(2 * bool(each.get("text")) + bool(each.get("title")) for each in found), len(values)
