"""Give the tree of a query, get what its words occur in, and what passages of an article should show for it."""

from __future__ import annotations

import math

from searchcsto.analysis.words import find_words
from searchcsto.engines.base import Searcher
from searchcsto.matching import Wanted
from searchcsto.query.tree import Fuzzy, Phrase, Prefix, Query, Wildcard, Word, print_text, walk
from searchcsto.searching.explanations import Counts


def count_words(tree: Query, searcher: Searcher) -> Counts:
    """Return each word, phrase and pattern of a query with the number of documents that have it."""
    kinds = Word | Phrase | Prefix | Wildcard | Fuzzy
    nodes = [node for node, _ in walk(tree) if isinstance(node, kinds)]
    searcher.count_ahead(nodes)
    return {node: searcher.count_documents(node) for node in nodes}


def find_wanted(tree: Query, counts: Counts, searcher: Searcher) -> Wanted:
    """Return what passages should show; rare words weigh more."""
    analyzer = searcher.analyzer
    terms: set[str] = set()
    phrases: dict[tuple[str, ...], int] = {}
    patterns: dict[str, str] = {}
    weights: dict[str, float] = {}
    for node, positive in walk(tree):
        if not positive or not isinstance(node, Word | Phrase | Prefix | Wildcard | Fuzzy):
            continue
        weight = math.log(1 + searcher.document_count / (counts[node] + 0.5))
        if isinstance(node, Prefix | Wildcard | Fuzzy):
            weights[print_text(node)] = weight
            patterns.update(dict.fromkeys(searcher.expand(node)[0], print_text(node)))
            continue
        words = find_words(node.text)
        term = analyzer.analyze(words[0]).query if isinstance(node, Word) and len(words) == 1 else None
        if term is not None:
            terms.add(term)
            weights[term] = weight
        elif exact := tuple(analyzer.exact_terms(node.text)):
            phrases[exact] = max(phrases.get(exact, 0), node.slop if isinstance(node, Phrase) else 0)
            weights[" ".join(exact)] = weight
    return Wanted(frozenset(terms), tuple(sorted(phrases)), phrases, patterns, weights)
