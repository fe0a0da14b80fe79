"""Give a query, get each place where its words stand in articles, with what stands left and right: a concordance.

Documents are read in the order of the search, or of their dates. Lines in the order of documents end when there are
enough; to put lines in the order of their contexts, all lines of up to MOST_READ documents are compared. How many
documents were read is told, and how many there are. What matches in a title has no line: lines are from the article.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from typing import get_args

from searchcsto.analysis.words import fold
from searchcsto.documents import Document, Span
from searchcsto.engines.base import Searcher
from searchcsto.errors import OptionInvalid
from searchcsto.lists import Concordance, ConcordanceLine, ConcordanceSort
from searchcsto.matching import Wanted, find_matches
from searchcsto.options import SearchOptions
from searchcsto.searching.search import run_search
from searchcsto.searching.thesaurus import Thesaurus
from searchcsto.searching.understanding import understand
from searchcsto.searching.wanted import count_words, find_wanted

MOST_READ = 1000  # documents whose lines are put in the order of their contexts
WIDTH = 60  # characters of a context
_WORD = re.compile(r"\w+")


def make_concordance(
    searcher: Searcher,
    query: str,
    options: SearchOptions,
    *,
    thesaurus: Thesaurus,
    sort: ConcordanceSort = "document",
    width: int = WIDTH,
) -> Concordance:
    """Return at most `options.limit` lines with contexts of `width` characters. Raises QueryInvalid, OptionInvalid."""
    if sort not in get_args(ConcordanceSort):
        raise OptionInvalid(f"lines are sorted by {', '.join(get_args(ConcordanceSort))}, not by {sort!r}")
    if width < 1:
        raise OptionInvalid(f"the width of a context must be 1 character or more, not {width}")
    order = _ORDERS.get(sort)
    pages = dataclasses.replace(
        options,
        limit=MOST_READ,
        facets=(),
        facet_search=None,
        snippets=0,
        sort="oldest" if sort == "date" and options.sort == "score" else options.sort,
    )
    results = run_search(searcher, query, pages, thesaurus=thesaurus)
    tree = understand(query, options, searcher, thesaurus=thesaurus).tree
    wanted = find_wanted(tree, count_words(tree, searcher), searcher)
    lines: list[ConcordanceLine] = []
    read = 0
    for hit in results.hits:
        lines += list_lines(searcher.load_document(searcher.find_numbers(hit.id)[0]), wanted, searcher, width=width)
        read += 1
        if order is None and len(lines) >= options.limit:
            break
    if order is not None:
        lines.sort(key=order)
    return Concordance(
        query=query,
        interpreted=results.interpreted,
        lines=tuple(lines[: options.limit]),
        found=len(lines),
        read=read,
        total=results.total,
        notices=results.notices,
    )


def list_lines(document: Document, wanted: Wanted, searcher: Searcher, *, width: int) -> Iterator[ConcordanceLine]:
    """Yield the lines of one document, in the order of its text."""
    body = document.body if document.body is not None else ((0, len(document.text)),)
    for span in body:
        for start, end in find_keywords(document.text, span, wanted, searcher):
            # White space comes in runs: more is cut out than is kept.
            left = " ".join(document.text[max(span[0], start - 4 * width) : start].split())
            right = " ".join(document.text[end : min(span[1], end + 4 * width)].split())
            is_apart = document.text[max(span[0], start - 1) : start].isspace()
            is_before = document.text[end : min(span[1], end + 1)].isspace()
            yield ConcordanceLine(
                id=document.id,
                path=document.path,
                start=start,
                end=end,
                left=f"{left}{' ' if left and is_apart else ''}"[-width:],
                keyword=document.text[start:end],
                right=f"{' ' if right and is_before else ''}{right}"[:width],
                title=document.title,
                date=document.date,
                sources=document.sources,
            )


def find_keywords(text: str, span: Span, wanted: Wanted, searcher: Searcher) -> list[Span]:
    """Return where keywords stand: words, and phrases from their first to their last word; none within another."""
    phrases: dict[tuple[str, int], Span] = {}
    spans: set[Span] = set()
    for match in find_matches(text, span, wanted, analyzer=searcher.analyzer):
        if match.group < 0:
            spans.add((match.start, match.end))
        else:
            key = (match.key, match.group)
            known = phrases.get(key, (match.start, match.end))
            phrases[key] = (min(known[0], match.start), max(known[1], match.end))
    chosen: list[Span] = []
    for start, end in sorted({*spans, *phrases.values()}, key=lambda each: (each[0], -each[1])):
        if not chosen or end > chosen[-1][1]:
            chosen.append((start, end))
    return chosen


def _list_left(line: ConcordanceLine) -> tuple[list[str], str, int]:
    return [fold(word) for word in reversed(_WORD.findall(line.left))], line.id, line.start


def _list_right(line: ConcordanceLine) -> tuple[list[str], str, int]:
    return [fold(word) for word in _WORD.findall(line.right)], line.id, line.start


_ORDERS: dict[str, Callable[[ConcordanceLine], tuple[list[str], str, int]]] = {
    "left": _list_left,  # by the words before the keyword, the nearest first
    "right": _list_right,
}
