"""Hold what every reader of a file gives (articles and problems), and the limits it keeps."""

from __future__ import annotations

from dataclasses import dataclass

MAX_ARTICLE = 20_000_000  # bytes of one article; more is not an article, and would take a reader hours


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a file, as it was written there."""

    text: str
    id: str | None = None
    number: int | None = None  # its place within a file of many, from 1
    title: str | None = None
    date: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that could not be read as it is, and why."""

    reason: str
    number: int | None = None  # the line, from 1; None for the whole file
    skipped: bool = True  # False: the article was indexed all the same, without the value that was wrong


def describe_size(size: int) -> str:
    """Return a number of bytes as a person would say it.

    >>> describe_size(20_000_000)
    '20 MB'
    """
    return f"{size / 1_000_000:g} MB" if size >= 1_000_000 else f"{size:,} bytes"
