"""Tell a page of several items, each with its date, from an article with dated items of others below it.

You give the lines of a page, their kinds and dates, you get whether it is a listing: it has no single headline or date.

Limits: the first 70 lines. A listing whose items bear no dates is not known as one.
"""

from __future__ import annotations

import re
from itertools import pairwise

from searchcsto.ingest.boilerplate import Kind
from searchcsto.ingest.line_dates import LineDates
from searchcsto.ingest.lines import Line

_HEAD_LINES = 70
_COMMENTS = re.compile(r"[0-9]+ (?:comments?|комментари\w*)\b|комментари\w* \(?[0-9]", re.IGNORECASE)


def is_listing(lines: list[Line], kinds: list[Kind], dates: LineDates) -> bool:
    """Whether many items stand one after the other, each with its date, and no article among them."""
    if len(lines) < 3:
        return False
    head = range(_find_other_items(lines, kinds, min(len(lines), _HEAD_LINES)))
    stamped = [i for i in head if kinds[i] not in ("prose", "photo") and (found := dates[i]) and found[0].day]
    if len(stamped) < 3:
        return False
    gaps = pairwise(stamped)
    sizes = [sum(lines[j].end - lines[j].start for j in range(a + 1, b)) for a, b in gaps]
    longest = max(sizes)
    after = sum(lines[j].end - lines[j].start for j in range(stamped[-1] + 1, len(lines)))
    before = sum(lines[j].end - lines[j].start for j in range(stamped[0]))
    usual = (stamped[-1] - stamped[0]) and sum(
        lines[j].end - lines[j].start for j in range(stamped[0] + 1, stamped[-1])
    ) / (len(stamped) - 1)
    if longest > 4 * min(sizes) + 150:
        return False  # an article, and dated teasers of others
    return max(longest, before) < 700 and after < max(150, 2.5 * usual)


def _find_other_items(lines: list[Line], kinds: list[Kind], last: int) -> int:
    """Return the index of the line that announces comments or other items, if an article stands above it."""
    for index in range(last):
        announced = kinds[index] == "end" or (kinds[index] == "chrome" and _COMMENTS.match(lines[index].text))
        if announced and kinds[:index].count("prose") > 0:
            return index
    return last
