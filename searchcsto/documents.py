"""Hold one article and what is known about it: a Document, with the words that prove each value.

Offsets are counted in code points of `Document.text`, always. A date is kept at the precision that is known, as
"2022", "2022-01" or "2022-01-20", so that nothing is claimed that the article does not say.
"""

from __future__ import annotations

import calendar
import datetime
import functools
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from searchcsto.errors import DocumentInvalid

Status = Literal["given", "stated", "derived", "inferred", "unknown"]
Precision = Literal["day", "month", "year"]
Span = tuple[int, int]

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_TEXT_OR_NONE = {str, type(None)}
_PRECISIONS: dict[int, Precision] = {4: "year", 7: "month", 10: "day"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words in a document that support a value read from it.

    >>> Evidence(rule="dateline", words="20 January", start=8, end=18).words
    '20 January'
    """

    rule: str  # e.g. "dateline"
    words: str  # literally as in the text
    start: int  # offset of the first character, in code points
    end: int


@dataclass(frozen=True, slots=True)
class DateReading:
    """One date that a text supports, and why: the chosen one, or one that was not chosen."""

    value: str  # "2022", "2022-01" or "2022-01-20"
    status: Status
    evidence: tuple[Evidence, ...]  # the words of the date first, then what completes them


@dataclass(frozen=True, slots=True)
class Document:
    """One article, and what is known about it.

    Only `id` and `text` are needed. `date` may be given as a `datetime.date` too. `body` holds the spans of `text`
    that are the article itself (None: all of it); ranking and snippets see only these and the title. `sources` names
    the publisher first, then credited agencies. A value given without a status is taken as "given" by the caller.

    Raises DocumentInvalid if a value is of a wrong kind, the date is not a date, or the body not within the text.

    >>> Document("a1", "Talks resume in Orlo.", date="2031-04").date_precision
    'month'
    """

    id: str
    text: str
    title: str | None = None
    date: str | None = None
    sources: tuple[str, ...] = ()
    place: str | None = None
    language: str | None = None
    path: str = ""
    body: tuple[Span, ...] | None = None
    title_status: Status = "unknown"
    title_evidence: Evidence | None = None
    date_status: Status = "unknown"
    date_evidence: tuple[Evidence, ...] = ()
    alternatives: tuple[DateReading, ...] = ()
    sources_status: Status = "unknown"
    source_evidence: tuple[Evidence, ...] = ()  # one for each of `sources`, in the same order; empty if given
    place_evidence: Evidence | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.id, str) or not self.id:
            raise DocumentInvalid(f"a document needs an id that is a text and not empty, not {self.id!r}")
        given: object = self.date
        if isinstance(given, datetime.date):
            object.__setattr__(self, "date", given.isoformat()[:10])
        kinds = {type(self.title), type(self.date), type(self.place), type(self.language)}
        if not (type(self.text) is type(self.path) is str and kinds <= _TEXT_OR_NONE):
            self._check_texts()
        if self.date is not None:
            date_range(self.date)
        sources: object = self.sources
        is_list = isinstance(sources, tuple | list) and all(isinstance(name, str) for name in sources)
        self._check("sources", is_list, "a list of texts")
        object.__setattr__(self, "sources", tuple(self.sources))
        if self.body is not None:
            object.__setattr__(self, "body", _read_spans(self.id, self.body, size=len(self.text)))
        for name, value in (("title", self.title), ("date", self.date), ("sources", self.sources)):
            if value and getattr(self, f"{name}_status") == "unknown":
                object.__setattr__(self, f"{name}_status", "given")

    def _check_texts(self) -> None:
        for name in ("text", "path"):
            self._check(name, isinstance(getattr(self, name), str), "a text")
        for name in ("title", "date", "place", "language"):
            self._check(name, isinstance(getattr(self, name), str | None), "a text or None")

    def _check(self, name: str, is_right: bool, kind: str) -> None:
        if not is_right:
            raise DocumentInvalid(f"document {self.id!r}: {name} must be {kind}, not {getattr(self, name)!r:.60}")

    @property
    def sha256(self) -> str:
        """The SHA-256 of the text, as hexadecimal digits."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def date_precision(self) -> Precision | None:
        """How exactly the date is known, or None without a date."""
        return _PRECISIONS[len(self.date)] if self.date else None


def _read_spans(identifier: str, spans: Sequence[Span], *, size: int) -> tuple[Span, ...]:
    """Return spans that lie within a text, in their order and apart. Raises DocumentInvalid."""
    at = 0
    try:
        checked = tuple((int(start), int(end)) for start, end in spans)
    except (TypeError, ValueError):
        raise DocumentInvalid(f"document {identifier!r}: body must be pairs of offsets, not {spans!r:.60}") from None
    for start, end in checked:
        if not at <= start <= end <= size:
            raise DocumentInvalid(f"document {identifier!r}: body has {start}-{end}, which is not in order in its text")
        at = end
    return checked


@functools.lru_cache(maxsize=1 << 16)
def date_range(value: str) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day of a year, a month or a day written in ISO form.

    Raises DocumentInvalid for anything else.

    >>> date_range("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    match = _DATE.fullmatch(value)
    try:
        if match is None:
            raise ValueError(value)
        year, month, day = (int(part) if part else None for part in match.groups())
        first = datetime.date(year or 0, month or 1, day or 1)
        if day:
            return first, first
        last_month = month or 12
        return first, datetime.date(first.year, last_month, calendar.monthrange(first.year, last_month)[1])
    except ValueError:
        raise DocumentInvalid(f"{value!r} is not a date; write 2022, 2022-01 or 2022-01-20") from None
