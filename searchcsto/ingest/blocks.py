"""Find the block of paragraphs that is the article, among menus, notices and teasers.

You give the lines of a page and their kinds, you get the index of the block's first paragraph. Paragraphs count for
their length, short lines and furniture count against; the block is the run of lines with the greatest sum (Kadane's
algorithm), so that a notice on cookies above fifty entries of a menu is not taken for the article's first line.

Limits: the lines that are given. A page whose paragraphs are all alone among short lines has no block better than its
first paragraph.
"""

from __future__ import annotations

from searchcsto.ingest.boilerplate import Kind
from searchcsto.ingest.lines import Line, is_sentence

_COSTS: dict[Kind, int] = {"chrome": 45, "end": 80, "tags": 60}
_MENU = 60  # for a short line of few words
_SHORT = 20  # for any other
_FEW = 32  # characters
_MOST = 500  # characters of a paragraph that count
_NEAR = 4  # lines from one paragraph of a block to the next
_FACTOR = 1.5  # how much better than its beginning a block must be to begin elsewhere


def find_block(lines: list[Line], kinds: list[Kind]) -> int:
    """Return the index of the first paragraph of the article's block, len(lines) if there is no paragraph."""
    if "prose" not in kinds:
        return len(lines)
    first = kinds.index("prose")
    if kinds[first : first + _NEAR].count("prose") == _NEAR:
        return first  # most articles: paragraphs only
    best, best_start, total, start = 0, first, 0, first
    head = 0  # the greatest sum of a block that begins with the first paragraph
    for index in range(first, len(lines)):
        kind = kinds[index]
        line = lines[index]
        size = line.end - line.start
        if kind == "prose":
            total += min(size, _MOST)
        elif kind == "short":
            total -= _MENU if size <= _FEW else 0 if is_sentence(line) else _SHORT
        else:
            total -= _COSTS.get(kind, _SHORT)
        if total <= 0:
            total, start = 0, index + 1
        elif total > best:
            best, best_start = total, start
        if start == first:
            head = max(head, total)
    if best <= head * _FACTOR:
        return first
    return _rise(kinds, kinds.index("prose", best_start))


def _rise(kinds: list[Kind], index: int) -> int:
    """Return the paragraph above that belongs to the block too: only a subhead and buttons stand between."""
    above = index - 1
    while above >= 0 and index - above <= _NEAR:
        if kinds[above] == "prose":
            return _rise(kinds, above)
        above -= 1
    return index
