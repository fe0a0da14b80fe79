"""Give a .jsonl file, get its articles: one JSON object a line, whose fields `fields.py` finds.

A line that cannot be read is a problem of its own and does not stop the rest; a value of the wrong kind costs that
value, not its article.

Limits: a thousand lines in a row that cannot be read end the reading. What dates prove about the order of day and month
is looked for in the whole of a small file, and in lines at evenly spread places of a large one.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from searchcsto.ingest.content import Content, ReadOptions
from searchcsto.ingest.encoding import NotText, decode_text
from searchcsto.ingest.limits import MAX_ARTICLE, Article, Problem, describe_size
from searchcsto.ingest.records import RecordReader

_MAX_LINE = 2 * MAX_ARTICLE  # escapes may double a text
_MOST_FAILED = 1_000  # lines in a row; a file of nothing else is none of ours, and to tell each would take hours
_MOST_BLANK = 100_000
_PLACES = 64  # where lines of a large file are looked at
_PLACE = 64_000  # bytes of lines that are looked at in one place


def read_jsonl(
    content: Content, options: ReadOptions, *, start: int = 0, stop: int | None = None, first_line: int = 1
) -> Iterator[Article | Problem]:
    """Yield the articles and problems of the lines that begin at the bytes from start to stop. Raises OSError."""
    reader = RecordReader(options, sample=lambda: _sample_records(content))
    with content.open() as file:
        file.seek(start)
        line_number = first_line - 1
        records = failed = blank = 0
        for line_number, line in enumerate(_read_lines(file, stop), first_line):
            if line is None:
                yield Problem(f"the line is longer than {describe_size(_MAX_LINE)}", line_number)
            elif line.strip():
                records += 1
                found = list(_read_line(line, line_number, reader))
                failed = failed + 1 if found and all(isinstance(each, Problem) for each in found) else 0
                yield from found
            blank = 0 if line is None or line.strip() else blank + 1
            if blank == _MOST_BLANK:
                yield Problem(f"{blank:,} blank lines one after the other: the rest is not read", line_number)
                return
            if failed == _MOST_FAILED:
                yield Problem(f"{failed:,} lines one after the other cannot be read: the rest is not read", line_number)
                return
        if not line_number:
            yield Problem("empty")
        if start == 0:
            is_piece = stop is not None and stop < content.size
            for record in _sample_records(content) if is_piece and reader.fields.list_unseen() else ():
                reader.fields.find(record)  # what the first records lack, those of other pieces may have
            yield from reader.list_problems(records, beyond=is_piece)


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


def _read_line(line: bytes, number: int, reader: RecordReader) -> Iterator[Article | Problem]:
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
    except ValueError:
        yield Problem("not JSON that can be read: a number in it is too long", number)
        return
    except RecursionError:
        yield Problem("not JSON that can be read: it is nested too deep", number)
        return
    if not isinstance(values, dict):
        yield Problem("not a JSON object with the keys of an article", number)
        return
    yield from reader.read(values, number)


def _sample_records(content: Content) -> Iterator[dict[str, Any]]:
    """Yield the records of a small file, or those at some places of a large one."""
    places = _PLACES if content.size > _PLACES * _PLACE else 1
    with content.open() as file:
        for place in range(places):
            file.seek(place * content.size // places)
            if place:
                file.readline(_MAX_LINE)  # the rest of a line
            stop = file.tell() + (_PLACE if places > 1 else content.size)
            for line in _read_lines(file, stop):
                values = _parse_line(line or b"")
                if isinstance(values, dict):
                    yield values


def _parse_line(line: bytes) -> Any:
    try:
        return json.loads(decode_text(line))
    except (ValueError, RecursionError):  # told where the line is read
        return None
