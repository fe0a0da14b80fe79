"""Give a query of Whoosh's, get the plan by which our executor runs it.

Term, And, Or, Not, AndNot, AndMaybe, Require, Phrase without slop, Prefix, Wildcard, FuzzyTerm, Regex, the ranges,
Every, NullQuery and ConstantScoreQuery are all ours. What else there is (spans, nested queries, phrases with slop)
is left to Whoosh: alone, with Whoosh's scores; within other queries, Whoosh says which documents it finds, and each
of them scores as much as the boost.

Words and phrases score by our BM25. What Whoosh scores by a constant scores by the same constant here. NOT and
Every score nothing, where Whoosh adds 1.
"""

from __future__ import annotations

import typing
from collections.abc import Iterable, Sequence

import numpy as np
from whoosh import query
from whoosh.searching import Searcher

from searchcsto.engines.whoosh.bridge.documents import LENGTH_FIELDS
from searchcsto.engines.whoosh.bridge.terms import ColumnTermsReader
from searchcsto.engines.whoosh.bridge.vocabulary import DAY, INDEXED, DayVocabulary
from searchcsto.engines.whoosh.codec.columns import EPOCH
from searchcsto.engines.whoosh.executor import ColumnSearcher
from searchcsto.engines.whoosh.leaves import Leaf, LeafPart
from searchcsto.engines.whoosh.plan import All, Any, Constant, Everything, No, Plan, SegmentRun, Term
from searchcsto.engines.whoosh.ranking import Ranked, rank_by_score
from searchcsto.engines.whoosh.sets import Ints

_MANY = 1e18  # a count at which BM25's tf / (tf + x) is 1
_PATTERNS = (query.Prefix, query.Wildcard, query.Regex, query.FuzzyTerm, query.TermRange)


class PlanSearcher(ColumnSearcher):
    """Run plans over the segments of one of Whoosh's searchers."""

    def load_term(self, field: str, terms: Sequence[bytes], boost: float) -> Term:
        """Return a term of a scored field, or a phrase of `exact`."""
        return Term(self._translator.load((field, tuple(terms), 0)).leaf, boost)

    def make_constant(self, documents: Iterable[Ints], score: float) -> Term:
        """Return the live ones of some documents of each segment, all with the same score."""
        parts = []
        for part, numbers in zip(self._parts, documents, strict=True):
            alive = numbers if part.live is None else numbers[part.live[numbers]]
            parts.append(LeafPart(numbers=alive, counts=np.full(len(alive), _MANY)))
        leaf = Leaf(parts, field="text", live_documents=self.document_count)
        leaf.weight = score
        return Term(leaf)

    def run(self, plan: Plan, *, limit: int | None) -> tuple[Ints, list[tuple[float, int]]]:
        """Return the numbers of all documents that a plan finds, and the scores and numbers of the best."""
        runs = self._start_runs()
        found = [run.find(plan) for run in runs]
        numbers = [run.part.base + each.to_numbers() for run, each in zip(runs, found, strict=True)]
        everything = np.concatenate(numbers) if numbers else np.empty(0, np.int64)
        most = len(everything) if limit is None else limit
        ranked: list[Ranked] = [
            rank_by_score(run, plan, each, limit=most) for run, each in zip(runs, found, strict=True)
        ]
        best = self._merge(runs, ranked, sort="score", limit=most)
        return everything, list(zip(best.scores.tolist(), best.numbers.tolist(), strict=True))

    def _start_runs(self) -> list[SegmentRun]:
        return [SegmentRun(number, part, self._lengths) for number, part in enumerate(self._parts)]


class Translator:
    """Translate the queries of one searcher of Whoosh's, whose leaves are our segments."""

    def __init__(self, searcher: PlanSearcher, leaves: Sequence[Searcher]) -> None:
        self._searcher = searcher
        self._leaves = leaves

    def translate(self, node: query.Query) -> Plan | None:
        """Return the plan of a query, None if it is not ours to run. One within it may still be Whoosh's."""
        return self._translate_known(node, 1.0)

    def _translate(self, node: query.Query, boost: float = 1.0) -> Plan:
        """Return the plan of a query with its scores multiplied by boost."""
        plan = self._translate_known(node, boost)
        if plan is None:
            documents = [np.unique(np.fromiter(node.docs(leaf), np.int64)) for leaf in self._leaves]
            plan = self._searcher.make_constant(documents, boost * getattr(node, "boost", 1.0))
        return plan

    def _translate_known(self, node: query.Query, boost: float) -> Plan | None:
        kind = type(node)
        if kind is type(query.NullQuery):
            return Any(())
        boost *= getattr(node, "boost", 1.0)
        if kind is query.Term:
            return self._translate_term(node, boost)
        if kind is query.And or (kind is query.Or and not node.scale and not node.minmatch):
            children = tuple(self._translate(child, boost) for child in node.subqueries)
            return All(children) if children and kind is query.And else Any(children)
        if kind is query.Not:
            return No(self._translate(node.query))
        if isinstance(node, query.compound.BinaryQuery):
            return self._translate_pair(node, boost)
        if kind is query.ConstantScoreQuery:
            return Constant(self._translate(node.child), boost * node.score)
        if kind is query.Every:
            return self._translate_every(node, boost)
        if kind is query.Phrase and node.slop == 1 and node.fieldname == "exact" and node.words:
            return self._searcher.load_term("exact", [self._encode(node, word) for word in node.words], boost)
        if kind in (query.NumericRange, query.DateRange) and node.fieldname == "date":
            return self._searcher.make_constant(self._find_days(node), boost)
        if kind in _PATTERNS and node.constantscore and node.fieldname in INDEXED and getattr(node, "text", " "):
            return self._searcher.make_constant(self._find_expanded(node), boost)
        return None

    def _translate_term(self, node: query.Term, boost: float) -> Plan | None:
        if node.fieldname in LENGTH_FIELDS:
            return self._searcher.load_term(node.fieldname, [self._encode(node, node.text)], boost)
        if node.fieldname not in INDEXED:
            return Any(())
        key = self._encode(node, node.text)
        return self._searcher.make_constant([_find(reader, node.fieldname, [key]) for reader in self._readers], boost)

    def _translate_pair(self, node: query.compound.BinaryQuery, boost: float) -> Plan | None:
        kind = type(node)
        if kind not in (query.AndNot, query.Require, query.AndMaybe):
            return None
        first, second = self._translate(node.a, boost), self._translate(node.b, boost)
        if kind is query.AndNot:
            return All((first, No(second)))
        # Twice not: the same documents without scores. Or everything: all documents, and scores where there are.
        return All((first, No(No(second)) if kind is query.Require else Any((second, Everything()))))

    def _translate_every(self, node: query.Every, boost: float) -> Plan | None:
        name = node.fieldname
        if name is None:
            return Everything()
        if name in LENGTH_FIELDS:
            lengths = [reader.segment.columns.lengths(LENGTH_FIELDS[name]) for reader in self._readers]
            return self._searcher.make_constant([np.flatnonzero(each) for each in lengths], boost)
        if name not in INDEXED:
            return None
        found = []
        for reader in self._readers:
            vocabulary = reader.vocabulary(name)
            found.append(_find(reader, name, vocabulary.keys(0, len(vocabulary))))
        return self._searcher.make_constant(found, boost)

    def _find_expanded(self, node: query.terms.MultiTerm) -> list[Ints]:
        found = []
        for leaf, reader in zip(self._leaves, self._readers, strict=True):
            keys = {self._encode(node, text) for _, text in node.expanded_terms(leaf.reader())}
            found.append(_find(reader, node.fieldname, sorted(keys)))
        return found

    def _find_days(self, node: query.NumericRange) -> list[Ints]:
        """Return the documents that may be from a day whose midnight lies in the range."""
        low = 0 if node.start is None else -(-(node.start + bool(node.startexcl)) // DAY)
        high = DAY if node.end is None else (node.end - bool(node.endexcl)) // DAY
        found = []
        for reader in self._readers:
            days = reader.vocabulary("date")
            assert isinstance(days, DayVocabulary)
            found.append(days.find_between(low - EPOCH + 1, high - EPOCH + 1))
        return found

    def _encode(self, node: query.Query, text: typing.Any) -> bytes:
        key: bytes = self._schema[node.fieldname].to_bytes(text)
        return key

    @property
    def _schema(self) -> typing.Any:
        return self._leaves[0].schema

    @property
    def _readers(self) -> list[ColumnTermsReader]:
        return [read_terms(leaf) for leaf in self._leaves]


def read_terms(leaf: Searcher) -> ColumnTermsReader:
    """Return our reader of terms beneath a searcher of one segment."""
    terms = leaf.reader()._terms
    assert isinstance(terms, ColumnTermsReader)
    return terms


def _find(reader: ColumnTermsReader, fieldname: str, keys: Sequence[bytes]) -> Ints:
    """Return the documents that have one of some terms."""
    vocabulary = reader.vocabulary(fieldname)
    flags = np.zeros(reader.segment.documents, bool)
    for key in keys:
        number = vocabulary.find(key)
        if number is not None:
            flags[vocabulary.postings(number)[0]] = True
    return np.flatnonzero(flags)
