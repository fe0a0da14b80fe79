"""Give a query and texts, get where the words that it looks for stand in them: for a title, or a whole article."""

from __future__ import annotations

from collections.abc import Sequence

from searchcsto.documents import Span
from searchcsto.engines.base import Searcher
from searchcsto.matching import find_matches
from searchcsto.options import SearchOptions
from searchcsto.searching.thesaurus import Thesaurus
from searchcsto.searching.understanding import understand
from searchcsto.searching.wanted import count_words, find_wanted


def find_highlights(
    searcher: Searcher, query: str, texts: Sequence[str], *, options: SearchOptions, thesaurus: Thesaurus
) -> tuple[tuple[Span, ...], ...]:
    """Return for each text the spans of the matched words, in order and apart. Raises QueryInvalid."""
    tree = understand(query, options, searcher, thesaurus=thesaurus).tree
    wanted = find_wanted(tree, count_words(tree, searcher), searcher)
    found: list[tuple[Span, ...]] = []
    for text in texts:
        spans: list[Span] = []
        for match in find_matches(text, (0, len(text)), wanted, analyzer=searcher.analyzer):
            if not spans or match.start >= spans[-1][1]:
                spans.append((match.start, match.end))
        found.append(tuple(spans))
    return tuple(found)
