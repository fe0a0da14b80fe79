"""Whoosh as it comes, with the same stemmer as ours."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from articles import Article
from engines.base import Engine
from queries import BenchmarkQuery


class StockWhoosh(Engine):
    """Whoosh's own codec and searcher; counts by source and by month are its groups."""

    name = "stock Whoosh"
    modules = ("whoosh",)
    install = "pip install Whoosh"

    def build(self, articles: Iterable[Article], folder: Path) -> None:
        from nltk.stem.snowball import EnglishStemmer
        from whoosh import analysis, fields, index

        folder.mkdir(parents=True)
        stems = analysis.StemmingAnalyzer(stoplist=None, stemfn=EnglishStemmer().stem, cachesize=None)
        plain = analysis.StandardAnalyzer(stoplist=None)
        schema = fields.Schema(
            id=fields.ID(stored=True, unique=True),
            text=fields.TEXT(analyzer=stems, phrase=False),
            exact=fields.TEXT(analyzer=plain),
            stored=fields.STORED(),
            source=fields.ID(sortable=True),
            month=fields.ID(sortable=True),
            day=fields.NUMERIC(sortable=True),
        )
        writer = index.create_in(str(folder), schema).writer(limitmb=512)
        for article in articles:
            writer.add_document(**_make_row(article))
        writer.commit()

    def open(self, folder: Path) -> None:
        from whoosh import index, query

        self.query = query
        self.searcher = index.open_dir(str(folder)).searcher()

    def search(self, query: BenchmarkQuery) -> int:
        wanted = self._write_query(query)
        return len(self.searcher.search(wanted, limit=10, groupedby=["source", "month"]))

    def _write_query(self, query: BenchmarkQuery) -> Any:
        kinds = self.query
        if query.kind == "phrase":
            wanted: Any = kinds.Phrase("exact", list(query.words))
        elif query.kind == "prefix":
            wanted = kinds.Prefix("exact", query.words[0])
        else:
            field = self.searcher.schema["text"]
            terms = [next(field.process_text(word, mode="query")) for word in query.words]
            wanted = kinds.Or([kinds.Term("text", term) for term in terms])
        parts = [wanted]
        if query.source:
            parts.append(kinds.Term("source", query.source))
        if days := query.days:
            parts.append(kinds.NumericRange("day", *days))
        return kinds.And(parts) if len(parts) > 1 else wanted

    def add(self, article: Article, folder: Path) -> None:
        from whoosh import index

        writer = index.open_dir(str(folder)).writer()
        writer.add_document(**_make_row(article))
        writer.commit()


def _make_row(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "text": article.both,
        "exact": article.both,
        "stored": article.text,
        "source": article.source,
        "month": article.month,
        "day": article.day,
    }
