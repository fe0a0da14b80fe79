"""Weigh a line above an article as the name of its publisher: by its place, its form, and what names it again.

You give a `Layout`, the index of a line, the title and the name, you get the trust in it, 0 for none. The names in a
menu, in a row of other names, are those of its sections.
"""

from __future__ import annotations

import re

from searchcsto.ingest.headlines import is_outlet_name
from searchcsto.ingest.layout import Layout
from searchcsto.ingest.names import is_institution, looks_like_masthead
from searchcsto.ingest.titles import Title

# How far a place is trusted to name the publisher.
TAIL, DATED, KNOWN, FORM, MASTHEAD, REPEATED = 6, 5, 5, 4, 3, 2
OWNED, KNOWN_OWNER = 3.5, 4.5  # for what the site says of itself
ADDRESS = 2.5  # less for an address: a name tells more
FIRST_LINES, HEAD_LINES = 3, 8  # of a page, but for furniture; with it
MENU_WORDS = 4  # of an entry of a menu
_MENU_SIZE = 4
_BELOW = 4  # of the last lines, where a publisher may sign
_SIGNED_BEHIND = re.compile(r"[ ,.–—|-]{0,2}$|[ ,.–—|-]{2}|[ :(–—-]{1,3}(?:https?://|www\.)")
_FOLLOWERS = re.compile(r"[0-9][0-9.,\s]*[KMк]?\s?(?:subscribers|members|followers|подписчик\w*|участник\w*)$")
_NAMED_BEFORE = re.compile(
    r"(?:[«“\"„]|^about |\nabout |told (?:the )?|©[\s0-9–-]{0,12}|copyright[\s©0-9–-]{0,14})$", re.IGNORECASE
)
_BUTTONS = frozenset(["share", "tweet", "permalink", "login", "subscribe", "search", "bookmark", "save", "print"])


def weigh_name(layout: Layout, index: int, title: Title | None, *, name: str) -> float:
    """Return the trust in a line above the article as the publisher's name; 0 for none."""
    if name.casefold().endswith(" desk"):
        return 0  # a byline
    above = sum(kind not in ("chrome", "stamp") for kind in layout.kinds[:index])
    first = index < FIRST_LINES or (index < HEAD_LINES and above < FIRST_LINES)
    near = is_near(layout, index, title)
    outlet = is_outlet_name(name, layout.outlets)
    if not outlet and not ((first or near) and _may_name(name)):
        return 0
    menu = _is_in_menu(layout, index, title)
    if outlet:
        known = layout.outlets.find(name) is not None
        if not known and (" / " in name or " | " in name):
            return 0  # sections: "Press / News"
        if known:
            return KNOWN if near or not menu else FORM * first
        return FORM if (near and not menu) or (first and (not menu or _is_named(layout, name))) else 0
    if looks_like_masthead(name) and (not menu or _is_named(layout, name)):
        return MASTHEAD
    followed = index + 1 < len(layout.lines) and _FOLLOWERS.match(layout.lines[index + 1].text) is not None
    named = (first or near) and (_is_named(layout, name) or _signs_below(layout, name))
    return REPEATED if followed or named else 0


def _signs_below(layout: Layout, name: str) -> bool:
    """Whether one of the last lines begins with a name that stands above the article: its publisher signs there."""
    last = layout.lines[max(layout.lead + 1, len(layout.lines) - _BELOW) :]
    return any(
        text.startswith(name) and _SIGNED_BEHIND.match(text, len(name)) is not None
        for line in last
        for text in line.text.split("\n")
    )


def _may_name(name: str) -> bool:
    """Whether a line could be a name: up to four words, the first with a capital, and no sentence."""
    words = name.split()
    return (
        len(name) >= 4
        and len(words) <= 4
        and name[0].isupper()
        and name[-1] not in ".?!:,"
        and not is_institution(name)
        and _BUTTONS.isdisjoint(name.casefold().split())
    )


def is_near(layout: Layout, index: int, title: Title | None) -> bool:
    """Whether a line stands beside the headline, or between it and the article."""
    if title is None:
        return layout.lead - index <= 2
    return title.line - 2 <= index <= title.line + 4


def _is_in_menu(layout: Layout, index: int, title: Title | None) -> bool:
    """Whether a line stands in a row of short ones, as the entries of a menu do."""
    count = 0
    for i in range(max(0, index - 3), min(layout.lead, index + 4)):
        if i == index or layout.kinds[i] not in ("short", "chrome") or (title is not None and title.line == i):
            continue
        text = layout.lines[i].text
        count += len(text) <= 40 and len(text.split()) <= MENU_WORDS and not layout.dates[i]
    return count >= _MENU_SIZE


def _is_named(layout: Layout, name: str) -> bool:
    """Whether the article or the copyright line names these words again, in whatever case, as a name."""
    words = name.split()
    stems = [word if word.isascii() or len(word) < 5 else word[:-2] for word in words]
    stems[1:] = map(str.casefold, stems[1:])
    text, at = layout.text, layout.lines[layout.lead].start if layout.lead < len(layout.lines) else len(layout.text)
    for _ in range(6):
        at = text.find(stems[0], at + 1)
        if at < 0:
            return False
        if not _NAMED_BEFORE.search(text, max(0, at - 24), at):
            continue
        parts = text[at : at + len(name) + 12].split(" ")[: len(stems)]
        parts[1:] = map(str.casefold, parts[1:])
        if len(parts) == len(stems) and all(map(str.startswith, parts, stems)):
            return True
    return False
