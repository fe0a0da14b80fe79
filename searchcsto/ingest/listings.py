"""Tell a page of several items, each with its date or dateline, from an article with others below it.

You give the lines of a page, their kinds and dates, you get whether it is a listing: it has no single headline or date.

Limits: the first 70 lines. A listing whose items bear neither dates nor an agency's datelines is not known as one.
"""

from __future__ import annotations

import re
from itertools import pairwise

from searchcsto.ingest.boilerplate import Kind
from searchcsto.ingest.line_dates import LineDates
from searchcsto.ingest.lines import Line

_HEAD_LINES = 70
_HEADLINE_BLANKS = 3
_OPENING = 70  # characters of a dateline
_REACH = 3  # lines from a dateline up to its headline
_REPORT = re.compile(r"[A-Z][A-Z.' -]{2,30}(?:, [A-Z][a-z]+(?: [A-Z][a-z]+)?)? \([A-Z][\w. ]{1,30}\)\s?[-–—]")
_COMMENTS = re.compile(r"[0-9]+ (?:comments?|комментари\w*)\b|комментари\w* \(?[0-9]", re.IGNORECASE)


def is_listing(lines: list[Line], kinds: list[Kind], dates: LineDates) -> bool:
    """Whether many items stand one after the other, each with its date, and no article among them."""
    if len(lines) < 3:
        return False
    if _count_reports(lines, kinds) > 1:
        return True
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


def _count_reports(lines: list[Line], kinds: list[Kind]) -> int:
    """Return how many reports of an agency stand one after the other, each with place and agency below its headline."""
    count = 0
    for index, line in enumerate(lines[:_HEAD_LINES]):
        if kinds[index] == "end":
            break  # other items are announced
        if ") " in line.text[:_OPENING] and kinds[index] == "prose" and _REPORT.match(line.text):
            count += any(_heads(lines, kinds, above) for above in range(max(0, index - _REACH), index))
    return count


def _heads(lines: list[Line], kinds: list[Kind], index: int) -> bool:
    """Whether a line has the form of a headline, with a gap above it."""
    line = lines[index]
    whole = kinds[index] == "short" and line.text[-1] not in ".!?:;,"
    return whole and (line.gap or index == 0) and line.text.count(" ") >= _HEADLINE_BLANKS


def _find_other_items(lines: list[Line], kinds: list[Kind], last: int) -> int:
    """Return the index of the line that announces comments or other items, if an article stands above it."""
    for index in range(last):
        announced = kinds[index] == "end" or (kinds[index] == "chrome" and _COMMENTS.match(lines[index].text))
        if announced and kinds[:index].count("prose") > 0:
            return index
    return last
