"""List the dates that the markup of a page states: in JSON-LD, meta elements, and dated elements in the text.

You give a Page and where its article stands, you get Statements, the most trusted first. Of an element in the text
(`time`, microdata) only one counts that stands beside the article and not in a list of others. What a script says only
counts if all of it says one day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from searchcsto.ingest.mentions import find_mentions
from searchcsto.ingest.pages.elements import quote_tag
from searchcsto.ingest.pages.json_ld import Thing, is_article, is_site, read_script
from searchcsto.ingest.pages.moments import Moment, parse_moment
from searchcsto.ingest.pages.page import Page
from searchcsto.ingest.pages.places import Place, is_aside, is_below_heading, is_changed

_PUBLISHED = re.compile(
    r"(?:.*[.:_-])?(?:(?:first|original|article|date|post|news)?[._:-]?publi(?:shed|cation|sh)?[._:-]?"
    r"(?:_?at|on|date|time|datetime)?|pub[._-]?date|date[._-]?publi(?:shed|cation)|originalpublicationdate|issued"
    r"|(?:date[._-]?)?posted|post[._-]?date|ptime|pdate|regdate|rbpubdate)"
)
_CREATED = re.compile(
    r"(?:.*[.:_-])?(?:date[._-]?created|created(?:[._-]?(?:date|time|at))?|creation[._-]?date|content_create_date)"
    r"|(?:dc|dcterms|sailthru|citation|doc|display|page|article)?[.:_-]?date|article_date_original|citation_online_date"
)
_MODIFIED = re.compile(r".*(?:modif|update|lastmod|revis|changed).*")
_NO_DATE = re.compile(r".*(?:expir|unpublish|publisher|public_?key|event|start|end|render|server|fetch|current|now).*")
_CHANGED_CLASS = re.compile(r"modif|updat|edit", re.IGNORECASE)
_IN_SCRIPT = re.compile(
    r'\\?"(?:date_?published|published_?(?:at|on|date|time)|publish_?date|pub_?date|publication_?date)\\?"\s*:\s*'
    r'\\?"(?P<value>[^"\\]{8,40})',
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s+[|–—·•»«/:-]{1,2}\s+")
_MAX_TITLE = 1_000
_MAX_SCRIPT = 2_000_000
_ENOUGH = 50  # places in scripts


class Statement(NamedTuple):
    """A date that the markup states, its literal words, and the line that says it."""

    moment: Moment
    rule: str
    words: str
    line: str


def list_published(page: Page, place: Place | None) -> Iterator[Statement]:
    """Yield the dates that are said to be those of publication."""
    if page.article is not None:
        yield from _read_thing(page, page.article, "datePublished")
    yield from _read_metas(page, _PUBLISHED)
    found = [*_read_elements(page, place)]
    told = [statement for statement, changed in found if not changed]
    yield from told or (statement for statement, _ in found)  # the day of a change, where no other is stated
    yield from _read_title(page)


def list_doubtful(page: Page) -> Iterator[Statement]:
    """Yield the dates that may be others: of creation, or of a page that is not said to be an article."""
    yield from _read_metas(page, _CREATED)
    if page.article is not None:
        yield from _read_thing(page, page.article, "dateCreated")
    else:
        for thing in page.things:  # of several articles nobody knows which it is
            if not is_article(thing) and not is_site(thing):
                yield from _read_thing(page, thing, "datePublished")
                yield from _read_thing(page, thing, "uploadDate")


def list_modified(page: Page) -> Iterator[Statement]:
    """Yield the dates of the last change."""
    if page.article is not None:
        yield from _read_thing(page, page.article, "dateModified")
    for meta in page.metas:
        if _MODIFIED.fullmatch(meta.name) and (moment := parse_moment(meta.content, *page.language)):
            yield Statement(moment, f"meta {meta.name}", meta.content, quote_tag(meta.element))


def is_other_date(element: etree._Element) -> bool:
    """Whether a meta element is, by its name, about another date than that of publication."""
    names = [(element.get(key) or "").lower() for key in ("property", "name", "itemprop", "http-equiv")]
    return any(_MODIFIED.fullmatch(name) or _NO_DATE.fullmatch(name) for name in names)


def _read_thing(page: Page, thing: Thing, key: str) -> Iterator[Statement]:
    value = thing.read(key)
    if value and (moment := parse_moment(value, *page.language)):
        yield Statement(moment, f"json-ld {key}", value, thing.quote(key, value))


def _read_metas(page: Page, names: re.Pattern[str]) -> Iterator[Statement]:
    for meta in page.metas:
        if names.fullmatch(meta.name) and not _NO_DATE.fullmatch(meta.name) and not _MODIFIED.fullmatch(meta.name):
            moment = parse_moment(meta.content, *page.language)
            if moment is not None:
                yield Statement(moment, f"meta {meta.name}", meta.content, quote_tag(meta.element))


def _read_title(page: Page) -> Iterator[Statement]:
    """Yield the date that stands alone between two marks in the title of the page: "Talks resume - 7 April 2031"."""
    element = page.tree.find(".//title")
    title = " ".join((element.text or "")[:_MAX_TITLE].split()) if element is not None else ""
    for part in _PARTS.split(title)[1:]:
        found = find_mentions(part, 0, len(part))
        if found and found[0].date and not found[0].open and found[0].end - found[0].start == len(part):
            yield Statement(Moment(found[0].date), "title element", part, quote_tag(element))


def _read_elements(page: Page, place: Place | None) -> Iterator[tuple[Statement, bool]]:
    """Yield the dated elements beside the article, and whether each is of a change; the nearest first.

    If nobody knows where the article is, there must be one day only.
    """
    found: list[tuple[int, Statement, bool]] = []
    for element, span in page.spans.items():
        distance = place.measure(span) if place else 0
        if distance is None or (statement := _read_element(element, page)) is None or is_aside(element):
            continue
        if place is not None and is_below_heading(page, span[0], place):
            continue
        found.append((distance, statement, is_changed(page.text, span[0])))
    if place is None and len({statement.moment.day for _, statement, _ in found}) > 1:
        return
    yield from ((statement, changed) for _, statement, changed in sorted(found, key=lambda each: each[0]))


def _read_element(element: etree._Element, page: Page) -> Statement | None:
    prop = (element.get("itemprop") or "").lower()
    is_dated = "datepublished" in prop or "datecreated" in prop
    if not is_dated and (prop or element.tag not in ("time", "abbr")):
        return None
    kind = element.get("class") or ""
    if _CHANGED_CLASS.search(kind) and "publish" not in kind:
        return None
    for key in ("datetime", "content", "title"):
        value = element.get(key)
        moment = parse_moment(value, *page.language) if value else None
        if value and moment and not _is_contradicted(element, moment, page):
            rule = f"microdata {element.get('itemprop')}" if is_dated else f"{element.tag} {key}"
            return Statement(moment, rule, value, quote_tag(element))
    return None


def _is_contradicted(element: etree._Element, moment: Moment, page: Page) -> bool:
    """Whether an element shows another day than it states."""
    shown = {each.date for each in find_mentions(page.text, *page.spans[element]) if each.date and not each.open}
    return bool(shown) and all(abs((moment.day - day).days) > 1 for day in shown)


def list_scripted(page: Page) -> Iterator[Statement]:
    """Yield the date of publication that the scripts of a page hold, if it is one day."""
    found: list[Statement] = []
    for script in page.tree.iter("script"):
        if not script.text or len(script.text) > _MAX_SCRIPT or len(found) > _ENOUGH:
            continue
        if "ld+json" in (script.get("type") or "") and read_script(script.text) is not None:
            continue  # what it describes is known
        found += [
            Statement(moment, "script", match["value"], match[0])
            for match in _IN_SCRIPT.finditer(script.text)
            if (moment := parse_moment(match["value"])) is not None
        ]
    if len({statement.moment.day for statement in found}) == 1:
        yield found[0]
