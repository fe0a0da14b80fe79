"""Give the text of an article and what is given about it, get its Document: what is given wins, the rest is read.

Read from the text are title, date, sources, place, language and body, by the rules of the modules beside this one;
a date or sources that are given are not looked for.
A given date may be written as 2022, 2022-01 or 2022-01-20, with a time behind it, or as in the header of a letter.
"""

from __future__ import annotations

import datetime
import email.utils
import re
from dataclasses import dataclass

from searchcsto.documents import DateReading, Document, Evidence, date_range
from searchcsto.errors import DocumentInvalid
from searchcsto.ingest.metadata import Known, Metadata, read_metadata
from searchcsto.ingest.sources import canonical_source

_ISO = re.compile(r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:[T ]\d{2}:\d{2}.*)?", re.ASCII | re.DOTALL)
_SLASHED = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Given:
    """What the user says about an article; it is never doubted."""

    title: str | None = None
    date: str | None = None
    sources: tuple[str, ...] = ()


def read_article(
    text: str, *, id: str, path: str = "", given: Given | None = None, today: datetime.date | None = None
) -> Document:
    """Return the Document of an article. `today` is the day after which no date is believed (default: this day).

    Raises DocumentInvalid if the given date is not a date.
    """
    given = given or Given()
    text = text.encode("utf-8", "replace").decode("utf-8") if _has_surrogates(text) else text
    found = read_metadata(text, today=today or datetime.date.today(), known=_list_known(given))
    date = _choose_date(given, found)
    sources, source_evidence = _choose_sources(given, found)
    return Document(
        id=id,
        text=text,
        path=path,
        title=given.title or found.title,
        title_status="given" if given.title else "stated" if found.title else "unknown",
        title_evidence=None if given.title else found.title_evidence,
        date=date.value if date else None,
        date_status=date.status if date else "unknown",
        date_evidence=date.evidence if date else (),
        alternatives=found.alternatives,
        sources=sources,
        sources_status="given" if given.sources else "stated" if sources else "unknown",
        source_evidence=source_evidence,
        place=found.place,
        place_evidence=found.place_evidence,
        language=found.language,
        body=found.body,
    )


def parse_given_date(value: str) -> str:
    """Return a given date as 2022, 2022-01 or 2022-01-20. Raises DocumentInvalid.

    >>> parse_given_date("2022-01-20T14:03:00Z"), parse_given_date("Thu, 20 Jan 2022 14:03:00 +0300")
    ('2022-01-20', '2022-01-20')
    """
    value = value.strip()
    match = _ISO.fullmatch(value)
    if match is None and (slashed := _SLASHED.match(value)):
        date = "{}-{:0>2}-{:0>2}".format(*slashed.groups())
    elif match is None:
        date = _parse_letter_date(value)
    else:
        date = match.group(1)
    date_range(date)
    return date


def _parse_letter_date(value: str) -> str:
    try:
        return email.utils.parsedate_to_datetime(value).date().isoformat()
    except (ValueError, TypeError, IndexError):
        raise DocumentInvalid(f"{value[:40]!r} is not a date; write 2022, 2022-01 or 2022-01-20") from None


def _choose_date(given: Given, found: Metadata) -> DateReading | None:
    if given.date:
        return DateReading(parse_given_date(given.date), "given", ())
    return found.date


def _choose_sources(given: Given, found: Metadata) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    if not given.sources:
        return found.sources, found.source_evidence
    names = (canonical_source(name.strip()) for name in given.sources)
    return tuple(dict.fromkeys(name for name in names if name)), ()


def _list_known(given: Given) -> tuple[Known, ...]:
    """Return what need not be looked for in the text."""
    known: list[Known] = []
    if given.title:
        known.append("title")
    if given.date:
        known.append("date")
    if given.sources:
        known.append("sources")
    return tuple(known)


def _has_surrogates(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False
