"""Give the text of a page's file, get its tree; or, where it has more markup than any page has, its words without tags.

libxml2 reads markup as wild as there is, but for three things: what is nested deeper than 2,048 elements, which it
drops without a word; an element of thousands of attributes, for which its time grows with their square; and millions of
elements, which fill the memory. Pages do not have them; files that somebody made up do.
"""

from __future__ import annotations

import html as entities
import re

from lxml import etree, html

_MAX_TAGS = 500_000
_MAX_ATTRIBUTES = 5_000  # of one element
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{100000,}")
_UNSEEN = frozenset(["script", "style", "head", "svg", "template"])
_TAG = re.compile(r"<(?P<kind>[!/?A-Za-z][\w-]*)[^<>]*>?")


def parse_page(text: str) -> etree._Element | None:
    """Return the tree of a page, without comments and processing instructions; None if it cannot be had."""
    if text.count("<") > _MAX_TAGS or any(tag[0].count("=") > _MAX_ATTRIBUTES for tag in _LONG_TAG.finditer(text)):
        return None
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True)
    try:
        tree = html.document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    return None if any("depth" in error.message for error in parser.error_log) else tree


def strip_markup(text: str) -> str:
    r"""Return the words of a page without its tags, one line for what stands between two.

    >>> strip_markup("<div><div>Talks <b>resume</b> &amp; go on<script>x()</script>")
    'Talks\nresume\n& go on'
    """
    words: list[str] = []
    unclosed: set[str] = set()
    at = 0
    while tag := _TAG.search(text, at):
        words.append(text[at : tag.start()])
        at, kind = tag.end(), tag["kind"].lower()
        if kind not in _UNSEEN or kind in unclosed:
            continue
        if close := re.compile(rf"</{kind}\b", re.IGNORECASE).search(text, at):
            at = close.start()
        else:
            unclosed.add(kind)
    words.append(text[at:])
    rows = entities.unescape("\n".join(words)).split("\n")
    return "\n".join(line for row in rows if (line := " ".join(row.split())))
