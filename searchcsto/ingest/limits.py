"""Hold what every reader of a file gives (articles and problems), and the limits it keeps."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from searchcsto.documents import DateReading, Evidence, Span

MAX_ARTICLE = 20_000_000  # bytes of one article; more is not an article, and would take a reader hours


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What one file may cost that is read in a process of its own (see `sandbox`)."""

    seconds: float = 60.0  # without giving an article; a file of many may take longer
    memory: int = 2_000_000_000  # bytes of address space, where the system can limit it


@dataclass(frozen=True, slots=True)
class Markup:
    """What the markup around a text says of it: a page's meta elements, the header of a letter, an item of a feed.

    The lines of the markup that say it stand, as they were written, at the end of `Article.text`, from the offset
    `start` on: that is where the evidence points. The rules for plain text look only at what is before.
    """

    start: int
    title: str | None = None
    title_evidence: Evidence | None = None
    date: DateReading | None = None  # goes before a date that the text states
    guess: DateReading | None = None  # comes after
    alternatives: tuple[DateReading, ...] = ()
    sources: tuple[str, ...] = ()  # the publisher; agencies that the text credits follow
    source_evidence: tuple[Evidence, ...] = ()  # one for each of `sources`
    language: str | None = None  # ISO 639-1; asked where the text does not tell
    body: tuple[Span, ...] | None = None  # the spans of the text that are the article; None: the text tells
    aside: tuple[Span, ...] = ()  # what is no part of the article, whatever the text tells: the head of a page
    focus: Span | None = None  # where the rules for plain text look; None: all before `start`
    latest: datetime.date | None = None  # when the file was fetched or sent: no date is later


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a file, as it was written there. Title, date, sources, language, place: what the user says."""

    text: str
    id: str | None = None
    number: int | None = None  # its place within a file of many, from 1
    title: str | None = None
    date: str | None = None
    sources: tuple[str, ...] = ()
    markup: Markup | None = None
    language: str | None = None  # ISO 639-1
    place: str | None = None
    member: str | None = None  # where it stands within an archive: "dir/b.html"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that could not be read as it is, and why."""

    reason: str
    number: int | None = None  # the line, from 1; None for the whole file
    skipped: bool = True  # False: the article was indexed all the same, without the value that was wrong
    member: str | None = None  # the file within an archive, if it is that one's problem


def describe_size(size: int) -> str:
    """Return a number of bytes as a person would say it.

    >>> describe_size(20_000_000)
    '20 MB'
    """
    if size >= 1_000_000_000:
        return f"{size / 1_000_000_000:.3g} GB"
    return f"{size / 1_000_000:.3g} MB" if size >= 1_000_000 else f"{size:,} bytes"
