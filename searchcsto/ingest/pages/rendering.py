"""Give the tree of a page, get its visible text: one line for each block, in the order of the page.

A paragraph or a heading is parted from what follows by a blank line; list items, cells and line breaks are lines
without one. Scripts, styles, form fields, drawings and elements that the markup itself hides are left out. Blanks are
collapsed as a browser does, and soft hyphens dropped; preformatted text keeps its lines. On request the offsets of
some elements are given with it.

Limits: style sheets are not read; what they alone hide or reorder is taken as it stands. Where hiding would leave next
to nothing of a page (some are shown by a script, some never close a noscript), what it hides counts as visible.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from lxml import etree

from searchcsto.documents import Span

_UNSEEN = """
applet area audio base canvas colgroup command datalist embed frame frameset head iframe input link map math meta meter
noembed noframes noscript object option optgroup param progress script select source style svg template textarea title
track video
"""
_PARAGRAPHS = """
address article aside blockquote body center details dialog dir div dl fieldset figcaption figure footer form h1 h2 h3
h4 h5 h6 header hgroup hr html main menu nav ol p pre section summary table ul
"""
_LINES = "br button caption dd dt legend li tbody td tfoot th thead tr"
_UNSEEN_TAGS = frozenset(_UNSEEN.split())
_FEEDS = dict.fromkeys(_PARAGRAPHS.split(), 2) | dict.fromkeys(_LINES.split(), 1)  # line feeds before and behind
_PARTED = frozenset(["a", "abbr", "label", "small", "span", "time"])  # inline, yet mostly apart on the screen
_HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))
_SHORT = 2_000  # characters; a longer text is not next to nothing
_WORTH = 200  # characters that are worth to be shown
_MAX_MARKS = 200  # in one line; more are not looked for
_LEAST = 0.2  # of all words of a page; a page shows more of them


class Rendering(NamedTuple):
    """The visible text of a page, and where the elements asked for stand in it; an unseen one has no place."""

    text: str
    spans: dict[etree._Element, Span]


def render_page(tree: etree._Element, wanted: Collection[etree._Element] = ()) -> Rendering:
    """Return the visible text of a page, with the spans of the elements wanted."""
    rendering = _render(tree, wanted, unseen=_UNSEEN_TAGS, hiding=True)
    if len(rendering.text) < _SHORT:
        everything = _render(tree, wanted, unseen=_UNSEEN_TAGS - {"noscript"}, hiding=False)
        if len(rendering.text) < _LEAST * len(everything.text) and len(everything.text) > _WORTH:
            return everything
    return rendering


def _render(
    tree: etree._Element, wanted: Collection[etree._Element], *, unseen: frozenset[str], hiding: bool
) -> Rendering:
    writer = _Writer(wanted)
    walk = etree.iterwalk(tree, events=("start", "end"))
    skipped: etree._Element | None = None
    for event, element in walk:
        if event == "start":
            tag = element.tag
            if tag in unseen or not isinstance(tag, str) or (hiding and element.attrib and _is_hidden(element)):
                skipped = element
                walk.skip_subtree()
            else:
                writer.open(element, tag)
            continue
        if element is skipped:
            skipped = None
        else:
            writer.close(element, element.tag)
        if element.tail and element is not tree:
            writer.add(element.tail)
    writer.break_line(0)
    text = "".join(writer.lines)
    return Rendering(text, {element: _trim(text, span) for element, span in writer.list_spans().items()})


def _trim(text: str, span: Span) -> Span:
    """Return a span without the blanks at its ends."""
    words = text[slice(*span)]
    start = span[0] + len(words) - len(words.lstrip())
    return start, start + len(words.strip())


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or (style is not None and _HIDING.search(style) is not None)


class _Writer:
    """Gather runs of text into lines."""

    def __init__(self, wanted: Collection[etree._Element]) -> None:
        self.lines: list[str] = []
        self._wanted = wanted
        self._size = 0  # of the lines so far
        self._feeds = 0  # due before the next line
        self._run: list[str] = []  # the pieces of the line that is open
        self._marks: list[tuple[etree._Element, int]] = []  # an element that begins or ends behind so many pieces
        self._offsets: dict[etree._Element, list[int]] = {}
        self._kept = 0  # how many preformatted elements are open
        self._closed = ""  # the element that ended right here, if nothing came behind it
        self._seam = False  # whether two elements meet here without a blank

    def open(self, element: etree._Element, tag: str) -> None:
        """Begin an element."""
        if feeds := _FEEDS.get(tag):
            self.break_line(feeds)
            self._kept += tag == "pre"
        elif self._closed and tag in _PARTED:
            self._seam = True
        if element in self._wanted:
            self._marks.append((element, len(self._run)))
        if element.text:
            self.add(element.text)

    def close(self, element: etree._Element, tag: str) -> None:
        """End an element."""
        if element in self._wanted:
            self._marks.append((element, len(self._run)))
        if feeds := _FEEDS.get(tag):
            self.break_line(feeds)
            self._kept -= tag == "pre"
        elif tag in _PARTED:
            self._closed = tag

    def add(self, text: str) -> None:
        """Add text to the line, or lines of preformatted text."""
        if self._seam and self._run and _would_run_together(self._run[-1][-1:], text[0]):
            self._run.append(" ")
        self._seam, self._closed = False, ""
        first, *others = text.split("\n") if self._kept else (text,)
        self._run.append(first)
        for line in others:
            self.break_line(1 if line.strip() else 2)
            self._run.append(line)

    def break_line(self, feeds: int) -> None:
        """End the line; what follows stands that many line feeds below."""
        line = _collapse("".join(self._run)) if self._run else ""
        if line:
            before = "\n" * self._feeds if self.lines else ""
            self.lines += (before, line)
            self._size += len(before) + len(line)
            self._feeds = 0
        if self._marks:
            self._place_marks(self._size - len(line))
        self._run.clear()
        self._feeds = max(self._feeds, feeds)
        self._seam, self._closed = False, ""

    def _place_marks(self, start: int) -> None:
        """Find the offsets of the elements that begin or end in the line."""
        for element, count in self._marks[:_MAX_MARKS]:
            before = "".join(self._run[:count])
            shown = len(_collapse(before))
            begins = element not in self._offsets
            shown += begins and shown > 0 and before[-1:].isspace()
            self._offsets.setdefault(element, []).append(min(start + shown, self._size))
        self._marks.clear()

    def list_spans(self) -> dict[etree._Element, Span]:
        """Return where the elements wanted begin and end."""
        return {element: (found[0], found[-1]) for element, found in self._offsets.items() if len(found) > 1}


def _collapse(text: str) -> str:
    text = " ".join(text.split())
    return text if text.isascii() else " ".join(text.translate(_INVISIBLE).split())


def _would_run_together(left: str, right: str) -> bool:
    """Whether a number would be glued to what stands beside it ("28.09.19" and "11:44"), or a word to the next one."""
    if left.islower() and right.isupper():
        return True  # <a>Facebook</a><a>Twitter</a>
    return (left.isdigit() and right.isalnum()) or (left.isalnum() and right.isdigit())
