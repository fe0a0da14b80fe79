"""Give the tree of a query, get its clauses as a person can read them, each with the number of its documents.

Knows nothing of most kinds of nodes but what every node has: how it is printed, how many documents it finds, and which
nodes it holds.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import get_args

from searchcsto.analysis.words import find_words, fold
from searchcsto.engines.base import Searcher
from searchcsto.options import SearchOptions
from searchcsto.query.tree import (
    And,
    DateRange,
    Every,
    Fuzzy,
    Not,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Query,
    Undated,
    Value,
    Wildcard,
    Word,
    print_query,
)
from searchcsto.reasons import Clause, Explanation
from searchcsto.searching.explanations import list_filters

SHOWN_WORDS = 10  # of a pattern
_BARE = SearchOptions(limit=0, facets=(), snippets=0)
_KINDS: dict[type, str] = {
    And: "all of",
    Or: "any of",
    Not: "not",
    Undated: "without a date",
    DateRange: "date",
    Every: "everything",
}

_NODES = get_args(Query)

Judge = Callable[[Query, Clause], Clause]  # adds to a clause what is to be said of its node


def explain_query(
    tree: Query, options: SearchOptions, searcher: Searcher, *, judge: Judge | None = None
) -> Explanation:
    """Return the clauses of a query, and those that the options add."""
    filters = tuple(read_clause(node, searcher, judge=judge) for node in list_filters(options))
    return Explanation(read_clause(tree, searcher, judge=judge), filters)


def read_clause(node: Query, searcher: Searcher, *, judge: Judge | None = None) -> Clause:
    """Return a node and all below it as clauses."""
    children = tuple(read_clause(child, searcher, judge=judge) for child in list_children(node))
    clause = Clause(_name_kind(node), print_query(node), count_found(node, searcher), children=children)
    if isinstance(node, Prefix | Wildcard | Fuzzy):
        clause = _add_words(clause, node, searcher)
    elif isinstance(node, Word):
        clause = dataclasses.replace(clause, detail=_describe_term(node, searcher))
    return judge(node, clause) if judge is not None else clause


def list_children(node: Query) -> tuple[Query, ...]:
    """Return the nodes that a node holds, whatever its kind."""
    children: list[Query] = []
    for field in dataclasses.fields(node):
        value = getattr(node, field.name)
        held = value if isinstance(value, tuple) else (value,)
        children += [each for each in held if isinstance(each, _NODES)]
    return tuple(children)


def count_found(node: Query, searcher: Searcher) -> int:
    """Return how many documents a node finds by itself."""
    if isinstance(node, Word | Phrase | Prefix | Wildcard | Fuzzy):
        return searcher.count_documents(node)
    return searcher.search(node, _BARE).total


def _name_kind(node: Query) -> str:
    if isinstance(node, Value):
        return node.field
    if type(node) in _KINDS:
        return _KINDS[type(node)]
    return re.sub(r"(?<!^)(?=[A-Z])", " ", type(node).__name__).lower()


def _add_words(clause: Clause, node: Pattern, searcher: Searcher) -> Clause:
    terms, was_cut = searcher.expand(node)
    counts = [(term, searcher.count_documents(Phrase(term, node.field))) for term in terms[:SHOWN_WORDS]]
    shown = tuple((term, count) for term, count in counts if count)
    return dataclasses.replace(clause, words=shown, word_count=len(terms), was_cut=was_cut)


def _describe_term(node: Word, searcher: Searcher) -> str:
    """Say as what a word is looked up, if that is not the word itself."""
    words = find_words(node.text)
    if len(words) != 1:
        return "as a phrase" if words else "holds no letter and no digit"
    term = searcher.analyzer.analyze(words[0]).query
    if term is None:
        return "as a phrase"
    return f"in all its forms, as {term!r}" if term != fold(node.text) else ""
