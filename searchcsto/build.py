"""Give paths and an index, bring the index up to date with what lies at the paths, and say what was done.

Only files that changed are read; what came of a changed file is replaced, and what came of a vanished or excluded one
removed (`survey` says what counts as such). Work is committed every few seconds; a run that is killed loses only what
it had not committed, and the next one goes on from there.
"""

from __future__ import annotations

import sqlite3
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from searchcsto.accounts import Accounts, BuildReport
from searchcsto.engines.base import Writer
from searchcsto.engines.choice import choose_engine
from searchcsto.errors import IndexMissing, IndexUnwritable, InputMissing, OptionInvalid
from searchcsto.ingest.content import ReadOptions
from searchcsto.ingest.exclusions import PatternInvalid, read_patterns
from searchcsto.ingest.folder import FoundFile
from searchcsto.ingest.limits import Problem
from searchcsto.ingest.outlets import OutletTable, read_outlets
from searchcsto.ingest.reading import cut_file, estimate_work
from searchcsto.ledger import Ledger, SkippedItem, show_name, show_path
from searchcsto.ledgers import begin_ledger, find_ledger
from searchcsto.loading import Loader, LocalLoader, Outcome, Task
from searchcsto.locations import Address, Location, parse_location
from searchcsto.parallel_loading import ParallelLoader
from searchcsto.shares import choose_part
from searchcsto.survey import Survey, SurveyOptions, hash_file, is_there, make_absolute, make_survey

MEMORY = 512  # MB
_HASH_SIZE = 16  # characters of SHA-256: enough to tell one table from the next
_COMMIT_SECONDS = 15.0  # so much work a killed run may lose
_WORTH_WORKERS = 8_000_000  # bytes of plain text to read; for less, starting processes takes longer than it saves

Progress = Callable[[int, int], None]  # bytes looked at so far, bytes in all


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How to build: `jobs` processes (see `loading` for what more than one demands), `memory` MB for all of them."""

    prune: bool = False  # remove the documents of a path that is gone or empty as a whole
    rebuild: bool = False  # read everything, into a new index that takes the old one's place when it is whole
    jobs: int = 1
    memory: int = MEMORY
    exclude: tuple[str, ...] = ()  # patterns in gitignore syntax, of what is not to be read
    fields: Mapping[str, str] = field(default_factory=dict)  # see ReadOptions
    skip_missing: bool = False  # a path that is not there is skipped and named, if any other is
    outlets: Path | None = None  # a table of the user's own, see `ingest.outlets`; with another, all is read anew
    retry_failed: bool = False  # read again what had problems, at or below the paths if there are any, and nothing else
    part: tuple[int, int] | None = None  # (3, 16): only the third of sixteen shares of the files; in a cluster

    def __post_init__(self) -> None:
        if not isinstance(self.jobs, int) or self.jobs < 1:
            raise OptionInvalid(f"jobs must be a whole number from 1 up, not {self.jobs!r}")
        if not isinstance(self.memory, int) or self.memory < 64:
            raise OptionInvalid(f"memory must be a whole number of MB from 64 up, not {self.memory!r}")
        if not isinstance(self.exclude, tuple) or not all(isinstance(pattern, str) for pattern in self.exclude):
            raise OptionInvalid(f"exclude must be a tuple of patterns, not {self.exclude!r}")
        if self.rebuild and self.retry_failed:
            raise OptionInvalid("a new index has no failed files to retry: leave out either rebuild or retry_failed")
        if self.part is not None:
            self._check_part(self.part)
        ReadOptions(self.fields)  # it checks them

    def _check_part(self, part: tuple[int, int]) -> None:
        if not isinstance(part, tuple) or len(part) != 2 or not all(isinstance(number, int) for number in part):
            raise OptionInvalid(f"part must be two whole numbers, as (3, 16), not {part!r}")
        if not 1 <= part[0] <= part[1]:
            raise OptionInvalid(f"there is no part {part[0]} of {part[1]}; parts are numbered from 1")
        if self.rebuild:
            raise OptionInvalid("who reads a part cannot rebuild the whole: fill an index of another name in parts")

    def make_survey_options(self) -> SurveyOptions:
        """Return what a survey needs of them. Raises OptionInvalid."""
        try:
            patterns = read_patterns(self.exclude) if self.exclude else None
        except PatternInvalid as problem:
            raise OptionInvalid(f"exclude: {problem}") from None
        return SurveyOptions(self.prune, patterns, self.list_settings(), self.retry_failed)

    def list_settings(self) -> dict[str, str]:
        """Return what of them a file read before must have been read with, too. Raises OptionInvalid."""
        outlets = {"outlets": _hash_outlets(self.outlets)} if self.outlets else {}
        return {**self.fields, **outlets}


def build_index(
    paths: Sequence[str | Path],
    index: str | Location,
    options: BuildOptions | None = None,
    *,
    progress: Progress | None = None,
) -> BuildReport:
    """Bring the index in a folder, or at an address, up to date with the files at `paths`; make it if there is none.

    Raises InputMissing if a path is unknown and not there, IndexLocked, IndexDamaged, IndexOutdated, IndexUnwritable,
    and for an address EngineUnusable.
    """
    started = time.monotonic()
    index, options = parse_location(index), options or BuildOptions()
    if options.part is not None and not isinstance(index, Address):
        raise OptionInvalid("an index in a folder is built by one run: a part is for an index in a cluster")
    engine = choose_engine(index)
    chosen = check_paths(paths, index, options)
    read_options = ReadOptions(options.fields, outlets=_read_outlets(options.outlets) if options.outlets else None)
    survey_options = options.make_survey_options()
    if not options.rebuild:
        engine.create_index(index)
    elif isinstance(index, Path):
        index.mkdir(parents=True, exist_ok=True)
    writer = engine.open_writer(index, memory=options.memory << 20, rebuild=options.rebuild)
    try:
        with begin_ledger(index, writer.target, rebuild=options.rebuild) as ledger:
            run = _Run(writer, ledger, options, read_options=read_options, progress=progress)
            report = run.update(choose_part(make_survey(chosen, ledger, survey_options), options.part))
    except sqlite3.OperationalError as problem:
        raise IndexUnwritable(index, str(problem)) from None
    finally:
        writer.close()
    report.seconds = time.monotonic() - started
    return report


def _read_outlets(path: Path) -> OutletTable:
    try:
        return read_outlets(path.read_text(encoding="utf-8"), path=show_name(path))
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "it is not UTF-8"
        raise OptionInvalid(f"the outlets in {show_name(path)} cannot be read: {reason}") from None


def _hash_outlets(path: Path) -> str:
    """Return what changes when a table of outlets says something else, for the ledger. Raises OptionInvalid."""
    _read_outlets(path)  # a table that cannot be read is told before anything is done
    return (hash_file(path) or "")[:_HASH_SIZE]


def check_paths(paths: Sequence[str | Path], index: Location, options: BuildOptions) -> list[Path]:
    """Return the paths. Raises InputMissing for one that is neither there nor known, IndexMissing, OptionInvalid."""
    if isinstance(paths, str | Path):
        raise OptionInvalid(f"paths must be a list of paths, not the one path {str(paths)!r}")
    chosen = [Path(path) for path in paths]
    missing = [path for path in chosen if not is_there(path)]
    if not options.rebuild and (missing or options.retry_failed):
        missing = [path for path, is_known in _ask_ledger(index, missing, options) if not is_known]
    if missing and (not options.skip_missing or len(missing) == len(chosen)):
        more = f", nor are the {len(missing) - 1:,} others" if len(missing) == len(chosen) > 1 else ""
        raise InputMissing(f"there is no file or folder {show_name(missing[0])}{more}")
    return chosen


def _ask_ledger(index: Location, paths: list[Path], options: BuildOptions) -> list[tuple[Path, bool]]:
    """Return whether each path is known to an index."""
    try:
        ledger = find_ledger(index)
    except FileNotFoundError:
        if options.retry_failed:
            raise IndexMissing(index) from None
        return [(path, False) for path in paths]
    try:
        return [(path, any(True for _ in ledger.list_files(make_absolute(path)))) for path in paths]
    finally:
        ledger.close()


class _Run:
    """One run: what must be read is read, the rest is left, and the ledger follows the index."""

    def __init__(
        self,
        writer: Writer,
        ledger: Ledger,
        options: BuildOptions,
        *,
        read_options: ReadOptions,
        progress: Progress | None,
    ) -> None:
        self._read_options = read_options
        self._name = uuid.uuid4().hex[:12]  # of this run
        self._writer = writer
        self._ledger = ledger
        self._options = options
        self._progress = progress or (lambda done, total: None)
        self._committed = time.monotonic()
        self._done = 0
        self._total = 0
        self._names: dict[str, Path] = {}  # given to files in this run

    def update(self, survey: Survey) -> BuildReport:
        """Do what the survey says, and return the report."""
        self._accounts = Accounts(
            self._ledger, survey.roots, remove=self._remove_documents, fields=self._options.list_settings()
        )
        self._total = sum(item.size for item in (*survey.unchanged, *survey.changed))
        self._settle(survey)
        loader = self._open_loader(estimate_work((item.path, item.size) for item in survey.changed))
        try:
            for outcome in loader.load(self._make_tasks(survey)):
                self._enter(outcome)
                if time.monotonic() - self._committed > _COMMIT_SECONDS and not self._options.rebuild:
                    self._commit(loader)
            self._ledger.end_run()
            self._commit(loader, is_last=True)
        finally:
            loader.close()
        return self._accounts.report

    def _settle(self, survey: Survey) -> None:
        """Do everything that needs no reading."""
        report = self._accounts.report
        report.kept += survey.kept
        self._accounts.forget_files(survey.gone)
        report.excluded = self._accounts.forget_files(survey.excluded)
        for path in survey.settled:
            self._ledger.forget_problems(path)
        for root in survey.used_roots:
            self._ledger.add_root(root)
        for passed in survey.passed_over:
            self._accounts.note_problem(passed.path, Problem(passed.reason))
        for path in survey.missing:
            report.skipped.append(SkippedItem(show_path(path, survey.roots), "there is no such file or folder"))
        for path, record in survey.touched.items():
            self._ledger.put_file(path, record)
        for item in survey.unchanged:
            report.files_unchanged += 1
            self._accounts.repeat_problems(item.path)
            self._advance(item)

    def _open_loader(self, work: int) -> Loader:
        memory, options = self._options.memory << 20, self._read_options
        if self._options.jobs == 1 or work < _WORTH_WORKERS:
            return LocalLoader(
                self._writer.target,
                memory=memory,
                reserve_name=self._writer.reserve_name,
                options=options,
                run=self._name,
            )
        return ParallelLoader(
            self._writer.target,
            memory=memory,
            reserve_name=self._writer.reserve_name,
            jobs=self._options.jobs,
            options=options,
            run=self._name,
        )

    def _make_tasks(self, survey: Survey) -> Iterator[Task]:
        for item in survey.changed:
            name, shown = self._choose_name(item.path, survey), show_path(item.path, survey.roots)
            pieces = list(cut_file(item.path))
            # What is never read need not be hashed: it may be a film.
            self._accounts.begin_file(item, "" if pieces[0].problem else hash_file(item.path))
            for place, piece in enumerate(pieces, 1):
                yield Task(piece, shown, name, is_last=place == len(pieces), number=place)

    def _choose_name(self, path: Path, survey: Survey) -> str:
        """Return the id of a file's article: its path below the root, or a longer one if another file has that."""
        shown = show_path(path, survey.roots)
        names = (show_name(path.relative_to(survey.find_root(path))), shown, show_name(path))
        own = [name for name in names if self._ledger.find_owner_of_name(name) == path]
        free = [
            name
            for name in names
            if self._ledger.find_owner_of_name(name) is None and self._names.get(name, path) == path
        ]
        name = (own or free or [show_name(path)])[0]
        self._names[name] = path
        return name

    def _enter(self, outcome: Outcome) -> None:
        if (ended := self._accounts.enter(outcome)) is not None:
            self._advance(ended)

    def _advance(self, item: FoundFile) -> None:
        self._done += item.size
        self._progress(self._done, self._total)

    def _remove_documents(self, identifiers: Iterable[str]) -> int:
        return sum(self._writer.delete(identifier) for identifier in identifiers)

    def _commit(self, loader: Loader, *, is_last: bool = False) -> None:
        """Commit everything that the outcomes so far tell of: first to the index, then to the ledger."""
        collected = loader.collect()
        for outcome in collected.outcomes:
            self._enter(outcome)
        for origin, batch in collected.batches:
            rejected = self._accounts.take_rejected(origin)
            self._accounts.refuse(self._writer.adopt(batch, rejected=rejected), noted=rejected)
        if is_last:
            loader.close()  # the last merge may be of everything: the memory that loading took is needed for it
        self._writer.commit(is_last=is_last)
        self._ledger.commit()
        self._committed = time.monotonic()
