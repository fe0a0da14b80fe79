"""Give a .jsonl file, get its articles: one JSON object a line, with `text` and perhaps id, title, date and source.

`source` may be a list; `sources` is read too. Other keys are passed over. A line that cannot be read is a problem of
its own and does not stop the rest; a value of the wrong kind costs that value, not its article.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from searchcsto.errors import DocumentInvalid
from searchcsto.ingest.articles import parse_given_date
from searchcsto.ingest.content import Content, ReadOptions
from searchcsto.ingest.encoding import NotText, decode_text
from searchcsto.ingest.limits import MAX_ARTICLE, Article, Problem, describe_size

_MAX_LINE = 2 * MAX_ARTICLE  # escapes may double a text


def read_jsonl(
    content: Content, options: ReadOptions, *, start: int = 0, stop: int | None = None, first_line: int = 1
) -> Iterator[Article | Problem]:
    """Yield the articles and problems of the lines that begin at the bytes from start to stop. Raises OSError."""
    with content.open() as file:
        file.seek(start)
        line_number = first_line - 1
        for line_number, line in enumerate(_read_lines(file, stop), first_line):
            if line is None:
                yield Problem(f"the line is longer than {describe_size(_MAX_LINE)}", line_number)
            elif line.strip():
                yield from _read_line(line, line_number)
        if not line_number:
            yield Problem("empty")


def _read_lines(file: BinaryIO, stop: int | None) -> Iterator[bytes | None]:
    """Yield each line, None for one that is too long, without ever holding more than the longest allowed."""
    at = file.tell()
    while (stop is None or at < stop) and (line := file.readline(_MAX_LINE + 1)):
        is_first, at = at == 0, at + len(line)
        is_long = len(line) > _MAX_LINE
        while is_long and line and not line.endswith(b"\n"):
            line = file.readline(_MAX_LINE + 1)
            at += len(line)
        yield None if is_long else line.removeprefix(codecs.BOM_UTF8) if is_first else line


def _read_line(line: bytes, number: int) -> Iterator[Article | Problem]:
    if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or line.count(b"\0") > len(line) // 3:
        yield Problem("JSON lines must be UTF-8, and this is UTF-16", number)
        return
    try:
        values = json.loads(decode_text(line))
    except NotText as reason:
        yield Problem(str(reason), number)
        return
    except json.JSONDecodeError as problem:
        yield Problem(f"not JSON: {problem.msg} at column {problem.colno}", number)
        return
    except RecursionError:
        yield Problem("not JSON that can be read: it is nested too deep", number)
        return
    if not isinstance(values, dict):
        yield Problem("not a JSON object with the keys of an article", number)
        return
    yield from _read_values(values, number)


def _read_values(values: dict[str, Any], number: int) -> Iterator[Article | Problem]:
    problems: list[Problem] = []

    def take(key: str, *kinds: type) -> Any:
        value = values.get(key)
        if value is None or (isinstance(value, kinds) and not isinstance(value, bool)):
            return value
        problems.append(
            Problem(f"{key} is {_KINDS.get(type(value), 'of a wrong kind')}: left out", number, skipped=False)
        )
        return None

    text, title = take("text", str) or "", take("title", str)
    date, problem = _read_date(take("date", str, int), number)
    sources = _read_sources(take("source", str, list) or take("sources", str, list))
    identifier = take("id", str, int)
    if not text.strip() and not (title and title.strip()):
        reason = "it has no text" if "text" in values else 'it has no "text"'
        yield Problem("; ".join([reason, *(problem.reason for problem in problems)]), number)
        return
    if len(text) > MAX_ARTICLE:
        yield Problem(f"its text is larger than {describe_size(MAX_ARTICLE)}", number)
        return
    yield from [*problems, *([problem] if problem else [])]
    name = _clean(str(identifier)) if identifier not in (None, "") else None
    yield Article(_clean(text), name, number, _clean(title.strip()) if title else None, date, sources)


_KINDS: dict[type, str] = {list: "a list", dict: "an object", bool: "true or false", float: "a number", int: "a number"}


def _read_date(value: str | int | None, number: int) -> tuple[str | None, Problem | None]:
    if value is None or value == "":
        return None, None
    try:
        return parse_given_date(str(value)), None
    except DocumentInvalid as problem:
        return None, Problem(f"date: {problem}; the date is read from the text instead", number, skipped=False)


def _read_sources(value: str | list[Any] | None) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value or []
    return tuple(_clean(item.strip()) for item in values if isinstance(item, str) and item.strip())


def _clean(text: str) -> str:
    """Replace halves of surrogate pairs, which JSON can escape and no text has."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
