"""Give elements of a page, get what they say, in the words in which they say it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

_MAX_METAS = 2_000
_MAX_CONTENT = 2_000
_LONG = 200  # characters of an attribute that is shown
_NOT_WORD = re.compile(r"[\W_]+")


class Meta(NamedTuple):
    """A meta element: its name in lower case (or property, itemprop, http-equiv), and its content."""

    name: str
    content: str
    element: etree._Element


def read_metas(tree: etree._Element) -> list[Meta]:
    """Return the meta elements that have a name and a content, in order."""
    return [meta for meta, _ in zip(_find_metas(tree), range(_MAX_METAS), strict=False)]


def _find_metas(tree: etree._Element) -> Iterator[Meta]:
    for element in tree.iter("meta"):
        content = element.get("content") or element.get("datetime") or ""
        if not content.strip() or len(content) > _MAX_CONTENT:
            continue
        for key in ("property", "name", "itemprop", "http-equiv"):
            if name := element.get(key):
                yield Meta(name.strip().lower(), " ".join(content.split()), element)


def quote_tag(element: etree._Element) -> str:
    """Return the start tag of an element, as markup writes it; a title element as a whole."""
    attributes = ((str(name), str(value)) for name, value in element.attrib.items())
    shown = "".join(f" {name}={_quote(value)}" for name, value in attributes if len(value) <= _MAX_CONTENT)
    text = f"{' '.join((element.text or '').split())}</title>" if element.tag == "title" else ""
    return f"<{element.tag}{shown}>{text}"


def _quote(value: str) -> str:
    value = " ".join(value.split())
    mark = "'" if '"' in value else '"'
    return f"{mark}{value}{mark}"


def fold_words(words: str) -> str:
    """Return words in the form in which titles and names are compared: no case, no marks, no blanks.

    >>> fold_words("Talks “resume” – in Orlo") == fold_words("talks resume in ORLO")
    True
    """
    return _NOT_WORD.sub("", words.casefold())
