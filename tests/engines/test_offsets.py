"""Deep offsets are exact: pages one after another are the same as one long page, in every order."""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path

import pytest

from searchcsto import Document, Index, SearchOptions
from searchcsto.options import Sort
from tests.engines.corpora import make_query
from tests.engines.differential import Corpus, tiny_thresholds


@pytest.mark.parametrize("sort", ["score", "newest", "oldest"])
@pytest.mark.parametrize("seed", range(4))
def test_pages_make_up_the_whole_list(seed: int, sort: Sort, tmp_path: Path) -> None:
    rng = random.Random(f"{seed} {sort}")
    with tiny_thresholds(small=rng.choice((0, 20, 10_000))):
        corpus = Corpus(rng, tmp_path)
        for _ in range(12):
            query = make_query(rng)
            whole = SearchOptions(limit=1000, sort=sort, facets=())
            expected = corpus.searcher.search(query, whole)
            assert len(expected.documents) == expected.total
            size = rng.choice((1, 3, 7))
            documents: list[int] = []
            scores: list[float] = []
            for offset in range(0, expected.total + size, size):
                page = corpus.searcher.search(query, dataclasses.replace(whole, limit=size, offset=offset))
                documents += page.documents
                scores += page.scores
            assert documents == list(expected.documents), (query, size)
            assert scores == pytest.approx(list(expected.scores))


def test_pages_of_hundreds_of_equals_over_segments_with_deletions(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index") as index:
        for start in range(0, 900, 300):
            for number in range(start, start + 300):
                date = f"2022-{number % 12 + 1:02d}" if number % 5 else None
                index.add(Document(f"{number * 7919 % 900:03d}", "tea " * (number % 3 + 1), date=date))
            index.commit()
        index.delete(*(f"{number:03d}" for number in range(0, 900, 11)))
        for sort in ("score", "newest", "oldest"):
            whole = [hit.id for hit in index.search("tea", SearchOptions(limit=900, sort=sort)).hits]
            assert len(whole) == len(set(whole)) == 900 - 82
            paged: list[str] = []
            for offset in range(0, 900, 50):
                options = SearchOptions(limit=50, offset=offset, sort=sort)
                paged += [hit.id for hit in index.search("tea", options).hits]
            assert paged == whole
