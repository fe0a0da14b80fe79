"""Give a document, a range and a budget of characters, get so much of its text, and whether that is all."""

from __future__ import annotations

from dataclasses import dataclass

from searchcsto.documents import Document
from searchcsto.errors import OptionInvalid

_SLACK = 0.1  # the part of a budget that is given up for not cutting a word


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A range of a document's text, literally; offsets are those of the whole text, in code points."""

    text: str
    start: int
    end: int
    was_cut: bool  # it ends before the range that was asked for

    def __len__(self) -> int:
        return self.end - self.start


def cut_excerpt(document: Document, *, limit: int, start: int | None = None, end: int | None = None) -> Excerpt:
    """Return the text from `start` up to `end`, at most `limit` characters of it, cut between words if it can be.

    Without `start` it begins where the article does: what stands before it (the menu of a page) is left out. Without
    `end` it goes to the end of the text. Raises OptionInvalid for a range that the text does not have.

    >>> cut_excerpt(Document("a1", "Talks resume in Orlo."), start=6, limit=10)
    Excerpt(text='resume in', start=6, end=15, was_cut=True)
    """
    size = len(document.text)
    first = (document.body[0][0] if document.body else 0) if start is None else start
    last = size if end is None else min(end, size)
    if limit < 1:
        raise OptionInvalid(f"limit must be a number of characters from 1 up, not {limit}")
    if first < 0 or first > size or last < first:
        shown = f"{'' if start is None else start}-{'' if end is None else end}"
        raise OptionInvalid(f"the text of {document.id!r} has {size} characters: {shown} is no range of it")
    if last - first <= limit:
        return Excerpt(document.text[first:last], first, last, was_cut=False)
    stop = _find_gap(document.text, first=first, last=first + limit)
    return Excerpt(document.text[first:stop], first, stop, was_cut=True)


def _find_gap(text: str, *, first: int, last: int) -> int:
    """Return the offset of the last white space near the end of a range, or that end."""
    lowest = max(last - int((last - first) * _SLACK), first + 1)
    return next((at for at in range(last, lowest - 1, -1) if text[at].isspace()), last)
