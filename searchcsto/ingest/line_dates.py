"""Give the dates of each line of a page, looked for when they are first asked for: most paragraphs never are.

You give a text and its lines, you get `dates[i]`, the mentions in line i, and `dates.opening(i)`, those in its first
words, as far as a dateline could reach.

Limits: of one line, 16,000 characters are looked through.
"""

from __future__ import annotations

from collections.abc import Iterator

from searchcsto.ingest.lines import Line
from searchcsto.ingest.mentions import Mention, find_mentions, may_hold_date

_LINE_REACH = 16_000
_OPENING = 160


class LineDates:
    """The dates of each line, in order, looked for when they are first asked for: most paragraphs never are."""

    __slots__ = ("_found", "_lines", "_opening", "_text")

    def __init__(self, text: str, lines: list[Line]) -> None:
        self._text = text
        self._lines = lines
        self._found: list[list[Mention] | None] = [None] * len(lines)
        self._opening: dict[int, list[Mention]] = {}

    def __getitem__(self, index: int) -> list[Mention]:
        found = self._found[index]
        if found is None:
            line = self._lines[index]
            found = find_mentions(self._text, line.start, min(line.end, line.start + _LINE_REACH))
            self._found[index] = found
        return found

    def opening(self, index: int) -> list[Mention]:
        """Return the dates in the first words of a line, as far as a dateline could reach."""
        found = self._found[index] or self._opening.get(index)
        if found is not None:
            return found
        line = self._lines[index]
        if line.end - line.start <= _OPENING:
            return self[index]
        found = self._opening[index] = find_mentions(self._text, line.start, line.start + _OPENING)
        return found

    def near(self, index: int, reach: int) -> list[Mention]:
        """Return the dates in the first words of a line, none if no date could stand in so many characters."""
        found = self._found[index]
        if found is not None and not found:
            return found
        return self.opening(index) if may_hold_date(self._lines[index].text, 0, reach) else []

    def __iter__(self) -> Iterator[list[Mention]]:
        return (self[index] for index in range(len(self._lines)))
