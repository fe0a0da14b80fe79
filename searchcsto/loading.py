"""Give tasks (a file, or a piece of one), get the documents in them indexed, by this process.

A task is read, its articles become Documents, and these gather in batches. What came of a task is an Outcome, or
several if there is much in it; outcomes come in the order of the tasks. `collect` writes the batches that are open, so
that a commit can hold everything that the outcomes so far tell of. `parallel_loading` does the same with several
processes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from searchcsto.documents import Document
from searchcsto.engines.base import Batch, BatchBuilder, Provenance
from searchcsto.engines.choice import choose_engine
from searchcsto.errors import DocumentInvalid
from searchcsto.ingest.articles import Given, read_article
from searchcsto.ingest.content import ReadOptions
from searchcsto.ingest.limits import Article, Problem
from searchcsto.ingest.outlets import OutletTable
from searchcsto.ingest.reading import Piece, Reader
from searchcsto.ledger import show_name

_PART_SECONDS = 5.0  # after so long what has come of a task is told, though there is more


@dataclass(frozen=True, slots=True)
class Task:
    """A file, or a piece of one, to be read."""

    piece: Piece
    shown: str  # the path as people see it
    name: str  # the id of its article, or what stands before the `#` of those of many
    is_last: bool = True  # the last piece of its file
    number: int = 1  # of the piece in its file


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document that was added to a batch."""

    id: str
    number: int | None  # its place in the file
    member: str | None  # its place in an archive
    date: str | None
    sources: tuple[str, ...]


Origin = tuple[int, int]  # a batch: the process that writes it, and the batch's serial there


@dataclass(slots=True)
class Outcome:
    """What came of a task, or of a part of it."""

    task: Task
    origin: Origin  # the batch that has its documents
    documents: list[Loaded] = field(default_factory=list)
    taken: list[Loaded] = field(default_factory=list)  # with ids that came again: they are not in the batch
    problems: list[Problem] = field(default_factory=list)
    is_last: bool = True  # nothing more comes of the task


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

    def __init__(
        self,
        target: Any,
        *,
        memory: int,
        reserve_name: Callable[[], str],
        options: ReadOptions | None = None,
        run: str = "",
    ) -> None:
        self._builder = choose_engine(target).open_builder(target, memory=memory)
        self._run = run
        self._reader = Reader(options)
        self._reserve_name = reserve_name
        self._batches: list[tuple[Origin, Batch]] = []

    def load(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """Yield the outcome of each task, in their order."""
        for task in tasks:
            yield from load_task(task, self._reader, self._builder, write=self._write, run=self._run)

    def collect(self) -> Collected:
        """Finish what is begun, and write all open batches; `load` goes on behind."""
        if len(self._builder):
            self._write()
        batches, self._batches = self._batches, []
        return Collected([], batches)

    def close(self) -> None:
        """Release what is held."""
        self._reader.close()

    def _write(self) -> None:
        batch = self._builder.write(self._reserve_name())
        self._batches.append(((0, batch.serial), batch))


def load_task(
    task: Task, reader: Reader, builder: BatchBuilder, *, write: Callable[[], None], worker: int = 0, run: str = ""
) -> Iterator[Outcome]:
    """Read a task into a builder, which is written when it is full; yield an Outcome for each batch, and for each time.

    What is yielded is complete: between two outcomes the batches may be collected.
    """
    started, count = time.monotonic(), 0
    owner = show_name(task.piece.path)
    if builder.is_full:
        write()
    outcome = Outcome(task, (worker, builder.serial), is_last=False)
    for article in reader.read(task.piece):
        if builder.is_full or time.monotonic() - started > _PART_SECONDS:
            yield outcome
            if builder.is_full:
                write()
            outcome, started = Outcome(task, (worker, builder.serial), is_last=False), time.monotonic()
        if isinstance(article, Problem):
            outcome.problems.append(article)
        else:
            count += 1
            provenance = Provenance(owner, run, (task.number, count))
            _add_article(article, outcome, builder, outlets=reader.outlets, provenance=provenance)
    outcome.is_last = True
    yield outcome


def _add_article(
    article: Article, outcome: Outcome, builder: BatchBuilder, *, outlets: OutletTable | None, provenance: Provenance
) -> None:
    document = _read_document(article, outcome, outlets)
    if document is None:
        return
    loaded = Loaded(document.id, article.number, article.member, document.date, document.sources)
    if document.id in builder:
        outcome.taken.append(loaded)
    else:
        builder.add(document, provenance)
        outcome.documents.append(loaded)


def _read_document(article: Article, outcome: Outcome, outlets: OutletTable | None) -> Document | None:
    task, number = outcome.task, "" if article.number is None else f"#{article.number}"
    member = "" if article.member is None else f"/{article.member}"
    try:
        return read_article(
            article.text,
            id=article.id or f"{task.name}{member}{number}",
            path=task.shown + member,
            given=Given(article.title, article.date, article.sources, article.language, article.place),
            markup=article.markup,
            outlets=outlets,
        )
    except DocumentInvalid as problem:
        reason = str(problem)
    except Exception as failure:  # noqa: BLE001  # of rules that meet what nobody has thought of: the rest is indexed
        words = " ".join(f"{type(failure).__name__}: {failure}".split())[:200]
        reason = f"the rules for dates, sources and titles failed on it ({words})"
    outcome.problems.append(Problem(reason, article.number, member=article.member))
    return None
