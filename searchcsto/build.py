"""Give paths and an index, bring the index up to date with what lies at the paths, and say what was done.

Only files that changed are read; what came of a changed file is replaced and what came of a vanished one removed.
A path that is gone as a whole, or a folder that is suddenly empty, is not taken for deleted articles: its documents
stay unless `prune` is asked for. Work is committed every few seconds; a run that is killed loses only what it had not
committed, and the next one goes on from there.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from searchcsto.engines.whoosh.engine import create_index, open_writer
from searchcsto.engines.whoosh.writer import WhooshWriter
from searchcsto.errors import IndexUnwritable, InputMissing, OptionInvalid
from searchcsto.ingest.folder import FoundFile, PassedOver, find_files
from searchcsto.ingest.formats import cut_file
from searchcsto.ingest.limits import Problem
from searchcsto.ledger import LEDGER, FileRecord, Ledger, SkippedItem, show_name, show_path
from searchcsto.loading import Loader, LocalLoader, Origin, Outcome, ParallelLoader, Task

MEMORY = 512  # MB
_COMMIT_SECONDS = 15.0  # so much work a killed run may lose
_WORTH_WORKERS = 8_000_000  # bytes to read; for less, starting processes takes longer than it saves


@dataclass(slots=True)
class BuildReport:
    """What a run did, for the person who started it."""

    added: int = 0  # documents
    replaced: int = 0
    removed: int = 0
    dated: int = 0  # of the documents added or replaced
    undated: int = 0
    sources: set[str] = field(default_factory=set)
    files_read: int = 0
    files_unchanged: int = 0
    skipped: list[SkippedItem] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # notices of paths that are gone and whose documents were kept
    bytes_read: int = 0
    seconds: float = 0.0

    @property
    def documents(self) -> int:
        """How many documents were added or replaced."""
        return self.added + self.replaced


Progress = Callable[[int, int], None]  # bytes looked at so far, bytes in all


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How to build: `jobs` processes (see `loading` for what more than one demands), `memory` MB for all of them."""

    prune: bool = False  # remove the documents of a path that is gone or empty as a whole
    rebuild: bool = False  # read everything, into a new index that takes the old one's place when it is whole
    jobs: int = 1
    memory: int = MEMORY

    def __post_init__(self) -> None:
        if not isinstance(self.jobs, int) or self.jobs < 1:
            raise OptionInvalid(f"jobs must be a whole number from 1 up, not {self.jobs!r}")
        if not isinstance(self.memory, int) or self.memory < 64:
            raise OptionInvalid(f"memory must be a whole number of MB from 64 up, not {self.memory!r}")


def build_index(
    paths: Sequence[str | Path],
    index: str | Path,
    options: BuildOptions | None = None,
    *,
    progress: Progress | None = None,
) -> BuildReport:
    """Bring the index in the folder `index` up to date with the files at `paths`; make it if there is none.

    Raises InputMissing if a path is unknown and not there, IndexLocked, IndexDamaged, IndexOutdated, IndexUnwritable.
    """
    started = time.monotonic()
    if isinstance(paths, str | Path):
        raise OptionInvalid(f"paths must be a list of paths, not the one path {str(paths)!r}")
    index, options = Path(index), options or BuildOptions()
    for path in map(Path, paths):
        if not path.exists() and (options.rebuild or not _is_known(path, index)):
            raise InputMissing(f"there is no file or folder {show_name(path)}")
    if not options.rebuild:
        create_index(index)
    index.mkdir(parents=True, exist_ok=True)
    writer = open_writer(index, memory=options.memory << 20, rebuild=options.rebuild)
    ledger_name = f"{LEDGER}.new" if options.rebuild else LEDGER
    try:
        (index / f"{LEDGER}.new").unlink(missing_ok=True)
        ledger = Ledger(index, create=True, name=ledger_name)
        try:
            run = _Run(index, writer, ledger, options, progress=progress)
            run.update([Path(path) for path in paths])
        finally:
            ledger.close()
        if options.rebuild:
            (index / ledger_name).replace(index / LEDGER)
    except sqlite3.OperationalError as problem:
        raise IndexUnwritable(index, str(problem)) from None
    finally:
        writer.close()
    run.report.seconds = time.monotonic() - started
    return run.report


def _is_known(path: Path, index: Path) -> bool:
    try:
        ledger = Ledger(index)
    except FileNotFoundError:
        return False
    known = any(True for _ in ledger.list_files(_absolute(path)))
    ledger.close()
    return known


def _absolute(path: Path) -> Path:
    """Make a path absolute, through links in its folder but not in its own name's target."""
    return path.resolve() if path.exists() else path.absolute()


class _Run:
    """One run over the paths: what must be read is read, the rest is left, and the ledger follows the index."""

    def __init__(
        self, index: Path, writer: WhooshWriter, ledger: Ledger, options: BuildOptions, *, progress: Progress | None
    ) -> None:
        self.report = BuildReport()
        self._index = index
        self._writer = writer
        self._ledger = ledger
        self._options = options
        self._progress = progress or (lambda done, total: None)
        self._committed = time.monotonic()
        self._done = 0
        self._total = 0
        self._roots = ledger.list_roots()
        self._names: dict[str, Path] = {}  # given to files in this run
        self._open: dict[Path, _OpenFile] = {}
        self._rejected: dict[Origin, list[str]] = {}

    def update(self, paths: Iterable[Path]) -> None:
        """Look at all paths first, so that the work is known, then read what changed."""
        listings = [(path, self._list(path)) for path in dict.fromkeys(_absolute(path) for path in paths)]
        self._total = sum(item.size for _, found in listings for item in found if isinstance(item, FoundFile))
        changed: list[FoundFile] = []
        for path, found in listings:
            self._remove_vanished(path, found)
            changed += [item for item in found if self._must_read(item) and isinstance(item, FoundFile)]
        loader = self._open_loader(sum(item.size for item in changed))
        try:
            for outcome in loader.load(self._make_tasks(changed)):
                self._account(outcome)
                if time.monotonic() - self._committed > _COMMIT_SECONDS and not self._options.rebuild:
                    self._commit(loader)
            self._ledger.end_run()
            self._commit(loader, is_last=True)
        finally:
            loader.close()

    def _open_loader(self, size: int) -> Loader:
        memory = self._options.memory << 20
        if self._options.jobs == 1 or size < _WORTH_WORKERS:
            return LocalLoader(self._index, memory=memory, reserve_name=self._writer.reserve_name)
        return ParallelLoader(
            self._index, memory=memory, reserve_name=self._writer.reserve_name, jobs=self._options.jobs
        )

    def _list(self, path: Path) -> list[FoundFile | PassedOver]:
        root = path if path.is_dir() else path.parent
        if path.exists() and not any(path.is_relative_to(known) for known in self._roots):
            self._roots.append(root)
        try:
            return list(find_files(path))
        except FileNotFoundError:
            return []

    def _root_of(self, path: Path) -> Path:
        return next(root for root in self._roots if path.is_relative_to(root))

    def _remove_vanished(self, path: Path, found: list[FoundFile | PassedOver]) -> None:
        present = {item.path for item in found}
        unknown = [item.path for item in found if isinstance(item, PassedOver) and item.is_folder]
        gone = [
            known
            for known in self._ledger.list_files(path)
            if known not in present and not any(known.is_relative_to(folder) for folder in unknown)
        ]
        if not self._options.prune:
            gone = self._keep_lost_folders(gone, path, is_empty=not any(isinstance(item, FoundFile) for item in found))
        for known in gone:
            self.report.removed += self._remove_documents(self._ledger.list_documents(known))
            self._ledger.forget_file(known)
        if path.exists():
            self._ledger.add_root(self._root_of(path))
        for problem_path, *_ in list(self._ledger.list_problems()):
            if problem_path.is_relative_to(path) and self._ledger.find_file(problem_path) is None:
                self._ledger.forget_problems(problem_path)

    def _keep_lost_folders(self, gone: list[Path], path: Path, *, is_empty: bool) -> list[Path]:
        """Return which of the vanished files were deleted one by one; the rest went with their folder, and is kept."""
        lost: dict[Path, list[Path]] = {}
        for known in gone:
            above = (folder for folder in (known, *known.parents) if folder.is_relative_to(path))
            missing = [folder for folder in above if not folder.exists()]
            if is_empty or missing[-1:] != [known]:
                lost.setdefault(path if is_empty else missing[-1], []).append(known)
        for folder, files in lost.items():
            what = "has no files any more" if folder.exists() else "is gone"
            documents = sum(len(self._ledger.list_documents(known)) for known in files)
            number = "1 document is" if documents == 1 else f"{documents:,} documents are"
            self.report.kept.append(f"{show_name(folder)} {what}; its {number} kept (to remove what is gone: --prune)")
        kept_files = {known for files in lost.values() for known in files}
        return [known for known in gone if known not in kept_files]

    def _remove_documents(self, identifiers: Iterable[str]) -> int:
        return sum(self._writer.delete(identifier) for identifier in identifiers)

    def _must_read(self, item: FoundFile | PassedOver) -> bool:
        """Return whether a file is new or changed; account for what is passed over or unchanged."""
        if isinstance(item, PassedOver):
            self._note_problem(item.path, Problem(item.reason))
            return False
        known = self._ledger.find_file(item.path)
        if known is None or not (known.is_unchanged(item.size, item.mtime_ns) or self._is_same(known, item)):
            return True
        self.report.files_unchanged += 1
        for _, number, reason, skipped in self._ledger.list_problems_of(item.path):
            self._report_problem(item.path, Problem(reason, number, skipped))
        self._advance(item)
        return False

    def _is_same(self, known: FileRecord, item: FoundFile) -> bool:
        """Look into a file whose time stamp changed, or is too young to be trusted, but whose size is the same."""
        if not known.complete or known.size != item.size or known.sha256 != _hash_file(item.path):
            return False
        self._ledger.put_file(item.path, _record(item, known.sha256))
        return True

    def _make_tasks(self, files: Iterable[FoundFile]) -> Iterator[Task]:
        for item in files:
            name, shown = self._choose_name(item.path), show_path(item.path, self._roots)
            self._begin_file(item)
            pieces = list(cut_file(item.path))
            for place, piece in enumerate(pieces, 1):
                yield Task(piece, shown, name, is_last=place == len(pieces))

    def _begin_file(self, item: FoundFile) -> None:
        sha256, before = _hash_file(item.path), self._ledger.list_documents(item.path)
        self._ledger.forget_file(item.path)
        for identifier in before:  # until the file is done, what came of it before is still its own
            self._ledger.add_document(identifier, item.path)
        self._ledger.put_file(item.path, _record(item, "", complete=False))
        self._open[item.path] = _OpenFile(item, sha256, set(before))

    def _choose_name(self, path: Path) -> str:
        """Return the id of a file's article: its path below the root, or a longer one if another file has that."""
        names = (show_name(path.relative_to(self._root_of(path))), show_path(path, self._roots), show_name(path))
        own = [name for name in names if self._ledger.find_owner_of_name(name) == path]
        free = [
            name
            for name in names
            if self._ledger.find_owner_of_name(name) is None and self._names.get(name, path) == path
        ]
        name = (own or free or [show_name(path)])[0]
        self._names[name] = path
        return name

    def _account(self, outcome: Outcome) -> None:
        """Enter what came of a task into the ledger and the report."""
        path = outcome.task.piece.path
        file = self._open[path]
        for problem in outcome.problems:
            self._note_problem(path, problem)
        for identifier, number in outcome.taken:
            self._note_taken(identifier, number, path)
        for document in outcome.documents:
            if document.id in file.new or self._ledger.find_owner(document.id) not in (None, path):
                self._rejected.setdefault(outcome.origin, []).append(document.id)
                self._note_taken(document.id, document.number, path)
                continue
            self._ledger.add_document(document.id, path)
            file.new.add(document.id)
            self.report.replaced += document.id in file.old
            self.report.added += document.id not in file.old
            self.report.dated += document.date is not None
            self.report.undated += document.date is None
            self.report.sources.update(document.sources)
        if outcome.task.is_last:
            self._end_file(file)

    def _note_taken(self, identifier: str, number: int | None, path: Path) -> None:
        owner = self._ledger.find_owner(identifier) or path
        place = "this file" if owner == path else show_path(owner, self._roots)
        self._note_problem(path, Problem(f"the id {identifier!r} is taken by another article, of {place}", number))

    def _end_file(self, file: _OpenFile) -> None:
        # A file that cannot be read at the moment has not lost its articles.
        vanished = file.old - file.new if file.sha256 is not None else set()
        self.report.removed += self._remove_documents(sorted(vanished))
        self._ledger.forget_documents(vanished)
        if file.sha256 is not None:
            self._ledger.put_file(file.item.path, _record(file.item, file.sha256))
        self.report.files_read += 1
        self.report.bytes_read += file.item.size
        self._advance(file.item)
        del self._open[file.item.path]

    def _advance(self, item: FoundFile) -> None:
        self._done += item.size
        self._progress(self._done, self._total)

    def _note_problem(self, path: Path, problem: Problem) -> None:
        self._ledger.add_problem(path, problem.reason, number=problem.number, skipped=problem.skipped)
        self._report_problem(path, problem)

    def _report_problem(self, path: Path, problem: Problem) -> None:
        self.report.skipped.append(
            SkippedItem(show_path(path, self._roots), problem.reason, problem.number, problem.skipped)
        )

    def _commit(self, loader: Loader, *, is_last: bool = False) -> None:
        """Commit everything that the outcomes so far tell of: first to the index, then to the ledger."""
        collected = loader.collect()
        for outcome in collected.outcomes:
            self._account(outcome)
        for origin, batch in collected.batches:
            self._writer.adopt(batch, rejected=self._rejected.pop(origin, ()))
        self._writer.commit(is_last=is_last)
        self._ledger.commit()
        self._committed = time.monotonic()


@dataclass(slots=True)
class _OpenFile:
    """A file that is being read: the ids of its documents before and now."""

    item: FoundFile
    sha256: str | None  # None if it cannot be read
    old: set[str]
    new: set[str] = field(default_factory=set)


def _record(item: FoundFile, sha256: str, *, complete: bool = True) -> FileRecord:
    return FileRecord(item.size, item.mtime_ns, time.time_ns(), sha256, complete)


def _hash_file(path: Path) -> str | None:
    """Return the SHA-256 of a file, or None if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
