"""Give a query tree, get the OpenSearch queries that find its documents, and score them.

Words are plain queries for a term of `text`, with the BM25 of the cluster. Phrases, patterns and synonyms count as one
term each: their BM25 is computed by a script, of the frequencies that the field `exact` gives and of the length of
`text`. What this leaves to be made equal (lengths that Lucene rounds, statistics that know of deleted documents) is
made so for the best documents by `rescoring`.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Sequence
from typing import Any

from searchcsto.analysis.terms import Analyzer
from searchcsto.analysis.values import value_key
from searchcsto.analysis.words import find_words
from searchcsto.engines.base import K1, B
from searchcsto.engines.opensearch.globs import make_path_pattern
from searchcsto.engines.opensearch.leaves import (
    NOTHING,
    AnyLeaf,
    Leaf,
    PhraseLeaf,
    TermLeaf,
    WordsLeaf,
    count_clauses,
    find_lengths,
    make_filter,
    make_frequency,
)
from searchcsto.engines.shared.bases import BASIS_FIELDS, UNKNOWN
from searchcsto.options import SearchOptions
from searchcsto.query.tree import (
    And,
    DateRange,
    Every,
    Fuzzy,
    Glob,
    Not,
    Or,
    Pattern,
    Phrase,
    Prefer,
    Prefix,
    Query,
    Synonyms,
    Undated,
    Value,
    Weighted,
    Wildcard,
    Word,
)

Json = dict[str, Any]
Scored = Word | Phrase | Prefix | Wildcard | Fuzzy | Synonyms

_BM25 = "params.weight * _score / (_score + params.least + params.slope * doc[params.length].value)"
_RECENCY = (
    "if (doc['first_day'].size() == 0) { return _score; } "
    "long day = doc['first_day'].value.toInstant().toEpochMilli() / 86400000L; "
    "return _score * (1 + Math.pow(2, -(double) Math.max(params.last - day, 0L) / params.half));"
)
_LEGACY = 1 / (K1 + 1)  # OpenSearch multiplies BM25 by k1 + 1, as Lucene did before its version 8
MOST_CLAUSES = 900  # terms of one query: Lucene allows 1,024


def make_weight(documents: int, count: int) -> float:
    """Return the idf of what `count` of all documents have."""
    return math.log1p((documents - count + 0.5) / (count + 0.5))


class Translator:
    """Translate trees; `expand` says which words a pattern stands for, `find_values` which values a field has."""

    def __init__(
        self,
        analyzer: Analyzer,
        *,
        expand: Callable[[Pattern], Sequence[str]],
        find_values: Callable[[str], Sequence[str]],
    ) -> None:
        self._analyzer = analyzer
        self._expand = expand
        self._find_values = find_values

    def find_leaf(self, node: Scored) -> Leaf:
        """Return what of the index a node is counted by."""
        match node:
            case Word(text, field):
                words = [self._analyzer.analyze(word) for word in find_words(text)]
                if len(words) == 1 and words[0].query is not None:
                    return TermLeaf(field, words[0].query)
                terms = [term for word in words for term in word.exact]
                return PhraseLeaf("exact" if field == "text" else "heading", tuple(terms))
            case Phrase(text, field, slop):
                terms = self._analyzer.exact_terms(text)
                return PhraseLeaf("exact" if field == "text" else "heading", tuple(terms), slop)
            case Synonyms(children):
                found: dict[TermLeaf | PhraseLeaf | WordsLeaf, None] = {}
                for child in children:
                    leaf = self.find_leaf(child)
                    if not isinstance(leaf, AnyLeaf):
                        found[leaf] = None
                return AnyLeaf(tuple(found), children[0].field)
            case _:
                return WordsLeaf("exact" if node.field == "text" else "heading", tuple(self._expand(node)), node)

    def make_filter(self, query: Query) -> Json:
        """Return the query that finds the documents of a tree, without scores."""
        match query:
            case Word() | Phrase() | Prefix() | Wildcard() | Fuzzy() | Synonyms():
                return make_filter(self.find_leaf(query))
            case And(children):
                return {"bool": {"filter": [self.make_filter(child) for child in children]}}
            case Or(()):
                return NOTHING
            case Or(children):
                return _any([self.make_filter(child) for child in children])
            case Prefer(required, _):
                return self.make_filter(required)
            case Not(child):
                return {"bool": {"must_not": [self.make_filter(child)]}}
            case Weighted(child):
                return self.make_filter(child)
            case Value(field, value):
                return self.make_value(field, value)
            case DateRange(first, last):
                return make_days(first, last)
            case Undated():
                return {"bool": {"must_not": [{"exists": {"field": "first_day"}}]}}
            case Glob(text):
                return {"regexp": {"path_key": {"value": make_path_pattern(text), "flags": "NONE"}}}
            case Every():
                return {"match_all": {}}

    def make_value(self, field: str, value: str) -> Json:
        """Return the query that finds the documents with a value, however it is written."""
        key = value_key(value)
        if field in BASIS_FIELDS:
            return {"terms": {field: [each for each in self._find_values(field) if value_key(each) == key]}}
        if key == UNKNOWN:
            return {"bool": {"must_not": [{"exists": {"field": field}}]}}
        return {"term": {f"{field}_key": key}}

    def make_filters(self, options: SearchOptions) -> tuple[list[Json], list[Json]]:
        """Return what the options demand, and what they exclude."""
        wanted: list[Json] = []
        unwanted: list[Json] = []
        for field, names, not_names in (
            ("source", options.sources, options.not_sources),
            ("language", options.languages, options.not_languages),
            ("place", options.places, options.not_places),
        ):
            if names:
                wanted.append(_any([self.make_value(field, name) for name in names]))
            unwanted += [self.make_value(field, name) for name in not_names]
        unwanted += [make_days(*days) for days in options.excluded_days]
        if options.after or options.before:
            wanted.append(make_days(options.first_day, options.last_day))
        if options.undated:
            wanted.append(self.make_filter(Undated()))
        return wanted, unwanted

    def make_restricted(self, query: Json, options: SearchOptions) -> Json:
        """Return a query that finds only what passes the filters of the options, with the same scores."""
        wanted, unwanted = self.make_filters(options)
        if not wanted and not unwanted:
            return query
        return {"bool": {"must": [query], "filter": wanted, "must_not": unwanted}}


class Scorer:
    """Make queries with scores; `count` says how many of `documents` have a leaf, `averages` how long fields are."""

    def __init__(
        self,
        translator: Translator,
        *,
        count: Callable[[Leaf], int],
        documents: int,
        averages: dict[str, float],
    ) -> None:
        self._translator = translator
        self._count = count
        self._documents = documents
        self._slopes = {name: K1 * B / (average or 1.0) for name, average in averages.items()}
        self._clauses = 0

    def make_query(self, query: Query) -> Json:
        """Return the query that finds and scores the documents of a tree."""
        self._clauses = 0
        return self._score(query, 1.0)

    def _score(self, query: Query, boost: float) -> Json:
        match query:
            case Word() | Phrase() | Prefix() | Wildcard() | Fuzzy() | Synonyms():
                return self._score_leaf(self._translator.find_leaf(query), boost)
            case And(children):
                scored = [self._score(child, boost) for child in children if gives_scores(child)]
                rest = [self._translator.make_filter(child) for child in children if not gives_scores(child)]
                return {"bool": {"must": scored, "filter": rest}}
            case Or(()):
                return NOTHING
            case Or(children):
                return _any([self._score(child, boost) for child in children])
            case Prefer(required, wanted):
                return {"bool": {"must": [self._score(required, boost)], "should": [self._score(wanted, boost)]}}
            case Weighted(child, weight):
                return self._score(child, boost * weight)
            case _:
                return {"constant_score": {"filter": self._translator.make_filter(query), "boost": 0}}

    def _score_leaf(self, leaf: Leaf, boost: float) -> Json:
        if isinstance(leaf, TermLeaf):
            return {"term": {leaf.field: {"value": leaf.term, "boost": boost * _LEGACY}}}
        length = find_lengths(leaf)
        self._clauses += count_clauses(leaf)
        is_too_much = self._clauses > MOST_CLAUSES and count_clauses(leaf) > 1
        counted: Json = {"constant_score": {"filter": make_filter(leaf)}} if is_too_much else make_frequency(leaf)
        parameters = {
            "weight": boost * make_weight(self._documents, self._count(leaf)),
            "least": K1 * (1 - B),
            "slope": self._slopes[length],
            "length": f"{length}_length",
        }
        return {"script_score": {"query": counted, "script": {"source": _BM25, "params": parameters}}}


def add_recency(query: Json, *, half_life: float, last: int) -> Json:
    """Return a query whose scores are higher for recent documents; `last` is a day, counted from 1970."""
    parameters = {"half": half_life, "last": last}
    return {"script_score": {"query": query, "script": {"source": _RECENCY, "params": parameters}}}


def gives_scores(query: Query) -> bool:
    """Return whether any part of a tree gives scores."""
    match query:
        case Word() | Phrase() | Prefix() | Wildcard() | Fuzzy() | Synonyms():
            return True
        case And(children) | Or(children):
            return any(map(gives_scores, children))
        case Prefer(required, wanted):
            return gives_scores(required) or gives_scores(wanted)
        case Weighted(child):
            return gives_scores(child)
        case _:
            return False


def make_days(first: datetime.date | None, last: datetime.date | None) -> Json:
    """Return the query that finds the documents of which some possible day lies in a range."""
    bounds: list[Json] = [{"exists": {"field": "first_day"}}]
    if last is not None:
        bounds.append({"range": {"first_day": {"lte": last.isoformat()}}})
    if first is not None:
        bounds.append({"range": {"last_day": {"gte": first.isoformat()}}})
    return {"bool": {"filter": bounds}}


def _any(queries: list[Json]) -> Json:
    return queries[0] if len(queries) == 1 else {"bool": {"should": queries, "minimum_should_match": 1}}
