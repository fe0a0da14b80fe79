"""Give the folder of an index, get its last committed state, for as many requests at a time as may be answered.

A commit of another process is picked up with the next request. Where that fails, the state before goes on being served
and the log says why. Work on the index is done by a few threads, so that the server goes on taking requests; a request
that waits for one too long, or that works too long, is told so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread

from searchcsto.errors import SearchError
from searchcsto.index import Index
from searchcsto.web.settings import ServerSettings

_LOG = logging.getLogger(__name__)
_Answer = TypeVar("_Answer")


class Overloaded(SearchError):
    """The server has too much to do for this request."""

    http_status = 503


class ServedIndex:
    """An index that is opened when it is first needed, and followed from then on."""

    def __init__(self, settings: ServerSettings) -> None:
        self._settings = settings
        self._index: Index | None = None
        self._threads = anyio.CapacityLimiter(settings.searches)

    async def ask(self, question: Callable[[Index], _Answer]) -> _Answer:
        """Return what a question to the index is answered with, in a thread. Raises SearchError."""
        try:
            with anyio.fail_after(self._settings.seconds):
                return await anyio.to_thread.run_sync(
                    lambda: question(self._current()), limiter=self._threads, abandon_on_cancel=True
                )
        except TimeoutError:
            raise Overloaded(
                f"no answer within {self._settings.seconds:g} s; ask for less, or come back later"
            ) from None

    def _current(self) -> Index:
        index = self._index
        if index is None:
            index = self._index = Index.open(self._settings.index)
            return index
        try:
            index.follow()
        except SearchError as problem:
            _LOG.warning("the new state of the index cannot be opened, the one before is served: %s", problem)
        return index

    def close(self) -> None:
        """Release the files."""
        if self._index is not None:
            self._index.close()
