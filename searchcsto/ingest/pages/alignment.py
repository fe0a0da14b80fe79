"""Give a text and paragraphs that another program took out of the same page, get where they stand in the text.

Blanks are not compared, so that a paragraph is found whose lines were joined or parted. Paragraphs are looked for in
their order; one that is not found whole is looked for by its beginning and its end.

Limits: a paragraph that was rewritten is not found, and counts as missing; the share found is told.

>>> find_paragraphs("Menu\\n\\nTalks  began.\\nThey go on.\\n\\nShare", ["Talks began. They go on."])
Alignment(spans=((6, 31),), share=1.0)
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from searchcsto.documents import Span

_WORD = re.compile(r"\S+")
_EDGE = 24  # characters of the beginning and the end by which a paragraph is known that is not found whole
_STRETCH = 1.3  # how much longer the text may be between them


class Alignment(NamedTuple):
    """Spans of the text, in order and apart, and the share of the characters looked for that stand in them."""

    spans: tuple[Span, ...]
    share: float


class _Squeezed:
    """A text without its blanks, and the way back to its offsets."""

    def __init__(self, text: str) -> None:
        starts: list[int] = []
        places: list[int] = []
        words: list[str] = []
        size = 0
        for match in _WORD.finditer(text):
            word = match.group()
            starts.append(size)
            places.append(match.start())
            words.append(word)
            size += len(word)
        self.text = "".join(words)
        self._starts = starts
        self._places = places

    def locate(self, start: int, end: int) -> Span:
        """Return the span of the text whose characters are those from start to end."""
        return self._place(start), self._place(end - 1) + 1

    def count_before(self, offset: int) -> int:
        """Return how many characters stand before an offset of the text."""
        word = bisect_right(self._places, offset) - 1
        return self._starts[word] if word >= 0 else 0

    def _place(self, at: int) -> int:
        word = bisect_right(self._starts, at) - 1
        return self._places[word] + at - self._starts[word]


def find_paragraphs(text: str, paragraphs: Iterable[str], *, start: int = 0) -> Alignment:
    """Return where the paragraphs stand in the text, looked for from the offset `start` on, then before it."""
    squeezed = _Squeezed(text)
    found: list[Span] = []
    wanted = hits = 0
    at = squeezed.count_before(start)
    for paragraph in paragraphs:
        key = "".join(paragraph.split())
        if not key:
            continue
        wanted += len(key)
        span = _find(squeezed.text, key, at)
        if span is not None:
            found.append(span)
            hits += min(len(key), span[1] - span[0])
            at = max(at, span[1])
    return Alignment(_join(text, (squeezed.locate(*span) for span in sorted(found))), hits / wanted if wanted else 0.0)


def _find(text: str, key: str, at: int) -> Span | None:
    """Return the span of the key, behind the offset if it is there, else the first before it."""
    for begin, stop in ((at, len(text)), (0, at)):
        start = text.find(key, begin, stop)
        if start >= 0:
            return start, start + len(key)
        if len(key) >= 2 * _EDGE and (span := _find_by_edges(text, key, begin)):
            return span
    composed = unicodedata.normalize("NFC", key)
    return _find(text, composed, at) if composed != key else None


def _find_by_edges(text: str, key: str, begin: int) -> Span | None:
    start = text.find(key[:_EDGE], begin)
    if start < 0:
        return None
    end = text.find(key[-_EDGE:], start + _EDGE, start + int(_STRETCH * len(key)) + _EDGE)
    return (start, end + _EDGE) if end >= 0 else None


def _join(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans without overlap, those joined that only blanks part."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and (start <= joined[-1][1] or not text[joined[-1][1] : start].strip()):
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)
