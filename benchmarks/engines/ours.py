"""searchcsto, through its Python API."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path

from articles import Article
from engines.base import Engine
from queries import BenchmarkQuery
from searchcsto import Document, Index, SearchOptions
from searchcsto.build import BuildOptions, build_index
from searchcsto.documents import date_range


class Searchcsto(Engine):
    """One process, articles in memory; a query counts by source and by month."""

    name = "searchcsto"
    snippets = 0
    reads_hits = False

    def build(self, articles: Iterable[Article], folder: Path) -> None:
        with Index.create(folder) as index:
            for article in articles:
                index.add(_make_document(article))

    def open(self, folder: Path) -> None:
        self.index = Index.open(folder)

    def search(self, query: BenchmarkQuery) -> int:
        options = SearchOptions(
            facets=("source", "month"),
            snippets=self.snippets,
            sources=(query.source,) if query.source else (),
            after=query.first,
            before=find_next_month(query.last) if query.last else None,
        )
        results = self.index.search(write_query(query), options)
        if self.reads_hits:
            list(results.hits)
        return results.total

    def add(self, article: Article, folder: Path) -> None:
        with Index.open(folder) as index:
            index.add(_make_document(article))


class SearchcstoHits(Searchcsto):
    """With title, date, sources and all else of ten hits."""

    name = "searchcsto, hits read"
    index_of = "searchcsto"
    reads_hits = True


class SearchcstoSnippets(SearchcstoHits):
    """With three passages of each of ten hits."""

    name = "searchcsto, with snippets"
    snippets = 3


class SearchcstoOneProcess(Searchcsto):
    """What `searchcsto index` does with one process: the file is read, and dates, sources and languages with it."""

    name = "searchcsto, 1 process, from the file"
    jobs = 1
    reads_file = True
    is_asked = False

    def build_from_file(self, path: Path, folder: Path) -> None:
        report = build_index([path], folder, BuildOptions(jobs=self.jobs))
        lost = [item for item in report.skipped if item.skipped]
        if lost:
            raise SystemExit(f"{path}: {len(lost)} articles cannot be read, the first because: {lost[0].reason}")


class SearchcstoTwoProcesses(SearchcstoOneProcess):
    """The same with two processes."""

    name = "searchcsto, 2 processes, from the file"
    jobs = 2


def _make_document(article: Article) -> Document:
    sources = (article.source,) if article.source else ()
    return Document(article.id, article.text, title=article.title or None, date=article.date or None, sources=sources)


def write_query(query: BenchmarkQuery) -> str:
    """Return a query in the query language."""
    text = " ".join(query.words)
    if query.kind == "phrase":
        return f'"{text}"'
    return f"{text}*" if query.kind == "prefix" else text


def find_next_month(month: str) -> str:
    """Return the first day after a month."""
    return (date_range(month)[1] + datetime.timedelta(days=1)).isoformat()
