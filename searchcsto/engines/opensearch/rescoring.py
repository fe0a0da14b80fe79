"""Give the best documents of a search, get their exact scores, and the bonuses, as the embedded engine computes them.

One question brings for each document how often each leaf of the query stands in it, and the exact lengths. From these
BM25 is computed here: over live documents only, and with lengths that are not rounded. The bonuses are those that
docs/architecture.md describes: the words as they were written, side by side, and how many of them a document has.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from searchcsto.analysis.nearness import find_near
from searchcsto.analysis.terms import Analyzer
from searchcsto.documents import Document
from searchcsto.engines.base import (
    COMMON_SHARE,
    COVERAGE_WEIGHT,
    EXACT_WEIGHT,
    K1,
    PAIR_WEIGHT,
    B,
    ScorePart,
)
from searchcsto.engines.opensearch.leaves import (
    Leaf,
    PhraseLeaf,
    count_clauses,
    find_lengths,
    list_single,
    make_frequency,
)
from searchcsto.engines.opensearch.schema import POSITION_GAP, make_key
from searchcsto.engines.opensearch.snapshot import Snapshot
from searchcsto.engines.opensearch.translate import MOST_CLAUSES, Translator, make_weight
from searchcsto.query.evidence import Evidence
from searchcsto.query.tree import (
    And,
    Fuzzy,
    Or,
    Phrase,
    Prefer,
    Prefix,
    Query,
    Synonyms,
    Weighted,
    Wildcard,
    Word,
    print_query,
)

Json = dict[str, Any]
_SCORED = (Word, Phrase, Prefix, Wildcard, Fuzzy, Synonyms)


@dataclass(slots=True)
class Measured:
    """What is known of one document: how often leaves stand in it, which filters find it, and how long it is."""

    lengths: Mapping[str, int]
    frequencies: dict[Leaf, float] = field(default_factory=dict)
    found: set[str] = field(default_factory=set)  # the names of filters

    def count(self, leaf: Leaf) -> float:
        """Return how often a leaf stands in the document; those that mean the same count together."""
        return sum(self.frequencies.get(each, 0.0) for each in list_single(leaf))


@dataclass(frozen=True, slots=True)
class Statistics:
    """What BM25 needs to know of all documents; made for one search."""

    documents: int
    averages: Mapping[str, float]
    ask: Callable[[Leaf], int]
    known: dict[Leaf, int] = field(default_factory=dict)

    def count(self, leaf: Leaf) -> int:
        """Return how many documents have a leaf."""
        count = self.known.get(leaf)
        if count is None:
            count = self.known[leaf] = self.ask(leaf)
        return count

    def weigh(self, leaf: Leaf) -> float:
        """Return the idf of a leaf."""
        return make_weight(self.documents, self.count(leaf))

    def add(self, length: str, measured: Measured) -> float:
        """Return what BM25 adds to a frequency in a document."""
        return K1 * (1 - B) + K1 * B / (self.averages[length] or 1.0) * measured.lengths[length]


class Rescorer:
    """Measure documents and score them, for one tree of a query."""

    def __init__(self, query: Query, translator: Translator, statistics: Statistics) -> None:
        self._query = query
        self._statistics = statistics
        self._leaves: dict[Leaf, None] = {}
        self._filters: dict[str, Json] = {}
        self._names: dict[Query, str] = {}
        self._find_leaf = functools.cache(translator.find_leaf)
        self._collect(query, translator)

    @property
    def leaves(self) -> list[Leaf]:
        """What of the query gives scores."""
        return list(self._leaves)

    def _collect(self, query: Query, translator: Translator) -> None:
        match query:
            case Word() | Phrase() | Prefix() | Wildcard() | Fuzzy() | Synonyms():
                self._leaves[self._find_leaf(query)] = None
            case And(children) | Or(children):
                for child in children:
                    self._collect(child, translator)
            case Prefer(required, wanted):
                self._collect(required, translator)
                self._collect(wanted, translator)
            case Weighted(child):
                self._collect(child, translator)
            case _:
                name = self._names.setdefault(query, f"f{len(self._names)}")
                self._filters[name] = translator.make_filter(query)

    def score(self, measured: Measured) -> float:
        """Return the BM25 of a document."""
        return self._score(self._query, measured)[0]

    def _score(self, query: Query, measured: Measured) -> tuple[float, bool]:
        if isinstance(query, _SCORED):
            return self.score_leaf(self._find_leaf(query), measured)
        match query:
            case And(children) | Or(children):
                results = [self._score(child, measured) for child in children]
                join = all if isinstance(query, And) else any
                found = join(is_found for _, is_found in results)
                return (sum(score for score, _ in results), True) if found else (0.0, False)
            case Prefer(required, wanted):
                score, found = self._score(required, measured)
                return (score + self._score(wanted, measured)[0], True) if found else (0.0, False)
            case Weighted(child, weight):
                score, found = self._score(child, measured)
                return score * weight, found
            case _:
                return 0.0, self._names[query] in measured.found

    def score_leaf(self, leaf: Leaf, measured: Measured) -> tuple[float, bool]:
        """Return the BM25 of one leaf in a document, and whether it stands there."""
        frequency = measured.count(leaf)
        if not frequency:
            return 0.0, False
        added = self._statistics.add(find_lengths(leaf), measured)
        return self._statistics.weigh(leaf) * frequency / (frequency + added), True

    def list_parts(self, measured: Measured) -> list[ScorePart]:
        """Return the parts of the BM25 of a document, each word by itself."""
        return self._list_parts(self._query, measured)

    def _list_parts(self, query: Query, measured: Measured) -> list[ScorePart]:
        if isinstance(query, _SCORED):
            score, found = self._score(query, measured)
            return [ScorePart("bm25", score, print_query(query))] if found else []
        match query:
            case And(children) | Or(children):
                if not self._score(query, measured)[1]:
                    return []
                return [part for child in children for part in self._list_parts(child, measured)]
            case Prefer(required, wanted):
                if not self._score(required, measured)[1]:
                    return []
                return [*self._list_parts(required, measured), *self._list_parts(wanted, measured)]
            case Weighted(child, weight):
                parts = self._list_parts(child, measured)
                return [ScorePart("feedback", weight * part.value, part.detail) for part in parts]
            case _:
                return []

    def measure(self, snapshot: Snapshot, identifiers: Sequence[str], more: Iterable[Leaf] = ()) -> list[Measured]:
        """Return what is known of documents, in their order: of the leaves of the query, and of some more."""
        leaves: list[Leaf] = list(
            dict.fromkeys(single for leaf in (*self._leaves, *more) for single in list_single(leaf))
        )
        keys = [make_key(identifier) for identifier in identifiers]
        found: dict[str, Measured] = {}
        for group in _group(leaves):
            named = [_name(make_frequency(leaf), f"l{leaves.index(leaf)}") for leaf in group]
            named += [_name({"constant_score": {"filter": query}}, name) for name, query in self._filters.items()]
            for hit in _ask(snapshot, keys, named):
                self._take(hit, leaves, found)
        return [found.get(key, Measured({"text": 0, "title": 0})) for key in keys]

    def _take(self, hit: Json, leaves: Sequence[Leaf], found: dict[str, Measured]) -> None:
        measured = found.get(hit["_id"])
        if measured is None:
            lengths = {name: int(hit["fields"][f"{name}_length"][0]) for name in ("text", "title")}
            measured = found[hit["_id"]] = Measured(lengths)
        for name, score in hit.get("matched_queries", {}).items():
            if name.startswith("l"):
                measured.frequencies[leaves[int(name[1:])]] = float(round(score))
            else:
                measured.found.add(name)


def _group(leaves: Sequence[Leaf]) -> list[list[Leaf]]:
    """Return leaves in groups that one query may hold; at least one group."""
    groups: list[list[Leaf]] = [[]]
    clauses = 0
    for leaf in leaves:
        clauses += count_clauses(leaf)
        if clauses > MOST_CLAUSES and groups[-1]:
            groups.append([])
            clauses = count_clauses(leaf)
        groups[-1].append(leaf)
    return groups


def _name(query: Json, name: str) -> Json:
    return {"bool": {"must": [query], "_name": name}}


def _ask(snapshot: Snapshot, keys: list[str], named: list[Json]) -> list[Json]:
    body: Json = {
        "query": {"bool": {"filter": [{"ids": {"values": keys}}], "should": named, "minimum_should_match": 0}},
        "size": len(keys),
        "_source": False,
        "docvalue_fields": ["text_length", "title_length"],
        "track_total_hits": False,
        "sort": ["_doc"],
    }
    answer = snapshot.search(body, include_named_queries_score=True)
    hits: list[Json] = answer["hits"]["hits"]
    return hits


def count_near(leaf: PhraseLeaf, document: Document, analyzer: Analyzer) -> float:
    """Return how often a phrase with a slop stands in a document, counted by the places of its first word."""
    places: dict[str, list[int]] = {}
    spans = document.body if document.body is not None else ((0, len(document.text)),)
    pieces = [] if leaf.field == "heading" else [document.text[start:end] for start, end in spans]
    at = 0
    for piece in [document.title or "", *pieces]:
        terms = analyzer.exact_terms(piece)
        for number, term in enumerate(terms, at):
            places.setdefault(term, []).append(number)
        at += len(terms) + POSITION_GAP * bool(terms)
    known = [places.get(term, []) for term in leaf.terms]
    return float(sum(find_near(known, start, slop=leaf.slop) is not None for start in known[0]))


def find_bonuses(
    evidence: Evidence, units: Iterable[Leaf], measured: Measured, statistics: Statistics
) -> dict[str, float]:
    """Return what is added to the score of one of the best documents, by name."""
    added = statistics.add("text", measured)
    exact = proximity = coverage = 0.0
    for word, times in Counter(evidence.words).items():
        leaf = PhraseLeaf("exact", (word,))
        if frequency := measured.frequencies.get(leaf, 0.0):
            exact += frequency / (frequency + added) * times * statistics.weigh(leaf)
    for first, second in evidence.pairs:
        beside = measured.frequencies.get(PhraseLeaf("exact", (first, second)), 0.0)
        counts = [statistics.count(PhraseLeaf("exact", (word,))) for word in (first, second)]
        if beside and min(counts) and max(counts) * COMMON_SHARE <= statistics.documents:
            weight = sum(statistics.weigh(PhraseLeaf("exact", (word,))) for word in (first, second))
            proximity += beside / (beside + added) * weight
    known = [leaf for leaf in dict.fromkeys(units) if statistics.count(leaf)]
    if len(known) > 1:
        most = sum(map(statistics.weigh, known))
        share = sum(statistics.weigh(leaf) for leaf in known if measured.count(leaf)) / most
        coverage = most * share ** len(known)
    return {"exact": EXACT_WEIGHT * exact, "proximity": PAIR_WEIGHT * proximity, "coverage": COVERAGE_WEIGHT * coverage}


def list_evidence(evidence: Evidence) -> list[Leaf]:
    """Return what must be measured for the bonuses."""
    words: list[Leaf] = [PhraseLeaf("exact", (word,)) for word in dict.fromkeys(evidence.words)]
    return [*words, *(PhraseLeaf("exact", pair) for pair in dict.fromkeys(evidence.pairs))]
