"""Give what came of reading, get it entered: into the ledger, and into the report for the person who started the run.

A file counts as done when the last outcome of it is entered. Until then what came of it before is still its own, so
that a run that is killed leaves nothing without an owner. A document whose id belongs to another file, or came before
in the same file, is rejected: the batch that has it must be taken in without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from searchcsto.engines.base import Refusal
from searchcsto.ingest.folder import FoundFile
from searchcsto.ingest.limits import Problem
from searchcsto.ledger import Ledger, NotedProblem, SkippedItem, show_path, show_problem
from searchcsto.loading import Loaded, Origin, Outcome
from searchcsto.survey import make_record


@dataclass(slots=True)
class BuildReport:
    """What a run did, for the person who started it."""

    added: int = 0  # documents
    replaced: int = 0
    removed: int = 0
    excluded: int = 0  # of those removed, the ones whose files are excluded now
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


@dataclass(slots=True)
class _OpenFile:
    """A file that is being read: the ids of its documents before and now."""

    item: FoundFile
    sha256: str | None  # None if it cannot be read
    old: set[str]
    new: set[str] = field(default_factory=set)


class Accounts:
    """The entries of one run. `remove` deletes documents from the index and returns how many there were."""

    def __init__(
        self,
        ledger: Ledger,
        roots: Sequence[Path],
        *,
        remove: Callable[[Iterable[str]], int],
        fields: Mapping[str, str],
    ) -> None:
        self.report = BuildReport()
        self._ledger = ledger
        self._roots = roots
        self._remove = remove
        self._fields = fields
        self._open: dict[Path, _OpenFile] = {}
        self._rejected: dict[Origin, list[str]] = {}

    def begin_file(self, item: FoundFile, sha256: str | None) -> None:
        """Enter that a file is being read. Its hash is None if that is not possible."""
        before = self._ledger.list_documents(item.path)
        self._ledger.forget_file(item.path)
        self._ledger.add_documents(before, item.path)
        self._ledger.put_file(item.path, make_record(item, "", fields=self._fields, complete=False))
        self._open[item.path] = _OpenFile(item, sha256, set(before))

    def enter(self, outcome: Outcome) -> FoundFile | None:
        """Enter what came of a task; return the file if it is done with that."""
        path = outcome.task.piece.path
        file = self._open[path]
        for problem in outcome.problems:
            self.note_problem(path, problem)
        for loaded in outcome.taken:
            self._note_taken(loaded, path)
        owners = self._ledger.find_owners([loaded.id for loaded in outcome.documents])
        entered: list[str] = []
        for loaded in outcome.documents:
            if loaded.id in file.new or owners.get(loaded.id, path) != path:
                self._rejected.setdefault(outcome.origin, []).append(loaded.id)
                self._note_taken(loaded, path)
            else:
                self._enter_document(loaded, file)
                entered.append(loaded.id)
        self._ledger.add_documents(entered, path)
        if not (outcome.is_last and outcome.task.is_last):
            return None
        self._end_file(self._open.pop(path))
        return file.item

    def take_rejected(self, origin: Origin) -> Sequence[str]:
        """Return the ids of a batch that must not be taken in."""
        return self._rejected.pop(origin, ())

    def refuse(self, refusals: Iterable[Refusal], *, noted: Iterable[str] = ()) -> None:
        """Enter what the engine did not take, though it was entered before; what is `noted` is known already."""
        known = set(noted)
        for refusal in refusals:
            path = self._ledger.find_owner(refusal.id)
            if path is None or refusal.id in known:
                continue
            self._ledger.forget_documents([refusal.id])
            if path in self._open:
                self._open[path].new.discard(refusal.id)
            self.report.added -= 1
            self.note_problem(path, Problem(refusal.reason))

    def forget_files(self, paths: Iterable[Path]) -> int:
        """Remove what came of files, and everything known of them; return how many documents that was."""
        removed = 0
        for path in sorted(paths):
            removed += self._remove(self._ledger.list_documents(path))
            self._ledger.forget_file(path)
        self.report.removed += removed
        return removed

    def note_problem(self, path: Path, problem: Problem) -> None:
        """Enter what was not read, or not as it is."""
        noted = NotedProblem(path, problem.reason, problem.number, problem.skipped, problem.member)
        self._ledger.add_problem(noted)
        self.report.skipped.append(show_problem(noted, self._roots))

    def repeat_problems(self, path: Path) -> None:
        """Report again what is known of a file that was not read again."""
        self.report.skipped += [show_problem(noted, self._roots) for noted in self._ledger.list_problems(path)]

    def _enter_document(self, loaded: Loaded, file: _OpenFile) -> None:
        file.new.add(loaded.id)
        self.report.replaced += loaded.id in file.old
        self.report.added += loaded.id not in file.old
        self.report.dated += loaded.date is not None
        self.report.undated += loaded.date is None
        self.report.sources.update(loaded.sources)

    def _note_taken(self, loaded: Loaded, path: Path) -> None:
        owner = self._ledger.find_owner(loaded.id) or path
        place = "this file" if owner == path else show_path(owner, self._roots)
        reason = f"the id {loaded.id!r} is taken by another article, of {place}, which is kept"
        self.note_problem(path, Problem(reason, loaded.number, member=loaded.member))

    def _end_file(self, file: _OpenFile) -> None:
        # A file that cannot be read at the moment has not lost its articles.
        vanished = file.old - file.new if file.sha256 is not None else set()
        self.report.removed += self._remove(sorted(vanished))
        self._ledger.forget_documents(vanished)
        if file.sha256 is not None:
            self._ledger.put_file(file.item.path, make_record(file.item, file.sha256, fields=self._fields))
        self.report.files_read += 1
        self.report.bytes_read += file.item.size
