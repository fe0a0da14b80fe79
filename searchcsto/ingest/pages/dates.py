"""Find the date of publication that the markup of a page states, and the one that the page shows beside its headline.

You give a Page and where its article stands, you get the date, one that is less sure where there is none, and the
others that were stated. What several places state, and the page shows, goes before what one place alone states. A date
of modification is never the date; it is told as an alternative.

A moment in universal time is taken as the day that the page itself shows, where that is the same moment elsewhere.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import NamedTuple

from searchcsto.documents import DateReading, Evidence
from searchcsto.ingest.mentions import Mention, cite
from searchcsto.ingest.pages.moments import Moment, parse_moment
from searchcsto.ingest.pages.page import Page
from searchcsto.ingest.pages.places import Place, find_shown_dates
from searchcsto.ingest.pages.statements import Statement, list_doubtful, list_modified, list_published, list_scripted
from searchcsto.ingest.quotes import Quotes

_DAY = datetime.timedelta(days=1)
_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-](\d\d?)[/_-](\d\d?)(?!\d)")
_BEHIND, _AHEAD = 12 * 60, 14 * 60  # minutes: how far clocks are behind and ahead of universal time


class PageDates(NamedTuple):
    """What a page states: the date of publication; if it states none, one that is less sure; and all others."""

    published: DateReading | None
    doubtful: DateReading | None
    others: tuple[DateReading, ...]


def find_dates(page: Page, quotes: Quotes, *, place: Place | None, today: datetime.date) -> PageDates:
    """Return the dates that a page states; none is later than today."""
    published, doubtful, modified = (
        [each for each in statements if _first_day(each.moment) <= today]
        for statements in (list_published(page, place), list_doubtful(page), list_modified(page))
    )
    shown = [mention for mention in find_shown_dates(page, place) if mention.date and mention.date <= today]
    best, second = None, None
    if published:
        best = _read(_choose(published, shown), page, quotes, (shown, [*published, *doubtful]))
    elif shown:
        second = _cite(page, shown[0])
    elif doubtful := doubtful or [*list_scripted(page)]:
        second = _read(doubtful[0], page, quotes, (shown, doubtful))
    others: dict[str, DateReading] = {}
    for each in (*published, *doubtful, *modified):
        value = each.moment.day.isoformat()
        if value not in others and all(reading is None or value != reading.value for reading in (best, second)):
            others[value] = DateReading(value, "stated", (quotes.cite(each.line, each.words, rule=each.rule),))
    return PageDates(best, second, tuple(others.values()))


def _first_day(moment: Moment) -> datetime.date:
    """Return the earliest day on which a moment may have been, anywhere."""
    return moment.day - _DAY * (moment.universal and moment.minutes < _BEHIND)


def _choose(published: list[Statement], shown: list[Mention]) -> Statement:
    """Return the first statement; or another, if the page shows its day beside the headline and not the first's."""
    days = {mention.date for mention in shown if mention.date}
    if not any(abs(published[0].moment.day - day) <= _DAY for day in days):
        return next((each for each in published if each.moment.day in days), published[0])
    return published[0]


def _cite(page: Page, mention: Mention) -> DateReading:
    return DateReading(mention.value or "", "stated", (cite(page.text, mention, rule="header"),))


def _read(
    statement: Statement, page: Page, quotes: Quotes, rivals: tuple[list[Mention], list[Statement]]
) -> DateReading:
    """Return the reading of a statement, as the day that the outlet's own clock showed."""
    quoted = quotes.cite(statement.line, statement.words, rule=statement.rule)
    moment = statement.moment
    if moment.universal and (local := _find_local_day(moment, page, quotes, rivals)):
        return DateReading(local[0].isoformat(), "stated", (local[1], quoted))
    return DateReading(moment.day.isoformat(), "stated", (quoted,))


def _find_local_day(
    moment: Moment, page: Page, quotes: Quotes, rivals: tuple[list[Mention], list[Statement]]
) -> tuple[datetime.date, Evidence] | None:
    """Return the day before or after, if the page shows or states that and not the day itself."""
    days = {moment.day}
    if moment.minutes < _BEHIND:
        days.add(moment.day - _DAY)
    if moment.minutes + _AHEAD >= 24 * 60:
        days.add(moment.day + _DAY)
    local = next(_list_local(page, quotes, rivals, days), None)
    return local if local and local[0] != moment.day else None


def _list_local(
    page: Page, quotes: Quotes, rivals: tuple[list[Mention], list[Statement]], days: set[datetime.date]
) -> Iterator[tuple[datetime.date, Evidence]]:
    """Yield which of the days the page shows, states by its own clock, or bears in its address."""
    shown, stated = rivals
    for mention in shown:
        if mention.date in days:
            yield mention.date, cite(page.text, mention, rule="header")
    for each in stated:
        if each.moment.day in days and not each.moment.universal:
            yield each.moment.day, quotes.cite(each.line, each.words, rule=each.rule)
    address = page.address or ""
    match = _ADDRESS.search(address)
    written = parse_moment("-".join(match.groups())) if match else None
    if match and written and written.day in days:
        yield written.day, quotes.cite(address, match[0], rule="address")
