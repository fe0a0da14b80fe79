"""Give a file of a news agency (NewsML-G2, NITF), get its articles, as the agency describes them.

Of a NewsML-G2 message every news item that is a text is an article; packages, which only list others, are skipped, and
pictures and films are named as what they are. The provider is the publisher, and who the credit line names follows.

The date is that of the first version: `itemMeta/firstCreated`, or `versionCreated` where that is the first version.
`contentMeta/contentCreated` is a guess, for a text may lie for days, and the time of a later version is an alternative.
Of NITF it is `date.issue`, and `date.release` only without that. What is embargoed is dated no earlier than its embargo
ends. What the agency canceled or withholds is no article.

Limits: 50 MB, 100,000 items. Entities are not expanded, nothing is fetched.
"""

from __future__ import annotations

import copy
import datetime
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from searchcsto.documents import DateReading, Evidence
from searchcsto.ingest.content import Content, ReadOptions, TooLarge, read_all
from searchcsto.ingest.limits import MAX_ARTICLE, Article, Markup, Problem, describe_size
from searchcsto.ingest.outlets import package_outlets
from searchcsto.ingest.pages.moments import parse_moment
from searchcsto.ingest.pages.rendering import render_page
from searchcsto.ingest.quotes import Quotes

_MAX_FILE = 50_000_000
_MAX_ITEMS = 100_000
_LONGEST_ID = 500
_LONGEST_NAME = 80
_OPENING = 300  # characters of a text in which its headline and its dateline stand, if they do
_WITHDRAWN = ("canceled", "cancelled", "withheld")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# Elements of NITF under the names of the like in HTML; a picture with its caption is no text of the article.
_AS_HTML = {
    "abstract": "div",
    "block": "div",
    "body.content": "div",
    "body.end": "footer",
    "body.head": "header",
    "bq": "blockquote",
    "byline": "p",
    "dateline": "p",
    "distributor": "p",
    "hedline": "header",
    "hl1": "h1",
    "hl2": "h2",
    "media": "object",
    "nitf-table": "table",
    "note": "div",
    "tagline": "p",
}
_DATELINE_PARTS = ("location", "story.date")


class _Item(NamedTuple):
    """A news item, and what it is written in: "newsItem" or "nitf"."""

    element: etree._Element
    kind: str

    def find(self, *names: str) -> etree._Element | None:
        """Return the first element of the last name, within those of the names before; None without one."""
        found = self.element
        for name in names:
            found = None if found is None else next(found.iterdescendants(f"{{*}}{name}"), None)
        return found


def read_newsml(content: Content, options: ReadOptions) -> Iterator[Article | Problem]:
    """Yield the articles of an agency's file, and the items that are none. Raises OSError."""
    try:
        data = read_all(content, _MAX_FILE)
    except TooLarge:
        yield Problem(f"larger than {describe_size(_MAX_FILE)}, the most that an agency's file may have")
        return
    if not data.strip():
        yield Problem("empty" if not data else "it has no text, only blanks")
        return
    # Without huge_tree libxml2 bounds depth and sizes.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
        etree.strip_elements(root, etree.Entity, with_tail=False)
    except (etree.XMLSyntaxError, ValueError) as failure:
        yield Problem(f"not XML that can be read: {failure}"[:200])
        return
    yield from _read_root(root)


def _read_root(root: etree._Element) -> Iterator[Article | Problem]:
    items = [item for item, _ in zip(_find_items(root), range(_MAX_ITEMS), strict=False)]
    if not items:
        is_package = any(_name(element) == "packageItem" for element in root.iter())
        yield Problem("a package: it lists items and has no text" if is_package else "neither NewsML-G2 nor NITF")
        return
    ids = [_read_id(item) for item in items]
    counts = Counter(ids)
    for number, (item, name) in enumerate(zip(items, ids, strict=True), 1):
        found = _read_item(item)
        place = number if len(items) > 1 else None
        if isinstance(found, str):
            yield Problem(found, place)
        else:
            yield Article(found[0], name if counts[name] == 1 else None, place, markup=found[1])


def _find_items(root: etree._Element) -> Iterator[_Item]:
    """Yield the items, the outermost: a NITF text within a news item belongs to that."""
    for element in root.iter("{*}newsItem", "{*}nitf"):
        if not any(_name(each) == "newsItem" for each in element.iterancestors()):
            yield _Item(element, _name(element))


def _read_id(item: _Item) -> str | None:
    named = item.find("doc-id") if item.kind == "nitf" else None
    name = ((named.get("id-string") if named is not None else item.element.get("guid")) or "").strip()
    return name if name and len(name) <= _LONGEST_ID else None


def _read_item(item: _Item) -> tuple[str, Markup] | str:
    """Return the text of an item and what it says of it, or the reason why there is none."""
    refusal = _refuse(item)
    title, body = _read_title(item), _read_body(item)
    if refusal or not (title or body):
        return refusal or "it has no text"
    if len(body) > MAX_ARTICLE:
        return f"its text is larger than {describe_size(MAX_ARTICLE)}"
    parts = [part for part in (title, _read_words(item.find("contentMeta", "dateline"))) if part not in body[:_OPENING]]
    visible = "\n\n".join(part for part in (*parts, body) if part)
    start = visible.find(title)
    quotes = Quotes(visible)
    date, guess, others = _read_dates(item, quotes)
    sources = _read_sources(item, quotes)
    return quotes.text, Markup(
        start=quotes.start,
        title=title or None,
        title_evidence=Evidence(f"{item.kind} headline", title, start, start + len(title)) if title else None,
        date=date,
        guess=guess,
        alternatives=others,
        sources=tuple(sources),
        source_evidence=tuple(sources.values()),
        language=_read_language(item),
    )


def _refuse(item: _Item) -> str | None:
    """Return why an item is no article, None if it may be one."""
    status = _read_code(item.find("itemMeta", "pubStatus"))
    data = item.find("docdata")
    if data is not None and item.kind == "nitf":
        status = (data.get("management-status") or "").lower()
    if status in _WITHDRAWN:
        return f"the agency has withdrawn it ({status})"
    kind = _read_code(item.find("itemMeta", "itemClass"))
    return None if kind in ("", "text", "composite") else f"no text: the agency calls it {kind[:40]}"


def _read_title(item: _Item) -> str:
    """Return the headline; of NITF without one, the title."""
    found = [
        item.find("contentMeta", "headline"),
        item.find("hl1"),
        item.find("title") if item.kind == "nitf" else None,
    ]
    return next((words for element in found if (words := _read_words(element))), "")


def _read_body(item: _Item) -> str:
    """Return the text: that of an XML in the item (NITF, XHTML), else plain text."""
    whole = item.find("body") if item.kind == "nitf" else item.find("inlineXML", "body")
    whole = whole if whole is not None else item.find("inlineXML")
    if whole is not None:
        return _render(whole)
    plain = item.find("inlineData")
    lines = "".join(plain.itertext()).strip().split("\n") if plain is not None else []
    return "\n".join(line.strip() for line in lines)


def _render(element: etree._Element) -> str:
    """Return what a reader sees of elements of NITF and XHTML."""
    shown = copy.deepcopy(element)
    shown.tail = None
    for each in shown.iter(etree.Element):
        name = _name(each)
        each.tag = _AS_HTML.get(name, name)
        if name in _DATELINE_PARTS and each.getnext() is not None and not (each.tail or "").strip():
            each.tail = ", "  # who shows a NITF dateline sets the commas
    return render_page(shown).text


def _read_dates(item: _Item, quotes: Quotes) -> tuple[DateReading | None, DateReading | None, tuple[DateReading, ...]]:
    """Return the date of publication, one that is less sure, and the others."""

    def read(*names: str) -> DateReading | None:
        return _read_date(item, item.find(*names), quotes)

    if item.kind == "nitf":
        stated, doubtful = [read("date.issue"), read("date.release")], []
    else:
        version = read("itemMeta", "versionCreated")
        is_first = (item.element.get("version") or "1").strip() == "1"
        stated = [read("itemMeta", "firstCreated"), version if is_first else None]
        doubtful = [read("contentMeta", "contentCreated"), version, read("contentMeta", "contentModified")]
    embargo = read("itemMeta", "embargoed")
    sure = [each for each in stated if each]
    if embargo and sure and embargo.value > sure[0].value:
        sure.insert(0, embargo)
    rest = [each for each in (*sure[1:], *doubtful) if each]
    date = sure[0] if sure else None
    guess = rest.pop(0) if date is None and rest else None
    taken = {each.value for each in (date, guess) if each}
    return date, guess, tuple({each.value: each for each in rest if each.value not in taken}.values())


def _read_date(item: _Item, element: etree._Element | None, quotes: Quotes) -> DateReading | None:
    """Return the day of an element, None if it states none, or one to come."""
    words = "" if element is None else (element.get("norm") or _read_words(element))
    moment = parse_moment(words) if words else None
    if element is None or moment is None or moment.day > datetime.date.today():
        return None
    name = _name(element)
    line = f'<{name} norm="{words}"/>' if element.get("norm") else f"<{name}>{words}</{name}>"
    return DateReading(moment.day.isoformat(), "stated", (quotes.cite(line, words, rule=f"{item.kind} {name}"),))


def _read_sources(item: _Item, quotes: Quotes) -> dict[str, Evidence]:
    """Return the provider, who the credit line names, and known agencies that the text came from."""
    if item.kind == "nitf":
        named = [item.find("distributor"), item.find("doc.copyright")]
    else:
        named = [item.find("itemMeta", "provider"), item.find("contentMeta", "creditline")]
    found: dict[str, Evidence] = {}
    outlets = package_outlets()
    for element in (*named, item.find("contentMeta", "infoSource")):
        words = _read_name(element)
        is_origin = element is not None and _name(element) in ("infoSource", "doc.copyright")
        if element is None or not 2 <= len(words) <= _LONGEST_NAME or (is_origin and found and not outlets.find(words)):
            continue
        if outlets.key(words) not in map(outlets.key, found):
            name = _name(element)
            found[words] = quotes.cite(f"<{name}>{words}</{name}>", words, rule=f"{item.kind} {name}")
    return found


def _read_name(element: etree._Element | None) -> str:
    """Return the name that an element holds: in a child or an attribute, as its text, or as the end of its code."""
    if element is None:
        return ""
    named = next(element.iterdescendants("{*}name"), element)
    words = _read_words(named) or element.get("holder") or element.get("literal")
    return words or (element.get("qcode") or "").rpartition(":")[2]


def _read_code(element: etree._Element | None) -> str:
    code = "" if element is None else element.get("qcode") or element.get("uri") or ""
    return code.replace("/", ":").rpartition(":")[2].lower()


def _read_words(element: etree._Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _read_language(item: _Item) -> str | None:
    element = item.find("contentMeta", "language")
    code = ((element.get("tag") if element is not None else item.element.get(_LANGUAGE)) or "")[:2].lower()
    return code if len(code) == 2 and code.isalpha() and code.isascii() else None


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
