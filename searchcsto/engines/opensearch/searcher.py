"""Give a query tree, get the documents that it finds in a cluster: how many, the best, and counts by facet.

Counts are exact, and so are the scores and the order of the best CANDIDATES (see `rescoring`). Behind these stands what
the cluster says: BM25 with lengths that Lucene rounds to one of 256 values, each about an eighth above the one before,
and with statistics that still know of deleted documents. Among equal scores ids decide, in ascending order.

A Searcher may be shared by threads. A search asks the cluster two or three times: for the counts of words that it has
not asked for before, for the documents, and for what the scores of the best are made of.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from searchcsto.analysis.stems import Stemmer
from searchcsto.analysis.terms import Analyzer
from searchcsto.documents import Document
from searchcsto.engines.base import COMMON_SHARE, EVERYWHERE_SHARE, WINDOW, LearnedAcronym, Matches, ScorePart
from searchcsto.engines.opensearch.acronyms import Acronyms
from searchcsto.engines.opensearch.connection import Cluster
from searchcsto.engines.opensearch.counts import Counter
from searchcsto.engines.opensearch.expansions import Expander
from searchcsto.engines.opensearch.facets import make_aggregations, read_aggregations
from searchcsto.engines.opensearch.leaves import Leaf, PhraseLeaf, list_single
from searchcsto.engines.opensearch.pages import DeepColumn, DeepPage, Found, Ordering, Page
from searchcsto.engines.opensearch.rescoring import (
    Measured,
    Rescorer,
    Statistics,
    count_near,
    find_bonuses,
    list_evidence,
)
from searchcsto.engines.opensearch.schema import make_key
from searchcsto.engines.opensearch.snapshot import Snapshot
from searchcsto.engines.opensearch.stored import FACTS, WHOLE, StoredDocuments
from searchcsto.engines.opensearch.target import Target
from searchcsto.engines.opensearch.totals import EPOCH, Totals
from searchcsto.engines.opensearch.translate import Scorer, Translator, add_recency, gives_scores
from searchcsto.engines.opensearch.vocabulary import CountedWords, Words
from searchcsto.engines.shared.corrections import find_similar
from searchcsto.options import SearchOptions
from searchcsto.query.evidence import Evidence, add_phrases, read_evidence, read_exact
from searchcsto.query.tree import (
    Fuzzy,
    Pattern,
    Phrase,
    Prefix,
    Query,
    Synonyms,
    Wildcard,
    Word,
    walk,
)

Json = dict[str, Any]

CANDIDATES = 2 * WINDOW  # documents whose scores are computed exactly
DECIMALS = 9  # of a score; beyond them is rounding
_DEEPEST = 2000  # hits that a cluster is asked for at once
_COUNTED = (Word, Phrase, Prefix, Wildcard, Fuzzy, Synonyms)


class ClusterSearcher:
    """Search one committed state of an index."""

    slowness = 20.0

    def __init__(self, cluster: Cluster, target: Target, *, version: str) -> None:
        self.version = version
        self.analyzer = Analyzer(Stemmer())
        self._snapshot = Snapshot(cluster, target)
        self._counter = Counter(self._snapshot)
        self._stored = StoredDocuments(self._snapshot)
        self._acronyms = Acronyms(self._snapshot, self._counter)
        self._words = Words(cluster, target.words)
        # What follows must not hold this object: it goes with its last user, and the state of the cluster with it.
        self._expander = Expander(self._snapshot, self._counter, self._words)
        self._translator = Translator(
            self.analyzer, expand=self._expander.list_words, find_values=self._expander.list_values
        )
        self._totals = Totals(self._snapshot)

    @property
    def document_count(self) -> int:
        """How many documents there are."""
        return self._totals.load().documents

    @property
    def may_be_imprecise(self) -> bool:
        """True: to ask the cluster takes as long as to count such documents."""
        return True

    def _read_statistics(self) -> Statistics:
        totals = self._totals.load()
        return Statistics(totals.documents, totals.averages, self._counter.count)

    def search(self, query: Query, options: SearchOptions) -> Matches:
        """Find, count and rank the documents of a query tree within the options' filters."""
        self.count_ahead(node for node, _ in walk(query) if isinstance(node, _COUNTED))
        whole = add_phrases(query, is_common=self._is_common)
        limit = options.offset + options.limit if options.limit else 0
        is_ranked = bool(limit) and gives_scores(whole)
        evidence = self._read_evidence(query) if is_ranked and options.sort == "score" else Evidence()
        size = min(max(limit, CANDIDATES), _DEEPEST) if is_ranked else min(limit, _DEEPEST)
        body = self._make_body(whole, options, is_ranked=is_ranked)
        is_page = options.limit <= WINDOW
        source: list[str] | bool = (WHOLE if options.snippets else FACTS) if is_page and not is_ranked else False
        answer = self._ask({**body, "size": size, "_source": source, "aggs": make_aggregations(options.facet_names)})
        page = Page(answer["hits"]["hits"], keep=self._stored)
        if is_ranked:
            self._order(page, whole, evidence, options)
        counted = read_aggregations(answer["aggregations"], options.facet_names)
        found: Sequence[Found] = page.found[options.offset : limit]
        total = answer["hits"]["total"]["value"]
        if limit > _DEEPEST and total > len(page.found):
            found = self._read_deep(body, page, options, total=total)
        else:
            self._stored.expect([number for number, _ in found])
        return Matches(
            total,
            DeepColumn(found, 0) if isinstance(found, DeepPage) else [number for number, _ in found],
            DeepColumn(found, 1) if isinstance(found, DeepPage) else [score for _, score in found],
            facets=counted.values,
            undated=counted.undated,
            without=counted.without,
            inexact=counted.inexact,
        )

    def _ask(self, body: Json) -> Json:
        return self._snapshot.search(body, search_type="dfs_query_then_fetch")

    def _make_body(self, query: Query, options: SearchOptions, *, is_ranked: bool) -> Json:
        totals = self._totals.load()
        if not is_ranked:
            found = {"constant_score": {"filter": self._translator.make_filter(query), "boost": 0}}
        else:
            scorer = Scorer(
                self._translator,
                count=self._counter.count,
                documents=totals.documents,
                averages=dict(totals.averages),
            )
            found = scorer.make_query(query)
            if options.boost_recent is not None and options.sort == "score":
                found = add_recency(found, half_life=options.boost_recent, last=self._totals.load().last_day)
        return {
            "query": self._translator.make_restricted(found, options),
            "sort": Ordering(options.sort, is_ranked=is_ranked).sort,
            "track_scores": is_ranked,
            "track_total_hits": True,
            "docvalue_fields": ["id"],
        }

    def _read_deep(self, body: Json, page: Page, options: SearchOptions, *, total: int) -> DeepPage:
        last = min(options.offset + options.limit, total)

        def read(after: Sequence[Any], size: int) -> Page:
            answer = self._ask({**body, "size": size, "search_after": list(after), "_source": FACTS})
            following = Page(answer["hits"]["hits"], keep=self._stored)
            self._stored.expect([number for number, _ in following.found])
            return following

        return DeepPage(page, read, start=options.offset, stop=last)

    def _order(self, page: Page, query: Query, evidence: Evidence, options: SearchOptions) -> None:
        """Put the best hits of a page in the order of their exact scores, with bonuses."""
        count = min(len(page.found), CANDIDATES)
        rescorer = Rescorer(query, self._translator, self._read_statistics())
        measured = self._measure(rescorer, [number for number, _ in page.found[:count]], evidence)
        factors = [self._find_factor(number, options) for number, _ in page.found[:count]]
        rows: list[tuple[Any, float, str, int]] = []
        for place, each in enumerate(measured):
            number = page.found[place][0]
            score = round(rescorer.score(each) * factors[place], DECIMALS)
            rows.append((page.days[place], -score, self._stored.read_id(number), place))
        rows.sort(key=lambda row: (row[0], row[1], _encode(row[2])))
        if evidence.units:
            units = [self._translator.find_leaf(unit) for unit in evidence.units]
            statistics = self._read_statistics()
            best = rows[:WINDOW]
            for at, (day, score, identifier, place) in enumerate(best):
                added = sum(find_bonuses(evidence, units, measured[place], statistics).values())
                best[at] = (day, round(score - added * factors[place], DECIMALS), identifier, place)
            best.sort(key=lambda row: (row[0], row[1], _encode(row[2])))
            rows[:WINDOW] = best
        page.reorder([(place, -score) for _, score, _, place in rows])

    def _measure(self, rescorer: Rescorer, numbers: Sequence[int], evidence: Evidence) -> list[Measured]:
        if not numbers:
            return []
        identifiers = [self._stored.read_id(number) for number in numbers]
        more = list_evidence(evidence)
        measured = rescorer.measure(self._snapshot, identifiers, more)
        self._counter.count_all([*rescorer.leaves, *more])
        single = (each for leaf in rescorer.leaves for each in list_single(leaf))
        near = [leaf for leaf in dict.fromkeys(single) if isinstance(leaf, PhraseLeaf) and leaf.slop and leaf.terms[1:]]
        for leaf in near:
            for number, each in zip(numbers, measured, strict=True):
                if each.frequencies.get(leaf) is not None:
                    each.frequencies[leaf] = count_near(leaf, self.load_document(number), self.analyzer)
        return measured

    def _find_factor(self, number: int, options: SearchOptions) -> float:
        if options.boost_recent is None or options.sort != "score":
            return 1.0
        first = self.load_facts(number).date
        if first is None:
            return 1.0
        age = max(self._totals.load().last_day - (_find_first_day(first).toordinal() - EPOCH), 0)
        return 1.0 + float(2.0 ** (-age / options.boost_recent))

    def _read_evidence(self, query: Query) -> Evidence:
        evidence = read_evidence(query, self.analyzer, is_everywhere=self._is_everywhere)
        return evidence if evidence.units else Evidence()

    def _is_common(self, word: Word) -> bool:
        return self.count_documents(word) * COMMON_SHARE > self.document_count

    def _is_everywhere(self, word: Word) -> bool:
        return self.count_documents(word) * EVERYWHERE_SHARE > self.document_count

    def explain_score(self, query: Query, options: SearchOptions, number: int) -> list[ScorePart]:
        """Return the parts of the score that `search` gives a document; empty if it does not find it."""
        whole = add_phrases(query, is_common=self._is_common)
        options = dataclasses.replace(options, facets=(), facet_search=None, offset=0)
        restricted = self._translator.make_restricted(self._translator.make_filter(whole), options)
        if not self._finds(restricted, number):
            return []
        evidence = self._read_evidence(query) if options.sort == "score" else Evidence()
        rescorer = Rescorer(whole, self._translator, self._read_statistics())
        [measured] = self._measure(rescorer, [number], evidence)
        parts = rescorer.list_parts(measured)
        window = dataclasses.replace(options, limit=WINDOW, snippets=0)
        if evidence.units and number in self.search(query, window).documents:
            units = [self._translator.find_leaf(unit) for unit in evidence.units]
            bonuses = find_bonuses(evidence, units, measured, self._read_statistics())
            parts += [ScorePart(name, value, "") for name, value in bonuses.items() if value]
        factor = self._find_factor(number, options)
        if options.boost_recent is not None and options.sort == "score":
            gained = (factor - 1) * sum(part.value for part in parts)
            parts.append(ScorePart("recency", gained, f"times {factor:.3f}"))
        return parts

    def count_documents(self, node: Word | Phrase | Pattern | Synonyms) -> int:
        """Return how many documents have this word or phrase, or any word of this pattern or these synonyms."""
        return self._counter.count(self._translator.find_leaf(node))

    def count_ahead(self, nodes: Iterable[Word | Phrase | Pattern | Synonyms]) -> None:
        """Count all of some nodes with one question, and the words of them as they are written."""
        leaves: list[Leaf] = []
        for node in nodes:
            leaves.append(self._translator.find_leaf(node))
            if isinstance(node, Word):
                leaves += [PhraseLeaf("exact", (term,)) for term in read_exact(node, self.analyzer)]
        self._counter.count_all(leaves)

    def expand(self, node: Pattern) -> tuple[Sequence[str], bool]:
        """Return the words that a pattern stands for, the most frequent first, and whether there were too many."""
        return self._expander.expand(node)

    def finds(self, query: Query, number: int) -> bool:
        """Return whether a query tree finds a document."""
        return self._finds(self._translator.make_filter(query), number)

    def _finds(self, query: Json, number: int) -> bool:
        own = {"ids": {"values": [make_key(self._stored.read_id(number))]}}
        body = {"query": {"bool": {"filter": [own, query]}}, "size": 0, "track_total_hits": True}
        return bool(self._snapshot.search(body)["hits"]["total"]["value"])

    def find_similar(self, word: str, *, seconds: float) -> Sequence[tuple[str, int]]:
        """Return words of the index that a person may have meant, the likeliest first, each with its documents."""
        return find_similar(
            CountedWords(self._words, self._counter, lambda: self.document_count), word, seconds=seconds
        )

    def complete_word(self, beginning: str, *, limit: int) -> Sequence[tuple[str, int]]:
        """Return the words that begin so, the most frequent first, each with its documents."""
        found = self._words.find_frequent({"prefix": {"word": beginning}}, most=max(10 * limit, WINDOW))
        counts = self._counter.count_words(found)
        return sorted(counts.items(), key=lambda row: (-row[1], row[0]))[:limit]

    def count_values(self, field: str) -> Mapping[str, int]:
        """Return each value of a field with the number of its documents, see `query.tree.ValueField`."""
        return self._expander.count_values(field)

    def load_document(self, number: int) -> Document:
        """Return a document as it was added. Raises IndexDamaged."""
        return self._stored.load_document(number)

    def load_facts(self, number: int) -> Document:
        """Return a document as it was added, perhaps with an empty text. Raises IndexDamaged."""
        return self._stored.load_facts(number)

    def read_id(self, number: int) -> str:
        """Return the id of a document, fast."""
        return self._stored.read_id(number)

    def find_numbers(self, identifier: str, *, prefix: bool = False) -> Sequence[int]:
        """Return the number of the document with this id, or of all whose ids begin so, in the order of ids."""
        query: Json = {"prefix" if prefix else "term": {"id": identifier}}
        body = {"query": {"constant_score": {"filter": query}}, "sort": [{"id": "asc"}], "size": 1000}
        answer = self._snapshot.search({**body, "_source": False, "docvalue_fields": ["id"]})
        return [number for number, _ in Page(answer["hits"]["hits"], keep=self._stored).found]

    def scan(self, query: Json, fields: list[str], *, size: int) -> Iterable[tuple[str, Json]]:
        """Yield OpenSearch's own id, and some of what is stored, of all documents that a query finds, by their ids."""
        body: Json = {"query": query, "size": size, "_source": fields, "sort": [{"id": "asc"}]}
        while hits := self._snapshot.search(body)["hits"]["hits"]:
            yield from ((hit["_id"], hit["_source"]) for hit in hits)
            body["search_after"] = hits[-1]["sort"]

    def list_words(self, beginning: str, *, limit: int) -> tuple[Sequence[str], bool]:
        """Return the words that begin so, folded and unstemmed, in order, and whether there are more than the limit."""
        return self._words.list_words(beginning, limit=limit)

    def find_acronyms(self, acronym: str) -> Sequence[LearnedAcronym]:
        """Return what an acronym stands for in the texts, however it is written, most frequent first."""
        return self._acronyms.find(acronym)

    def find_long_forms(self, beginning: str) -> Sequence[tuple[str, str]]:
        """Return the keys of all long forms of acronyms that begin so, each with an acronym that stands for it."""
        return self._acronyms.find_long_forms(beginning)

    def list_acronyms(self) -> Sequence[LearnedAcronym]:
        """Return all acronyms that the texts explain, in their order, of each the most frequent long form first."""
        return self._acronyms.list_all()

    def close(self) -> None:
        """Let the cluster release the state that was seen."""
        self._snapshot.forget()


@functools.lru_cache(maxsize=1 << 14)
def _find_first_day(date: str) -> datetime.date:
    return datetime.date.fromisoformat((date + "-01-01")[:10])


def _encode(identifier: str) -> bytes:
    return identifier.encode("utf-8", "surrogatepass")
