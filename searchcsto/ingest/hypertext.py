"""Give HTML that stands inside something else (a field of a record, a letter), get the text that its reader sees.

Blocks become paragraphs, breaks become lines, blanks are joined as a browser does; what is hidden, scripts and styles
are left out. Use it where all of the HTML is the article; pages with menus around an article are for `html.py`.

Where a page has one line for each block, for the rules that look for a headline and a date, here the cells of a row
stay on one line, and two breaks part paragraphs.

Limits: needs lxml (`pip install 'searchcsto[html]'`; ImportError without it). What `pages.parsing` does not parse
(nested thousands deep, or with more markup than any page has) is shown without its tags.

>>> render_html("<p>Talks <b>resume</b>&nbsp;in Orlo.</p><p>They began<br>on Monday.</p>")
'Talks resume in Orlo.\\n\\nThey began\\non Monday.'
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

_TAGS = re.compile(
    r"</(?:p|div|a|li|ul|ol|span|strong|em|b|i|u|h[1-6]|table|td|figure|blockquote|section|article|html)\s*>|<br\s*/?>",
    re.IGNORECASE,
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PARAGRAPHS = frozenset(
    (*_HEADINGS, "p", "ul", "ol", "dl", "table", "blockquote", "pre", "figure", "article", "section", "form", "hr")
)
_LINES = frozenset(
    ("div", "li", "dt", "dd", "tr", "figcaption", "caption", "address", "main", "nav", "center", "header", "footer")
)
_CELLS = frozenset(("td", "th"))
_UNSEEN = frozenset(
    (
        "script",
        "style",
        "head",
        "title",
        "template",
        "noscript",
        "svg",
        "math",
        "object",
        "iframe",
        "select",
        "textarea",
    )
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f\u00a0]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_RUNS = re.compile(r"[ \n\x01\x02]{2,}|[\n\x01\x02]")
_LINE, _PARAGRAPH = "\x01", "\x02"  # where a block begins or ends; several side by side are one


def is_html(text: str) -> bool:
    """Whether a text has tags that plain text has not.

    >>> is_html("<p>Talks resume.</p>"), is_html("water < 5 and > 3")
    (True, False)
    """
    return "<" in text and _TAGS.search(text) is not None


def render_html(markup: str) -> str:
    """Return the visible text. Raises ImportError if lxml is not installed."""
    from searchcsto.ingest.pages.parsing import parse_page, strip_markup

    plain = _CONTROLS.sub(" ", markup)
    tree = parse_page(plain) if plain.strip() else None
    return strip_markup(plain) if tree is None else _render_tree(tree)


def _render_tree(root: etree._Element) -> str:
    from lxml import etree

    pieces: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    preformatted = 0
    for event, element in walk:
        tag, is_start = str(element.tag), event == "start"
        unseen = _is_unseen(element)
        if is_start and unseen:
            walk.skip_subtree()
        if tag == "pre":
            preformatted += 1 if is_start else -1
        if is_start or tag != "br":
            pieces.append(_break_at(tag))
        words = element.tail if not is_start else None if unseen else element.text
        if words:
            pieces.append(words.replace("\r", "") if preformatted else _BLANKS.sub(" ", words))
    return _join(pieces)


def _is_unseen(element: etree._Element) -> bool:
    return element.tag in _UNSEEN or "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style") or ""))


def _break_at(tag: str) -> str:
    """Return what a tag puts between the words before and behind it."""
    if tag in _PARAGRAPHS:
        return _PARAGRAPH
    if tag in _LINES:
        return _LINE
    return "\n" if tag == "br" else " " if tag in _CELLS else ""


def _join(pieces: list[str]) -> str:
    """Join words and breaks: never more than one blank line, and no blanks beside a break."""
    return _RUNS.sub(_choose_break, "".join(pieces)).strip()


def _choose_break(match: re.Match[str]) -> str:
    run = match[0]
    if _PARAGRAPH in run or run.count("\n") > 1:
        return "\n\n"
    return "\n" if "\n" in run or _LINE in run else " "
