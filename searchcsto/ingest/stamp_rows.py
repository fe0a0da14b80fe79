"""Tell whether the stamp in a line is one of many: of an archive's months, of the items of a list.

You give a `Layout` and the index of a line, you get a judgement; `candidates` asks before it believes a date.
"""

from __future__ import annotations

import re

from searchcsto.ingest.boilerplate import Kind, find_residue
from searchcsto.ingest.layout import Layout

_HEADLINE_WORDS = 3
ITEMS = 10  # lines from one item of a list to the next
_MARKS_OR_COUNT = re.compile(
    r"[|•·\s–—-]*|[0-9][0-9.,]{0,8}[KkMкм]?"
    r"(?:\s?(?:views?|reads|shares?|min(?:ute)?s? read|просмотр\w{0,2}|мин(?:ут\w?)? чтения))?"
)


def is_in_archive(layout: Layout, index: int) -> bool:
    """Whether a month stands beside another, as in the index of an archive."""
    beside = (i for i in (index - 1, index + 1) if 0 <= i < len(layout.lines) and layout.kinds[i] == "stamp")
    return any(layout.dates[i] and layout.dates[i][0].day is None for i in beside)


def is_among_items(layout: Layout, index: int) -> bool:
    """Whether the line above or below holds another headline with another date: then these are other articles."""
    own = {mention.value for mention in layout.dates[index]}
    if len(find_residue(layout.lines[index].text, layout.lines[index].start, layout.dates[index])) < _HEADLINE_WORDS:
        return False
    for i in (index - 1, index + 1):
        if not 0 <= i < layout.lead or layout.kinds[i] != "short":
            continue
        found = layout.dates[i]
        words = find_residue(layout.lines[i].text, layout.lines[i].start, found)
        if len(words) >= _HEADLINE_WORDS and any(m.date and m.value not in own for m in found):
            return True
    return False


def is_list_item(layout: Layout, index: int) -> bool:
    """Whether a stamp is one of many: others stand above it, and below it after a paragraph or two."""
    own = layout.dates[index][0].value
    above = range(max(0, index - ITEMS), index)
    if not any(is_other_stamp(layout, i, own) for i in above):
        return False
    paragraphs = 0
    for i in range(layout.lead, min(len(layout.lines), layout.lead + ITEMS)):
        paragraphs += layout.kinds[i] == "prose"
        if paragraphs > 2:
            return False
        if is_other_stamp(layout, i, own):
            return True
    return False


def is_other_stamp(layout: Layout, index: int, own: str | None) -> bool:
    """Whether a line is a stamp with another date than `own`."""
    return layout.kinds[index] == "stamp" and any(m.date and m.value != own for m in layout.dates[index])


def list_kinds(layout: Layout, first: int, last: int) -> list[Kind]:
    """Return the kinds of the lines between two, without those that hold marks or count readers or minutes only."""
    lines = layout.lines
    return [layout.kinds[i] for i in range(first, last) if not _MARKS_OR_COUNT.fullmatch(lines[i].text)]
