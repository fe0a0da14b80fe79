"""Decide which number of 05/04/2031 or 05-04-2031 is the day: it is open until the page itself proves the order.

You give the candidates for the date of publication, you get them back with their order settled where there is proof:
another such date of the page with a part above 12, another date that only one reading equals, an American or European
time zone, a reading that would lie in the future, a language in which the day comes first, the weekday that the lead
names, if only one reading falls on it or on the day after, or a day told with its year that only one reading follows
within a week. Without proof the date stays open.
"""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from searchcsto.ingest.layout import Layout
from searchcsto.ingest.mentions import Mention, swap_order
from searchcsto.ingest.months import WEEKDAYS
from searchcsto.ingest.years import find_weekday

_AMERICAN_ZONE = re.compile(r"[\s0-9:.,APMapm(–-]{0,16}\b(?:EST|EDT|CDT|MDT|PST|PDT|ET)\b")
_EUROPEAN_ZONE = re.compile(
    r"[\s0-9:.,APMapm(–-]{0,16}\b(?:(?:GMT|UTC)\s?\+\s?0?[1-4](?![0-9])|CET|CEST|BST|EET|EEST|MSK)\b"
)
_ZONE_REACH = 24
_DAYS = 7  # from what is told to the day of publication
_FAR = 25


class Candidate(NamedTuple):
    """A date that stands where publication dates stand, and how far that place is trusted."""

    mention: Mention
    rule: str
    weight: float
    line: int


def settle_orders(
    layout: Layout, candidates: list[Candidate], language: str | None, today: datetime.date
) -> list[Candidate]:
    """Return the candidates with day and month of slash dates in the order that the page proves."""
    if not any(c.mention.open for c in candidates):
        return candidates
    settled: list[Candidate] = []
    for candidate in candidates:
        order = _find_order(layout, candidate.mention, language, today) if candidate.mention.open else ""
        if order:
            mention = candidate.mention if order == "mdy" else swap_order(candidate.mention)
            candidate = candidate._replace(mention=mention._replace(open=False))
        settled.append(candidate)
    return settled


def _find_order(layout: Layout, mention: Mention, language: str | None, today: datetime.date) -> str:
    """Return "dmy" or "mdy" if the page proves the order of its slash dates, else nothing."""
    everything = [m for found in layout.dates for m in found]
    orders = {m.slash for m in everything if m.slash}
    if len(orders) == 1:
        return orders.pop()
    swapped = swap_order(mention)
    for order, reading in (("mdy", mention), ("dmy", swapped)):
        if any(
            not m.open and m.day == reading.day and m.month == reading.month and m.year in (None, reading.year)
            for m in everything
        ):
            return order
    if (mention.date or today) > today or (swapped.date or today) > today:
        return "dmy" if (mention.date or today) > today else "mdy"
    behind = layout.text[mention.end : mention.end + _ZONE_REACH]
    if _AMERICAN_ZONE.match(behind):
        return "mdy"
    if _EUROPEAN_ZONE.match(behind):
        return "dmy"
    if language not in (None, "en"):
        return "dmy"
    return _find_order_by_weekday(layout, mention, swapped) or _find_order_by_story(layout, mention, swapped)


def _find_order_by_weekday(layout: Layout, mention: Mention, swapped: Mention) -> str:
    """Return the order whose day is the weekday that the lead names, or the day after it, if it is the only one."""
    weekday = find_weekday(layout)
    if weekday is None:
        return ""
    wanted = WEEKDAYS[weekday["day"].casefold()]
    fitting = [
        order
        for order, reading in (("mdy", mention), ("dmy", swapped))
        if reading.date is not None and (reading.date.weekday() - wanted) % 7 <= 1
    ]
    return fitting[0] if len(fitting) == 1 else ""


def _find_order_by_story(layout: Layout, mention: Mention, swapped: Mention) -> str:
    """Return the order whose day follows within a week a day told with its year, if the other is far from them all."""
    told = [m.date for found in layout.dates for m in found if m.date is not None and not m.slash and not m.open]
    gaps = {
        order: [(reading.date - day).days for day in told if reading.date is not None]
        for order, reading in (("mdy", mention), ("dmy", swapped))
    }
    fitting = [order for order, days in gaps.items() if any(0 <= day <= _DAYS for day in days)]
    if len(fitting) != 1:
        return ""
    other = gaps["dmy" if fitting[0] == "mdy" else "mdy"]
    return fitting[0] if all(abs(day) > _FAR for day in other) else ""
