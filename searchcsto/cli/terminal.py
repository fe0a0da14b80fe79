"""Write for a person: colour where the terminal has it, marks where it has not, and nothing that commands a terminal.

Colour follows NO_COLOR, FORCE_COLOR and TERM=dumb, and otherwise whether standard output is a terminal.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable

import click

from searchcsto.documents import Evidence, Span

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def has_colour() -> bool:
    """Return whether to write colours."""
    if os.environ.get("NO_COLOR") or sys.stdout is None:
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def find_width() -> int:
    """Return how many columns to fill: those of the terminal, 100 where there is none."""
    return max(40, min(shutil.get_terminal_size((100, 24)).columns, 120))


def style(text: str, **styles: bool | str) -> str:
    """Return a text in a style, if there is colour."""
    return click.style(text, **styles) if has_colour() else text  # type: ignore[arg-type]  # click's own options


def write(text: str = "") -> None:
    """Write a line of data to standard output."""
    click.echo(text, color=has_colour())


def note(text: str) -> None:
    """Write a line that is not data to standard error."""
    click.echo(text, err=True)


def make_safe(text: str) -> str:
    r"""Return a text without characters that command a terminal.

    >>> make_safe("a\x1b[31mb")
    'a\\x1b[31mb'
    """
    return _CONTROLS.sub(lambda match: match.group().encode("unicode_escape").decode(), text)


def make_line(text: str) -> str:
    """Return a text on one line, safe for a terminal."""
    return make_safe(" ".join(text.split()))


def count_nouns(count: int, noun: str) -> str:
    """Return a number with its noun.

    >>> count_nouns(1, "document"), count_nouns(1200, "document")
    ('1 document', '1,200 documents')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def mark_words(text: str, highlights: Iterable[Span]) -> str:
    """Return a text on one line with marks around the highlighted words, for `wrap`.

    >>> wrap(mark_words("The peace  talks", [(4, 9)]), first="> ", rest="  ")
    ['> The *peace* talks']
    """
    text = text.replace(_MARK, " ").replace(_UNMARK, " ")
    parts: list[str] = []
    at = 0
    for start, end in highlights:
        parts += [text[at:start], _MARK, text[start:end], _UNMARK]
        at = end
    return make_safe(" ".join("".join([*parts, text[at:]]).split()))


def wrap(text: str, *, first: str, rest: str) -> list[str]:
    """Return a text as lines that fill the terminal; marks of words do not count, and become colours or asterisks."""
    lines = textwrap.wrap(text, find_width(), initial_indent=first, subsequent_indent=rest, break_long_words=False)
    on, off = (_ON, _OFF) if has_colour() else ("*", "*")
    return [line.replace(_MARK, on).replace(_UNMARK, off) for line in lines or [first]]


# Characters of private use stand for marks until a line has its length; a text that has them loses them.
_MARK, _UNMARK = "\ue000", "\ue001"
_ON, _OFF = "\x1b[1;33m", "\x1b[0m"


def describe_date(date: str | None, status: str, evidence: Evidence | None) -> str:
    """Return a date and how it is known."""
    if date is None:
        return "date unknown"
    words = f': "{make_line(evidence.words)}"' if evidence is not None else ""
    return f"{date} ({status}{words})"
