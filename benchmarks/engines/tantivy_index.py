"""tantivy, a library in Rust, through tantivy-py."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from articles import Article
from engines.base import Engine
from queries import BenchmarkQuery

_FACETS = {name: {"terms": {"field": name, "size": 1000}} for name in ("source", "month")}


class Tantivy(Engine):
    """`threads` for indexing; counts by source and by month are aggregations."""

    name = "tantivy"
    modules = ("tantivy",)
    install = "pip install tantivy"
    threads = 1
    reads_hits = False

    def build(self, articles: Iterable[Article], folder: Path) -> None:
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
        for article in articles:
            writer.add_document(_make_row(article))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        import tantivy

        self.tantivy = tantivy
        self.index = tantivy.Index.open(str(folder))
        self.searcher = self.index.searcher()

    def search(self, query: BenchmarkQuery) -> int:
        wanted = self._write_query(query)
        found = self.searcher.search(wanted, limit=10, count=True)
        self.searcher.aggregate(wanted, _FACETS)
        if self.reads_hits:
            for _, address in found.hits:
                self.searcher.doc(address)
        return int(found.count)

    def _write_query(self, query: BenchmarkQuery) -> Any:
        tantivy, schema = self.tantivy, self.index.schema
        if query.kind == "phrase":
            wanted = tantivy.Query.phrase_query(schema, "exact", list(query.words))
        elif query.kind == "prefix":
            wanted = tantivy.Query.regex_query(schema, "exact", f"{query.words[0]}.*")
        else:
            wanted = self.index.parse_query(" ".join(query.words), ["text"])
        parts = [(tantivy.Occur.Must, wanted)]
        if query.source:
            parts.append((tantivy.Occur.Must, tantivy.Query.term_query(schema, "source", query.source)))
        if days := query.days:
            kind = tantivy.FieldType.Integer
            parts.append((tantivy.Occur.Must, tantivy.Query.range_query(schema, "day", kind, *days)))
        return tantivy.Query.boolean_query(parts) if len(parts) > 1 else wanted

    def add(self, article: Article, folder: Path) -> None:
        import tantivy

        writer = tantivy.Index.open(str(folder)).writer(num_threads=1)
        writer.add_document(_make_row(article))
        writer.commit()
        writer.wait_merging_threads()


class TantivyHits(Tantivy):
    """With the stored fields of ten hits."""

    name = "tantivy, hits read"
    index_of = "tantivy"
    reads_hits = True


class TantivyOneThread(Tantivy):
    """The file is read too."""

    name = "tantivy, 1 thread, from the file"
    reads_file = True
    is_asked = False


class TantivyTwoThreads(TantivyOneThread):
    """The same with two threads beside the one that reads."""

    name = "tantivy, 2 threads, from the file"
    threads = 2


def _make_row(article: Article) -> Any:
    import tantivy

    row = tantivy.Document()
    both = article.both
    row.add_text("id", article.id)
    row.add_text("text", both)
    row.add_text("exact", both)
    row.add_bytes("stored", article.text.encode())
    row.add_text("source", article.source)
    row.add_text("month", article.month)
    row.add_integer("day", article.day)
    return row
