"""Give a query tree, get the documents it finds in the segments of an index: how many, the best, and counts by facet.

Ranking is BM25 as Lucene has it: the sum over the query's words of idf tf / (tf + k1 (1 - b + b length / average)),
idf = ln(1 + (N - n + 0.5) / (n + 0.5)), with N, n and the average taken over the live documents of all segments, and
exact lengths. Filters and NOT do not score. The best WINDOW documents by this score get the `bonuses`, and `recency`
may multiply the scores of all. Among equal scores ids decide, in ascending order.

A Searcher keeps what it decoded, up to `memory` bytes, and may be shared by threads.
"""

from __future__ import annotations

import dataclasses
import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

import numpy as np

from searchcsto.analysis.terms import Analyzer
from searchcsto.deadlines import check_time
from searchcsto.documents import Document
from searchcsto.engines.base import COMMON_SHARE, EVERYWHERE_SHARE, WINDOW, LearnedAcronym, Matches, ScorePart
from searchcsto.engines.shared.bases import BASIS_FIELDS, read_basis
from searchcsto.engines.shared.corrections import find_similar
from searchcsto.engines.whoosh.acronyms import find_acronyms, find_long_forms, list_acronyms
from searchcsto.engines.whoosh.bonuses import Bonuses
from searchcsto.engines.whoosh.codec.dictionary import decode_key, encode_key
from searchcsto.engines.whoosh.codec.segment import Segment
from searchcsto.engines.whoosh.corrections import PartsVocabulary
from searchcsto.engines.whoosh.expansions import count_terms
from searchcsto.engines.whoosh.facets import FacetCounter, sum_values
from searchcsto.engines.whoosh.leaves import Floats, Leaf, Lengths, Part
from searchcsto.engines.whoosh.plan import Everything, Plan, SegmentRun, Term
from searchcsto.engines.whoosh.ranking import Ranked, find_floor, rank_by_date, rank_by_score, sort_days, sort_ranked
from searchcsto.engines.whoosh.recency import Recency
from searchcsto.engines.whoosh.score_parts import ScoreReader
from searchcsto.engines.whoosh.scratch import SCRATCH
from searchcsto.engines.whoosh.sets import DocumentSet, Flags
from searchcsto.engines.whoosh.stored import StoredDocuments
from searchcsto.engines.whoosh.translate import MEMORY, Translator
from searchcsto.options import SearchOptions, Sort
from searchcsto.query.evidence import Evidence, add_phrases, read_evidence
from searchcsto.query.tree import (
    Every,
    Pattern,
    Phrase,
    Prefix,
    Query,
    Synonyms,
    Word,
)


class ColumnSearcher:
    """Search segments; `deleted` flags the deleted documents of each (None: there are none)."""

    slowness = 1.0

    def __init__(
        self,
        segments: Sequence[Segment],
        deleted: Sequence[Flags | None] | None = None,
        *,
        memory: int = MEMORY,
        version: str = "",
    ) -> None:
        self.version = version
        self._parts: list[Part] = []
        base = 0
        for segment, flags in zip(segments, deleted or [None] * len(segments), strict=True):
            live = ~flags if flags is not None and flags.any() else None
            self._parts.append(Part(segment, live, base, segment.documents))
            base += segment.documents
        self._count = sum(
            part.documents if part.live is None else int(np.count_nonzero(part.live)) for part in self._parts
        )
        self._lengths = {field: Lengths(self._parts, field, live_documents=self._count) for field in ("text", "title")}
        self._facets = FacetCounter(self._parts)
        self._values: dict[str, Mapping[str, int]] = {}  # by field
        self._stored = StoredDocuments(self._parts)
        self._recency: Recency | None = None
        self._may_be_imprecise: bool | None = None
        self._translator = Translator(self._parts, documents=self._count, memory=memory)

    @property
    def analyzer(self) -> Analyzer:
        """An analyzer that knows the stems of the words of the index."""
        return self._translator.analyzer

    @property
    def document_count(self) -> int:
        """How many documents there are."""
        return self._count

    @property
    def may_be_imprecise(self) -> bool:
        """Whether a document, perhaps a deleted one, has a date that is known only to the month or year."""
        known = self._may_be_imprecise
        if known is None:
            known = any(part.segment.columns.days.any() for part in self._parts)
            self._may_be_imprecise = known
        return known

    def search(self, query: Query, options: SearchOptions) -> Matches:
        """Find, count and rank the documents of a query tree within the options' filters."""
        plan = self.translate_query(add_phrases(query, is_common=self._is_common))
        bonuses = None
        if options.sort == "score" and options.limit and not isinstance(query, Every):
            evidence = read_evidence(query, self.analyzer, is_everywhere=self._is_everywhere)
            bonuses = self._load_bonuses(evidence) if evidence.units else None
        return self.run_plan(plan, options, bonuses)

    def run_plan(self, plan: Plan, options: SearchOptions, bonuses: Bonuses | None = None) -> Matches:
        """Find, count and rank the documents of a plan within the options' filters."""
        with SCRATCH.lending():
            return self._run_plan(self._translator.restrict_plan(plan, options), options, bonuses)

    def _run_plan(self, plan: Plan, options: SearchOptions, bonuses: Bonuses | None) -> Matches:
        limit = options.offset + options.limit if options.limit else 0
        runs = self._prepare_runs(options)
        found = [run.find(plan) for run in runs]
        total = sum(each.count() for each in found)
        counted = self._facets.count(found, options.facet_names, total=total)
        most = max(limit, WINDOW) if bonuses is not None else limit
        best = self._rank(runs, plan, found, sort=options.sort, limit=most)
        if bonuses is not None:
            best = self._add_bonuses(runs, best, bonuses)
        return Matches(
            total,
            best.numbers[options.offset : limit].tolist(),
            best.scores[options.offset : limit].tolist(),
            facets=counted.values,
            undated=counted.undated,
            without=counted.without,
        )

    def _prepare_runs(self, options: SearchOptions) -> list[SegmentRun]:
        runs = [SegmentRun(number, part, self._lengths) for number, part in enumerate(self._parts)]
        if options.boost_recent is not None and options.sort == "score":
            recency = self._recency
            if recency is None or recency.half_life != options.boost_recent:
                recency = self._recency = Recency(self._parts, half_life=options.boost_recent)
            for run in runs:
                run.factors = recency.factors(run.number)
        return runs

    def _rank(
        self, runs: list[SegmentRun], plan: Plan, found: Sequence[DocumentSet], *, sort: Sort, limit: int
    ) -> Ranked:
        """Return global numbers and scores of the best documents, in order."""
        ranked: list[Ranked] = []
        for run, each in zip(runs, found, strict=True):
            check_time()
            if sort == "score":
                ranked.append(rank_by_score(run, plan, each, limit=limit, floor=find_floor(ranked, limit=limit)))
            else:
                ranked.append(rank_by_date(run, plan, each, limit=limit, newest=sort == "newest"))
        return self._merge(runs, ranked, sort=sort, limit=limit)

    def _is_common(self, word: Word) -> bool:
        return self.count_documents(word) * COMMON_SHARE > self._count

    def _is_everywhere(self, word: Word) -> bool:
        return self.count_documents(word) * EVERYWHERE_SHARE > self._count

    def _load_bonuses(self, evidence: Evidence) -> Bonuses:
        def load(word: str) -> Leaf:
            return self._translator.load(("exact", (encode_key(word),), 0)).leaf

        return Bonuses(evidence, map(self.translate_query, evidence.units), load)

    def _add_bonuses(self, runs: list[SegmentRun], best: Ranked, bonuses: Bonuses) -> Ranked:
        """Return documents with the bonuses of the first WINDOW of them, and these in the order of their new scores."""
        order = best.numbers[:WINDOW].argsort()
        numbers, scores = best.numbers[order], best.scores[order]
        ranked: list[Ranked] = []
        for run in runs:
            first, after = 0, len(numbers)
            if len(runs) > 1:
                first, after = numbers.searchsorted((run.part.base, run.part.base + run.documents)).tolist()
            own = numbers[first:after] - run.part.base if run.part.base else numbers[first:after]
            added: Floats = np.zeros(len(own))
            for bonus in bonuses.read(run, own, documents=self._count).values() if len(own) else ():
                added += bonus
            if run.factors is not None:
                added *= run.factors[own]
            ranked.append(sort_ranked(run, own, scores[first:after] + added))
        merged = self._merge(runs, ranked, sort="score", limit=len(numbers))
        if len(best.numbers) <= WINDOW:
            return merged
        both = (merged.numbers, best.numbers[WINDOW:]), (merged.scores, best.scores[WINDOW:])
        return Ranked(np.concatenate(both[0]), np.concatenate(both[1]))

    def explain_score(self, query: Query, options: SearchOptions, number: int) -> list[ScorePart]:
        """Return the parts of the score that `search` gives a document; empty if it does not find it."""
        whole = add_phrases(query, is_common=self._is_common)
        options = dataclasses.replace(options, facets=(), facet_search=None, offset=0)
        part = self._stored.find_part(number)
        run = next(run for run in self._prepare_runs(options) if run.part is part)
        place = np.array([number - part.base])
        plan = self.translate_query(whole)
        if not run.find(self._translator.restrict_plan(plan, options)).contains(place)[0]:
            return []
        parts = ScoreReader(run, int(place[0]), self.translate_query).read(whole)
        evidence = read_evidence(query, self.analyzer, is_everywhere=self._is_everywhere)
        window = dataclasses.replace(options, limit=WINDOW)
        if options.sort == "score" and evidence.units and number in self.run_plan(plan, window).documents:
            bonuses = self._load_bonuses(evidence).read(run, place, documents=self._count)
            parts += [ScorePart(name, float(values[0]), "") for name, values in bonuses.items() if values[0]]
        if run.factors is not None:
            factor = float(run.factors[place[0]])
            gained = (factor - 1) * sum(part.value for part in parts)
            parts.append(ScorePart("recency", gained, f"times {factor:.3f}"))
        return parts

    def count_documents(self, node: Word | Phrase | Pattern | Synonyms) -> int:
        """Return how many documents have this word or phrase, or any word of this pattern or these synonyms."""
        plan = self.translate_query(node)
        return plan.leaf.count if isinstance(plan, Term) else 0

    def count_ahead(self, nodes: Iterable[Word | Phrase | Pattern | Synonyms]) -> None:
        """Do nothing: counting is as fast one by one."""

    def expand(self, node: Pattern) -> tuple[Sequence[str], bool]:
        """Return the words that a pattern stands for, the most frequent first, and whether there were too many."""
        plan = self.translate_query(node)
        assert isinstance(plan, Term)
        assert plan.leaf.expansion is not None
        return list(map(decode_key, plan.leaf.expansion.terms)), plan.leaf.expansion.was_cut

    def finds(self, query: Query, number: int) -> bool:
        """Return whether a query tree finds a document."""
        part = self._stored.find_part(number)
        run = SegmentRun(self._parts.index(part), part, self._lengths)
        return bool(run.test(self.translate_query(query), np.array([number - part.base]))[0])

    def find_similar(self, word: str, *, seconds: float) -> Sequence[tuple[str, int]]:
        """Return words of the index that a person may have meant, the likeliest first, each with its documents."""
        return find_similar(PartsVocabulary(self._parts), word, seconds=seconds)

    def complete_word(self, beginning: str, *, limit: int) -> Sequence[tuple[str, int]]:
        """Return the words that begin so, the most frequent first, each with its documents, deleted ones included."""
        found = count_terms(self._parts, Prefix(beginning))
        best = heapq.nsmallest(limit, found.items(), key=lambda row: (-row[1], row[0]))
        return [(decode_key(term), count) for term, count in best]

    def count_values(self, field: str) -> Mapping[str, int]:
        """Return each value of a field with the number of its documents, see `query.tree.ValueField`."""
        known = self._values.get(field)
        if known is None and field in BASIS_FIELDS:
            known = self._values[field] = self._count_bases(field)
        if known is None:
            runs = [SegmentRun(number, part, self._lengths) for number, part in enumerate(self._parts)]
            found = [run.find(Everything()) for run in runs]
            known = self._values[field] = sum_values(
                self._facets.count(found, [field], total=self._count).values[field]
            )
        return known

    def _count_bases(self, field: str) -> Mapping[str, int]:
        totals: Counter[str] = Counter()
        for part in self._parts:
            columns = part.segment.columns
            numbers = columns.basis(BASIS_FIELDS[field][0])
            counts = np.bincount(numbers if part.live is None else numbers[part.live])
            for basis, count in zip(columns.bases(), counts.tolist(), strict=False):  # the last may have none
                totals[read_basis(basis, field)] += count
        return {value: count for value, count in totals.most_common() if count}

    def load_document(self, number: int) -> Document:
        """Return a document as it was added. Raises IndexDamaged."""
        return self._stored.load_document(number)

    def load_facts(self, number: int) -> Document:
        """Return a document as it was added, but with an empty text. Raises IndexDamaged."""
        return self._stored.load_facts(number)

    def read_id(self, number: int) -> str:
        """Return the id of a document, fast."""
        return self._stored.read_id(number)

    def find_numbers(self, identifier: str, *, prefix: bool = False) -> Sequence[int]:
        """Return the number of the document with this id, or of all whose ids begin so, in the order of ids."""
        return self._stored.find_numbers(identifier, prefix=prefix)

    def list_words(self, beginning: str, *, limit: int) -> tuple[Sequence[str], bool]:
        """Return the words that begin so, folded and unstemmed, in order, and whether there are more than the limit."""
        keys: set[bytes] = set()
        for part in self._parts:
            terms = part.segment.fields["exact"].terms
            start, stop = terms.find_prefix(encode_key(beginning))
            keys.update(terms.keys(start, min(stop, start + limit + 1)))
        return list(map(decode_key, sorted(keys)[:limit])), len(keys) > limit

    def find_acronyms(self, acronym: str) -> Sequence[LearnedAcronym]:
        """Return what an acronym stands for in the texts, however it is written, most frequent first."""
        return find_acronyms(self._parts, acronym)

    def find_long_forms(self, beginning: str) -> Sequence[tuple[str, str]]:
        """Return the keys of all long forms of acronyms that begin so, each with an acronym that stands for it."""
        return find_long_forms(self._parts, beginning)

    def list_acronyms(self) -> Sequence[LearnedAcronym]:
        """Return all acronyms that the texts explain, in their order, of each the most frequent long form first."""
        return list_acronyms(self._parts)

    def close(self) -> None:
        """Release the files."""
        self._translator.forget()
        for part in self._parts:
            part.segment.close()

    def translate_query(self, query: Query) -> Plan:
        """Return how a tree is run."""
        return self._translator.translate_query(query)

    def _merge(self, runs: list[SegmentRun], ranked: list[Ranked], *, sort: Sort, limit: int) -> Ranked:
        """Return global numbers and scores of the best of all segments, in order."""
        if len(runs) == 1:
            return ranked[0]
        rows: list[tuple[int, float, int]] = []
        for run, each in zip(runs, ranked, strict=True):
            days = [0] * len(each.numbers)
            if sort != "score":
                days = sort_days(run, each.numbers, newest=sort == "newest").tolist()
            numbers = (each.numbers + run.part.base).tolist()
            rows += zip(days, (-each.scores).tolist(), numbers, strict=True)
        rows.sort()
        best: list[tuple[int, float]] = []
        for _, equals in groupby(rows, key=itemgetter(0, 1)):
            group = list(equals)
            if len(group) > 1:  # only then ids are worth reading
                group.sort(key=lambda row: self._stored.id_key(row[2]))
            best += [(number, -score) for _, score, number in group]
            if len(best) >= limit:
                break
        numbers = np.array([number for number, _ in best[:limit]], np.int64)
        return Ranked(numbers, np.array([score for _, score in best[:limit]], np.float64))
