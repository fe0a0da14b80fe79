"""Give the tree of a page, get what its JSON-LD says of the article: objects, and the literal words of their values.

JSON-LD (schema.org) is the statement that most news pages make about themselves. A page may describe several things:
the site, its search form, related articles, comments. Only objects that stand for the page itself count; of several
articles it is the one that bears the page's headline or its address.

Limits: scripts of 2 MB, objects nested 20 deep; references between objects are followed by `@id`. A script that is not
JSON is passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

from searchcsto.ingest.pages.elements import fold_words

_MAX_SCRIPT = 2_000_000
_MAX_DEPTH = 20
_MAX_OBJECTS = 2_000
# What hangs on these is another thing than the page: an item of a list, a comment, a picture.
_OTHERS = """
about acceptedAnswer associatedMedia author citation comment embeddedVideo hasPart image isBasedOn itemListElement
itemReviewed liveBlogUpdate logo mentions offers potentialAction publisher relatedLink review significantLink subjectOf
suggestedAnswer thumbnail video
"""
_OTHER_KEYS = frozenset(_OTHERS.split())
_ARTICLE = re.compile(r"(?:.*Article|.*Posting|Report|Review|Statement|Article)$")
_SITE = re.compile(r"(?:WebSite|.*Organization|Corporation)$")
_PAIR = r'"{}"\s*:\s*"((?:[^"\\]|\\.){{1,200}})"'


class Thing(NamedTuple):
    """An object that stands for the page, and the script in which it was written."""

    kind: str  # its type: "NewsArticle"
    values: dict[str, Any]
    script: str

    def read(self, key: str) -> str | None:
        """Return a value that is a text and not empty."""
        value = self.values.get(key)
        value = value[0] if isinstance(value, list) and value else value
        return value.strip() or None if isinstance(value, str) else None

    def quote(self, key: str, value: str) -> str:
        """Return the words of the script in which the value stands under its key."""
        for match in re.finditer(_PAIR.format(re.escape(key)), self.script):
            if match[1] == value or _unescape(match[1]) == value:
                return match[0]
        return f'"{key}": {json.dumps(value, ensure_ascii=False)}'


def read_things(tree: etree._Element) -> list[Thing]:
    """Return the objects that stand for the page, articles first, in the order of the page."""
    things: list[Thing] = []
    for script in _list_scripts(tree):
        things += _walk(read_script(script), script, 0)
        if len(things) > _MAX_OBJECTS:
            break
    return sorted(things, key=lambda thing: not is_article(thing))


def read_script(text: str) -> Any:
    """Return the value that a script holds, None if it is not JSON."""
    try:
        return json.loads(_strip_wrapping(text), strict=False)
    except (json.JSONDecodeError, RecursionError):
        return None


def choose_article(things: list[Thing], titles: list[str], address: str | None) -> Thing | None:
    """Return the object that describes the article of the page: the only one, or that with its headline or address."""
    articles = [thing for thing in things if is_article(thing)]
    if len(articles) < 2:
        return articles[0] if articles else None
    folded = {fold_words(title) for title in titles}
    for thing in articles:
        if fold_words(thing.read("headline") or "") in folded or (address and address in _list_addresses(thing)):
            return thing
    dated = [thing for thing in articles if thing.read("datePublished")]
    return dated[0] if len({(thing.read("datePublished") or "")[:10] for thing in dated}) == 1 else None


def is_article(thing: Thing) -> bool:
    """Whether an object is an article, by its type."""
    return _ARTICLE.match(thing.kind) is not None


def is_site(thing: Thing) -> bool:
    """Whether an object is the site or who owns it: its dates are of their founding."""
    return _SITE.match(thing.kind) is not None


def find_publishers(things: list[Thing], article: Thing | None) -> list[Thing]:
    """Return the publisher of the article, or those of the other objects, then the site itself, in this order."""
    owners = [article] if article else [thing for thing in things if not _SITE.match(thing.kind)]
    sites = [thing for thing in things if _SITE.match(thing.kind)]
    found: list[Thing] = []
    for owner in owners:
        value = owner.values.get("publisher")
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, str):
            found.append(Thing("Organization", {"name": value}, owner.script))
        elif isinstance(value, dict) and isinstance(value.get("name"), str):
            found.append(Thing("Organization", value, owner.script))
        elif isinstance(value, dict):
            found += [site for site in sites if "@id" in value and site.values.get("@id") == value["@id"]]
    return found + [site for site in sites if site.kind == "WebSite"]


def _list_scripts(tree: etree._Element) -> Iterator[str]:
    for element in tree.iter("script"):
        if "ld+json" in (element.get("type") or "") and element.text and len(element.text) <= _MAX_SCRIPT:
            yield _strip_wrapping(element.text)


def _strip_wrapping(script: str) -> str:
    """Return a script without the comment or CDATA marks around it."""
    script = script.strip().removesuffix(";")
    for head, tail in (("<!--", "-->"), ("//<![CDATA[", "//]]>"), ("<![CDATA[", "]]>"), ("/*<![CDATA[*/", "/*]]>*/")):
        if script.startswith(head):
            script = script.removeprefix(head).strip().removesuffix(tail).strip()
    return script


def _walk(value: Any, script: str, depth: int) -> Iterator[Thing]:
    """Yield the objects that stand for the page, at any depth."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for each in value[:_MAX_OBJECTS]:
            yield from _walk(each, script, depth + 1)
    elif isinstance(value, dict):
        kind = _read_kind(value)
        if _ARTICLE.match(kind) or _SITE.match(kind) or "datePublished" in value or "uploadDate" in value:
            yield Thing(kind, value, script)
        for key, each in value.items():
            if isinstance(each, dict | list) and key not in _OTHER_KEYS:
                yield from _walk(each, script, depth + 1)


def _read_kind(value: dict[str, Any]) -> str:
    kinds = value.get("@type")
    names = [kinds] if isinstance(kinds, str) else kinds if isinstance(kinds, list) else []
    plain = [re.split(r"[/#:]", name)[-1] for name in names if isinstance(name, str)]
    return next((name for name in plain if _ARTICLE.match(name)), plain[0] if plain else "")


def _list_addresses(thing: Thing) -> set[str]:
    entity = thing.values.get("mainEntityOfPage")
    entity = entity.get("@id") if isinstance(entity, dict) else entity
    found = [entity, thing.values.get("url"), thing.values.get("@id")]
    return {each for each in found if isinstance(each, str)}


def _unescape(words: str) -> str:
    try:
        return str(json.loads(f'"{words}"', strict=False))
    except json.JSONDecodeError:
        return words
