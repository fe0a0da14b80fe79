"""Give paths and an index, bring the index up to date with what lies at the paths, and say what was done.

Only files that changed are read; what came of a changed file is replaced and what came of a vanished one removed.
A path that is gone as a whole, or a folder that is suddenly empty, is not taken for deleted articles: its documents
stay unless `prune` is asked for. Work is committed every few seconds; a run that is killed loses only what it had not
committed, and the next one goes on from there.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from searchcsto.documents import Document
from searchcsto.engines.base import Writer
from searchcsto.engines.whoosh.engine import create_index, open_writer
from searchcsto.errors import DocumentInvalid, InputMissing
from searchcsto.ingest.articles import Given, read_article
from searchcsto.ingest.folder import FoundFile, PassedOver, find_files
from searchcsto.ingest.formats import read_file
from searchcsto.ingest.limits import Article, Problem
from searchcsto.ledger import FileRecord, Ledger, SkippedItem, show_name, show_path

_COMMIT_SECONDS = 15.0  # so much work a killed run may lose


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


def build_index(
    paths: Sequence[str | Path], index: str | Path, *, prune: bool = False, progress: Progress | None = None
) -> BuildReport:
    """Bring the index in the folder `index` up to date with the files at `paths`; make it if there is none.

    Raises InputMissing if a path is unknown and not there, IndexLocked, IndexDamaged or IndexOutdated.
    """
    started = time.monotonic()
    index = Path(index)
    for path in map(Path, paths):
        if not path.exists() and not _is_known(path, index):
            raise InputMissing(f"there is no file or folder {show_name(path)}")
    create_index(index)
    writer = open_writer(index)
    try:
        ledger = Ledger(index, create=True)
        try:
            run = _Run(writer, ledger, prune=prune, progress=progress)
            run.update([Path(path) for path in paths])
        finally:
            ledger.close()
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

    def __init__(self, writer: Writer, ledger: Ledger, *, prune: bool, progress: Progress | None) -> None:
        self.report = BuildReport()
        self._writer = writer
        self._ledger = ledger
        self._prune = prune
        self._progress = progress or (lambda done, total: None)
        self._committed = time.monotonic()
        self._done = 0
        self._total = 0
        self._roots = ledger.list_roots()

    def update(self, paths: Iterable[Path]) -> None:
        """Look at all paths first, so that the progress is known, then read what changed."""
        listings = [(path, self._list(path)) for path in dict.fromkeys(_absolute(path) for path in paths)]
        self._total = sum(item.size for _, found in listings for item in found if isinstance(item, FoundFile))
        for path, found in listings:
            self._remove_vanished(path, found)
            for item in found:
                self._update_item(item)
                self._commit_in_time()
        self._ledger.end_run()
        self._commit()

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
        if gone and not any(isinstance(item, FoundFile) for item in found) and not self._prune and not unknown:
            kept = sum(len(self._ledger.list_documents(known)) for known in gone)
            what = "has no files any more" if path.exists() else "is gone"
            self.report.kept.append(
                f"{show_name(path)} {what}; its {kept:,} documents are kept (remove them with: --prune)"
            )
            return
        for known in gone:
            self.report.removed += self._remove_documents(self._ledger.list_documents(known))
            self._ledger.forget_file(known)
        if path.exists():
            self._ledger.add_root(self._root_of(path))
        for problem_path, *_ in list(self._ledger.list_problems()):
            if problem_path.is_relative_to(path) and self._ledger.find_file(problem_path) is None:
                self._ledger.forget_problems(problem_path)

    def _remove_documents(self, identifiers: Iterable[str]) -> int:
        return sum(self._writer.delete(identifier) for identifier in identifiers)

    def _update_item(self, item: FoundFile | PassedOver) -> None:
        if isinstance(item, PassedOver):
            self._note_problem(item.path, Problem(item.reason))
            return
        known = self._ledger.find_file(item.path)
        if known is not None and (known.is_unchanged(item.size, item.mtime_ns) or self._is_same(known, item)):
            self._keep(item)
        else:
            self._read(item)
        self._done += item.size
        self._progress(self._done, self._total)

    def _is_same(self, known: FileRecord, item: FoundFile) -> bool:
        """Look into a file whose time stamp changed, or is too young to be trusted, but whose size is the same."""
        if not known.complete or known.size != item.size or known.sha256 != _hash_file(item.path):
            return False
        self._ledger.put_file(item.path, _record(item, known.sha256))
        return True

    def _keep(self, item: FoundFile) -> None:
        self.report.files_unchanged += 1
        for path, number, reason, skipped in self._ledger.list_problems_of(item.path):
            self._report_problem(path, Problem(reason, number, skipped))

    def _read(self, item: FoundFile) -> None:
        sha256 = _hash_file(item.path)
        before = self._ledger.list_documents(item.path)
        old = set(before)
        self._ledger.forget_file(item.path)
        for identifier in before:  # until the file is done, what came of it before is still its own
            self._ledger.add_document(identifier, item.path)
        self._ledger.put_file(item.path, _record(item, "", complete=False))
        new: set[str] = set()
        for article in read_file(item.path):
            if isinstance(article, Problem):
                self._note_problem(item.path, article)
            else:
                self._add(article, item.path, old=old, new=new)
            self._commit_in_time()
        vanished = old - new
        self.report.removed += self._remove_documents(sorted(vanished))
        self._ledger.forget_documents(vanished)
        if sha256 is not None:
            self._ledger.put_file(item.path, _record(item, sha256))
        self.report.files_read += 1
        self.report.bytes_read += item.size

    def _add(self, article: Article, path: Path, *, old: set[str], new: set[str]) -> None:
        identifier = self._choose_id(article, path, new)
        if identifier is None:
            owner = self._ledger.find_owner(article.id or "") or path
            place = "this file" if owner == path else show_path(owner, self._roots)
            reason = f"the id {article.id!r} is taken by another article, of {place}"
            self._note_problem(path, Problem(reason, article.number))
            return
        try:
            document = read_article(
                article.text,
                id=identifier,
                path=show_path(path, self._roots),
                given=Given(article.title, article.date, article.sources),
            )
        except DocumentInvalid as problem:
            self._note_problem(path, Problem(str(problem), article.number))
            return
        self._writer.add(document)
        self._ledger.add_document(identifier, path)
        new.add(identifier)
        self._count(document, replaced=identifier in old)

    def _choose_id(self, article: Article, path: Path, new: set[str]) -> str | None:
        """Return the given id, or else one from the path; None if another article has the given one."""
        if article.id is not None:
            return article.id if self._is_free(article.id, path, new) else None
        number = "" if article.number is None else f"#{article.number}"
        for name in (show_name(path.relative_to(self._root_of(path))), show_path(path, self._roots), show_name(path)):
            if self._is_free(name + number, path, new):
                return name + number
        return None

    def _is_free(self, identifier: str, path: Path, new: set[str]) -> bool:
        return identifier not in new and self._ledger.find_owner(identifier) in (None, path)

    def _count(self, document: Document, *, replaced: bool) -> None:
        report = self.report
        report.replaced += replaced
        report.added += not replaced
        report.dated += document.date is not None
        report.undated += document.date is None
        report.sources.update(document.sources)

    def _note_problem(self, path: Path, problem: Problem) -> None:
        self._ledger.add_problem(path, problem.reason, number=problem.number, skipped=problem.skipped)
        self._report_problem(path, problem)

    def _report_problem(self, path: Path, problem: Problem) -> None:
        self.report.skipped.append(
            SkippedItem(show_path(path, self._roots), problem.reason, problem.number, problem.skipped)
        )

    def _commit_in_time(self) -> None:
        if time.monotonic() - self._committed > _COMMIT_SECONDS:
            self._commit()

    def _commit(self) -> None:
        self._writer.commit()
        self._ledger.commit()
        self._committed = time.monotonic()


def _record(item: FoundFile, sha256: str, *, complete: bool = True) -> FileRecord:
    return FileRecord(item.size, item.mtime_ns, time.time_ns(), sha256, complete)


def _hash_file(path: Path) -> str | None:
    """Return the SHA-256 of a file, or None if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
