"""Give tasks (a file, or a piece of one), get the documents in them indexed, by this process or by several at once.

A task is read, its articles become Documents, and these gather in batches. What came of a task is an Outcome; outcomes
come in the order of the tasks, however many processes there are. `collect` writes the batches that are open, so that
a commit can hold everything that the outcomes so far tell of.

Worker processes are started by spawning: a program that asks for them must be importable without running itself
again (`if __name__ == "__main__":`), as Python's multiprocessing demands.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Protocol

from searchcsto.documents import Document
from searchcsto.engines.whoosh.batch import Batch, BatchBuilder
from searchcsto.errors import DocumentInvalid, IndexUnwritable, WorkerLost
from searchcsto.ingest.articles import Given, read_article
from searchcsto.ingest.formats import Piece, read_piece
from searchcsto.ingest.limits import Article, Problem

_WRITTEN = -1  # in the place of a task's number: the answer to "write"
_QUEUED = 2  # tasks that a worker has at hand, so that it never waits for the next


@dataclass(frozen=True, slots=True)
class Task:
    """A file, or a piece of one, to be read."""

    piece: Piece
    shown: str  # the path as people see it
    name: str  # the id of its article, or what stands before the `#` of those of many
    is_last: bool = True  # the last piece of its file


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document that was added to a batch."""

    id: str
    number: int | None  # its place in the file
    date: str | None
    sources: tuple[str, ...]


Origin = tuple[int, int]  # a batch: the process that writes it, and the batch's serial there


@dataclass(slots=True)
class Outcome:
    """What came of a task."""

    task: Task
    origin: Origin  # the batch that has its documents
    documents: list[Loaded] = field(default_factory=list)
    taken: list[tuple[str, int | None]] = field(default_factory=list)  # ids that came again, and the place in the file
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Collected:
    """Everything that was loaded and not told before: outcomes in the order of their tasks, and all batches."""

    outcomes: list[Outcome]
    batches: list[tuple[Origin, Batch]]


class Loader(Protocol):
    """Load tasks, and write what came of them."""

    def load(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """Yield the outcome of each task, in their order."""

    def collect(self) -> Collected:
        """Finish what is begun, and write all open batches; `load` goes on behind."""

    def close(self) -> None:
        """Release what is held."""


class LocalLoader:
    """Load in this process."""

    def __init__(self, folder: Path, *, memory: int, reserve_name: Callable[[], str]) -> None:
        self._builder = BatchBuilder(folder, memory=memory)
        self._reserve_name = reserve_name
        self._batches: list[tuple[Origin, Batch]] = []

    def load(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """Yield the outcome of each task, in their order."""
        for task in tasks:
            yield load_task(task, 0, self._builder, self._write)

    def collect(self) -> Collected:
        """Finish what is begun, and write all open batches; `load` goes on behind."""
        if len(self._builder):
            self._write()
        batches, self._batches = self._batches, []
        return Collected([], batches)

    def close(self) -> None:
        """Nothing is held."""

    def _write(self) -> None:
        batch = self._builder.write(self._reserve_name())
        self._batches.append(((0, batch.serial), batch))


class ParallelLoader:
    """Load in several processes. Raises WorkerLost if one of them dies."""

    def __init__(self, folder: Path, *, memory: int, reserve_name: Callable[[], str], jobs: int) -> None:
        self._reserve_name = reserve_name
        self._batches: list[tuple[Origin, Batch]] = []
        context = multiprocessing.get_context("spawn")
        self._ready: dict[int, Outcome] = {}  # done, but an earlier one is not
        self._following = 0
        self._workers: list[tuple[multiprocessing.process.BaseProcess, Connection]] = []
        for worker in range(jobs):
            here, there = context.Pipe()
            process = context.Process(target=_work, args=(there, worker, folder, memory // jobs), daemon=True)
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
        for _, connection in self._workers:
            while self._receive(connection) != _WRITTEN:
                pass
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
        while self._following in self._ready:
            self._following += 1
            yield self._ready.pop(self._following - 1)

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
            self._ready[number] = outcome
            self._queued[connection] -= 1
        return int(number)


def load_task(task: Task, worker: int, builder: BatchBuilder, write: Callable[[], None]) -> Outcome:
    """Read a task into a builder, which is written before if it is full: one batch has all documents of a task."""
    if builder.is_full:
        write()
    outcome = Outcome(task, (worker, builder.serial))
    for article in read_piece(task.piece):
        document = None if isinstance(article, Problem) else _read_document(article, task, outcome)
        if isinstance(article, Problem):
            outcome.problems.append(article)
        elif document is not None and document.id in builder:
            outcome.taken.append((document.id, article.number))
        elif document is not None:
            builder.add(document)
            outcome.documents.append(Loaded(document.id, article.number, document.date, document.sources))
    return outcome


def _read_document(article: Article, task: Task, outcome: Outcome) -> Document | None:
    number = "" if article.number is None else f"#{article.number}"
    given = Given(article.title, article.date, article.sources, article.language, article.place)
    try:
        return read_article(
            article.text, id=article.id or task.name + number, path=task.shown, given=given, markup=article.markup
        )
    except DocumentInvalid as problem:
        outcome.problems.append(Problem(str(problem), article.number))
        return None


def _work(connection: Connection, worker: int, folder: Path, memory: int) -> None:
    """Serve one ParallelLoader until it hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one decides
    builder = BatchBuilder(folder, memory=memory)
    batches: list[tuple[Origin, Batch]] = []

    def write(name: str) -> None:
        batch = builder.write(name)
        batches.append(((worker, batch.serial), batch))

    while True:
        answer: tuple[int, object, list[tuple[Origin, Batch]]]
        try:
            action, number, task, name = connection.recv()
        except (EOFError, OSError):
            return
        try:
            outcome = load_task(task, worker, builder, partial(write, name)) if action == "load" else None
            if action == "write" and len(builder):
                write(name)
            answer = (number, outcome, batches)
        except OSError as problem:
            answer = (0, IndexUnwritable(folder, str(problem.strerror)), [])
        try:
            connection.send(answer)
        except OSError:
            return
        batches = []
