"""Compare the executor with the oracle on random corpora: several segments, deletions, random trees and options."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import numpy as np

from searchcsto.documents import Document
from searchcsto.engines.whoosh import bonuses, facets, filters, leaves, phrases, plan, ranking, sets
from searchcsto.engines.whoosh.codec import dictionary, postings
from searchcsto.engines.whoosh.codec.build import SegmentBuilder
from searchcsto.engines.whoosh.codec.merge import merge_segments
from searchcsto.engines.whoosh.codec.segment import Segment, segment_path
from searchcsto.engines.whoosh.executor import ColumnSearcher
from searchcsto.query.tree import Query
from tests.engines.corpora import make_document, make_options, make_query
from tests.engines.oracle import Oracle

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


class Corpus:
    """A random corpus in a few segments, of which some may be the result of a merge, and its oracle."""

    def __init__(self, rng: random.Random, folder: Path) -> None:
        self.segments: list[Segment] = []
        self.deleted: list[Flags | None] = []
        live: list[Document] = []
        for number in range(rng.randint(1, 4)):
            documents = self._build(rng, folder, f"s{number}")
            flags = self.deleted[-1]
            live += [each for place, each in enumerate(documents) if flags is None or not flags[place]]
        if rng.random() < 0.4:
            merge_segments(self.segments, self.deleted, folder, "merged")
            self.segments = [Segment(segment_path(folder, "merged"))]
            self.deleted = [None]
        self.searcher = ColumnSearcher(self.segments, self.deleted)
        self.documents = {document.id: document for document in live}
        self.oracle = Oracle(live)

    def _build(self, rng: random.Random, folder: Path, name: str) -> list[Document]:
        documents = [make_document(rng, f"{rng.random():.12f}") for _ in range(rng.choice((1, 5, 30, 120)))]
        builder = SegmentBuilder()
        for document in documents:
            builder.add(document)
        builder.write(folder, name)
        self.segments.append(Segment(segment_path(folder, name)))
        share = rng.choice((0.0, 0.0, 0.3, 1.0))
        self.deleted.append(np.array([rng.random() < share for _ in documents], bool) if share else None)
        return documents

    def check(self, rng: random.Random, query: Query | None = None) -> None:
        """Compare one query."""
        query = make_query(rng) if query is None else query
        options = make_options(rng)
        matches = self.searcher.search(query, options)
        ids, scores = self.oracle.search(query, options)
        assert matches.total == len(ids), (query, options)
        page = [self.searcher.load_document(number) for number in matches.documents]
        for document in page:
            assert document == self.documents[document.id]
        expected = ids[options.offset : options.offset + options.limit]
        found = [document.id for document in page]
        assert found == expected, (query, options, [(key, scores[key]) for key in expected], found, matches.scores)
        for key, score in zip(found, matches.scores, strict=True):
            assert abs(score - scores[key]) < 1e-5, (query, key)
        for number, score in zip(matches.documents[:3], matches.scores, strict=False):
            parts = self.searcher.explain_score(query, options, number)
            assert abs(sum(part.value for part in parts) - score) < 1e-8, (query, parts, score)
        for name, counts in self.oracle.facets(ids).items():
            values = matches.facets[name]
            assert {value.value: value.count for value in values} == dict(counts), (query, name)
            assert sum(value.count for value in values) == counts.total()
            assert matches.without[name] == self.oracle.count_without(ids, name), (query, name)
        assert matches.undated == sum(self.documents[key].date is None for key in ids)


@contextmanager
def tiny_thresholds(*, small: int) -> Iterator[None]:
    """Make small corpora take the ways of large ones: flags instead of numbers, candidates instead of all."""
    before = sets.SPARSE_SHARE, ranking.FEW, ranking._GROUPS, leaves.SMALL, ranking._LOOK_UP, phrases.CHUNK
    block = ranking._BLOCK
    sets.SPARSE_SHARE, phrases.CHUNK, ranking._BLOCK = 4, 3, 7
    ranking.FEW, ranking._GROUPS, ranking._LOOK_UP = 2, 4, 1 << 20
    leaves.SMALL = small
    try:
        yield
    finally:
        (sets.SPARSE_SHARE, ranking.FEW, ranking._GROUPS, leaves.SMALL, ranking._LOOK_UP, phrases.CHUNK) = before
        ranking._BLOCK = block


@contextmanager
def without_kernels() -> Iterator[None]:
    """Let NumPy do what compiled loops would do."""
    modules = dictionary, postings, leaves, phrases, plan, ranking, bonuses, facets, filters
    before = vars(dictionary)["KERNELS"]
    for module in modules:
        vars(module)["KERNELS"] = None
    try:
        yield
    finally:
        for module in modules:
            vars(module)["KERNELS"] = before


def check_corpora(*, seed: int, count: int, queries: int = 100) -> int:
    """Compare `count` queries, about `queries` to a corpus; return how many were compared."""
    for done in range(0, count, queries):
        rng = random.Random(f"{seed} {done}")
        with (
            tempfile.TemporaryDirectory() as folder,
            tiny_thresholds(small=rng.choice((0, 0, 20, 10_000))) if rng.random() < 0.7 else nullcontext(),
            without_kernels() if rng.random() < 0.4 else nullcontext(),
        ):
            corpus = Corpus(rng, Path(folder))
            for _ in range(min(queries, count - done)):
                corpus.check(rng)
    return count
