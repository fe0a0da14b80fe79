"""Give the value of date:, after: or before: as typed, get the days that it means, or an error at the column.

| written                      | means, on 20 January 2022                                      |
| ---------------------------- | -------------------------------------------------------------- |
| 2022, 2022-01, 2022-01-06    | the days of this year or month, this day                       |
| 2021..2022-01, 2021.., ..2022 | from the first to the last; either may be left out            |
| >=2022-01, >2022-01          | from its first day on; from the day behind its last            |
| <=2022-01, <2022-01          | until its last day; until the day before its first             |
| today, yesterday             | 2022-01-20, 2022-01-19                                         |
| this-week, this-month, this-year | 2022-01-17 to 23, 2022-01, 2022                            |
| last-week, last-month, last-year | the one before: 2022-01-10 to 16, 2021-12, 2021            |
| last-30-days, last-2-weeks, last-6-months, last-2-years | the days since then: 2021-12-21 to 2022-01-20, |
|                              | 2022-01-06 to 20, 2021-07-20 to 2022-01-20, 2020-01-20 to 2022-01-20 |
| unknown                      | (date: only) no date                                           |

Weeks begin on Monday. after:X is date:>=X and before:X is date:<X, and any of these words may stand in a range.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable

from searchcsto.documents import Span, date_range
from searchcsto.errors import DocumentInvalid, QueryInvalid
from searchcsto.query.lexer import Token
from searchcsto.query.tree import DateRange, Query, Undated

Days = tuple[datetime.date, datetime.date]

_DAY = datetime.timedelta(days=1)
_COMPARISON = re.compile(r"(>=|<=|>|<)(.*)", re.DOTALL)
_NAMED = re.compile(r"(this|last)-(week|month|year)")
_SINCE = re.compile(r"last-(\d{1,5})-(day|week|month|year)s?")
_EARLIEST = datetime.date.min


def read_date(value: Token, *, span: Span, query: str, today: datetime.date) -> Query:
    """Return the node for date:value. Raises QueryInvalid."""
    text = value.text.strip()
    if text.lower() == "unknown":
        return Undated(span)
    compared = _COMPARISON.fullmatch(text)
    if compared is not None:
        sign, rest = compared.groups()
        days = _read_days(rest, value.start + len(sign), query, today)
        return _compare(sign, days, rest, span=span, query=query, column=value.start)
    first, dots, last = text.partition("..")
    if not dots:
        return DateRange(*_read_days(first, value.start, query, today), span)
    if not first and not last:
        raise QueryInvalid("date: needs a first or a last date around the dots", query=query, column=value.start)
    start = _read_days(first, value.start, query, today)[0] if first else None
    end = _read_days(last, value.start + len(first) + 2, query, today)[1] if last else None
    if start and end and start > end:
        raise QueryInvalid(f"the range {text} ends before it begins", query=query, column=value.start)
    return DateRange(start, end, span)


def read_after(value: Token, *, span: Span, query: str, today: datetime.date) -> DateRange:
    """Return the node for after:value. Raises QueryInvalid."""
    return DateRange(_read_days(value.text.strip(), value.start, query, today)[0], None, span)


def read_before(value: Token, *, span: Span, query: str, today: datetime.date) -> DateRange:
    """Return the node for before:value. Raises QueryInvalid."""
    text = value.text.strip()
    days = _read_days(text, value.start, query, today)
    return _compare("<", days, text, span=span, query=query, column=value.start)


def _compare(sign: str, days: Days, text: str, *, span: Span, query: str, column: int) -> DateRange:
    first, last = days
    if sign == ">=":
        return DateRange(first, None, span)
    if sign == "<=":
        return DateRange(None, last, span)
    if sign == "<":
        if first == datetime.date.min:
            raise QueryInvalid(f"no day comes before {text}", query=query, column=column)
        return DateRange(None, first - _DAY, span)
    if last == datetime.date.max:
        raise QueryInvalid(f"no day comes after {text}", query=query, column=column)
    return DateRange(last + _DAY, None, span)


def _read_days(text: str, column: int, query: str, today: datetime.date) -> Days:
    if not text:
        raise QueryInvalid("a date is missing here, right after the sign", query=query, column=column)
    days = find_relative_days(text.lower(), today)
    if days is not None:
        return days
    try:
        return date_range(text)
    except DocumentInvalid as invalid:
        problem = str(invalid)
        if not text[0].isdigit():
            problem = f"{text!r} is not a date; write 2022, 2022-01, 2022-01-20, or today, last-30-days, last-year"
        raise QueryInvalid(problem, query=query, column=column) from None


def find_relative_days(text: str, today: datetime.date) -> Days | None:
    """Return the first and last day that a word like "last-30-days" means on a day, None for what is no such word.

    >>> find_relative_days("last-month", datetime.date(2022, 1, 20))
    (datetime.date(2021, 12, 1), datetime.date(2021, 12, 31))
    """
    if text in ("today", "yesterday"):
        day = today - _DAY if text == "yesterday" else today
        return day, day
    if named := _NAMED.fullmatch(text):
        which, unit = named.groups()
        days = _PERIODS[unit](today)
        return _PERIODS[unit](days[0] - _DAY) if which == "last" else days
    if since := _SINCE.fullmatch(text):
        return _go_back(today, int(since[1]), since[2]), today
    return None


def _go_back(day: datetime.date, count: int, unit: str) -> datetime.date:
    """Return the same day so many units before; the last of a month that is too short for it."""
    if unit in ("day", "week"):
        days = count * (7 if unit == "week" else 1)
        return day - datetime.timedelta(days=days) if days < day.toordinal() else _EARLIEST
    months = day.year * 12 + day.month - 1 - count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    if year < 1:
        return _EARLIEST
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _week_of(day: datetime.date) -> Days:
    first = day - datetime.timedelta(days=day.weekday())
    return first, first + datetime.timedelta(days=6)


def _month_of(day: datetime.date) -> Days:
    return date_range(day.isoformat()[:7])


def _year_of(day: datetime.date) -> Days:
    return date_range(day.isoformat()[:4])


_PERIODS: dict[str, Callable[[datetime.date], Days]] = {"week": _week_of, "month": _month_of, "year": _year_of}
