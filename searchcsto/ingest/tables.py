"""Give a .csv or .tsv file, get its articles: one row each, the first row naming the fields as `fields.py` knows them.

The delimiter (comma, semicolon, tab or |) and the use of quotes are those with which the first rows have as many cells
as the header. Encodings as in `encoding.py`; Excel's `sep=;` line is understood. Rows are numbered as in a spreadsheet:
the header is row 1.

Limits: a table without a header that names a text or a title is refused. A row with fewer or more cells than the header
is told and left out, because nobody knows which cell is which. A quote that is never closed costs its row, and
MAX_BROKEN of them the rest of the file. Nothing but the row at hand is held in memory.
"""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO

from searchcsto.ingest.content import Content, ReadOptions
from searchcsto.ingest.encoding import NotText, find_encoding
from searchcsto.ingest.fields import Fields
from searchcsto.ingest.limits import MAX_ARTICLE, Article, Problem, describe_size
from searchcsto.ingest.records import RecordReader

MAX_BROKEN = 20
_SAMPLE = 200_000  # characters in which the delimiter is looked for
_HEADER_ROWS = 10  # rows that may stand above the header
_MAX_LINE = 2 * MAX_ARTICLE
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How the cells of a table are parted."""

    delimiter: str
    quotes: bool
    escape: str | None = None

    def read(self, lines: Iterator[str], *, strict: bool = False) -> Iterator[list[str]]:
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quoting=csv.QUOTE_MINIMAL if self.quotes else csv.QUOTE_NONE,
            escapechar=self.escape,
            strict=strict,
        )


@dataclass(slots=True)
class _Table:
    """A table's header, its number as a row, and how to read what follows."""

    dialect: _Dialect
    names: list[str]
    number: int
    records: int = field(default=0)


def read_table(content: Content, options: ReadOptions) -> Iterator[Article | Problem]:
    """Yield the articles of a table, and what is wrong with it. Raises OSError."""
    try:
        with content.open() as file:
            encoding = find_encoding(file)
    except NotText as reason:
        yield Problem(str(reason))
        return
    fields = Fields(options.fields)
    with _open(content, encoding) as text:
        sample = text.read(_SAMPLE)
    table = _find_table(sample, fields, is_whole=len(sample) < _SAMPLE)
    if table is None:
        yield Problem(_describe_refusal(sample, content))
        return
    reader = RecordReader(options, sample=lambda: _sample_records(content, encoding, table))
    for number, found in _read_rows(content, encoding, table):
        if isinstance(found, Problem):
            yield found
        else:
            table.records += 1
            yield from reader.read(found, number)
    if not table.records:
        yield Problem("it has a header and no rows")
    yield from reader.list_problems(table.records)


def _open(content: Content, encoding: str) -> TextIO:
    return io.TextIOWrapper(content.open(), encoding=encoding, errors="replace", newline="")


def _find_table(sample: str, fields: Fields, *, is_whole: bool) -> _Table | None:
    """Return the table whose header has a text or a title and whose rows fit it best."""
    best: tuple[float, _Table] | None = None
    for dialect in _list_dialects(sample):
        rows = _read_sample(sample, dialect, is_whole=is_whole)
        for number, names in enumerate(rows[:_HEADER_ROWS], 1):
            if not _is_header(names, fields):
                continue
            following = [row for row in rows[number:] if row]
            fitting = sum(len(row) == len(names) for row in following) / len(following) if following else 1.0
            score = fitting + (0.5 if len(names) > 1 else 0) - 0.01 * _is_loose(sample, dialect)
            if best is None or score > best[0] + 1e-9:
                best = (score, _Table(dialect, names, number))
            break
    return best[1] if best else None


def _list_dialects(sample: str) -> Iterator[_Dialect]:
    """Yield the dialects to try, the likelier first; `sep=;` decides."""
    first = sample.partition("\n")[0].strip().lower()
    told = first[4:] if first.startswith("sep=") and len(first) == 5 else ""
    for delimiter in told or _DELIMITERS:
        yield _Dialect(delimiter, quotes=True)
        if '\\"' in sample:
            yield _Dialect(delimiter, quotes=True, escape="\\")
        yield _Dialect(delimiter, quotes=False)


def _read_sample(sample: str, dialect: _Dialect, *, is_whole: bool) -> list[list[str]]:
    """Return the rows of the sample, without the last one, which may be cut."""
    csv.field_size_limit(_MAX_LINE)  # of this process: nothing else in it reads tables
    rows: list[list[str]] = []
    with contextlib.suppress(csv.Error):  # told where the row is read
        rows += dialect.read(_list_lines(sample))
    return rows if is_whole or len(rows) < 3 else rows[:-1]


def _list_lines(sample: str) -> Iterator[str]:
    return iter(io.StringIO(sample.replace("\0", ""), newline=""))


def _is_loose(sample: str, dialect: _Dialect) -> bool:
    """Whether quotes stand where a table that uses them has none: then they may be part of the text."""
    try:
        list(dialect.read(_list_lines(sample), strict=True))
    except csv.Error as problem:
        return "unexpected end" not in str(problem)  # the sample may be cut
    return False


def _is_header(names: list[str], fields: Fields) -> bool:
    found = fields.find({name: "x" for name in names if len(name) < 100})
    return bool(found.get("text") or found.get("title")) and (len(names) > 1 or len(names[0]) < 30)


def _read_rows(content: Content, encoding: str, table: _Table) -> Iterator[tuple[int, dict[str, str] | Problem]]:
    """Yield the records and problems below the header, with the number of their row."""
    with _open(content, encoding) as text:
        lines = _Lines(text)
        rows = table.dialect.read(lines)
        number = broken = 0
        while True:
            lines.begin_row()
            row, reason = _read_row(rows)
            if row is None and not reason:
                return
            number += 1
            if number <= table.number or not (row or reason):
                continue
            if not reason and not _fits(row or [], table.names):
                cells = f"{len(row or []):,} cell{'s' * (len(row or []) != 1)}"
                reason = f"row {number:,} has {cells} where the header has {len(table.names):,}: left out"
            if (reason or lines.is_at_end) and lines.is_open(table.dialect):
                broken += 1
                reason = f"row {number:,} has a quote that is not closed: left out"
                if broken == MAX_BROKEN:
                    yield number, Problem(f"{reason}, and so is the rest: too many of such rows", number)
                    return
                lines.go_back()
                rows = table.dialect.read(lines)
            if lines.was_cut:
                reason = f"row {number:,} has a line that is longer than {describe_size(_MAX_LINE)}: left out"
            yield number, Problem(reason, number) if reason else _name_cells(row or [], table.names)


def _read_row(rows: Iterator[list[str]]) -> tuple[list[str] | None, str]:
    """Return the next row, or None at the end; and why it cannot be read."""
    try:
        return next(rows, None), ""
    except csv.Error as problem:
        return None, f"a row cannot be read: {problem}"


class _Lines:
    """The lines of a file, of which those of the row at hand are remembered, to go back behind its first one."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._ahead: Iterator[str] = iter(())
        self._row: list[str] = []
        self.was_cut = False
        self.is_at_end = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._ahead, None)
        if line is None:
            line = self._read_line()
        self.is_at_end = not line
        if not line:
            raise StopIteration
        self._row.append(line)
        return line

    def begin_row(self) -> None:
        self._row = []
        self.was_cut = False

    def is_open(self, dialect: _Dialect) -> bool:
        """Whether the row at hand runs over several lines because of a quote that nothing closes."""
        if len(self._row) < 2:
            return False
        try:
            list(dialect.read(iter(self._row), strict=True))
        except csv.Error as problem:
            return "unexpected end" in str(problem) or "limit" in str(problem)
        return False

    def go_back(self) -> None:
        """Give the lines of the row again, all but the first."""
        self._ahead = itertools.chain(self._row[1:], self._ahead)

    def _read_line(self) -> str:
        line = self._text.readline(_MAX_LINE)
        if len(line) == _MAX_LINE and not line.endswith("\n"):
            self.was_cut = True
            while (rest := self._text.readline(_MAX_LINE)) and not rest.endswith("\n"):
                pass
        return line.replace("\0", "") or ("\n" if line else "")


def _fits(row: list[str], names: list[str]) -> bool:
    """Whether a row has as many cells as the header, empty ones at its end apart."""
    return len(row) == len(names) or (len(row) > len(names) and not any(cell.strip() for cell in row[len(names) :]))


def _name_cells(row: list[str], names: list[str]) -> dict[str, str]:
    """Return the cells by the names of the header; of two with one name the first that is not empty counts."""
    record: dict[str, str] = {}
    for name, cell in zip(names, row, strict=False):
        if not record.get(name):
            record[name] = cell
    return record


def _sample_records(content: Content, encoding: str, table: _Table) -> Iterator[dict[str, str]]:
    return (found for _, found in _read_rows(content, encoding, table) if isinstance(found, dict))


def _describe_refusal(sample: str, content: Content) -> str:
    if not sample.strip():
        return "it has no text, only blanks" if content.size else "empty"
    first = " ".join(sample.lstrip().partition("\n")[0].split())[:80]
    return (
        "its first row names no field that is known for a text or a title; name the right one with --map text=FIELD, "
        f"or give it a header; the row is: {first}"
    )
