"""Give a query tree, get what besides the frequencies of its words speaks for a document.

That are the words as they were written (unstemmed, as in the field `exact`), which of them stand side by side in the
query, and what a document that has all of the query has. Both engines rank with it. Words below NOT, and words that
feedback added, are left out; so are words that are everywhere, but for coverage.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from searchcsto.analysis.terms import Analyzer
from searchcsto.analysis.words import find_words
from searchcsto.query.tree import And, Fuzzy, Or, Pattern, Phrase, Prefer, Prefix, Query, Wildcard, Word

MAX_PHRASE = 20  # words of a query that are looked for as a phrase
Unit = Word | Phrase | Pattern


@dataclass(frozen=True, slots=True)
class Evidence:
    """What to look for in the best documents; empty for a query with less than two different words."""

    words: tuple[str, ...] = ()  # terms of `exact`, as often as they were written
    pairs: tuple[tuple[str, str], ...] = ()  # different neighbours among them, in their order
    units: tuple[Unit, ...] = ()  # each different word, phrase and pattern


def read_evidence(query: Query, analyzer: Analyzer, *, is_everywhere: Callable[[Word], bool]) -> Evidence:
    """Return the evidence that a query asks for.

    >>> from searchcsto.query.parser import parse_query
    >>> found = read_evidence(parse_query("peace talks -war"), Analyzer(), is_everywhere=lambda word: False)
    >>> found.words, found.pairs, len(found.units)
    (('peace', 'talks'), (('peace', 'talks'),), 2)
    """
    runs: list[list[Word]] = [[]]
    units: dict[Unit, None] = {}
    _collect(query, runs=runs, units=units)
    if sum(isinstance(unit, Word) for unit in units) < 2:
        return Evidence()
    words: list[str] = []
    pairs: list[tuple[str, str]] = []
    for run in runs:
        terms: list[str] = []
        for word in [*run, None]:
            if word is not None and not is_everywhere(word):
                terms += read_exact(word, analyzer)
                continue
            pairs += [(one, other) for one, other in itertools.pairwise(terms) if one != other]
            words += terms
            terms = []
    return Evidence(tuple(words), tuple(pairs), tuple(units))


def _collect(query: Query, *, runs: list[list[Word]], units: dict[Unit, None]) -> None:
    """Add the words of a tree to the last run, or begin a new run where something else than a word stands."""
    match query:
        case Word(_, "text"):
            units[query] = None
            runs[-1].append(query)
            return
        case Word() | Phrase() | Prefix() | Wildcard() | Fuzzy():
            units[query] = None
        case And(children) | Or(children):
            runs.append([])
            for child in children:
                _collect(child, runs=runs, units=units)
        case Prefer(required, wanted):
            _collect(required, runs=runs, units=units)
            _collect(wanted, runs=runs, units=units)
    runs.append([])


def read_exact(word: Word, analyzer: Analyzer) -> list[str]:
    """Return the terms of `exact` that a word of a query has."""
    return [term for found in find_words(word.text) for term in analyzer.analyze(found).exact]


def add_phrases(query: Query, *, is_common: Callable[[Word], bool]) -> Query:
    """Return a tree in which words that are all common are looked for as a phrase too: "to be or not to be".

    >>> from searchcsto.query.parser import parse_query
    >>> from searchcsto.query.tree import print_query
    >>> print_query(add_phrases(parse_query("to be"), is_common=lambda word: True))
    'to OR be OR "to be"'
    """
    phrases: dict[int, Query] = {}
    for run in _list_word_runs(query):
        words = [word for word in run.children if isinstance(word, Word)]
        if all(is_common(word) for word in words):
            phrases[id(run)] = Or((*words, Phrase(" ".join(word.text for word in words))))
    return _replace_runs(query, phrases) if phrases else query


def _list_word_runs(query: Query) -> list[Or]:
    """Return the nodes that find any of several words, and nothing but words, outside of NOT."""
    match query:
        case Or(children) if len(children) > 1 and all(isinstance(c, Word) and c.field == "text" for c in children):
            return [query] if len(children) <= MAX_PHRASE else []
        case And(children) | Or(children):
            return [run for child in children for run in _list_word_runs(child)]
        case Prefer(required, wanted):
            return [*_list_word_runs(required), *_list_word_runs(wanted)]
        case _:
            return []


def _replace_runs(query: Query, runs: dict[int, Query]) -> Query:
    """Return a tree with other nodes in the place of some, which are given by their id()."""
    if id(query) in runs:
        return runs[id(query)]
    match query:
        case And(children):
            return And(tuple(_replace_runs(child, runs) for child in children))
        case Or(children):
            return Or(tuple(_replace_runs(child, runs) for child in children))
        case Prefer(required, wanted):
            return Prefer(_replace_runs(required, runs), _replace_runs(wanted, runs))
        case _:
            return query
