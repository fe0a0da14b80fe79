"""Find which part of a page is the article: what trafilatura takes out of it, at its place in the visible text.

You give a Page and where its headline stands, you get the spans of the text. Menus, teasers, captions and comments are
left out, and so is the headline itself. Where trafilatura finds nothing, or its text is not that of the page, there are
none, and the rules for plain text tell.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from trafilatura.core import bare_extraction

from searchcsto.documents import Span
from searchcsto.ingest.pages.alignment import find_paragraphs
from searchcsto.ingest.pages.page import Page

_FOUND = 0.5  # share of what trafilatura gives that must stand in the text
_ABOVE = 1_000  # characters above the headline in which an article may begin
_MUCH = 2_000  # characters below the headline
_MOST_LOST = 0.5  # share of the article that may stand above what is taken for its headline

# The libraries tell of pages that they cannot read; nobody asked them to.
for _library in ("trafilatura", "htmldate", "justext", "readability"):
    logging.getLogger(_library).addHandler(logging.NullHandler())


def find_body(page: Page, headline: Span | None) -> tuple[Span, ...] | None:
    """Return the spans of the text that are the article, or None."""
    try:
        found = bare_extraction(page.tree, fast=True, include_comments=False, with_metadata=False)
    except Exception:  # noqa: BLE001 - a library of many rules, fed with anything: the text rules are there for that
        return None
    if found is None or isinstance(found, dict) or found.body is None:
        return None
    paragraphs = ("".join(element.itertext()) for element in found.body)
    start = max(0, headline[0] - _ABOVE) if headline else 0
    alignment = find_paragraphs(page.text, paragraphs, start=start)
    if alignment.share < _FOUND or not alignment.spans:
        return None
    spans = _cut_headline(page.text, alignment.spans, headline) if headline else alignment.spans
    if headline and spans and spans[-1][1] <= headline[0] and len(page.text) - headline[1] > _MUCH:
        return None  # what stands above the headline alone is the menu
    return spans or None


def _cut_headline(text: str, spans: tuple[Span, ...], headline: Span) -> tuple[Span, ...]:
    """Return what stands below the headline, if that is most of it; without the headline in any case."""
    below = [(max(start, headline[1]), end) for start, end in spans if end > headline[1]]
    above = [(start, min(end, headline[0])) for start, end in spans if start < headline[0]]
    if _measure(below) >= (1 - _MOST_LOST) * _measure(spans):
        above = []
    return tuple(span for each in (*above, *below) if (span := _trim(text, each)) is not None)


def _measure(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in spans)


def _trim(text: str, span: Span) -> Span | None:
    """Return a span without the blanks around it, None if nothing else is in it."""
    words = text[slice(*span)]
    start = span[0] + len(words) - len(words.lstrip())
    end = start + len(words.strip())
    return (start, end) if start < end else None
