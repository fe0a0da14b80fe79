"""Find the headline of a page: its h1, if the page says the same elsewhere, else what the page says elsewhere.

You give a Page, you get the headline without the name of the outlet, and the words that prove it: in the visible text
where it stands there, else in the quoted markup. A page that names only itself has none. Where the text shows nothing
of what the page says elsewhere, that was written for search engines and shares: the heading above the article counts.

Limits: a page of several articles is taken by what its title says.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import pairwise

from searchcsto.documents import Evidence, Span
from searchcsto.ingest.furniture import CHROME
from searchcsto.ingest.lines import find_lines, is_prose
from searchcsto.ingest.pages.elements import fold_words, quote_tag
from searchcsto.ingest.pages.names import is_outlet, is_platform
from searchcsto.ingest.pages.page import Page
from searchcsto.ingest.pages.places import is_menu
from searchcsto.ingest.quotes import Quotes

_SEPARATOR = re.compile(r"\s+[|–—·•»«:/-]{1,2}\s+|\s*[|]\s*|:\s+")
_WORD = re.compile(r"\w+")
_LONGEST = 300
_ALIKE = 0.6  # share of the words of the longer of two that the other has too
_NAME_WORDS = 5
_FEWEST = 2  # words of a headline
_LONG_WORD = 4  # letters
_TOP = 300  # characters of a page in which the name of the site stands
_REACH = 1_500  # characters from a headline to the first paragraph
_TELLING = 3  # words; of a title of more, a part is enough


def find_title(page: Page, quotes: Quotes) -> tuple[str, Evidence] | None:
    """Return the headline of a page and its evidence, or None."""
    above = {fold_words(words) for words in list_site_headings(page)}
    cuts = ((_cut_heading(strip_site(title, page), above), title) for title in page.titles)
    stated = [(cut, title) for cut, title in cuts if cut is not None]
    headline = page.article.read("headline") if page.article else None
    if headline and (cut := strip_site(" ".join(html.unescape(headline).split()), page)) is not None:
        stated.insert(0, (cut, headline))
    if heading := _choose_heading(page, [cut for cut, _ in stated]):
        kind, span = heading
        words = page.text[slice(*span)]
        return " ".join(words.split()), Evidence(kind, words, *span)
    for cut in (*(cut for cut, _ in stated), *_list_parts([cut for cut, _ in stated])):
        if line := _find_line(page.text, cut):
            words = page.text[slice(*line)]
            return words, Evidence("headline", words, *line)
    if heading := _find_heading_above_text(page, [cut for cut, _ in stated]):
        kind, span = heading
        return " ".join(page.text[slice(*span)].split()), Evidence(kind, page.text[slice(*span)], *span)
    for cut, title in stated:
        if len(cut) <= _LONGEST:
            quoted, rule = _quote_title(page, title)
            return cut, quotes.cite(quoted, cut, rule=rule)
    return None


def strip_site(title: str, page: Page) -> str | None:
    """Return a title without the names of the site at its ends, and a slogan behind; None if nothing else is in it."""
    marks = [(0, 0), *(match.span() for match in _SEPARATOR.finditer(title)), (len(title), len(title))]
    parts = [(left[1], right[0]) for left, right in pairwise(marks)]
    while len(parts) > 1 and _is_site(title[slice(*parts[0])], page):
        parts.pop(0)
    names = (number for number, part in enumerate(parts) if number and _is_site(title[slice(*part)], page))
    parts = parts[: next(names, len(parts))]
    cut = title[parts[0][0] : parts[-1][1]].strip()
    return cut if cut and not _is_site(cut, page, alone=True) else None


def _list_parts(stated: list[str]) -> Iterator[str]:
    """Yield what stands before the first mark in a title, if it is long enough for a headline."""
    for title in stated:
        mark = _SEPARATOR.search(title)
        if mark and len(_WORD.findall(title[: mark.start()])) >= _TELLING:
            yield title[: mark.start()]


def _is_site(words: str, page: Page, *, alone: bool = False) -> bool:
    """Whether words are a name of the site. `alone`: nothing else is in the title, so that it must be one for sure."""
    folded = fold_words(words)
    if folded in page.mastheads and len(words.split()) <= _NAME_WORDS and folded not in map(fold_words, page.titles):
        return True
    if not folded or folded in page.site_names or is_platform(words) or words.strip().casefold() in CHROME:
        return True
    return not alone and len(words.split()) <= _NAME_WORDS and is_outlet(words)


def _choose_heading(page: Page, stated: list[str]) -> tuple[str, Span] | None:
    """Return the heading that says what a stated title says; a single h1 where none is stated."""
    for kind in ("h1", "h2"):
        found = [(_rate(page.text[slice(*span)], stated), -span[0], span) for span in _list_spans(page, kind)]
        best = max(found, default=None)
        if best is not None and best[0] >= _ALIKE:
            return kind, best[2]
    spans = list(_list_spans(page, "h1"))
    if len(spans) != 1 or len(_WORD.findall(page.text[slice(*spans[0])])) < _FEWEST:
        return None
    shown = _list_words(page.text[slice(*spans[0])])
    cut = any(len(words) >= _FEWEST and words <= shown for words in map(_list_words, stated))
    return ("h1", spans[0]) if cut or not stated else None


def list_site_headings(page: Page) -> list[str]:
    """Return the words of the headings that stand above a menu, and that above the article: they name the site."""
    spans = [*_list_spans(page, "h1"), *_list_spans(page, "h2")]
    return [page.text[slice(*span)] for span in spans if span[0] <= _TOP and _names_site(page, span)]


def _cut_heading(title: str | None, above: set[str]) -> str | None:
    """Return a title without its first part, if that is a heading of the site; None if nothing else is in it."""
    if title is None or fold_words(title) in above:
        return None
    mark = _SEPARATOR.search(title)
    if mark is None or fold_words(title[: mark.start()]) not in above:
        return title
    rest = title[mark.end() :].strip()
    return rest if len(_WORD.findall(rest)) >= _FEWEST else None


def _names_site(page: Page, span: Span) -> bool:
    """Whether a heading may be the name of the site: a menu stands between it and the one above the text."""
    kinds = {span: kind for kind in ("h2", "h1") for span in _list_spans(page, kind)}
    below = [other for other in sorted(kinds) if other[0] >= span[1]]
    above = next((other for other in below if _stands_above_text(page, other, dict.fromkeys(kinds, "h1"))), None)
    return above is not None and is_menu(find_lines(page.text, span[1], above[0]))


def _find_heading_above_text(page: Page, stated: list[str]) -> tuple[str, Span] | None:
    """Return the first heading with a paragraph below it; if that is an h2, it must have words of a stated title."""
    kinds = {span: kind for kind in ("h2", "h1") for span in _list_spans(page, kind)}
    above = [span for span in sorted(kinds) if _stands_above_text(page, span, kinds)]
    fewest = _TELLING if stated else _FEWEST
    for span in above:
        if kinds[span] == "h1" and len(_list_words(page.text[slice(*span)])) >= fewest:
            return "h1", span
    told = {word for words in map(_list_words, stated) for word in words if len(word) >= _LONG_WORD}
    if above and len(_list_words(page.text[slice(*above[0])]) & told) >= _FEWEST:
        return kinds[above[0]], above[0]
    return None


def _stands_above_text(page: Page, span: Span, kinds: dict[Span, str]) -> bool:
    """Whether a paragraph follows, with no other heading between."""
    parting = (other for other in kinds if kinds[other] <= kinds[span])  # an h2 below an h1 is its standfirst
    behind = min((start for start, _ in parting if start >= span[1]), default=len(page.text))
    return any(is_prose(line) for line in find_lines(page.text, span[1], min(behind, span[1] + _REACH)))


def _list_spans(page: Page, kind: str) -> Iterator[Span]:
    """Yield the spans of the headings of a kind, and of the lines of a heading that has several."""
    for element, (start, end) in page.spans.items():
        if element.tag != kind or not 0 < end - start <= _LONGEST:
            continue
        words = page.text[start:end]
        if "\n" in words:
            lines = re.finditer(r"[^\n]+", words)
            spans = [(start, end), *((start + line.start(), start + line.end()) for line in lines)]
        else:
            spans = [(start, end)]
        yield from (span for span in spans if not _is_site(page.text[slice(*span)], page))


def _rate(words: str, stated: list[str]) -> float:
    """Return how far words are alike to the stated title that is most alike: 1 and more if they are the same."""
    own = _list_words(words)
    best = 0.0
    for title in stated:
        other = _list_words(title)
        if not own or not other:
            continue
        rate = len(own & other) / max(len(own), len(other)) + (fold_words(words) == fold_words(title))
        if min(len(own), len(other)) > _TELLING and (own <= other or other <= own):
            rate = max(rate, _ALIKE)  # a title cut short, or a heading with its rubric
        best = max(best, rate)
    return best


def _list_words(words: str) -> set[str]:
    return set(_WORD.findall(words.casefold()))


def _find_line(text: str, words: str) -> Span | None:
    """Return the first line of the text that says just these words."""
    folded = fold_words(words)
    at = 0
    for line in text.split("\n"):
        if line and len(line) <= 2 * len(words) and fold_words(line) == folded:
            return at, at + len(line)
        at += len(line) + 1
    return None


def _quote_title(page: Page, title: str) -> tuple[str, str]:
    """Return the line of the markup in which a stated title stands, and the name of the rule."""
    if page.article and page.article.read("headline") == title:
        return page.article.quote("headline", title), "json-ld headline"
    for meta in page.metas:
        if meta.content == title:
            return quote_tag(meta.element), f"meta {meta.name}"
    element = page.tree.find(".//title")
    return (quote_tag(element) if element is not None else title), "title element"
