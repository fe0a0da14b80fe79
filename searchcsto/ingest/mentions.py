"""Find every date that is written out in a stretch of text: full, without year, or month and year only.

You give a text and two offsets, you get `Mention`s in order: what is written, not what it means. Whether one of them is
the date of publication is for `dates.py` to judge.

Limits: month names of the table in `months.py`; relative words ("yesterday") are no dates; years 1900 to 2099; a time
right after a date belongs to its words. A date with slashes or hyphens that can be read both ways is `open`.

>>> [(m.value, m.open) for m in find_mentions("Orlo 07.04.2031 | 08:15Talks of 4/27/2031, May 3", 0, 48)]
[('2031-04-07', False), ('2031-04-27', False), (None, False)]
"""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from searchcsto.documents import Evidence
from searchcsto.ingest.months import MONTHS, WEEKDAYS


def _month_follows(*, latin: bool = False) -> str:
    """Return a look-ahead for the first two letters of a month: most words behind a number fail here, at once."""
    seconds: dict[str, str] = {}
    for month in MONTHS:
        if month[:2].isascii() or not latin:
            seconds[month[0]] = seconds.get(month[0], "") + month[1]
    pairs = (f"[{a}{a.upper()}][{''.join(sorted(set(b + b.upper())))}]" for a, b in seconds.items())
    return f"(?={'|'.join(pairs)})"


_TIME = (
    r"(?P<time>(?:[^\S\n]{0,2}(?:[,|/\[(•·–—T-]|\bat\b|\bв\b|года?\b|г\.)){0,2}[^\S\n]{0,2}(?<![0-9]{5})"
    r"[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?)?"
)
_DAY_FIRST = re.compile(
    r"[0-9][0-9]{0,3}+(?:"  # the first digit apart: so the engine looks for digits only
    r"(?P<mark>[./-])(?P<second>[0-9]{1,2})(?P=mark)(?P<third>[0-9]{4}|[0-9]{1,2}(?![0-9]))"
    r"|(?<=[0-9]{4})-(?P<iso>[01][0-9])(?![0-9-])"
    r"|(?:st|nd|rd|th|\.|-?го"
    r"|-?е)?(?: of| de)?,?[ \u00a0-]{1,2}" + _month_follows() + r"(?P<month>[^\W\d_]{3,11})"
    r"(?:\.?,?(?: de)?[ \u00a0-]{0,2}(?P<year>[12][0-9]{3}))?"
    r")" + _TIME
)
# Month names that open a date stand in capitals, in both languages; rare letters keep the scan fast.
_MONTH_FIRST = re.compile(
    r"(?P<month>[JFMASONDЯФМАИСОНД][^\W\d_]{2,9}+)\.?(?:"
    r",?[ \u00a0-](?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?![0-9])(?:(?:,[ \u00a0]?|[ \u00a0]|-)(?P<year>[12][0-9]{3}))?"
    r"|,?[ \u00a0](?P<only>[12][0-9]{3}))" + _TIME
)
_MONTH_ALONE = re.compile(
    r"(?<![0-9] )\b(?P<month>янв|фев|мар|апр|ма[йя]|ию[нл]|авг|сен|окт|ноя|дек)[а-я]{0,6} (?P<only>20[0-9]{2})(?![0-9])"
)
# What every date of the three patterns above holds, and few other numbers do.
_TRACE = re.compile(
    r"[0-9JFMASONDЯФМАИСОНД](?:(?<=[0-9])(?:"
    r"[./-](?:[0-9]{1,2}[./-][0-9]|(?<=[0-9]{4}-)[01][0-9])"
    r"|(?:st|nd|rd|th|\.|-?го|-?е)?(?: of| de)?,?[ \u00a0-]{1,2}" + _month_follows() + r"|(?<=[а-я] 2)0[0-9]{2})"
    r"|(?<![0-9])[^\W\d_]{2,9}+\.?,?[ \u00a0-][0-9])"
)
# The same for a text in ASCII, in two thirds of the time.
_LATIN_TRACE = re.compile(
    r"[0-9JFMASOND](?:(?<=[0-9])(?:"
    r"[./-](?:[0-9]{1,2}[./-][0-9]|(?<=[0-9]{4}-)[01][0-9])"
    r"|(?:st|nd|rd|th|\.)?(?: of| de)?,?[ -]{1,2}" + _month_follows(latin=True) + r")"
    r"|(?<![0-9])[a-zA-Z]{2,9}+\.?,?[ -][0-9])"
)
_NUMBER = 3  # digits before that in which a trace begins
_HEADER_SIZE = 60  # characters of a line in which a month in lower case is looked for
_MONTH_REACH = 13  # characters of a month before the first digit: no match begins further up
_DIGIT = re.compile(r"[0-9]")
_DIGITS = re.compile(r"[0-9]{1,4}")
_RANGE_BEFORE = re.compile(r"(?<![0-9:])[0-9]{1,2}\s?(?:[-–—/]|to|and|и|по)\s?$")
_RANGE_ENDS = frozenset("-–—/odио")
_TIME_AFTER = re.compile(r"[0-2][0-9]:[0-5][0-9]")
_DATE_AFTER = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th|\.)?[ \u00a0-](?P<month>[^\W\d_]{3,11})")


class Mention(NamedTuple):
    """A date as written. Without year it is a day and a month; without day, a month and a year."""

    start: int
    end: int
    year: int | None
    month: int
    day: int | None
    numeric: bool = False
    timed: bool = False
    open: bool = False  # a date with slashes or hyphens that can be read both ways; stored as month/day
    slash: str = ""  # "dmy" or "mdy": the order that its own numbers prove
    weekday: int | None = None
    ranged: bool = False  # the end of "9-11 April"
    short_year: bool = False

    @property
    def value(self) -> str | None:
        """The date in ISO form, at the precision written; None without a year."""
        if self.year is None:
            return None
        return f"{self.year:04}-{self.month:02}" + (f"-{self.day:02}" if self.day else "")

    @property
    def date(self) -> datetime.date | None:
        """The day, if it is written in full."""
        if self.year is None or self.day is None:
            return None
        return datetime.date(self.year, self.month, self.day)


def find_mentions(text: str, start: int, end: int) -> list[Mention]:
    """Return the dates written between two offsets, in order and without overlap."""
    digit = _DIGIT.search(text, start, end)
    if digit is None:
        return []
    pattern = _LATIN_TRACE if text.isascii() else _TRACE
    trace = pattern.search(text, max(start, digit.start() - _MONTH_REACH), end)
    if trace is None:
        return []
    first = max(digit.start(), trace.start() - _NUMBER)
    found = [m for match in _DAY_FIRST.finditer(text, first, end) if (m := _read_day_first(text, match))]
    found += [m for match in _MONTH_FIRST.finditer(text, trace.start(), end) if (m := _read_month_first(match))]
    if not found and end - start <= _HEADER_SIZE and (alone := _MONTH_ALONE.search(text, start, end)):
        found = [Mention(*alone.span(), int(alone["only"]), MONTHS[alone["month"]], None)]
    if len(found) > 1:
        found.sort(key=lambda mention: (mention.start, -mention.end))
    mentions: list[Mention] = []
    for mention in found:
        if mentions and mention.start < mentions[-1].end:
            # "7 April 7, 2031" does not occur; "10.02.2022February 9" and "08:15 Апр. 7, 2031" do not overlap.
            if mentions[-1].year is None and mention.year is not None:
                mentions[-1] = mention
            continue
        mentions.append(_with_context(text, mention))
    return mentions


def may_hold_date(text: str, start: int, end: int) -> bool:
    """Whether a date could stand between two offsets: few numbers look so, and most lines are known by this scan."""
    digit = _DIGIT.search(text, start, end)
    if digit is None:
        return False
    pattern = _LATIN_TRACE if text.isascii() else _TRACE
    return pattern.search(text, max(start, digit.start() - _MONTH_REACH), end) is not None


def swap_order(mention: Mention) -> Mention:
    """Return an open slash date read the other way round: day before month."""
    return mention._replace(month=mention.day or mention.month, day=mention.month)


def cite(text: str, mention: Mention, *, rule: str) -> Evidence:
    """Return the words of a mention as evidence."""
    return Evidence(rule, text[mention.start : mention.end], mention.start, mention.end)


def _read_day_first(text: str, match: re.Match[str]) -> Mention | None:
    start, end = match.span()
    if start and text[start - 1] in "0123456789" and not _follows_time(text, start):
        return None
    if match["month"]:
        return _read_named(text, match)
    if start > 1 and text[start - 1] in "./-_" and text[start - 2].isdigit():
        return None
    if not match["time"] and text[end : end + 1].isdigit() and not _TIME_AFTER.match(text, end):
        return None
    return _read_iso_month(text, match) if match["iso"] else _read_numeric(text, match)


def _follows_time(text: str, start: int) -> bool:
    return text[start - 3 : start - 2] == ":"


def _read_named(text: str, match: re.Match[str]) -> Mention | None:
    month = MONTHS.get(match["month"].casefold())
    year = match["year"]
    end = match.end()
    if month is None:
        return None
    day = int(_DIGITS.match(text, match.start())[0])  # type: ignore[index]
    if year and end < len(text) and text[end].isdigit() and not match["time"] and not _is_dated(text, end):
        year, end = None, match.start("year")
    if year is None and match["time"] is None:
        end = match.end("month")
    if day > 31:  # "203107 April": a year is glued before the day; "2031 April" is a month
        return None
    return _make(match.start(), end, (_year(year), month, day), timed=bool(match["time"]))


def _is_dated(text: str, start: int) -> bool:
    """Whether another date is glued here: "10 February 20199 February 2019"."""
    match = _DATE_AFTER.match(text, start)
    return match is not None and match["month"].casefold() in MONTHS


def _read_month_first(match: re.Match[str]) -> Mention | None:
    month = MONTHS.get(match["month"].casefold())
    if month is None:
        return None
    end, text = match.end(), match.string
    if match["only"]:
        if end < len(text) and text[end].isdigit():
            return None
        return _make(match.start(), end, (_year(match["only"]), month, None))
    year = match["year"]
    if year and end < len(text) and text[end].isdigit() and not match["time"]:
        year, end = None, match.end("day")
    return _make(match.start(), end, (_year(year), month, int(match["day"])), timed=bool(match["time"]))


def _read_iso_month(text: str, match: re.Match[str]) -> Mention | None:
    first = match[0].split("-", 1)[0]
    if len(first) != 4:
        return None
    year = _year(first)
    return _make(match.start(), match.end("iso"), (year, int(match["iso"]), None), numeric=True) if year else None


def _read_numeric(text: str, match: re.Match[str]) -> Mention | None:
    first = match[0].split(match["mark"], 1)[0]
    second, third = int(match["second"]), match["third"]
    timed = bool(match["time"])
    if len(first) == 4:
        year = _year(first)
        return (
            _make(match.start(), match.end(), (year, second, int(third)), numeric=True, timed=timed) if year else None
        )
    if len(first) > 2 or len(third) == 1:
        return None
    short = len(third) == 2
    if short and (match["mark"] == "-" or len(match["second"]) != 2):
        return None
    year = 2000 + int(third) if short else _year(third)
    if year is None:
        return None
    a = int(first)
    if match["mark"] == "." or a > 12 or a == second:
        made = _make(match.start(), match.end(), (year, second, a), numeric=True, timed=timed)
        slash = "dmy" if match["mark"] != "." and a > 12 else ""
        return made._replace(slash=slash, short_year=short) if made else None
    made = _make(match.start(), match.end(), (year, a, second), numeric=True, timed=timed)
    slash = "mdy" if second > 12 else ""
    return made._replace(slash=slash, open=second <= 12, short_year=short) if made else None


def _year(words: str | None) -> int | None:
    return int(words) if words and "1900" <= words <= "2099" else None


def _make(
    start: int, end: int, parts: tuple[int | None, int, int | None], *, numeric: bool = False, timed: bool = False
) -> Mention | None:
    """Return the mention if its day exists."""
    year, month, day = parts
    try:
        datetime.date(year or 2000, month, 1 if day is None else day)
    except ValueError:
        return None
    return Mention(start, end, year, month, day, numeric, timed)


def _with_context(text: str, mention: Mention) -> Mention:
    before = text[max(0, mention.start - 14) : mention.start]
    if not before:
        return mention
    shown = before.rstrip()
    weekday = _read_weekday(shown) if 1 <= len(before) - len(shown) <= 2 else None
    ranged = not mention.numeric and shown[-1:] in _RANGE_ENDS and _RANGE_BEFORE.search(before) is not None
    if weekday is None and not ranged:
        return mention
    return mention._replace(weekday=weekday, ranged=ranged)


def _read_weekday(before: str) -> int | None:
    """Return the day of the week whose name ends the words before a date."""
    before = before.removesuffix(",").removesuffix(".")
    start = len(before)
    while start and before[start - 1].isalpha():
        start -= 1
    return WEEKDAYS.get(before[start:].casefold())
