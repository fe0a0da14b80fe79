"""Give each engine the same documents and the same questions, each in its own way.

All index title and text in a stemmed field and in an unstemmed one with positions, store the text, and keep source
and month as facets; all answer with the best ten, the exact count, and counts by source and by month. bm25s has no
positions, counts, facets or filters: it answers plain words with the best ten only.
"""

from __future__ import annotations

import datetime
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from queries import BenchmarkQuery

from searchcsto import Document, Index, SearchOptions
from searchcsto.documents import date_range


class Engine(Protocol):
    """One engine under measurement."""

    name: str

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """Index the documents, durably."""

    def open(self, folder: Path) -> None:
        """Open the index for searching."""

    def search(self, query: BenchmarkQuery) -> int | None:
        """Answer a query; return how many documents match, None if the engine cannot answer it."""


class Searchcsto:
    """Ours, through the Python API."""

    name = "searchcsto"
    snippets = 0
    reads_hits = False

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        with Index.create(folder) as index:
            index.add(*documents)

    def open(self, folder: Path) -> None:
        self.index = Index.open(folder)

    def search(self, query: BenchmarkQuery) -> int | None:
        text = " ".join(query.words)
        options = SearchOptions(
            facets=("source", "month"),
            snippets=self.snippets,
            sources=(query.source,) if query.source else (),
            after=query.first,
            before=_next_month(query.last) if query.last else None,
        )
        results = self.index.search(f'"{text}"' if query.kind == "phrase" else text, options)
        if self.reads_hits:
            list(results.hits)
        return results.total


class SearchcstoHits(Searchcsto):
    """Ours, with title, date, sources and all else of ten hits."""

    name = "searchcsto, hits read"
    reads_hits = True


class SearchcstoSnippets(SearchcstoHits):
    """Ours, with snippets for ten hits."""

    name = "searchcsto, with snippets"
    snippets = 3


class Tantivy:
    """tantivy-py; `threads` for indexing."""

    name = "tantivy"
    threads = 1
    reads_hits = False

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        import tantivy

        folder.mkdir(parents=True)
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        schema.add_text_field("text", tokenizer_name="en_stem", index_option="freq")
        schema.add_text_field("exact", tokenizer_name="default", index_option="position")
        schema.add_bytes_field("stored", stored=True)
        for name in ("source", "month"):
            schema.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic", fast=True)
        schema.add_integer_field("day", indexed=True, fast=True)
        index = tantivy.Index(schema.build(), path=str(folder))
        writer = index.writer(heap_size=512 << 20, num_threads=self.threads)
        for document in documents:
            row = tantivy.Document()
            both = f"{document.title or ''}\n{document.text}"
            row.add_text("id", document.id)
            row.add_text("text", both)
            row.add_text("exact", both)
            row.add_bytes("stored", document.text.encode())
            row.add_text("source", document.sources[0] if document.sources else "")
            row.add_text("month", (document.date or "")[:7])
            row.add_integer("day", _day(document))
            writer.add_document(row)
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        import tantivy

        self.tantivy = tantivy
        self.index = tantivy.Index.open(str(folder))
        self.searcher = self.index.searcher()

    def search(self, query: BenchmarkQuery) -> int | None:
        tantivy, schema = self.tantivy, self.index.schema
        if query.kind == "phrase":
            wanted = tantivy.Query.phrase_query(schema, "exact", list(query.words))
        else:
            wanted = self.index.parse_query(" ".join(query.words), ["text"])
        parts = [(tantivy.Occur.Must, wanted)]
        if query.source:
            parts.append((tantivy.Occur.Must, tantivy.Query.term_query(schema, "source", query.source)))
        if query.first and query.last:
            first, last = _month_days(query)
            kind = tantivy.FieldType.Integer
            parts.append((tantivy.Occur.Must, tantivy.Query.range_query(schema, "day", kind, first, last)))
        if len(parts) > 1:
            wanted = tantivy.Query.boolean_query(parts)
        facets = {name: {"terms": {"field": name, "size": 1000}} for name in ("source", "month")}
        found = self.searcher.search(wanted, limit=10, count=True)
        self.searcher.aggregate(wanted, facets)
        if self.reads_hits:
            for _, address in found.hits:
                self.searcher.doc(address)
        return int(found.count)


class TantivyHits(Tantivy):
    """tantivy-py, with the stored fields of ten hits."""

    name = "tantivy, hits read"
    reads_hits = True


class TantivyTwoThreads(Tantivy):
    """tantivy-py, indexing with two threads."""

    name = "tantivy, 2 threads"
    threads = 2


class Fts5:
    """SQLite's FTS5 with its porter stemmer."""

    name = "SQLite FTS5"

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        folder.mkdir(parents=True)
        database = sqlite3.connect(folder / "fts.sqlite")
        database.executescript(
            "CREATE VIRTUAL TABLE article USING fts5(title, text, tokenize='porter unicode61');"
            "CREATE TABLE fact (id INTEGER PRIMARY KEY, source TEXT, month TEXT, day INTEGER);"
        )
        for number, document in enumerate(documents, 1):
            database.execute(
                "INSERT INTO article(rowid, title, text) VALUES (?, ?, ?)",
                (number, document.title or "", document.text),
            )
            source = document.sources[0] if document.sources else ""
            row = (number, source, (document.date or "")[:7], _day(document))
            database.execute("INSERT INTO fact VALUES (?, ?, ?, ?)", row)
        database.commit()
        database.close()

    def open(self, folder: Path) -> None:
        self.database = sqlite3.connect(folder / "fts.sqlite")

    def search(self, query: BenchmarkQuery) -> int | None:
        quoted = [f'"{word}"' for word in query.words]
        match = f'"{" ".join(query.words)}"' if query.kind == "phrase" else " OR ".join(quoted)
        where, values = "article MATCH ?", [match]
        if query.source:
            where, values = f"{where} AND source = ?", [*values, query.source]
        if query.first and query.last:
            where, values = f"{where} AND day BETWEEN ? AND ?", [*values, *_month_days(query)]
        joined = f"FROM article JOIN fact ON fact.id = article.rowid WHERE {where}"
        self.database.execute(f"SELECT article.rowid {joined} ORDER BY rank LIMIT 10", values).fetchall()
        counts = self.database.execute(f"SELECT source, count(*) {joined} GROUP BY 1", values).fetchall()
        self.database.execute(f"SELECT month, count(*) {joined} GROUP BY 1", values).fetchall()
        return sum(count for _, count in counts)


class StockWhoosh:
    """Whoosh as it comes, with NLTK's stemmer."""

    name = "stock Whoosh"

    def build(self, documents: Sequence[Document], folder: Path) -> None:
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
        for document in documents:
            both = f"{document.title or ''}\n{document.text}"
            source = document.sources[0] if document.sources else ""
            writer.add_document(
                id=document.id, text=both, exact=both, stored=document.text, source=source,
                month=(document.date or "")[:7], day=_day(document),
            )  # fmt: skip
        writer.commit()

    def open(self, folder: Path) -> None:
        from whoosh import index, query, sorting

        self.query, self.sorting = query, sorting
        self.searcher = index.open_dir(str(folder)).searcher()

    def search(self, query: BenchmarkQuery) -> int | None:
        kinds = self.query
        field = self.searcher.schema["text"]
        if query.kind == "phrase":
            wanted: Any = kinds.Phrase("exact", list(query.words))
        else:
            terms = [next(field.process_text(word, mode="query")) for word in query.words]
            wanted = kinds.Or([kinds.Term("text", term) for term in terms])
        parts = [wanted]
        if query.source:
            parts.append(kinds.Term("source", query.source))
        if query.first and query.last:
            parts.append(kinds.NumericRange("day", *_month_days(query)))
        wanted = kinds.And(parts) if len(parts) > 1 else wanted
        results = self.searcher.search(wanted, limit=10, groupedby=["source", "month"])
        return len(results)


class Bm25s:
    """bm25s: plain words and the best ten only."""

    name = "bm25s (top 10 only)"

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        import bm25s
        import Stemmer

        stemmer = Stemmer.Stemmer("english")
        texts = [f"{document.title or ''}\n{document.text}" for document in documents]
        tokens = bm25s.tokenize(texts, stopwords=None, stemmer=stemmer, show_progress=False)
        retriever = bm25s.BM25(k1=1.2, b=0.75)
        retriever.index(tokens, show_progress=False)
        retriever.save(str(folder))

    def open(self, folder: Path) -> None:
        import bm25s
        import Stemmer

        self.bm25s, self.stemmer = bm25s, Stemmer.Stemmer("english")
        self.retriever = bm25s.BM25.load(str(folder), mmap=True)

    def search(self, query: BenchmarkQuery) -> int | None:
        if query.kind == "phrase" or query.source or query.first:
            return None
        text = " ".join(query.words)
        tokens = self.bm25s.tokenize(text, stopwords=None, stemmer=self.stemmer, show_progress=False)
        self.retriever.retrieve(tokens, k=10, show_progress=False)
        return 0


ENGINES: dict[str, type[Engine]] = {
    "searchcsto": Searchcsto,
    "hits": SearchcstoHits,
    "snippets": SearchcstoSnippets,
    "tantivy": Tantivy,
    "tantivy-hits": TantivyHits,
    "tantivy2": TantivyTwoThreads,
    "fts5": Fts5,
    "whoosh": StockWhoosh,
    "bm25s": Bm25s,
}


def measure_cold(folder: Path, query: str) -> list[str]:
    """Return the command of a cold search by the command line."""
    return [sys.executable, "-m", "searchcsto", "query", query, "--index", str(folder), "--format", "json"]


def remove(folder: Path) -> None:
    """Remove an index."""
    shutil.rmtree(folder, ignore_errors=True)


def run(command: list[str]) -> None:
    """Run a command to its end."""
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _day(document: Document) -> int:
    return date_range(document.date)[0].toordinal() if document.date else 0


def _month_days(query: BenchmarkQuery) -> tuple[int, int]:
    assert query.first is not None
    assert query.last is not None
    return date_range(query.first)[0].toordinal(), date_range(query.last)[1].toordinal()


def _next_month(month: str) -> str:
    return (date_range(month)[1] + datetime.timedelta(days=1)).isoformat()
