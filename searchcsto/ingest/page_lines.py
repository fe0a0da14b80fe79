"""Give the lines of printed pages and where they stand, get paragraphs: what a wrap or a page had parted is joined.

A line goes on in the next one if it is as full as its block is wide, or both are large print; a gap, an indent, a
bullet or room for the next word part them. What stands at the very head or foot of many pages, always in one place and
the same but for its numbers, is furniture.

Limits: lines are taken in the order in which they come; columns that the file itself mixes stay mixed. Distances are in
points, upwards from the lower edge of the page.
"""

from __future__ import annotations

import itertools
import re
import statistics
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_MARGIN = 0.12  # of the height of a page: where heads and feet stand
_LEVEL = 0.008
_APART = 1.7  # heights of a line between furniture and text
_FEW_PAGES = 2
_FEW_LINES = 4
_MANY_LINES = 8  # of which one may be an exception
_SHARE = 0.4  # of the pages; left and right ones may differ
_GAP = 1.35  # times the usual step: more is a gap between paragraphs
_SAME_SIZE = 1.12
_LARGE = 1.15  # times the size of the text: a headline
_INDENT = 0.7  # times the height of a line
_NUMBER = re.compile(r"\d+")
_BULLET = re.compile(r"(?:[•·▪■●◦*–—-]|\(?\d{1,2}[.)]|\(?[a-zа-я]\))\s")
_HYPHEN = re.compile(r"(\w*)[\ufffe\x02\xad]\s*(\w*)")
_KEPT_BEFORE = frozenset(("кое", "экс", "вице", "пресс", "ex", "vice", "self", "non", "co"))
_KEPT_BEHIND = frozenset(("то", "либо", "нибудь", "таки", "ка"))


class PageLine(NamedTuple):
    """A line as it is printed; one that a hyphen had parted begins on one row and ends on the next."""

    text: str
    page: int
    left: float
    right: float
    bottom: float  # of its first letter
    last_bottom: float  # of its last letter
    size: float  # the height of its letters
    place: float  # how far up the page it stands, from 0 to 1

    @property
    def in_margin(self) -> bool:
        """Whether it stands where heads and feet stand."""
        return not _MARGIN < self.place < 1 - _MARGIN


def find_furniture(lines: Sequence[PageLine], *, pages: int) -> list[PageLine]:
    """Return the lines that are the head or the foot of many pages."""
    places: dict[str, list[PageLine]] = {}
    for line in lines:
        if line.in_margin:
            places.setdefault(make_key(line), []).append(line)
    least = max(_FEW_PAGES, _SHARE * pages)
    repeated = {id(line) for found in places.values() if len(found) >= least for line in _list_level(found, least)}
    return [line for page in _group_pages(lines) for line in _list_outer(page, repeated)]


def _list_level(lines: list[PageLine], least: float) -> Iterator[PageLine]:
    """Yield those of some like lines that stand at one height on enough pages."""
    levels: dict[int, set[int]] = {}
    for line in lines:
        levels.setdefault(int(line.place / _LEVEL), set()).add(line.page)
    enough = {
        level
        for level in levels
        if len(set().union(*(levels.get(near, ()) for near in (level - 1, level, level + 1)))) >= least
    }
    yield from (line for line in lines if int(line.place / _LEVEL) in enough)


def _group_pages(lines: Sequence[PageLine]) -> Iterator[list[PageLine]]:
    return (list(found) for _, found in itertools.groupby(lines, key=lambda line: line.page))


def _list_outer(page: list[PageLine], repeated: set[int]) -> Iterator[PageLine]:
    """Yield the repeated lines of a page that nothing else stands outside of, and that a gap parts from the text."""
    for edge in (0, 1):
        ordered = sorted(page, key=lambda line: abs(line.place - edge))
        run = list(itertools.takewhile(lambda line: line.in_margin and id(line) in repeated, ordered))
        inner = ordered[len(run) :]
        if not inner and len(run) > _FEW_LINES:
            run = []  # a page of nothing but what others have too is no frame
        while run and inner and abs(run[-1].bottom - inner[0].bottom) < _APART * inner[0].size:
            inner.insert(0, run.pop())
        yield from run


def make_key(line: PageLine) -> str:
    """Return what the same line of other pages has too.

    >>> make_key(PageLine("Kestrel Daily  12", 1, 0, 9, 9, 9, 9, 0.99))
    'kestrel daily #'
    """
    return _NUMBER.sub("#", " ".join(line.text.split())).casefold()


def join_lines(lines: Sequence[PageLine]) -> list[str]:
    """Return the paragraphs of lines, in their order."""
    paragraphs: list[str] = []
    before: list[PageLine] = []
    usual = statistics.median(line.size for line in lines) if lines else 0.0
    for block in _cut_blocks(lines):
        edge = _find_edge(block, lines) if len(block) <= _FEW_LINES else 0.0
        pieces = list(_join_block(block, is_large=block[0].size > _LARGE * usual, edge=edge))
        if paragraphs and _goes_over(before, block):
            paragraphs[-1] = f"{paragraphs[-1]} {pieces.pop(0)}"
        paragraphs += pieces
        before = block
    known = frozenset(_list_compounds(lines))
    return [join_hyphens(paragraph, known) for paragraph in paragraphs]


def join_hyphens(text: str, known: frozenset[str]) -> str:
    """Return a text whose words are whole again where a hyphen at the end of a line had parted them.

    `known` are the compounds that the text writes with a hyphen elsewhere; before capitals and numbers it stays, too.

    >>> join_hyphens("The nego\\ufffetiations of Orlo\\ufffeVelia", frozenset())
    'The negotiations of Orlo-Velia'
    """
    return _HYPHEN.sub(lambda match: _join_word(match, known), text) if _HYPHEN.search(text) else text


def _join_word(match: re.Match[str], known: frozenset[str]) -> str:
    first, second = match.groups()
    stays = (
        not second
        or not second[0].islower()
        or first.casefold() in _KEPT_BEFORE
        or second.casefold() in _KEPT_BEHIND
        or f"{first}-{second}".casefold() in known
    )
    return f"{first}-{second}" if stays else f"{first}{second}"


def _list_compounds(lines: Sequence[PageLine]) -> Iterator[str]:
    for line in lines:
        for word in line.text.split() if "-" in line.text else ():
            if "-" in word:
                yield word.strip(".,;:!?()[]«»“”\"'").casefold()


def _cut_blocks(lines: Sequence[PageLine]) -> Iterator[list[PageLine]]:
    """Yield the runs of lines of one size that stand evenly below each other."""
    steps = [step for pair in itertools.pairwise(lines) if (step := _measure_step(*pair)) > 0]
    usual = statistics.median(steps) if steps else 0.0
    block: list[PageLine] = []
    for line in lines:
        if block and not _stands_below(block[-1], line, usual):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _measure_step(first: PageLine, second: PageLine) -> float:
    """Return how far a line stands below the one before, in heights of it; 0 on another page or in another column."""
    if first.page != second.page or not first.size:
        return 0.0
    step = (first.last_bottom - second.bottom) / first.size
    return step if 0.5 < step < 4 else 0.0


def _stands_below(first: PageLine, second: PageLine, usual: float) -> bool:
    step = _measure_step(first, second)
    if not 0 < step <= max(_GAP * usual, 1.0):
        return False
    sizes = sorted((first.size, second.size))
    overlap = min(first.right, second.right) - max(first.left, second.left)
    return sizes[1] <= _SAME_SIZE * sizes[0] and overlap > 0


def _find_edge(block: list[PageLine], lines: Sequence[PageLine]) -> float:
    """Return how far to the right lines of the same size reach that begin where a block does.

    A headline and a date above the text are too short to show it themselves. Of many lines one may reach further, as a
    line above two columns does.
    """
    first, left = block[0], min(line.left for line in block)
    like = [
        line.right
        for line in lines
        if line.page == first.page
        and abs(line.left - left) < first.size
        and line.size <= _SAME_SIZE * first.size
        and first.size <= _SAME_SIZE * line.size
    ]
    return sorted(like)[-2 if len(like) >= _MANY_LINES else -1]


def _join_block(block: list[PageLine], *, is_large: bool, edge: float = 0.0) -> Iterator[str]:
    """Yield the paragraphs of a block; `edge` is how far its lines could reach."""
    left, right = min(line.left for line in block), max(edge, *(line.right for line in block))
    words = [block[0].text.strip()]
    for first, second in itertools.pairwise(block):
        is_parted = not is_large and (_is_indented(first, second, left) or _has_room(first, second, right))
        if is_parted or _BULLET.match(second.text):
            yield " ".join(words)
            words = []
        words.append(second.text.strip())
    yield " ".join(words)


def _is_indented(first: PageLine, second: PageLine, left: float) -> bool:
    """Whether a line begins further in than the one before, which is not the first of a list's item."""
    indent = _INDENT * second.size
    return second.left > first.left + indent and first.left < left + indent and not _BULLET.match(first.text)


def _has_room(first: PageLine, second: PageLine, right: float) -> bool:
    """Whether the first word of the next line would have stood at the end of a line: then that was the last one."""
    word = second.text.split(maxsplit=1)[0] if second.text.strip() else ""
    width = (second.right - second.left) / max(1, len(second.text)) if second.right > second.left else second.size / 2
    return right - first.right > (len(word) + 2) * width


def _goes_over(before: list[PageLine], block: list[PageLine]) -> bool:
    """Whether a paragraph goes on in the next column or on the next page."""
    if not before or not before[-1].text.strip() or not block[0].text.strip():
        return False
    last, first = before[-1], block[0]
    is_next = last.page != first.page or first.bottom > last.last_bottom
    is_full = not _has_room(last, first, max(line.right for line in before))
    sizes = sorted((last.size, first.size))
    alike = sizes[1] <= _SAME_SIZE * sizes[0]
    return is_next and is_full and alike and first.text.lstrip()[0].islower() and last.text.rstrip()[-1] not in ".!?:"
