"""bm25s: plain words and the best ten, from sparse matrices."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from articles import Article
from engines.base import Engine
from queries import BenchmarkQuery


class Bm25s(Engine):
    """No positions, counts, facets or filters, and no text stored; what is added needs a new index."""

    name = "bm25s (top 10 only)"
    modules = ("bm25s", "Stemmer")
    install = "pip install bm25s PyStemmer"
    counts = False
    cannot = frozenset({"phrase", "prefix", "in a source", "in a time"})

    def build(self, articles: Iterable[Article], folder: Path) -> None:
        import bm25s
        import Stemmer

        texts = [article.both for article in articles]
        tokens = bm25s.tokenize(texts, stopwords=None, stemmer=Stemmer.Stemmer("english"), show_progress=False)
        retriever = bm25s.BM25(k1=1.2, b=0.75)
        retriever.index(tokens, show_progress=False)
        retriever.save(str(folder))

    def open(self, folder: Path) -> None:
        import bm25s
        import Stemmer

        self.bm25s, self.stemmer = bm25s, Stemmer.Stemmer("english")
        self.retriever = bm25s.BM25.load(str(folder), mmap=True)

    def search(self, query: BenchmarkQuery) -> int:
        text = " ".join(query.words)
        tokens = self.bm25s.tokenize(text, stopwords=None, stemmer=self.stemmer, show_progress=False)
        self.retriever.retrieve(tokens, k=10, show_progress=False)
        return 0
