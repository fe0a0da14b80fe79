"""Give the tree of a page, get a Page: its visible text, its meta elements, its JSON-LD, its address and its site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from lxml import etree

from searchcsto.documents import Span
from searchcsto.ingest.pages.elements import Meta, fold_words, read_metas
from searchcsto.ingest.pages.json_ld import Thing, choose_article, find_publishers, is_article, read_things
from searchcsto.ingest.pages.mastheads import Masthead, find_mastheads
from searchcsto.ingest.pages.rendering import render_page

_HEADINGS = ("h1", "h2", "h3")
_TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "headline", "title", "sailthru.title")
_LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_]([A-Za-z]{2}))?(?![A-Za-z])")
_MAX_MARKED = 5_000
_MAX_TITLE = 1_000
_NAME_WORDS = 6  # no site's name has more


@dataclass(frozen=True)
class Page:
    """A web page taken apart."""

    tree: etree._Element
    text: str  # what a reader sees
    spans: dict[etree._Element, Span]  # where headings and dated elements stand in it
    metas: list[Meta]
    things: list[Thing]  # what its JSON-LD describes
    url: str | None  # under which it was fetched, if that is known

    @cached_property
    def address(self) -> str | None:
        """The address that the page gives itself, else the one under which it was fetched."""
        for link in self.tree.iter("link"):
            if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
                return str(link.get("href"))
        return self.find_content("og:url") or self.url

    @cached_property
    def titles(self) -> list[str]:
        """What the page says elsewhere than in its text that its title is; the best first."""
        found = [meta.content for name in _TITLES for meta in self.metas if meta.name == name]
        element = self.tree.find(".//title")
        if element is not None and element.text:
            found.append(" ".join(element.text[:_MAX_TITLE].split()))
        return list(dict.fromkeys(found))

    @cached_property
    def article(self) -> Thing | None:
        """The object of the JSON-LD that describes the article."""
        return choose_article(self.things, [*self.titles, *self.list_headings("h1")], self.address)

    @cached_property
    def language(self) -> tuple[str | None, str | None]:
        """The language and the region that the page names, in lower case."""
        said = [self.tree.get("lang"), self.tree.get("{http://www.w3.org/XML/1998/namespace}lang")]
        said += [self.find_content(name) for name in ("og:locale", "content-language", "language", "dc.language")]
        said += [self.article.read("inLanguage")] if self.article else []
        country = self.host.rpartition(".")[2]
        for value in said:
            if value and (match := _LANGUAGE.match(value.strip())):
                region = match[2] or (country if len(country) == 2 else "")
                return match[1].lower(), region.lower() or None
        return None, None

    @cached_property
    def host(self) -> str:
        """The name of its host, without "www."."""
        try:
            host = urlsplit(self.address or "").hostname or ""
        except ValueError:
            return ""
        return host.removeprefix("www.")

    @cached_property
    def mastheads(self) -> dict[str, Masthead]:
        """What stands above the page as its name, by its folded words."""
        found = find_mastheads(self.tree, self.text, self.host)
        return {fold_words(each.name): each for each in found}

    @cached_property
    def site_names(self) -> set[str]:
        """The folded names under which the site may stand in the title of a page."""
        names = [self.find_content(name) or "" for name in ("og:site_name", "application-name", "publisher")]
        names += [thing.read("name") or "" for thing in find_publishers(self.things, None)]
        labels = self.host.split(".")
        titles = {title for title in self.titles if len(title.split()) > _NAME_WORDS}
        names = [name for name in names if name not in titles]  # some give the headline as the name of the program
        return {fold_words(name) for name in (*names, self.host, *labels[-2:-1])} - {""}

    def find_content(self, name: str) -> str | None:
        """Return the content of the first meta element of a name."""
        return next((meta.content for meta in self.metas if meta.name == name), None)

    def list_headings(self, *tags: str) -> list[str]:
        """Return the words of the visible headings of these kinds."""
        spans = [span for element, span in self.spans.items() if element.tag in tags]
        return [self.text[start:end] for start, end in sorted(spans) if start < end]


def take_apart(tree: etree._Element, url: str | None = None) -> Page:
    """Return the page of a tree. Where it shows nothing (a script would), its text is what its markup tells of it."""
    marked = [*tree.iter(*_HEADINGS, "time", "abbr"), *tree.iterfind(".//*[@itemprop]")][:_MAX_MARKED]
    rendering = render_page(tree, set(marked))
    metas, things = read_metas(tree), read_things(tree)
    text = rendering.text or _describe(metas, things)
    return Page(tree, text, rendering.spans, metas, things, url)


def _describe(metas: list[Meta], things: list[Thing]) -> str:
    said = [thing.read(key) or "" for thing in things if is_article(thing) for key in ("articleBody", "description")]
    said += [meta.content for name in ("og:description", "description") for meta in metas if meta.name == name]
    words = next((words for words in said if words), "")
    return "\n\n".join(line for row in words.split("\n") if (line := " ".join(row.split())))
