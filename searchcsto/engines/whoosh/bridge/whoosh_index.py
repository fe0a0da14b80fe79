"""Give a folder, get a FileIndex of Whoosh's whose searcher runs Whoosh's queries by our executor.

    index = open_whoosh(folder)
    with index.searcher() as searcher:
        results = searcher.search(QueryParser("text", index.schema).parse("peacekeepers"), limit=10)

Results are Whoosh's: hits, `len` (exact, and free), highlights, key terms. A search with any option but `limit`
(sorting, groups, filters) runs as Whoosh runs it. On a searcher from `whoosh.index.open_dir`, the same speed comes
from `searcher.search_with_collector(query, collector)` with a ColumnCollector.

Opening an index unpickles Whoosh's table of contents: do it only with indexes whose makers you trust. A searcher is
for one thread, as all of Whoosh's are.
"""

from __future__ import annotations

import pickle
import struct
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh import query
from whoosh.collectors import Collector
from whoosh.filedb.filestore import FileStorage
from whoosh.scoring import BM25F
from whoosh.searching import Results, Searcher

from searchcsto.engines.whoosh.bridge.documents import DocumentsReader
from searchcsto.engines.whoosh.bridge.segment import INDEX_NAME
from searchcsto.engines.whoosh.bridge.translate import PlanSearcher, Translator
from searchcsto.errors import IndexDamaged, IndexMissing

# What reading a damaged pickle may raise.
_DAMAGED = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, ImportError, LookupError, MemoryError, TypeError),
    *(ValueError, pickle.UnpicklingError, struct.error, whoosh_index.IndexError),
)


class ColumnCollector(Collector):  # type: ignore[misc]  # Whoosh has no types
    """Find the best documents of a query by our executor, `limit` of them (None: all), and count all.

    Queries and weightings that are not ours run as Whoosh runs them.
    """

    def __init__(self, limit: int | None = 10) -> None:
        super().__init__()
        self.limit = limit
        self.items: list[tuple[float, int]] = []
        self._found: Any = ()
        self._other: Collector | None = None

    def run(self) -> None:
        """Run the query."""
        try:
            known = _find_translator(self.top_searcher)
            plan = known[1].translate(self.q) if known else None
            if known is None or plan is None:
                self._run_in_whoosh()
            else:
                self._found, self.items = known[0].run(plan, limit=self.limit)
        finally:
            self.finish()

    def _run_in_whoosh(self) -> None:
        self._other = Searcher.collector(self.top_searcher, limit=self.limit)
        self.top_searcher.search_with_collector(self.q, self._other)

    def count(self) -> int:
        """Return how many documents the query finds."""
        return len(self._found) if self._other is None else int(self._other.count())

    def all_ids(self) -> Any:
        """Return the numbers of all documents that the query finds."""
        return self._found.tolist() if self._other is None else self._other.all_ids()

    def results(self) -> Results:
        """Return the results."""
        return self._results(self.items) if self._other is None else self._other.results()


def _find_translator(top: Searcher) -> tuple[PlanSearcher, Translator] | None:
    """Return what runs the queries of a searcher, None if it does not score by Whoosh's default or has no segment."""
    if type(top.weighting) is not BM25F:
        return None
    known: tuple[PlanSearcher, Translator] | None = getattr(top, "column_translator", None)
    if known is None:
        leaves = [leaf for leaf, _ in top.leaf_searchers()]
        readers = [
            each for leaf in leaves if isinstance(each := getattr(leaf.reader(), "_perdoc", None), DocumentsReader)
        ]
        if not readers or len(readers) < len(leaves):
            return None
        searcher = PlanSearcher(
            [reader.segment for reader in readers], [reader.known.deleted_flags() for reader in readers]
        )
        known = top.column_translator = searcher, Translator(searcher, leaves)
    return known


class ColumnIndexSearcher(Searcher):  # type: ignore[misc]  # Whoosh has no types
    """A searcher that takes the fast way where there is one."""

    def search(self, q: query.Query, limit: int | None = 10, **options: Any) -> Results:
        """Return the results of a query; options are Whoosh's."""
        if options:
            return super().search(q, limit=limit, **options)
        collector = ColumnCollector(limit)
        self.search_with_collector(q, collector)
        return collector.results()


class ColumnIndex(whoosh_index.FileIndex):  # type: ignore[misc]  # Whoosh has no types
    """An index of ours, opened by Whoosh."""

    def searcher(self, **options: Any) -> ColumnIndexSearcher:
        """Return a searcher over the last commit; options are Whoosh's."""
        return ColumnIndexSearcher(self.reader(), fromindex=self, **options)


def open_whoosh(path: Path | str) -> ColumnIndex:
    """Return the index in a folder. Raises IndexMissing and IndexDamaged."""
    folder = Path(path)
    if not folder.is_dir():
        raise IndexMissing(folder)
    try:
        return ColumnIndex(FileStorage(str(folder)), indexname=INDEX_NAME)
    except whoosh_index.EmptyIndexError:
        raise IndexMissing(folder) from None
    except _DAMAGED as error:
        raise IndexDamaged(
            f"{folder} has a damaged table of contents for Whoosh ({error}); write to the index, to renew it"
        ) from error
