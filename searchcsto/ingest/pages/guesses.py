"""Guess the date of a page whose markup states none: htmldate says which day, the page must show it.

You give a Page, you get the day that htmldate finds, with the place where it stands: in the address of the page, in its
text, or in an attribute. A day that stands nowhere (htmldate fills up a year from a copyright line) is none, nor one
that the text shows far from the headline, among other dates, or as the day of a change.
"""

from __future__ import annotations

import datetime
import re

from searchcsto.documents import DateReading
from searchcsto.ingest.boilerplate import is_printed
from searchcsto.ingest.mentions import Mention, cite, find_mentions, swap_order
from searchcsto.ingest.pages.elements import quote_tag
from searchcsto.ingest.pages.page import Page
from searchcsto.ingest.pages.places import (
    Place,
    is_aside,
    is_below_heading,
    is_clock,
    is_in_list,
    is_stamp,
    settle_order,
)
from searchcsto.ingest.pages.statements import is_other_date
from searchcsto.ingest.quotes import Quotes

_NEAR = 1_500  # characters between the headline and a date that may be the article's
_CHANGED = re.compile(
    r"(?:modif|edited|updated|revis|changed|geändert|aktualisiert|изменен|обновлен|правк)", re.IGNORECASE
)
_TELLING = re.compile(r"(?:title|datetime|content|data-(?:published|created|posted)|.*date.*|.*time.*)")
_LABEL = 40  # characters of the line above, which may be a label
_MAX_TEXT = 400_000
_LONGEST = 500  # characters of an attribute


def guess_date(page: Page, quotes: Quotes, *, place: Place | None, today: datetime.date) -> DateReading | None:
    """Return the day that htmldate finds and that the page shows, or None."""
    from htmldate import find_date

    latest = datetime.datetime.combine(today, datetime.time.max)
    value = find_date(page.tree, original_date=True, url=page.url, max_date=latest)
    if value is None:
        return None
    day = datetime.date.fromisoformat(value)
    written = re.compile(
        rf"(?<!\d){day.year}(?:(?P<mark>[/_.-])0?{day.month}(?P=mark)0?{day.day}|{day.month:02}{day.day:02})(?!\d)"
        rf"|(?<!\d)0?{day.day}(?P<other>[/_.-])0?{day.month}(?P=other){day.year}(?!\d)"
    )
    if match := written.search(page.address or ""):
        return DateReading(value, "stated", (quotes.cite(page.address or "", match[0], rule="address"),))
    found = [settle_order(each, page) for each in find_mentions(page.text, 0, min(len(page.text), _MAX_TEXT))]
    if any(each.date == day or (each.open and swap_order(each).date == day) for each in found):
        dated = [each for each in found if each.date and not each.open]
        shown = next((each for each in dated if each.date == day and _counts(each, dated, page, place)), None)
        return DateReading(value, "stated", (cite(page.text, shown, rule="page text"),)) if shown else None
    return _find_attribute(page, quotes, written, value)


def _counts(mention: Mention, dated: list[Mention], page: Page, place: Place | None) -> bool:
    """Whether a date is shown near the headline, or is the only one shown; not within a sentence, or of a change."""
    text = page.text
    start = text.rfind("\n", 0, mention.start) + 1
    line = text[start : mention.end + 30].split("\n", 1)[0]
    if is_printed(text[max(0, start - _LABEL) : mention.start]):
        return False
    if _CHANGED.search(line) or not (is_stamp(text, mention) or start == mention.start):
        return False
    if is_in_list(mention, dated):
        return False
    if place is not None and (is_clock(text, mention, place=place) or is_below_heading(page, mention.start, place)):
        return False
    if place is not None and -_NEAR <= mention.start - place.headline[1] <= _NEAR:
        return True
    return len({each.date for each in dated}) == 1


def _find_attribute(page: Page, quotes: Quotes, written: re.Pattern[str], value: str) -> DateReading | None:
    """Return the reading of an attribute that bears the day; those of dated elements have been judged already."""
    for element in page.tree.iter("span", "div", "p", "meta"):
        for name, content in element.attrib.items():
            if len(content) >= _LONGEST or not _TELLING.fullmatch(str(name)):
                continue
            match = written.search(str(content))
            if match and not is_aside(element) and not (element.tag == "meta" and is_other_date(element)):
                words = quotes.cite(quote_tag(element), match[0], rule=f"{element.tag} {name}")
                return DateReading(value, "derived", (words,))
    return None
