"""Find what a page shows beside its article: how near something stands to the headline, and the dates near it.

A date beside the headline, on a line of its own, is what a reader takes for the date of the article. One directly below
the article comes after it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml import etree

from searchcsto.documents import Span
from searchcsto.ingest.boilerplate import find_kind, find_residue, is_printed
from searchcsto.ingest.furniture import starts_end
from searchcsto.ingest.lines import Line, find_lines
from searchcsto.ingest.mentions import Mention, find_mentions, may_hold_date, swap_order
from searchcsto.ingest.pages.page import Page

_ABOVE, _BELOW = 500, 900  # characters around the headline in which something belongs to it
_BEFORE, _BEHIND = 80, 160  # characters around the end of the article
_CLOCK = 100  # characters above the headline where a date with its weekday begins to be the page's clock
_ITEMS = 300  # characters in which a list has several items
_OTHERS_WORDS = frozenset(["nav", "blockquote"])  # a menu; a post of a network that is shown within an article
_HEADINGS = ("h1", "h2", "h3", "h4")
_APART = 300  # characters from a headline to what is beside it no more
_OTHERS = frozenset(["latest", "related", "more", "news", "новости", "ещё", "еще", "похожее"])  # headings
_LIST = 400  # characters around a date in which other items of a list have theirs
_TICKING = re.compile(r"[0-2]?[0-9]:[0-5][0-9]:(?!00)[0-5][0-9](?!\s?(?:GMT|UTC|[+-]?[0-9]))")
_TIME_SIZE = 12  # characters of a time behind a date
_ENTRY, _MENU = 4, 5  # words of an entry of a menu, and how many make one
_SHARING = frozenset(
    """
    facebook twitter x telegram vk vkontakte whatsapp viber email e-mail print share tweet linkedin reddit pinterest
    pocket flipboard sms messenger copy save listen comments comment like send вконтакте одноклассники поделиться печать
    распечатать отправить комментарии
    """.split()  # noqa: SIM905 - a list in lines of one word each would hide the rest
)
_OWN = 2  # dates that an article may have beside its headline
_LABEL_REACH = 60  # characters before a date in which its label stands
_CHANGED = re.compile(
    r"(?:\bupdated?|\bmodified|\bedited|\brevised|\bcorrected|обновлен[оа]?|обновл[её]н\w*|изменен[оа]?|измен[её]н\w*)"
    r"(?:\s(?:on|at))?\s?[:|–-]?\s*(?:[0-2]?[0-9]:[0-5][0-9](?:\s?[A-Za-z.]{2,4}){0,2},?\s)?(?:[^\W\d_]{2,11},?\s)?$",
    re.IGNORECASE,
)
_CERTIFICATE = re.compile(
    r"свидетельств|регистрац|лицензи|учрежд[её]н|основан[аоы]?\b|certificate|registered|registration|licen[cs]ed?|founded|established",
    re.IGNORECASE,
)
_CREDITED = re.compile(r"\s{1,3}(?:©|photos?\b|фото\b|image\b|picture\b)", re.IGNORECASE)
_CAPTION = 2  # words beside the date that make a line a caption, where a credit follows
_ISSUE = re.compile(r"(?:№|\bNo\.|\bissue\b|\bvol\.|\bвыпуск)\s?(?:№\s?)?[0-9]", re.IGNORECASE)
_STAMP = 120  # characters of a line with a date
_SENTENCE = 6  # words; a line of more that ends as a sentence does is one
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|related|recommend\w*|recirc\w*|teasers?|latest|most|ticker|promo|trending"
    r"|carousel|newsfeed|reply|replies|navbar|menu)(?:$|[\s_-])",
    re.IGNORECASE,
)


class Place(NamedTuple):
    """Where the article of a page stands: its headline, or where its text begins; and where its text ends."""

    headline: Span
    end: int | None = None

    def measure(self, span: Span) -> int | None:
        """Return how far a span is from the headline, None if too far. Above counts double, below the article last."""
        if span[0] < self.headline[0]:
            distance = self.headline[0] - span[1]
            return 2 * distance if distance <= _ABOVE else None
        distance = max(0, span[0] - self.headline[1])
        behind = None if self.end is None or self.end <= self.headline[1] else span[0] - self.end
        if distance <= _BELOW and (behind is None or behind <= 0):
            return distance
        return 2 * _BELOW + behind if behind is not None and -_BEFORE <= behind <= _BEHIND else None


def find_shown_dates(page: Page, place: Place | None) -> list[Mention]:
    """Return the full dates that a page shows on lines of their own beside its article, the nearest first."""
    if place is None:
        return []
    stretches = [(place.headline[0] - _ABOVE, place.headline[1] + _BELOW)]
    if place.end is not None:
        stretches.append((max(place.end - _BEFORE, stretches[0][1]), place.end + _BEHIND))
    rated = []
    for start, end in stretches:
        for mention in find_mentions(page.text, max(0, start), min(len(page.text), end)):
            distance = place.measure((mention.start, mention.end))
            mention = settle_order(mention, page)
            if distance is None or mention.date is None or mention.open or not is_stamp(page.text, mention):
                continue
            if not (is_clock(page.text, mention, place=place) or _is_other_item(page, mention, place)):
                rated.append((distance, mention))
    found = [mention for _, mention in sorted(rated, key=lambda pair: pair[0])]
    if found and is_in_list(found[0], found):
        return []
    told = [mention for mention in found if not is_changed(page.text, mention.start)]
    return told or found


def _is_other_item(page: Page, mention: Mention, place: Place) -> bool:
    """Whether a date far below the headline is another item's: a heading parts them, or several days are there."""
    if mention.start < place.headline[1] + _APART:
        return False
    return is_below_heading(page, mention.start, place) or _is_among_days(page.text, mention)


def is_below_heading(page: Page, start: int, place: Place) -> bool:
    """Whether a heading stands between the end of the article and an offset, or one that announces other items."""
    end = place.end if place.end is not None and place.end > place.headline[1] else len(page.text)
    headings = (span for element, span in page.spans.items() if element.tag in _HEADINGS and span[0] < span[1])
    between = [span for span in headings if place.headline[1] <= span[0] < start]
    return any(first >= end or _announces(page.text[first:last].casefold()) for first, last in between)


def _announces(heading: str) -> bool:
    return heading.strip(" :") in _OTHERS or starts_end(heading)


def _is_among_days(text: str, mention: Mention) -> bool:
    """Whether several days stand around a date, as in a list of articles."""
    around = find_mentions(text, max(0, mention.start - _LIST), min(len(text), mention.start + _LIST))
    return len({each.date for each in around if each.date and is_stamp(text, each)}) > _OWN


def is_in_list(mention: Mention, found: list[Mention]) -> bool:
    """Whether a date is one of many close by, as in a list of articles; an article has two, of itself and a change."""
    return len({each.date for each in found if abs(each.start - mention.start) <= _ITEMS}) > _OWN


def is_clock(text: str, mention: Mention, *, place: Place) -> bool:
    """Whether a date above the headline is the page's clock: it ticks, a menu stands between, or it is far away."""
    line = text[text.rfind("\n", 0, mention.start) + 1 : mention.end]
    if mention.end >= place.headline[0] or _ISSUE.search(line):
        return False
    if _TICKING.search(text, mention.start, mention.end + _TIME_SIZE):
        return True
    between = [line for line in find_lines(text, mention.end, place.headline[0]) if any(map(str.isalpha, line.text))]
    if is_menu(between):
        return True
    if mention.weekday is None or mention.timed:
        return False
    return mention.end < place.headline[0] - _CLOCK or any(find_kind(line, []) == "chrome" for line in between)


def is_menu(lines: list[Line]) -> bool:
    """Whether a menu is among lines: many of a few words, and no buttons to share the page."""
    entries = (line.text for line in lines if len(line.text.split()) <= _ENTRY and find_kind(line, []) != "byline")
    return sum(each.casefold() not in _SHARING and not may_hold_date(each, 0, len(each)) for each in entries) >= _MENU


def is_changed(text: str, start: int) -> bool:
    """Whether the date that begins here is, by the label before it, that of a change."""
    return _CHANGED.search(text[max(0, start - _LABEL_REACH) : start]) is not None


def is_aside(element: etree._Element) -> bool:
    """Whether an element stands in a list of other articles, among comments, in a menu or in what others wrote."""
    for each in (element, *element.iterancestors()):
        if each.tag in ("body", "html"):
            return False
        if each.tag in _OTHERS_WORDS:
            return True
        if each.tag != "article" and any(_ASIDE.search(each.get(key) or "") for key in ("class", "id")):
            return True
    return False


def settle_order(mention: Mention, page: Page) -> Mention:
    """Return 04/07/2031 in the order of the page's language, open if that is English of no country."""
    language, region = page.language
    if not mention.open or (language == "en" and region is None):
        return mention
    return (mention if region == "us" else swap_order(mention))._replace(open=False)


def is_stamp(text: str, mention: Mention) -> bool:
    """Whether a date stands on a line of its own, or with little beside it, and not in a sentence."""
    if mention.ranged:
        return False
    start = text.rfind("\n", 0, mention.start) + 1
    end = text.find("\n", mention.end)
    line = text[start : end if end >= 0 else len(text)]
    if find_kind(Line(start, start + len(line), line, False), []) == "photo" or _CERTIFICATE.search(line):
        return False  # the day when a picture was taken, or a licence given
    if end >= 0 and _CREDITED.match(text, end) and len(find_residue(line, start, [mention])) >= _CAPTION:
        return False
    if is_printed(text[max(0, mention.start - _STAMP) : mention.start]):
        return False
    return len(line) <= _STAMP and not (line.endswith((".", "!", "?")) and len(line.split()) > _SENTENCE)
