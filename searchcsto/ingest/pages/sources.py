"""Find the publisher of a page: the outlet that its JSON-LD, its Open Graph name or its meta elements name.

You give a Page, you get the publisher, and behind it the agency, if the page says that the article is an agency's; each
with the words that prove it. An author is no source, nor the platform that a page was made with, nor a slogan. Of
several names the one counts that the address of the page bears too; a brand goes before a firm and before an address.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from searchcsto.documents import Evidence, Span
from searchcsto.ingest.layout import read_layout
from searchcsto.ingest.owners import find_owner
from searchcsto.ingest.pages.elements import fold_words, quote_tag
from searchcsto.ingest.pages.json_ld import find_publishers
from searchcsto.ingest.pages.names import (
    choose_part,
    has_outlet_form,
    is_address,
    is_known,
    is_platform,
    is_related,
    strip_firm,
)
from searchcsto.ingest.pages.page import Page
from searchcsto.ingest.quotes import Quotes

_METAS = {
    "og:site_name": 2.0,
    "publisher": 1.5,
    "dc.publisher": 1.0,
    "dcterms.publisher": 1.0,
    "citation_publisher": 1.0,
    "application-name": 1.0,
}
_PUBLISHER, _SITE, _TITLE = 2.0, 2.0, 0.5  # how far JSON-LD is trusted that names the publisher, or the site; a title
_RELATED, _SAME, _KNOWN = 3.0, 0.5, 0.5  # to the address of the page; the very word in it; in the table of outlets
_FIRM, _ADDRESS = -1.0, -3.5
_AGREED = 1.0
_KNOWN_SEEN, _IN_LOWER_CASE = 0.3, 0.2
_HEAD, _HOST, _OWNER = 0.45, 0.3, 0.35  # the name above the page; a known outlet's address; who holds the copyright
_MARKUP = 0.5  # what the markup names deserves as much
_PLACES = {"title element": "title", "masthead": "head", "copyright": "foot", "address": "address"}
_FOOT = 3_000  # characters at the end of a page in which its owner signs
_YEARS = r"(?:19|20)[0-9]{2}(?:\s?[-–—]\s?(?:(?:19|20)?[0-9]{2}|present))?"
_COPYRIGHT = re.compile(
    rf"(?:©|\(c\)|copyright)[\s:©]*(?:\(c\)\s*|copyright\s*)?(?:{_YEARS})?[\s,.]*(?:by\s)?"
    rf"(?P<name>[^\W\d_][^\n|.,;©()]{{1,60}}(?:\.[a-z]{{2,4}}\b)?)"
    rf"|^(?P<before>[^\W\d_][^\n|©,]{{1,50}}?),?[^\S\n]+©\s*{_YEARS}",
    re.IGNORECASE | re.MULTILINE,
)
_RIGHTS = re.compile(
    r"[\s.,]*(?:\b(?:and )?all (?:rights|content)|do not sell|copyright|reserved|все права"
    r"|при (?:использовании|цитировании)|any use|reproduction|(?:19|20)[0-9]{2}).*$",
    re.IGNORECASE,
)
_HOLDER = re.compile(r"(?: (?:Media|Group|Company|Corporation|Association|Holdings?|Publishing|Network))+$")
_MOST_WORDS = 6
_FEW_WORDS, _SHORT_NAME, _REPEATED = 3, 4, 3
_LONGEST = 80
_LONGEST_TITLE = 1_000
_TAIL = re.compile(r"\s+[|–—·•»«-]{1,2}\s+|\s*[|]\s*|\s+\((?=[^()]+\)$)")


class Naming(NamedTuple):
    """A name that a page gives its publisher: alone, and as written in a line of the markup."""

    name: str
    words: str
    line: str
    rule: str
    trust: float
    place: Span | None = None  # where the words stand in the visible text, if they do
    sure: bool = True  # else it counts only if another place gives the same name


def find_publishers_of(page: Page, quotes: Quotes, *, headline: str | None = None) -> list[tuple[str, Evidence]]:
    """Return the publisher and perhaps an agency, each with its evidence. The headline of the page is none."""
    namings = _list_trusted(page, headline)
    best = max(namings, key=lambda naming: naming.trust, default=None)
    if best is None:
        return list(_find_owner(page))
    chosen = [best]
    is_own = is_related(best.name, page.host) or len(_count_places(namings)[fold_words(best.name)]) > 1
    for other in namings:
        is_other = fold_words(other.name) not in fold_words(best.name) and not is_related(other.name, page.host)
        if other.rule == "json-ld publisher" and is_other and is_known(other.name) and is_own:
            chosen.append(other)
    return [(each.name, _cite(each, page, quotes)) for each in chosen[:2]]


def _find_owner(page: Page) -> Iterator[tuple[str, Evidence]]:
    """Yield the name under which a page speaks of its site, if no other place names it."""
    owner = find_owner(read_layout(page.text))
    if owner is not None and not is_platform(name := page.text[slice(*owner)]):
        yield name, Evidence("owner", name, *owner)


def _cite(naming: Naming, page: Page, quotes: Quotes) -> Evidence:
    if naming.place is None:
        return quotes.cite(naming.line, naming.words, rule=naming.rule)
    start, end = naming.place
    return Evidence(naming.rule, page.text[start:end], start, end)


def _list_trusted(page: Page, headline: str | None) -> list[Naming]:
    """Return the names with the trust that each deserves; a name that several places give deserves more."""
    namings = [naming for each in _list_namings(page, headline) if (naming := _clean(each, page.host)) is not None]
    places = _count_places(namings)
    kept = [each for each in namings if each.sure or len(places[fold_words(each.name)]) > 1]
    return [each._replace(trust=each.trust + _AGREED * (len(places[fold_words(each.name)]) - 1)) for each in kept]


def _count_places(namings: list[Naming]) -> dict[str, set[str]]:
    """Return in which kinds of places each name stands: the title, the head of the page, its foot, the markup."""
    places: dict[str, set[str]] = defaultdict(set)
    for each in namings:
        places[fold_words(each.name)].add(_PLACES.get(each.rule, "markup"))
    return places


def _list_namings(page: Page, headline: str | None) -> Iterator[Naming]:
    for thing in find_publishers(page.things, page.article):
        if name := thing.read("name"):
            rule, trust = ("json-ld WebSite", _SITE) if thing.kind == "WebSite" else ("json-ld publisher", _PUBLISHER)
            yield Naming(name, name, thing.quote("name", name), rule, trust)
    for key, trust in _METAS.items():
        for meta in page.metas:
            if meta.name == key:
                yield Naming(meta.content, meta.content, quote_tag(meta.element), f"meta {key}", trust)
    yield from _read_title(page, headline)
    yield from _read_copyright(page)
    yield from _read_mastheads(page)
    if is_known(page.host) and page.address:
        yield Naming(page.host, page.host, page.address, "address", _HOST)


def _read_title(page: Page, headline: str | None) -> Iterator[Naming]:
    """Yield the names before and behind the headline in the title of the page; beyond doubt is one of a known form."""
    element = page.tree.find(".//title")
    title = " ".join((element.text or "")[:_LONGEST_TITLE].split()) if element is not None else ""
    marks = list(_TAIL.finditer(title))
    if not marks:
        if title and fold_words(title) != fold_words(headline or ""):
            shown = title in page.list_headings("h1", "h2")  # the name of the site, above a headline of its own
            yield Naming(title, title, quote_tag(element), "title element", _TITLE, None, bool(headline and shown))
        return
    tail, head = title[marks[-1].end() :].strip(" )"), title[: marks[0].start()].strip()
    for name, sure in ((tail, _is_outlet(tail, page) or _is_repeated(tail, page)), (head, False)):
        if name:
            yield Naming(name, name, quote_tag(element), "title element", _TITLE, None, sure)


def _is_repeated(name: str, page: Page) -> bool:
    """Whether a page that tells of something else names these few words again and again: they are its own name."""
    few = 0 < len(name.split()) <= _FEW_WORDS and len(name) >= _SHORT_NAME and not name.islower()
    return few and page.text.count(name) >= _REPEATED


def _is_outlet(name: str, page: Page) -> bool:
    """Whether the form of a name, the table or the address of the page says that it is an outlet's."""
    return bool(name) and (is_related(name, page.host) or is_known(name) or has_outlet_form(name))


def _read_mastheads(page: Page) -> Iterator[Naming]:
    """Yield the names above the page. The first one is the site's; another one only if it has the form of one."""
    for number, each in enumerate(page.mastheads.values()):
        sure = _is_outlet(each.name, page) or (number == 0 and each.name[0].isupper())
        yield Naming(each.name, each.name, each.line, "masthead", _HEAD, each.place, sure)


def _read_copyright(page: Page) -> Iterator[Naming]:
    """Yield the name in the copyright line at the foot of the page; beyond doubt if its form or the address tells."""
    foot = max(0, len(page.text) - _FOOT)
    for match in _COPYRIGHT.finditer(page.text, foot):
        group = "before" if match["before"] else "name"
        words = strip_firm(_RIGHTS.sub("", match[group]).strip(" .,|-–—")).strip(" &")
        short = _HOLDER.sub("", words)
        whole = is_known(words) or fold_words(words) in map(fold_words, page.host.split("."))
        name = short if not whole and short and (is_related(short, page.host) or is_known(short)) else words
        start = match.start(group) + match[group].find(name)
        place = (start, start + len(name))
        yield Naming(name, name, "", "copyright", _OWNER, place, _is_outlet(name, page))


def _clean(naming: Naming, host: str) -> Naming | None:
    """Return the naming with the name alone and the trust it deserves; None if it names a platform or nothing."""
    words = choose_part(" ".join(naming.words.split()), host)
    name = strip_firm(html.unescape(words))
    if is_platform(name) or not 2 <= len(name) <= _LONGEST or not any(char.isalpha() for char in name):
        return None
    if name.startswith(("http:", "https:", "@", "{", "[", "#")) or len(name.split()) > _MOST_WORDS:
        return None
    if naming.trust < _MARKUP:  # what is only seen: the address makes nothing of it
        written = _KNOWN_SEEN * is_known(name) - _IN_LOWER_CASE * name.islower()
        return naming._replace(name=name, words=words, trust=naming.trust + written)
    trust = naming.trust + _KNOWN * is_known(name)
    trust += _FIRM * (name != html.unescape(words)) + _ADDRESS * is_address(name)
    if is_related(name, host):
        trust += _RELATED + _SAME * (fold_words(name) in map(fold_words, host.split(".")))
    return naming._replace(name=name, words=words, trust=trust)
