"""Tell a page that lists items, each with its date (an archive, what a search found), from a page with an article.

You give a Page, you get whether it is a listing: it has no single headline, and no date.

Limits: a listing shows the days of its items, and of none more than a line or two.
"""

from __future__ import annotations

from searchcsto.ingest.lines import find_lines, is_prose
from searchcsto.ingest.mentions import find_mentions
from searchcsto.ingest.pages.page import Page
from searchcsto.ingest.pages.places import is_stamp

_REACH = 60_000  # characters
_PARAGRAPH = 100  # characters, in whatever script
_ITEMS, _DAYS = 5, 3


def is_listing(page: Page) -> bool:
    """Whether a page shows many dates, and no paragraph."""
    if page.article is not None or page.find_content("og:type") == "article":
        return False
    end = min(len(page.text), _REACH)
    if any(is_prose(line) or len(line.text) > _PARAGRAPH for line in find_lines(page.text, 0, end)):
        return False
    days = [each.date for each in find_mentions(page.text, 0, end) if each.date and is_stamp(page.text, each)]
    return len(days) >= _ITEMS and len(set(days)) >= _DAYS
