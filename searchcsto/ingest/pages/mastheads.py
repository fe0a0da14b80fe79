"""List the names that a page shows as its own: the masthead, the links to the front page, the logo.

You give the tree of a page, its visible text and its host, you get each name with the tag that holds it and, if it is
seen, its place in the text.
Whether it is the publisher's is for `sources` to judge, by what else the page says.

Limits: the first 5,000 elements and the first names; what a style sheet draws (a logo as background) has no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from searchcsto.documents import Span
from searchcsto.ingest.furniture import CHROME
from searchcsto.ingest.mentions import may_hold_date
from searchcsto.ingest.pages.elements import quote_tag
from searchcsto.ingest.pages.names import is_platform

_MOST = 6
_ELEMENTS = 5_000
_LONGEST = 70
_MOST_WORDS = 7
_FEWEST_LETTERS = 3
_MARK = re.compile(
    r"(?:^|[\s_-])(?:logo\w*|site[_-]?(?:name|title)|brand|branding|masthead|owner[_-]name)(?:$|[\s_-])",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"logo|masthead|nameplate|shapka|banner_top|site_?name", re.IGNORECASE)
_FRONT = re.compile(r"/?(?:(?:[a-z]{2}|index\.\w{2,5}|index|home|main)/?)?", re.IGNORECASE)
_LOGO_WORDS = re.compile(
    r"^(?:logo(?:type)? (?:of )?|логотип\w* )|\s+logo\b.*$|\s*[-–—:|]?\s*\bback to\b.*$"
    r"|(?:\s*[-–—|:,]?\s*)(?:logo(?:type)?|логотип|home ?page|main page"
    r"|front page|home|главная(?: страница)?)$",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"(?:powered|search|e-?mail|follow|watch|listen|subscribe|about|english|share|accessibility|privacy|accept|поиск"
    r"|back|return|go|to|home|start|main|front|index|close|skip|top|up|menu|на|к|в|вернуться|назад|перейти|главная"
    r"|домой|наверх|закрыть|начало|читать|read|more|all|все|log|sign|вход|войти)\b",
    re.IGNORECASE,
)


class Masthead(NamedTuple):
    """A name, the tag that holds it, and where it stands in the visible text."""

    name: str
    line: str
    place: Span | None


def find_mastheads(tree: etree._Element, text: str, host: str) -> Iterator[Masthead]:
    """Yield the names that links to the front page and logos bear, in the order of the page, each once."""
    seen: set[str] = set()
    for element in islice(tree.iter("a", "img", "div", "span", "strong", "b", "p", "h1", "h2", "td"), _ELEMENTS):
        if not (_leads_home(element, host) or _is_marked(element)):
            continue
        words = _read_words(element)
        name = _LOGO_WORDS.sub("", words).strip(" .,|-–—>»«" if words.count("«") != words.count("»") else " .,|-–—>")
        if name in seen or not _may_name(name):
            continue
        seen.add(name)
        at = text.find(name)
        line = name if at >= 0 else f"{quote_tag(element)}{'' if element.tag == 'img' else words}"
        yield Masthead(name, line, (at, at + len(name)) if at >= 0 else None)
        if len(seen) == _MOST:
            return


def _leads_home(element: etree._Element, host: str) -> bool:
    """Whether a link leads to the front page of the site."""
    href = element.get("href") if element.tag == "a" else None
    if href is None or href.startswith(("#", "javascript:", "mailto:")):
        return False
    try:
        address = urlsplit(href.strip())
    except ValueError:
        return False
    own = not address.netloc or (host != "" and address.netloc.removeprefix("www.") == host)
    return own and not address.query and bool(href.strip()) and _FRONT.fullmatch(address.path.strip("./")) is not None


def _is_marked(element: etree._Element) -> bool:
    """Whether an element says of itself that it is the logo or the name of the site."""
    if element.tag == "img":
        named = (element.get("src") or "").rpartition("/")[2][:_LONGEST]
        return bool(element.get("alt")) and (_PICTURE.search(named) is not None or _has_mark(element))
    return _has_mark(element)


def _has_mark(element: etree._Element) -> bool:
    return any(_MARK.search(element.get(key) or "") for key in ("class", "id"))


def _read_words(element: etree._Element) -> str:
    """Return what an element shows, or else what its picture or itself is called."""
    if element.tag == "img":
        return " ".join((element.get("alt") or "").split())
    shown = " ".join("".join(islice(element.itertext(), 20)).split())
    if shown:
        return shown
    called = [image.get("alt") or "" for image in element.iter("img")] + [element.get("title") or ""]
    return next((" ".join(words.split()) for words in called if words.strip()), "")


def _may_name(name: str) -> bool:
    words = name.split()
    if not words or len(name) > _LONGEST or len(words) > _MOST_WORDS or sum(map(str.isalpha, name)) < _FEWEST_LETTERS:
        return False
    folded = name.casefold()
    return not (
        folded in CHROME or all(word in CHROME for word in folded.split()) or is_platform(name) or _CALL.match(name)
    ) and not (name[-1] in ".?!" or "(" in name or may_hold_date(name, 0, len(name)))
