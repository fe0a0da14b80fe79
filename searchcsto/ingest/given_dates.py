"""Give a date as a person or a program wrote it into a field, get it as 2022, 2022-01 or 2022-01-20, or an error.

Use it for what is known to be a date: a JSON field, a CSV column, front matter. Dates in running text are for
`dates.py`. Understood are ISO 8601 (also 20220120 and 20220120T140300Z), the header of a letter, 2022/1/20, 20.01.2022,
"20 January 2022", "January 20, 2022", "20 января 2022 г.", each with a time before or behind, and seconds, milli-,
micro- or nanoseconds since 1970 (in UTC).

Limits: 03/04/2022 and 03-04-2022 are read only when told which number is the day. Years of two digits are not read.

>>> parse_given_date("2022-01-20T14:03:00Z"), parse_given_date("14:03, 20 января 2022 г.")
('2022-01-20', '2022-01-20')
>>> parse_given_date("03/04/2022", day_first=True)
'2022-04-03'
"""

from __future__ import annotations

import datetime
import email.utils
import re

from searchcsto.documents import date_range
from searchcsto.errors import DocumentInvalid
from searchcsto.ingest.mentions import find_mentions
from searchcsto.ingest.months import WEEKDAYS

_LONGEST = 100  # characters; what is longer is no date
_ISO = re.compile(r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:[T ]\d{2}:\d{2}.*)?", re.ASCII | re.DOTALL)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{4}(?:\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
_SECONDS = re.compile(r"(\d{9,19})(?:\.\d*)?", re.ASCII)
_TIME = r"\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?:\s?[AaPp]\.?[Mm]\.?)?(?:\s?(?:Z|[A-Z]{2,5}|МСК|мск|[+-]\d\d:?\d\d))*"
_AROUND = re.compile(rf"{_TIME}|[+-]\d\d:?\d\d\b|\([^()]*\)$", re.ASCII)
_CLOCK_FIRST = re.compile(r"([A-Z][a-z]{2} \d{1,2}) \d\d:\d\d:\d\d (?:[A-Z]{3,4} |[+-]\d{4} )?(\d{4})", re.ASCII)
_NUMBERS = re.compile(rf"(\d{{1,4}})([./-])(\d{{1,2}})\2(\d{{4}}|\d{{1,2}})(?:[T,]?\s*{_TIME})?", re.ASCII)
_EMPTY = re.compile(r"000[01]-0[01]-0[01](?!\d)")  # how databases write that there is no date
_WORDS = re.compile(r"[^\W\d_]+")
_BESIDE = {
    *("at", "on", "the", "of", "th", "st", "nd", "rd", "am", "pm", "um", "à", "в", "г", "год", "года", "мск"),
    *("published", "posted", "date", "опубликовано", "дата", "публикации"),
    *WEEKDAYS,
}
_LATEST = 4_102_444_800  # seconds: 2100
# How many digits the seconds, milli-, micro- and nanoseconds have -> how many of them are a second.
_UNITS = {9: 1, 10: 1, 12: 10**3, 13: 10**3, 15: 10**6, 16: 10**6, 18: 10**9, 19: 10**9}


class DateOpen(DocumentInvalid):
    """A date whose day and month could each be the other."""


def parse_given_date(value: str, *, day_first: bool | None = None) -> str:
    """Return a given date as 2022, 2022-01 or 2022-01-20.

    `day_first` says how 03/04/2022 is meant. Raises DocumentInvalid; DateOpen if the value has two readings.

    >>> parse_given_date("Thu, 20 Jan 2022 14:03:00 +0300"), parse_given_date("January 2022")
    ('2022-01-20', '2022-01')
    """
    value = value.strip()
    match = _ISO.fullmatch(value)
    date = match[1] if match else _read_other(value, day_first)
    date_range(date)
    return date


def is_no_date(value: str) -> bool:
    """Whether a value is what databases write where there is no date: 0000-00-00, 0001-01-01.

    >>> is_no_date("0001-01-01T00:00:00")
    True
    """
    return _EMPTY.match(value) is not None


def find_order(value: str) -> bool | None:
    """Return whether a numeric date has its day first, if it proves that itself, else None.

    >>> find_order("20/01/2022"), find_order("01/20/2022 14:03"), find_order("03/04/2022")
    (True, False, None)
    """
    match = _NUMBERS.fullmatch(value.strip())
    if match is None or len(match[1]) > 2 or len(match[4]) != 4 or match[2] == ".":
        return None
    first, second = int(match[1]), int(match[3])
    return first > 12 if (first > 12) != (second > 12) else None


def _read_other(value: str, day_first: bool | None) -> str:
    if len(value) > _LONGEST:
        raise _refuse(value)
    if compact := _COMPACT.fullmatch(value):
        return "-".join(compact.groups())
    if seconds := _SECONDS.fullmatch(value):
        return _read_seconds(value, seconds[1])
    if numbers := _NUMBERS.fullmatch(value):
        return _read_numbers(value, numbers, day_first)
    date = _read_words(value)
    return date if date is not None else _read_letter_date(value)


def _read_seconds(value: str, digits: str) -> str:
    """Read a time since 1970, from 1973 to 2100; the number of its digits tells the unit."""
    seconds = int(digits) // _UNITS.get(len(digits), 1)
    if seconds >= _LATEST:
        raise _refuse(value)
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date().isoformat()


def _read_numbers(value: str, match: re.Match[str], day_first: bool | None) -> str:
    first, mark, second, third = match.groups()
    if len(first) == 4 and len(third) <= 2:
        return f"{first}-{second:0>2}-{third:0>2}"
    if len(first) > 2 or len(third) != 4:
        raise _refuse(value)
    readings = {f"{third}-{second:0>2}-{first:0>2}": True, f"{third}-{first:0>2}-{second:0>2}": False}
    sound = [reading for reading in readings if _is_date(reading)]
    if not sound:
        raise _refuse(value)
    if len(sound) == 1 or mark == ".":
        return sound[0]  # with points, the day is first everywhere
    if day_first is None:
        raise DateOpen(f"{value[:40]!r} can be {sound[0]} or {sound[1]}")
    return next(reading for reading, order in readings.items() if order == day_first)


def _read_words(value: str) -> str | None:
    """Read a date whose month is a word; nothing else may stand beside it but a time and the day of the week."""
    value = _CLOCK_FIRST.sub(r"\1 \2", value)  # Thu Jan 20 14:03:00 2022
    mentions = find_mentions(value, 0, len(value))
    if len(mentions) != 1 or mentions[0].value is None or mentions[0].short_year or mentions[0].ranged:
        return None
    rest = f"{value[: mentions[0].start]} {value[mentions[0].end :]}"
    rest = _AROUND.sub(" ", rest)
    if any(char.isdigit() for char in rest):
        return None
    is_alone = all(word.casefold() in _BESIDE or _is_zone(word) for word in _WORDS.findall(rest))
    return mentions[0].value if is_alone else None


def _is_zone(word: str) -> bool:
    return word.isupper() and len(word) <= 5


def _read_letter_date(value: str) -> str:
    try:
        return email.utils.parsedate_to_datetime(value).date().isoformat()
    except (ValueError, TypeError, IndexError):
        raise _refuse(value) from None


def _is_date(value: str) -> bool:
    try:
        date_range(value)
    except DocumentInvalid:
        return False
    return True


def _refuse(value: str) -> DocumentInvalid:
    return DocumentInvalid(f"{value[:40]!r} is not a date; write 2022, 2022-01 or 2022-01-20")
