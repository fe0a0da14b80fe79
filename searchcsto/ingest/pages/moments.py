"""Give the value of a date in markup, get its day: ISO 8601 in its many forms, a letter's date, a date in words.

The day is the one that is written: a moment in universal time may be another day where the outlet is, so it is marked.

>>> parse_moment("2031-04-07T23:15:00Z")
Moment(day=datetime.date(2031, 4, 7), universal=True, minutes=1395)
>>> parse_moment("7 апреля 2031, 08:15").day
datetime.date(2031, 4, 7)
>>> parse_moment("04/07/2031"), parse_moment("04/07/2031", "en", "us").day
(None, datetime.date(2031, 4, 7))
"""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from searchcsto.ingest.mentions import find_mentions, swap_order

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:\s*T\s*|\s+|\s*,\s*)(\d{1,2}):(\d{2})(?::\d{1,2}(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2}):?(\d{2})(?::?\d{2})?(Z|[+-]\d{2}:?\d{2})?)?(?!\d)", re.ASCII)
_UNIVERSAL = re.compile(r"(?:Z|UTC|GMT|[+-]00:?00)", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?(?:\s+(?P<year>[12]\d{3}))?")
_ZONE_THEN_YEAR = re.compile(r"(\d{2}:\d{2}:\d{2}) (?:[A-Z]{3,5} |[A-Z]{3}[+-]\d{4} )?(\d{4})")
_LONGEST = 100
_EARLIEST = 1900


class Moment(NamedTuple):
    """A day; if a time was said in universal time, the minutes since midnight too."""

    day: datetime.date
    universal: bool = False
    minutes: int = 0


def parse_moment(value: str, language: str | None = None, region: str | None = None) -> Moment | None:
    """Return the day that a value states, or None. Language and region tell the order of 04/07/2031."""
    value = " ".join(value.split())[:_LONGEST]
    match = _ISO.match(value) or _COMPACT.match(value)
    if match is None:
        return _parse_words(value, language, region)
    try:
        day = datetime.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    if day.year < _EARLIEST:
        return None
    if match[4] is None:
        return Moment(day)
    return Moment(day, _is_universal(match[6]), int(match[4]) * 60 + int(match[5]))


def _is_universal(zone: str | None) -> bool:
    return zone is not None and _UNIVERSAL.fullmatch(zone) is not None


def _parse_words(value: str, language: str | None, region: str | None) -> Moment | None:
    """Read "Mon, 07 Apr 2031 08:15:00 GMT", "Mon Apr 07 08:15:00 CEST 2031", "7 апреля 2031"."""
    value = _ZONE_THEN_YEAR.sub(r"\2 \1", value)
    found = [mention for mention in find_mentions(value, 0, len(value)) if mention.date is not None]
    if not found or len({mention.date for mention in found}) > 1:
        return None
    mention = found[0]
    if mention.open:
        if region != "us" and (language in (None, "en") and region is None):
            return None
        mention = mention if region == "us" else swap_order(mention)
    clock = _CLOCK.search(value)
    minutes = int(clock[1]) * 60 + int(clock[2]) if clock else 0
    universal = clock is not None and _UNIVERSAL.search(value, clock.end()) is not None
    return Moment(mention.date, universal, minutes) if mention.date else None
