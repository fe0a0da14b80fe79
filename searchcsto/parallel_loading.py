"""Give tasks, get the documents in them indexed by several processes at once, as `loading` does with one.

Outcomes come in the order of the tasks, however many processes there are. `collect` waits for the tasks that have
begun, which for a large archive may take long.

Worker processes are started by spawning: a program that asks for them must be importable without running itself
again (`if __name__ == "__main__":`), as Python's multiprocessing demands.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any

from searchcsto.engines.base import Batch, BatchBuilder
from searchcsto.engines.choice import choose_engine
from searchcsto.errors import EngineUnusable, IndexUnwritable, WorkerLost
from searchcsto.ingest.content import ReadOptions
from searchcsto.ingest.lifetime import end_with
from searchcsto.ingest.reading import Reader
from searchcsto.loading import Collected, Origin, Outcome, Task, load_task

_WRITTEN = -1  # in the place of a task's number: the answer to "write"
_SHARE = 2 / 3  # of the memory is for the workers, the rest for the process that merges what they write
_QUEUED = 2  # tasks that a worker has at hand, so that it never waits for the next


class ParallelLoader:
    """Load in several processes. Raises WorkerLost if one of them dies."""

    def __init__(
        self,
        target: Any,
        *,
        memory: int,
        reserve_name: Callable[[], str],
        jobs: int,
        options: ReadOptions | None = None,
        run: str = "",
    ) -> None:
        self._reserve_name = reserve_name
        self._batches: list[tuple[Origin, Batch]] = []
        context = multiprocessing.get_context("spawn")
        self._ready: dict[int, list[Outcome]] = {}  # by task; an earlier one is not done
        self._following = 0
        self._workers: list[tuple[multiprocessing.process.BaseProcess, Connection]] = []
        for worker in range(jobs):
            here, there = context.Pipe()
            arguments = (there, os.getpid(), worker, target, int(memory * _SHARE / jobs), options, run)
            process = context.Process(target=_work, args=arguments, daemon=True)
            process.start()
            there.close()
            self._workers.append((process, here))
        self._queued = {connection: 0 for _, connection in self._workers}

    def load(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """Yield the outcome of each task, in their order."""
        waiting = enumerate(tasks)
        for _, connection in self._workers:
            for _ in range(_QUEUED):
                self._send_next(connection, waiting)
        while any(self._queued.values()):
            busy = [connection for connection, count in self._queued.items() if count]
            for connection in set(busy) & set(wait(busy)):
                self._receive(connection)
                self._send_next(connection, waiting)
            yield from self._take_ready()
            for connection in self._queued:  # what `collect` finished while this waited leaves room
                while self._queued[connection] < _QUEUED and self._send_next(connection, waiting):
                    pass

    def collect(self) -> Collected:
        """Finish what is begun, and write all open batches; `load` goes on behind."""
        for _, connection in self._workers:
            self._send(connection, ("write", _WRITTEN, None, self._reserve_name()))
        asked = {connection for _, connection in self._workers}
        while asked:
            for connection in asked & set(wait(list(asked))):
                if self._receive(connection) == _WRITTEN:
                    asked.discard(connection)
        batches, self._batches = self._batches, []
        return Collected(list(self._take_ready()), batches)

    def close(self) -> None:
        """End the workers, whatever they do."""
        for process, connection in self._workers:
            connection.close()
            process.terminate()
        for process, _ in self._workers:
            process.join()

    def _take_ready(self) -> Iterator[Outcome]:
        while outcomes := self._ready.pop(self._following, []):
            self._following += outcomes[-1].is_last
            yield from outcomes

    def _send_next(self, connection: Connection, waiting: Iterator[tuple[int, Task]]) -> bool:
        """Give a worker the next task; return whether there was one."""
        for number, task in waiting:
            self._send(connection, ("load", number, task, self._reserve_name()))
            self._queued[connection] += 1
            return True
        return False

    def _send(self, connection: Connection, message: tuple[object, ...]) -> None:
        try:
            connection.send(message)
        except OSError:
            raise WorkerLost from None

    def _receive(self, connection: Connection) -> int:
        """Take in the next answer of a worker; return the number of its task, or _WRITTEN."""
        try:
            number, outcome, batches = connection.recv()
        except (EOFError, OSError):
            raise WorkerLost from None
        if isinstance(outcome, Exception):
            raise outcome
        self._batches += batches
        if number != _WRITTEN:
            self._ready.setdefault(number, []).append(outcome)
            self._queued[connection] -= outcome.is_last
            if not outcome.is_last:  # it has used the name of its batch, perhaps
                self._send(connection, ("name", number, None, self._reserve_name()))
        return int(number)


def _work(
    connection: Connection,
    parent: int,
    worker: int,
    target: Any,
    memory: int,
    options: ReadOptions | None,
    run: str,
) -> None:
    """Serve one ParallelLoader until it hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one decides
    end_with(parent)  # else, where the system does not tell, when it next looks at the connection
    reader = Reader(options)
    try:
        builder = choose_engine(target).open_builder(target, memory=memory)
        _Worker(connection, worker, builder, reader, run=run).serve()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass  # it has hung up
    except (WorkerLost, EngineUnusable, IndexUnwritable) as problem:
        connection.send((0, problem, []))
    except OSError as problem:
        connection.send((0, IndexUnwritable(target, str(problem.strerror)), []))
    finally:
        reader.close()


class _Worker:
    """What a ParallelLoader has in each of its processes."""

    def __init__(self, connection: Connection, worker: int, builder: BatchBuilder, reader: Reader, *, run: str) -> None:
        self._run = run
        self._connection = connection
        self._worker = worker
        self._builder = builder
        self._reader = reader
        self._waiting: deque[tuple[str, int, Task, str]] = deque()  # received, and not begun
        self._name = ""  # reserved for the next batch
        self._batches: list[tuple[Origin, Batch]] = []  # written, and not told

    def serve(self) -> None:
        """Do what is asked for, until the other side hangs up, which raises EOFError or OSError."""
        while True:
            action, number, task, self._name = self._waiting.popleft() if self._waiting else self._connection.recv()
            if action == "load":
                self._load(number, task)
            else:
                if len(self._builder):
                    self._write()
                self._answer(number, None)

    def _load(self, number: int, task: Task) -> None:
        for outcome in load_task(
            task, self._reader, self._builder, write=self._write, worker=self._worker, run=self._run
        ):
            self._answer(number, outcome)
            if not outcome.is_last:
                self._take_name()

    def _write(self) -> None:
        batch = self._builder.write(self._name)
        self._batches.append(((self._worker, batch.serial), batch))

    def _take_name(self) -> None:
        """Wait for another name; what is asked for in the meantime is done later."""
        while (message := self._connection.recv())[0] != "name":
            self._waiting.append(message)
        self._name = message[3]

    def _answer(self, number: int, outcome: Outcome | None) -> None:
        self._connection.send((number, outcome, self._batches))
        self._batches = []
