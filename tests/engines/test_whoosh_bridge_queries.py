"""Whoosh's queries find what a reading of every text finds: by Whoosh's matchers where these are right, and by ours."""

from __future__ import annotations

import datetime
import fnmatch
import math
import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import index, query, scoring

from searchcsto.analysis.values import value_key
from searchcsto.documents import date_range
from searchcsto.engines.whoosh.bridge.whoosh_index import ColumnCollector, open_whoosh
from searchcsto.engines.whoosh.toc import write_toc
from searchcsto.options import SearchOptions
from searchcsto.query.tree import Or, Word
from tests.engines.corpora import SOURCES
from tests.engines.differential import Corpus, tiny_thresholds
from tests.engines.oracle import Article, count_phrase

EXACT = (
    "peace",
    "talks",
    "talking",
    "talked",
    "war",
    "wars",
    "us",
    "the",
    "of",
    "dont",
    "leurope",
    "l",
    "europe",
    "10",
    "上",
    "x",
    "nothing",
    "миротворцы",
)
STEMS = (
    "peac",
    "talk",
    "war",
    "us",
    "usa",
    "peacekeep",
    "the",
    "of",
    "dont",
    "europ",
    "leurop",
    "10.02.2022",
    "1500",
    "上",
    "x",
    "nothing",
    "миротворц",
)
PATTERNS = ("pea*", "t*k*", "?ar", "*rs", "w?r*", "zz*")


def exact_words(article: Article) -> list[str]:
    return [*article.heading, *(word for passage in article.passages for word in passage)]


def matches(node: Any, article: Article) -> bool:
    match node:
        case query.Term(fieldname="text" | "title" as name, text=text):
            return bool(getattr(article, name)[text])
        case query.Term(fieldname="exact", text=text):
            return text in exact_words(article)
        case query.Term(fieldname="source", text=text):
            return value_key(text) in map(value_key, article.document.sources)
        case query.Prefix(text=text):
            return any(word.startswith(text) for word in exact_words(article))
        case query.Wildcard(text=text):
            return any(fnmatch.fnmatchcase(word, text) for word in exact_words(article))
        case query.Phrase(words=words):
            return count_phrase(list(words), [article.heading, *article.passages]) > 0
        case query.DateRange(startdate=start, enddate=end):
            if article.document.date is None:
                return False
            first, last = date_range(article.document.date)
            return bool(first <= end.date() and last >= start.date())
        case query.And(subqueries=children):
            return all(matches(child, article) for child in children)
        case query.Or(subqueries=children):
            return any(matches(child, article) for child in children)
        case query.Not(query=child):
            return not matches(child, article)
        case query.AndNot(a=a, b=b):
            return matches(a, article) and not matches(b, article)
        case query.Require(a=a, b=b):
            return matches(a, article) and matches(b, article)
        case query.AndMaybe(a=a):
            return matches(a, article)
        case query.ConstantScoreQuery(child=child):
            return matches(child, article)
        case query.Every():
            return True
    raise TypeError(node)


def make_leaf(rng: random.Random) -> query.Query:
    kind = rng.random()
    if kind < 0.5:
        return query.Term(rng.choice(("text", "text", "title")), rng.choice(STEMS), boost=rng.choice((1.0, 1.0, 2.5)))
    if kind < 0.6:
        return query.Term("exact", rng.choice(EXACT))
    if kind < 0.75:
        return query.Phrase("exact", rng.choices(EXACT[:8], k=rng.randint(2, 3)))
    if kind < 0.85:
        pattern = rng.choice(PATTERNS)
        return query.Prefix("exact", pattern[:-1]) if pattern[:-1].isalpha() else query.Wildcard("exact", pattern)
    if kind < 0.93:
        return query.Term("source", rng.choice(SOURCES))
    first = datetime.datetime(rng.choice((2021, 2022)), rng.randint(1, 12), rng.randint(1, 28))
    return query.DateRange("date", first, first + datetime.timedelta(days=rng.randint(0, 90)))


def make_safe(rng: random.Random, depth: int = 2) -> query.Query:
    """Return a query that Whoosh's own matchers answer rightly."""
    if not depth or rng.random() < 0.4:
        return make_leaf(rng)
    return rng.choice((query.And, query.Or))([make_safe(rng, depth - 1) for _ in range(rng.randint(2, 3))])


def make_any(rng: random.Random, depth: int = 3) -> query.Query:
    """Return a query of which Whoosh's own matchers would answer many wrongly."""
    kind = rng.random()
    if not depth or kind < 0.3:
        return make_leaf(rng) if kind < 0.28 else query.Every()
    if kind < 0.6:
        return rng.choice((query.And, query.Or))([make_any(rng, depth - 1) for _ in range(rng.randint(1, 3))])
    if kind < 0.7:
        return query.Not(make_any(rng, depth - 1))
    if kind < 0.75:
        return query.ConstantScoreQuery(make_any(rng, depth - 1), 2.0)
    pair = rng.choice((query.AndNot, query.Require, query.AndMaybe))
    return pair(make_any(rng, depth - 1), make_any(rng, depth - 1))


def expect(corpus: Corpus, wanted: query.Query) -> list[str]:
    return sorted(article.document.id for article in corpus.oracle.articles if matches(wanted, article))


def found_ids(results: Any) -> list[str]:
    return sorted(hit["id"] for hit in results)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_random_queries_find_what_reading_finds(seed: int) -> None:
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as name, tiny_thresholds(small=rng.choice((0, 20, 10_000))):
        folder = Path(name)
        corpus = Corpus(rng, folder)
        entries = [(segment.entry.name, segment.documents) for segment in corpus.segments]
        write_toc(folder, 1, [(*entry, flags) for entry, flags in zip(entries, corpus.deleted, strict=True)])
        with index.open_dir(name).searcher() as stock, open_whoosh(folder).searcher() as fast:
            for _ in range(20):
                safe = make_safe(rng)
                if rng.random() < 0.3:
                    safe = query.And([safe, query.Not(make_safe(rng, 1))])
                expected = expect(corpus, safe)
                assert found_ids(stock.search(safe, limit=None)) == expected, safe
                assert found_ids(stock.search(safe, limit=None, sortedby="date")) == expected, safe
                check_fast(fast, safe, expected)
                anything = make_any(rng)
                check_fast(fast, anything, expect(corpus, anything))


def check_fast(fast: Any, wanted: query.Query, expected: list[str]) -> None:
    results = fast.search(wanted, limit=None)
    assert results.collector.__class__ is ColumnCollector
    assert found_ids(results) == expected, wanted
    scores = [hit.score for hit in results]
    assert scores == sorted(scores, reverse=True)
    best = fast.search(wanted, limit=3)
    assert len(best) == len(expected)
    assert best.docs() == results.docs()
    assert [(hit.docnum, hit.score) for hit in best] == [(hit.docnum, hit.score) for hit in results][:3]


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    corpus = Corpus(random.Random(8), tmp_path)
    entries = [(segment.entry.name, segment.documents) for segment in corpus.segments]
    write_toc(tmp_path, 1, [(*entry, flags) for entry, flags in zip(entries, corpus.deleted, strict=True)])
    return corpus


def test_scores_are_those_of_our_own_queries(corpus: Corpus, tmp_path: Path) -> None:
    plan = corpus.searcher.translate_query(Or((Word("peace"), Word("talks"))))
    ours = corpus.searcher.run_plan(plan, SearchOptions(limit=20))
    with index.open_dir(str(tmp_path)).searcher() as searcher:
        collector = ColumnCollector(20)
        searcher.search_with_collector(query.Or([query.Term("text", "peac"), query.Term("text", "talk")]), collector)
        results = collector.results()
        assert [hit.docnum for hit in results] == list(ours.documents)
        assert [hit.score for hit in results] == list(ours.scores)
        assert len(results) == ours.total


def test_boosts_and_constants(corpus: Corpus, tmp_path: Path) -> None:
    with open_whoosh(tmp_path).searcher() as searcher:
        plain = {hit.docnum: hit.score for hit in searcher.search(query.Term("text", "peac"), limit=None)}
        boosted = searcher.search(query.And([query.Term("text", "peac", boost=2.0)], boost=1.5), limit=None)
        assert all(math.isclose(hit.score, 3 * plain[hit.docnum], abs_tol=1e-8) for hit in boosted)
        constant = searcher.search(query.ConstantScoreQuery(query.Term("text", "peac"), 4.0), limit=None)
        assert {hit.docnum: hit.score for hit in constant} == dict.fromkeys(plain, 4.0)
        prefix = searcher.search(query.Prefix("exact", "peac", boost=3.0))
        assert {hit.score for hit in prefix} == {3.0}


def test_other_weightings_and_options_are_whooshs(corpus: Corpus, tmp_path: Path) -> None:
    peace = query.Term("text", "peac")
    with open_whoosh(tmp_path).searcher(weighting=scoring.TF_IDF()) as searcher:
        results = searcher.search(peace)
        assert results.collector.__class__ is not ColumnCollector
        assert found_ids(searcher.search(peace, limit=None)) == expect(corpus, peace)
    with open_whoosh(tmp_path).searcher() as searcher:
        grouped = searcher.search(peace, groupedby="year", filter=query.Term("source", "TASS"))
        assert sum(map(len, grouped.groups().values())) == len(
            expect(corpus, query.And([peace, query.Term("source", "tass")]))
        )
        page = searcher.search_page(peace, 2, pagelen=3)
        assert page.total == len(expect(corpus, peace))
