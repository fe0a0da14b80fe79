"""Ask an index from asyncio: what `Index` answers, without keeping the event loop waiting.

    async with await AsyncIndex.open("archive") as index:
        results = await index.search("talks", SearchOptions(limit=5))

Each question is answered by one of a few threads; more questions than threads wait for their turn. What is returned is
complete: nothing in it reads the index later. The last commit of whoever writes to the index is seen by the next
question, and while a new state cannot be opened (it is being replaced, say), the one before is searched. It only reads:
to write, use an `Index` in a process or a thread of its own.
"""

from __future__ import annotations

import asyncio
import contextvars
import dataclasses
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Concatenate, ParamSpec, TypeVar

from searchcsto.documents import Document
from searchcsto.errors import IndexClosed, OptionInvalid, SearchError
from searchcsto.index import Index
from searchcsto.lists import SimilarDocuments
from searchcsto.locations import Location
from searchcsto.options import SearchOptions
from searchcsto.periods import Unit
from searchcsto.query.tree import ValueField
from searchcsto.reasons import Verdict
from searchcsto.results import Results
from searchcsto.timelines import Timeline

THREADS = 4

_LOG = logging.getLogger(__name__)
_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


class AsyncIndex:
    """An index that is read from asyncio. Use `open`; close it, or use it in an `async with` block."""

    def __init__(self, index: Index, *, threads: int = THREADS) -> None:
        """Ask an index that is open already; it is closed with this one."""
        if threads < 1:
            raise OptionInvalid(f"threads must be a number from 1 up, not {threads}")
        self._index = index
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="searchcsto")
        self._is_closed = False

    @classmethod
    async def open(cls, path: str | Location, *, threads: int = THREADS) -> AsyncIndex:
        """Open the index in a folder. Raises IndexMissing, IndexDamaged or IndexOutdated."""
        return cls(await asyncio.to_thread(Index.open, path), threads=threads)

    async def __aenter__(self) -> AsyncIndex:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Answer what was asked, and release the files."""
        self._is_closed = True
        await asyncio.to_thread(self._threads.shutdown)
        self._index.close()

    @property
    def path(self) -> Location:
        """The folder of the index, or its address."""
        return self._index.path

    async def search(self, query: str, options: SearchOptions | None = None) -> Results:
        """Return the documents that a query finds, best first, with counts over all of them. Raises QueryInvalid."""
        return await self.ask(_search_completely, query, options)

    async def count(self, query: str, options: SearchOptions | None = None) -> int:
        """Return how many documents a query finds within the options' filters, exactly. Raises QueryInvalid."""
        return await self.ask(Index.count, query, options)

    async def timeline(
        self, query: str, options: SearchOptions | None = None, *, by: Unit = "month", sources: int = 0
    ) -> Timeline:
        """Return how often a query is found in each period, as `Index.timeline`. Raises QueryInvalid, OptionInvalid."""
        return await self.ask(Index.timeline, query, options, by=by, sources=sources)

    async def document(self, identifier: str) -> Document:
        """Return the document with this id, or with the one id that begins so. Raises DocumentMissing."""
        return await self.ask(Index.document, identifier)

    async def similar(self, identifier: str, options: SearchOptions | None = None) -> SimilarDocuments:
        """Return the documents most like one, and the words that make them so. Raises DocumentMissing."""
        return await self.ask(Index.similar, identifier, options)

    async def why(self, identifier: str, query: str, options: SearchOptions | None = None) -> Verdict:
        """Return why a query finds this document or does not. Raises QueryInvalid, DocumentMissing."""
        return await self.ask(Index.why, identifier, query, options)

    async def complete(self, beginning: str, *, field: str | None = None) -> list[str]:
        """Return what the beginning of a query, or of a value of a field, may become."""
        return await self.ask(Index.complete, beginning, field=field)

    async def count_values(self, field: ValueField) -> dict[str, int]:
        """Return each value of a field with the number of its documents, as `Index.count_values`."""
        return await self.ask(Index.count_values, field)

    async def count_documents(self) -> int:
        """Return how many documents the index holds."""
        return await self.ask(lambda index: index.document_count)

    async def ask(
        self,
        question: Callable[Concatenate[Index, _Asked], _Answer],
        /,
        *arguments: _Asked.args,
        **options: _Asked.kwargs,
    ) -> _Answer:
        """Return what any function of an Index returns, called in a thread: `await index.ask(Index.count, "talks")`."""
        if self._is_closed:
            raise IndexClosed(self._index.path)

        def answer() -> _Answer:
            self._follow()
            return question(self._index, *arguments, **options)

        return await asyncio.get_running_loop().run_in_executor(self._threads, contextvars.copy_context().run, answer)

    def _follow(self) -> None:
        try:
            self._index.follow()
        except SearchError as problem:
            _LOG.warning("the new state of the index cannot be opened, the one before is searched: %s", problem)


def _search_completely(index: Index, query: str, options: SearchOptions | None) -> Results:
    """Return results in which nothing is left to be read."""
    results = index.search(query, options)
    return dataclasses.replace(results, hits=tuple(results.hits), suggestions=tuple(results.suggestions))
