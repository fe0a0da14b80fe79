"""Give a day and a unit (day, week, month, year), get the period that it lies in, as a number or as a label.

Periods of a unit are numbered in the order of time, so that those between two of them are a range of numbers. Labels
are in ISO form: "2022-01-06", "2022-W01", "2022-01", "2022". A week is one of ISO 8601: it begins on Monday, and the
week of 1 January may belong to the year before.
"""

from __future__ import annotations

import calendar
import datetime
from typing import Literal, get_args

Unit = Literal["day", "week", "month", "year"]
UNITS: tuple[Unit, ...] = get_args(Unit)  # the finest first

_LAST = datetime.date.max.toordinal()


def number_period(day: datetime.date, unit: Unit) -> int:
    """Return the number of the period that a day lies in.

    >>> number_period(datetime.date(2022, 3, 1), "month") - number_period(datetime.date(2021, 12, 31), "month")
    3
    """
    match unit:
        case "day":
            return day.toordinal()
        case "week":
            return (day.toordinal() - 1) // 7  # day 1 of the calendar, 0001-01-01, is a Monday
        case "month":
            return day.year * 12 + day.month - 1
        case _:
            return day.year


def label_period(number: int, unit: Unit) -> str:
    """Return the label of a period.

    >>> [label_period(number_period(datetime.date(2022, 1, 1), unit), unit) for unit in UNITS]
    ['2022-01-01', '2021-W52', '2022-01', '2022']
    """
    match unit:
        case "day":
            return datetime.date.fromordinal(number).isoformat()
        case "week":
            year, week, _ = datetime.date.fromordinal(number * 7 + 1).isocalendar()
            return f"{year:04d}-W{week:02d}"
        case "month":
            return f"{number // 12:04d}-{number % 12 + 1:02d}"
        case _:
            return f"{number:04d}"


def find_days(number: int, unit: Unit) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day of a period.

    >>> find_days(number_period(datetime.date(2024, 2, 10), "month"), "month")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    match unit:
        case "day":
            day = datetime.date.fromordinal(number)
            return day, day
        case "week":  # the last week of the calendar is cut
            last = min(number * 7 + 7, _LAST)
            return datetime.date.fromordinal(number * 7 + 1), datetime.date.fromordinal(last)
        case "month":
            year, month = number // 12, number % 12 + 1
            return datetime.date(year, month, 1), datetime.date(year, month, calendar.monthrange(year, month)[1])
        case _:
            return datetime.date(number, 1, 1), datetime.date(number, 12, 31)


def parse_period(label: str, unit: Unit) -> int:
    """Return the number of the period that has a label of this unit, as `label_period` makes them.

    >>> label_period(parse_period("2020-W53", "week") + 1, "week")
    '2021-W01'
    """
    match unit:
        case "day":
            return datetime.date.fromisoformat(label).toordinal()
        case "week":
            return number_period(datetime.date.fromisocalendar(int(label[:4]), int(label[6:]), 1), "week")
        case "month":
            return int(label[:4]) * 12 + int(label[5:]) - 1
        case _:
            return int(label)
