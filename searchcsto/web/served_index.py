"""Give the folder of an index, get its last committed state, for as many requests at a time as may be answered.

A commit of another process is picked up with the next request. Where that fails, the state before goes on being served
and the log says why. Work on the index is done by a few threads, so that the server goes on taking requests. A request
that waits too long for one is told so; one that works too long is stopped, see `deadlines`.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from searchcsto.deadlines import limit_time
from searchcsto.errors import SearchError
from searchcsto.index import Index
from searchcsto.web.settings import ServerSettings
from searchcsto.web.turns import Turn, Turns

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
        self._guard = threading.Lock()
        self._settled: str | None = None  # the version that was loaded when garbage was last looked for everywhere
        self._is_behind = False  # whether the log knows that a new state cannot be opened
        self._turns = Turns(settings.searches)
        self._threads = ThreadPoolExecutor(settings.searches, thread_name_prefix="search")
        self._in_work = 0
        self.watch: Callable[[float], None] = lambda count: None  # is told how many questions are worked on

    async def ask(self, question: Callable[[Index], _Answer], *, client: str = "") -> _Answer:
        """Return what a question to the index is answered with, in a thread. Raises SearchError."""
        ends = time.monotonic() + self._settings.seconds
        turn = self._turns.take_free() or await self._wait_for_turn(client)
        self._count(+1)
        working = asyncio.get_running_loop().run_in_executor(self._threads, self._answer, question, ends)
        # when the thread is free, not when nobody waits for it any more
        working.add_done_callback(lambda done: self._end(turn, done))
        return await asyncio.shield(working)

    async def _wait_for_turn(self, client: str) -> Turn:
        seconds = self._settings.seconds
        try:
            async with asyncio.timeout(seconds):
                return await self._turns.take(client)
        except TimeoutError:
            raise Overloaded(f"no turn within {seconds:g} s: too many searches; come back") from None

    def _count(self, change: int) -> None:
        self._in_work += change
        self.watch(self._in_work)

    def _end(self, turn: Turn, working: asyncio.Future[_Answer]) -> None:
        self._count(-1)
        turn.end()
        if not working.cancelled():
            working.exception()  # it has been raised where somebody waits; else it is nobody's

    def _answer(self, question: Callable[[Index], _Answer], ends: float) -> _Answer:
        with limit_time(max(ends - time.monotonic(), 0.001)):
            index = self._current()
            answer = question(index)
        self._settle(index)
        return answer

    def _settle(self, index: Index) -> None:
        """Have what was loaded for a state of the index left alone when Python looks for garbage.

        Otherwise a look at all of it stops every request for a tenth of a second, every few seconds.
        """
        with self._guard:
            if self._settled == index.version:
                return
            self._settled = index.version
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    def _current(self) -> Index:
        with self._guard:
            if self._index is None:
                self._index = Index.open(self._settings.index, aliases=self._settings.aliases)
                return self._index
            try:
                self._index.follow()
                self._is_behind = False
            except SearchError as problem:
                if not self._is_behind:
                    _LOG.warning("the new state of the index cannot be opened, the one before is served: %s", problem)
                self._is_behind = True
            return self._index

    def close(self) -> None:
        """Release the files and the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._index is not None:
            self._index.close()
