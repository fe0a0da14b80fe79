"""Decide which number of 05/04/2031 or 05-04-2031 is the day: it is open until the page itself proves the order.

You give the candidates for the date of publication, you get them back with their order settled where there is proof:
another such date of the page with a part above 12, another date that only one reading equals, an American time zone, a
reading that would lie in the future, a language in which the day comes first, or the weekday that the lead names, if
only one reading falls on it or on the day after. Without proof the date stays open.
"""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from searchcsto.ingest.layout import Layout
from searchcsto.ingest.mentions import Mention, swap_order
from searchcsto.ingest.months import WEEKDAYS
from searchcsto.ingest.years import find_weekday

_AMERICAN_ZONE = re.compile(r"\b(?:EST|EDT|PST|PDT|ET)\b")


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
    if _AMERICAN_ZONE.match(layout.text[mention.end : mention.end + 12].lstrip(" APMapm.")):
        return "mdy"
    if language not in (None, "en"):
        return "dmy"
    return _find_order_by_weekday(layout, mention, swapped)


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
