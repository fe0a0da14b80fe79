"""Complete a day without year ("ORLO, April 7") from the text itself, or leave it alone.

You give a layout and a day and month, you get the full date and the words that complete it, or None. Sound grounds:

- the lead names the same day with its year, and the text speaks of no later year as past;
- a look back at a year ("results of 2021") and a weekday in the lead leave one day: the first after that year began;
- an earliest year in the text and a weekday leave one day up to today, or up to a year that is told as still to come.

Limits: anniversaries and planned events give no year. The weekday must be that of the day itself; a year that would
need "the day before" is not concluded.
"""

from __future__ import annotations

import datetime
import re

from searchcsto.documents import Evidence
from searchcsto.ingest.layout import Layout
from searchcsto.ingest.mentions import Mention, cite
from searchcsto.ingest.months import WEEKDAYS

_SCOPE = 6_000
_LEAD_SCOPE = 1_200
_WEEKDAY_SCOPE = 500
_YEAR = re.compile(r"(?P<year>19[5-9][0-9]|20[0-9]{2})(?![0-9\-–%]|,[0-9]|\.[0-9])")
_YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|since|of|from|during|for|year|early|late|last|с|за|в|итоги|начале|конце|январ[яе]|феврал[яе]|марта"
    r"|апрел[яе]|ма[яе]|июн[яе]|июл[яе]|августа|сентябр[яе]|октябр[яе]|ноябр[яе]|декабр[яе]"
    r"|January|February|March|April|May|June|July|August|September|October|November|December)\s|[0-9], ?)$"
)
_YEAR_REACH = 12
_WITH_YEAR = re.compile(r"[0-9](?:(?<=[12])[0-9]{3}|[./][0-9]{2}[./][0-9]{2})")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_NUMERIC = re.compile(r"[0-9][./-][0-9]{1,2}[./-][0-9]")
_FUTURE = re.compile(
    r"\b(?:by|until|till|to|before|through|will|planned|scheduled|next|upcoming|к|до|на|будет|будут|состоится"
    r"|пройд[её]т|планиру\w+|запланирован\w*)\b[^.\n]{0,40}$",
    re.IGNORECASE,
)
_PAST_OCCASION = re.compile(
    r"anniversar|commemorat|years ago|marked|since|founded"
    r"|due|matur|expir|payable|ended|ending|effective|signed|established|born|годовщин|юбиле|лет назад|основан"
    r"|подписан|учрежд[её]н|родил|со дня",
    re.IGNORECASE,
)
_LOOK_BACK = re.compile(
    r"(?:results?|outcomes?|review|summing up|wrap-up|итог\w*|обзор)\b[^.\n]{0,60}?\b(?P<year>20[0-9]{2})(?![0-9\-–])",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"(?P<day>[MTWFSпвсч](?:[a-z]{2,5}day|онедельник|торник|реду|етверг|ятницу|убботу|оскресенье))\b")
_OTHER_WEEK = re.compile(r"last|next|previous|every|past|прошл|следующ|кажд|минувш", re.IGNORECASE)


def derive_date(layout: Layout, day: Mention, *, today: datetime.date) -> tuple[datetime.date, list[Evidence]] | None:
    """Return the full date of a day without year, with the evidence that completes it, or None."""
    named = _find_same_day(layout, day, today)
    if named is not None:
        return named
    weekday = find_weekday(layout)
    if weekday is None:
        return None
    start, end = _scope(layout, _SCOPE)
    if _YEAR.search(layout.text, start, end) is None:
        return None
    back = _LOOK_BACK.search(layout.text, start, end)
    if back is not None:
        year = int(back["year"])
        return _match_weekday(layout, day, weekday, (back, year, min(year + 1, today.year)), today)
    latest = _find_latest_year(layout, today)
    if latest is None:
        return None
    last = min([today.year, *find_future_years(layout, int(latest["year"]))])
    found = _match_weekday(layout, day, weekday, (latest, int(latest["year"]), last), today)
    # A year far before the only match is that of something else: a bond, a building, a treaty.
    return found if found and found[0].year <= int(latest["year"]) + 1 else None


def find_past_years(layout: Layout, today: datetime.date) -> list[re.Match[str]]:
    """Return the years that the article names as present or past."""
    start, end = _scope(layout, _SCOPE)
    text = layout.text
    return [
        m
        for m in _YEAR.finditer(text, start, end)
        if int(m["year"]) <= today.year
        and _YEAR_BEFORE.search(text[max(start, m.start() - _YEAR_REACH) : m.start()])
        and not _FUTURE.search(text, max(start, m.start() - 60), m.start())
    ]


def find_future_years(layout: Layout, latest: int) -> list[int]:
    """Return the years that the article names as still to come: it was written before they ended."""
    start, end = _scope(layout, _SCOPE)
    text = layout.text
    return [
        int(m["year"])
        for m in _YEAR.finditer(text, start, end)
        if int(m["year"]) > latest and _FUTURE.search(text, max(start, m.start() - 60), m.start())
    ]


def _scope(layout: Layout, size: int) -> tuple[int, int]:
    if layout.lead >= len(layout.lines):
        return 0, 0
    start = layout.lines[layout.lead].start
    return start, min(layout.lines[max(layout.lead, layout.end - 1)].end, start + size)


def _find_same_day(layout: Layout, day: Mention, today: datetime.date) -> tuple[datetime.date, list[Evidence]] | None:
    """Return the date if the lead, or a caption above it, names the same day with one year."""
    _, end = _scope(layout, _LEAD_SCOPE)
    if layout.text.count(str(day.day), 0, end) < 2 or not _may_recur(layout.text, day, end=end):
        return None
    found = []
    for index in range(layout.end):
        if layout.lines[index].start >= end:
            break
        for mention in layout.dates[index]:
            same = (mention.month, mention.day) == (day.month, day.day) and mention.date is not None
            if same and mention.start < end and not _is_occasion(layout.text, mention):
                found.append(mention)
    years = {mention.year for mention in found}
    if len(years) != 1:
        return None
    date = found[0].date
    if date is None or date > today:
        return None
    if any(int(match["year"]) > date.year for match in find_past_years(layout, today)):
        return None
    weekday = find_weekday(layout)
    if weekday is not None and (date.weekday() - WEEKDAYS[weekday["day"].casefold()]) % 7 not in (0, 1, 6):
        return None
    return date, [cite(layout.text, found[0], rule="same day")]


def _may_recur(text: str, day: Mention, *, end: int) -> bool:
    """Whether the day could stand in the text again, with a year: its month does, or dates in numbers do."""
    month = _LETTERS.search(text, day.start, day.end)
    stem = month[0][:3].casefold() if month else ""
    if text[:end].casefold().count(stem) > 1:
        return _WITH_YEAR.search(text, 0, end) is not None
    return _NUMERIC.search(text, 0, end) is not None


def _is_occasion(text: str, mention: Mention) -> bool:
    """Whether the day is told as one of the past or the future: an anniversary, a founding, a plan."""
    around = text[max(0, mention.start - 60) : mention.end + 40]
    return (
        _PAST_OCCASION.search(around) is not None
        or _FUTURE.search(text, max(0, mention.start - 50), mention.start) is not None
    )


def find_weekday(layout: Layout) -> re.Match[str] | None:
    """Return the one weekday that the lead names in its first sentences."""
    start, end = _scope(layout, _WEEKDAY_SCOPE)
    found = [
        m
        for m in _WEEKDAY.finditer(layout.text, start, end)
        if m["day"].casefold() in WEEKDAYS
        and not _OTHER_WEEK.search(layout.text, max(start, m.start() - 10), m.start())
    ]
    if not found:
        return None
    names = {WEEKDAYS[match["day"].casefold()] for match in found}
    return found[0] if len(names) == 1 else None


def _find_latest_year(layout: Layout, today: datetime.date) -> re.Match[str] | None:
    return max(find_past_years(layout, today), key=lambda match: int(match["year"]), default=None)


def _match_weekday(
    layout: Layout, day: Mention, weekday: re.Match[str], years: tuple[re.Match[str], int, int], today: datetime.date
) -> tuple[datetime.date, list[Evidence]] | None:
    """Return the date if exactly one year of those possible has the day on that weekday."""
    match, first, last = years
    wanted = WEEKDAYS[weekday["day"].casefold()]
    fitting = [
        d for year in range(first, last + 1) if (d := _make_date(year, day)) and d.weekday() == wanted and d <= today
    ]
    if len(fitting) != 1:
        return None
    evidence = [
        Evidence("weekday", weekday["day"], weekday.start("day"), weekday.end("day")),
        Evidence("year", match["year"], match.start("year"), match.end("year")),
    ]
    return fitting[0], evidence


def _make_date(year: int, day: Mention) -> datetime.date | None:
    try:
        return datetime.date(year, day.month, day.day or 1)
    except ValueError:
        return None
