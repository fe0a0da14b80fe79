"""Cut a text into the lines that matter for what an article says about itself.

You give the text, you get a `Page`: the lines of its head and of its tail, wrapped lines joined again, and the span
between the two that nobody looks at line by line. Offsets are code points of the text.

Limits: the head is 8,000 characters, the tail 4,000; of one line, 1,200 characters are kept for the rules to look at.
So the work is bounded, whatever the input.

>>> [line.text for line in read_page("Harbour talks\\nresume in Orlo\\n\\nThe talks began.").lines]
['Harbour talks\\nresume in Orlo', 'The talks began.']
"""

from __future__ import annotations

import re
from typing import NamedTuple

from searchcsto.documents import Span
from searchcsto.ingest.furniture import CHROME
from searchcsto.ingest.months import WEEKDAYS

HEAD_SIZE = 8_000
TAIL_SIZE = 4_000
LINE_SIZE = 1_200

_LINE = re.compile(r"[^\r\n\u2028\u0085\f]+")
_BREAK = re.compile(r"[\r\n\u2028\u0085\f]")
_VISIBLE = re.compile(r"[^\s\ufeff\u200b]")
_STOPS = frozenset(".!?…")
_CLOSING = "\"'”’»)]}*"
_SENTENCE_BREAK = re.compile(r"[.!?](?<=[^\W\d_]{2}.)[\"”»)]{0,2} [\"“«(\[]?[^\W\d_a-zа-я]")
_GLUED_END = re.compile(r"[a-zа-я»”\"][.!?»”][A-ZА-ЯЁ][\w.]{2,15}$")  # an outlet's name behind the last full stop
_GLUED_SIZE = 80
_LONG_LEAD = 120  # characters of a paragraph that introduces what somebody said
_MARKS = "\ufeff\u200b#"
_BULLETS = "*+o•·▪"  # before the entries of a menu
_WRAP_MIN = 45
_WRAP_SURE = 30
_SHORT_STAMP = 30
_WRAP_MAX = 90
# No headline and no sentence ends with one of these: what follows belongs to the same sentence.
_UNFINISHED = re.compile(
    r"(?:,| (?:the|an?|of|to|and|in|for|with|by|at|from|on|that|or|as|its|his|her|their"
    r"|и|в|на|с|по|о|к|из|для|что|за|от|не))$"
)


class Line(NamedTuple):
    """One visible line, or several that a hard wrap had parted."""

    start: int
    end: int
    text: str  # text[start:end], at most LINE_SIZE characters of it
    gap: bool  # a blank line stands above it

    @property
    def whole(self) -> bool:
        """Whether `text` is the line to its end."""
        return len(self.text) == self.end - self.start


_Row = tuple[int, int, str, bool]  # as a Line, which takes longer to make: most are joined to others


class Page(NamedTuple):
    """A text and its lines, in order; `middle` is the span between head and tail, if the text is long."""

    text: str
    lines: tuple[Line, ...]
    middle: Span | None


def read_page(text: str) -> Page:
    """Cut text into the lines of its head and tail."""
    first = _VISIBLE.search(text)
    if first is None:
        return Page(text, (), None)
    head_end = _find_line_end(text, first.start() + HEAD_SIZE)
    head = find_joined_lines(text, first.start(), head_end)
    if head_end >= len(text):
        return Page(text, tuple(head), None)
    tail_start = _find_line_start(text, head_end, len(text) - TAIL_SIZE)
    tail = find_lines(text, tail_start, len(text))
    return Page(text, (*head, *tail), (head_end, tail_start) if head_end < tail_start else None)


def find_lines(text: str, start: int, end: int) -> list[Line]:
    """Return the lines between two offsets, without the blank ones and without the blanks around them."""
    return list(map(Line._make, _find_rows(text, start, end)))


def find_joined_lines(text: str, start: int, end: int) -> list[Line]:
    """Return the lines between two offsets, those joined that a hard wrap had parted."""
    rows = _find_rows(text, start, end)
    return list(map(Line._make, _join_wrapped(rows, text)))


def _find_rows(text: str, start: int, end: int) -> list[_Row]:
    piece = text[start:end]
    if "\r" in piece or "\u2028" in piece or "\u0085" in piece or "\f" in piece:
        return _find_odd_rows(text, start, end)
    marked = any(map(piece.__contains__, _MARKS))
    rows: list[_Row] = []
    last = 0
    for number, row in enumerate(piece.split("\n")):  # several times faster than the pattern, which few pages need
        size = len(row)
        shown = row.strip()
        if shown:
            row_start, row_end = start, start + size
            if shown is not row:
                row_start += row.index(shown[0])
                row_end = row_start + len(shown)
            if marked and (shown[0] in _MARKS or shown[-1] in _MARKS):
                row_start, row_end = _trim(text, row_start, row_end)
                shown = text[row_start:row_end]
            if shown:
                rows.append((row_start, row_end, shown if size <= LINE_SIZE else shown[:LINE_SIZE], number - last > 1))
                last = number
        start += size + 1
    return rows


def _find_odd_rows(text: str, start: int, end: int) -> list[_Row]:
    """Return the rows of a text that ends some of them by other signs than a line feed."""
    rows: list[_Row] = []
    last = start
    for match in _LINE.finditer(text, start, end):
        row_start, row_end = _trim(text, *match.span())
        if row_start < row_end:
            shown = text[row_start : min(row_end, row_start + LINE_SIZE)]
            rows.append((row_start, row_end, shown, _is_gap(text, last, match.start())))
            last = match.end()
    return rows


def _join_wrapped(rows: list[_Row], text: str) -> list[_Row]:
    """Join the rows that a hard wrap had parted: the next one goes on in lower case, or in mid-sentence."""
    if not rows:
        return rows
    joined: list[_Row] = []
    wrapped = False
    first = last = rows[0]
    for row in rows[1:]:
        gap = row[3]
        shown = last[2]
        # In mid-sentence: most rows of a text that is wrapped, known without a call.
        flows = wrapped and not gap and _WRAP_SURE <= len(shown) <= _GLUED_SIZE and shown[-1].isalnum()
        if (flows and " " in shown and row[2][1:2] != " ") or (not gap and _goes_on(last, row, wrapped)):
            wrapped = wrapped or len(shown) >= _WRAP_MIN
        else:
            joined.append(first if first is last else _join(first, last, text))
            first = row
            wrapped = wrapped and not gap
        last = row
    joined.append(first if first is last else _join(first, last, text))
    return joined


def _join(first: _Row, last: _Row, text: str) -> _Row:
    start, end = first[0], last[1]
    return start, end, text[start : min(end, start + LINE_SIZE)], first[3]


def is_sentence(line: Line) -> bool:
    """Whether the line ends as a sentence does."""
    return _ends_sentence(line.text, len(line.text) == line.end - line.start)


def _ends_sentence(text: str, is_whole: bool) -> bool:
    last = text[-1:]
    if last in _STOPS:
        return not is_whole or text[-3:] != "..."
    if last.isalnum() or not is_whole:
        return not is_whole or (len(text) > _GLUED_SIZE and _GLUED_END.search(text, len(text) - 24) is not None)
    return text.rstrip(_CLOSING)[-1:] in ".!?…" or text.endswith((':"', ",”"))


def is_prose(line: Line) -> bool:
    """Whether the line is a paragraph of an article, as far as its form tells."""
    size = line.end - line.start
    if size < 80:
        return False
    if line.text[-1] == ":":
        return size >= _LONG_LEAD
    return size >= 260 or is_sentence(line) or (size >= 120 and _SENTENCE_BREAK.search(line.text) is not None)


def _goes_on(previous: _Row, row: _Row, wrapped: bool) -> bool:
    start, end, shown, _ = previous
    size = end - start
    if size > _WRAP_MAX:
        return False
    last = shown[-1]
    if not (last.isalnum() and size <= _GLUED_SIZE) and last != "," and _ends_sentence(shown, len(shown) == size):
        return wrapped and size >= _WRAP_MIN + 15
    if row[2][1:2] == " " and row[2][0] in _BULLETS:
        return False
    if row[2][0].islower():
        return size >= 8 and " " in shown and (wrapped or not _stands_alone(row[2]))
    return size >= 30 and (wrapped or _UNFINISHED.search(shown) is not None)


def _stands_alone(text: str) -> bool:
    """Whether a line that begins in lower case is none that goes on: a byline, a button, an address, a weekday."""
    if text.startswith(("http", "www.")) or text in CHROME:
        return True
    if text.startswith("by") and (text[2:].lstrip()[:1].isupper() or text.endswith(" ago")):
        return True
    return len(text) <= _SHORT_STAMP and text.split(",", 1)[0].split(" ", 1)[0] in WEEKDAYS


def _is_gap(text: str, start: int, end: int) -> bool:
    return text.count("\n", start, end) > 1 or text.count("\r", start, end) > 1


def _trim(text: str, start: int, end: int) -> Span:
    """Return the span without blanks and markdown's heading marks around it."""
    while start < end and (text[start].isspace() or text[start] in _MARKS):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == "\u200b"):
        end -= 1
    return start, end


def _find_line_end(text: str, offset: int) -> int:
    found = _BREAK.search(text, offset)
    return found.start() if found else len(text)


def _find_line_start(text: str, lowest: int, offset: int) -> int:
    found = _BREAK.search(text, max(lowest, offset))
    return found.start() if found else len(text)
