"""Find what a page shows beside its article: how near something stands to the headline, and the dates near it.

A date beside the headline, on a line of its own, is what a reader takes for the date of the article. One directly below
the article comes after it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml import etree

from searchcsto.documents import Span
from searchcsto.ingest.boilerplate import find_kind
from searchcsto.ingest.lines import find_lines
from searchcsto.ingest.mentions import Mention, find_mentions, swap_order
from searchcsto.ingest.pages.page import Page

_ABOVE, _BELOW = 500, 900  # characters around the headline in which something belongs to it
_BEFORE, _BEHIND = 80, 160  # characters around the end of the article
_CLOCK = 100  # characters above the headline where a date with its weekday begins to be the page's clock
_ITEMS = 300  # characters in which a list has several items
_OTHERS_WORDS = frozenset(["nav", "blockquote"])  # a menu; a post of a network that is shown within an article
_OWN = 2  # dates that an article may have beside its headline
_LABEL_REACH = 60  # characters before a date in which its label stands
_CHANGED = re.compile(
    r"(?:\bupdated?|\bmodified|\bedited|\brevised|\bcorrected|обновлен[оа]?|обновл[её]н\w*|изменен[оа]?|измен[её]н\w*)"
    r"(?:\s(?:on|at))?\s?[:|–-]?\s*(?:[0-2]?[0-9]:[0-5][0-9](?:\s?[A-Za-z.]{2,4}){0,2},?\s)?(?:[^\W\d_]{2,11},?\s)?$",
    re.IGNORECASE,
)
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
        if distance <= _BELOW:
            return distance
        if self.end is not None and -_BEFORE <= span[0] - self.end <= _BEHIND:
            return 2 * _BELOW + span[0] - self.end
        return None


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
            if not is_clock(page.text, mention, place=place):
                rated.append((distance, mention))
    found = [mention for _, mention in sorted(rated, key=lambda pair: pair[0])]
    if found and is_in_list(found[0], found):
        return []
    told = [mention for mention in found if not is_changed(page.text, mention.start)]
    return told or found


def is_in_list(mention: Mention, found: list[Mention]) -> bool:
    """Whether a date is one of many close by, as in a list of articles; an article has two, of itself and a change."""
    return len({each.date for each in found if abs(each.start - mention.start) <= _ITEMS}) > _OWN


def is_clock(text: str, mention: Mention, *, place: Place) -> bool:
    """Whether a date with its weekday is the page's clock: it stands far above the headline, or a menu between them."""
    if mention.weekday is None or mention.timed or mention.end >= place.headline[0]:
        return False
    if mention.end < place.headline[0] - _CLOCK:
        return True
    between = find_lines(text, mention.end, place.headline[0])
    return any(find_kind(line, []) == "chrome" for line in between if any(map(str.isalpha, line.text)))


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
    return len(line) <= _STAMP and not (line.endswith((".", "!", "?")) and len(line.split()) > _SENTENCE)
