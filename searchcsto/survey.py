"""Give paths and the ledger of an index, get what an update has to do: read, replace, remove, pass over.

Nothing is changed by it. A path that is gone as a whole, or a folder that is suddenly empty, is not taken for deleted
articles: its documents are kept unless `prune` is asked for. What was indexed and is excluded now is removed.

Files that are named one by one count as lying below the folder that holds all of them, at which their ids begin; a
folder is its own root. A root that the ledger knows stays one.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from searchcsto.ingest.content import FileContent
from searchcsto.ingest.exclusions import Exclusions
from searchcsto.ingest.folder import ExcludedPath, Found, FoundFile, PassedOver, find_files
from searchcsto.ingest.formats import Format
from searchcsto.ingest.kinds import find_format_of
from searchcsto.ledger import FileRecord, Ledger, show_name

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_ABSENT = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG)


@dataclass(frozen=True, slots=True)
class SurveyOptions:
    """What counts as gone, excluded or changed."""

    prune: bool = False
    patterns: GitIgnoreSpec | None = None  # of the user
    fields: Mapping[str, str] = field(default_factory=dict)  # files that were read with others have changed
    retry: bool = False  # look only at what had problems, and take it for changed


@dataclass(slots=True)
class Survey:
    """What an update has to do."""

    roots: list[Path]
    used_roots: set[Path] = field(default_factory=set)  # the ones that a path is there below
    changed: list[FoundFile] = field(default_factory=list)
    unchanged: list[FoundFile] = field(default_factory=list)
    touched: dict[Path, FileRecord] = field(default_factory=dict)  # new records of some that are unchanged
    passed_over: list[PassedOver] = field(default_factory=list)
    excluding: list[Path] = field(default_factory=list)  # what is there and excluded, with all below it
    excluded: set[Path] = field(default_factory=set)  # files that are known and excluded now
    gone: set[Path] = field(default_factory=set)  # files that are known and were deleted
    settled: set[Path] = field(default_factory=set)  # paths that were passed over, and have nothing else known of them
    missing: list[Path] = field(default_factory=list)  # paths that are neither there nor known
    kept: list[str] = field(default_factory=list)  # notices of paths that are gone and whose documents are kept

    def find_root(self, path: Path) -> Path:
        """Return the root that a path lies below."""
        return next((root for root in self.roots if path.is_relative_to(root)), path.parent)


def make_survey(paths: Iterable[Path], ledger: Ledger, options: SurveyOptions) -> Survey:
    """Return what an update of these paths has to do; if it retries, of all in them (or anywhere) that had problems."""
    surveyor = _Surveyor(ledger, options)
    chosen = list(dict.fromkeys(make_absolute(path) for path in paths))
    if options.retry:
        surveyor.look_again(chosen)
    else:
        surveyor.add_roots(chosen)
        for path in chosen:
            surveyor.look_at(path)
    surveyor.survey.kept = list(dict.fromkeys(surveyor.survey.kept))
    return surveyor.survey


def is_there(path: Path) -> bool:
    """Return whether there is something at a path, or may be."""
    try:
        path.stat()
    except OSError as problem:
        return problem.errno not in _ABSENT
    except ValueError:  # a name that no file can have
        return False
    return True


def make_absolute(path: Path) -> Path:
    """Make a path absolute, through the links in it."""
    return path.resolve() if is_there(path) else path.absolute()


def make_record(item: FoundFile, sha256: str, *, fields: Mapping[str, str], complete: bool = True) -> FileRecord:
    """Return what the ledger should know of a file that is read now."""
    return FileRecord(item.size, item.mtime_ns, time.time_ns(), sha256, complete, describe_fields(fields))


def describe_fields(fields: Mapping[str, str]) -> str:
    """Return the names of fields, and the hash of the user's outlets beside them, as the ledger keeps them.

    >>> describe_fields({"text": "body"}), describe_fields({})
    ('{"text": "body"}', '')
    """
    return json.dumps(dict(sorted(fields.items()))) if fields else ""


def hash_file(path: Path) -> str | None:
    """Return the SHA-256 of a file, or None if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


class _Surveyor:
    """Fill a survey, path by path."""

    def __init__(self, ledger: Ledger, options: SurveyOptions) -> None:
        self.survey = Survey(ledger.list_roots())
        self._ledger = ledger
        self._options = options
        self._fields = describe_fields(options.fields)
        self._seen: set[Path] = set()
        self._exclusions: dict[tuple[Path, Path], Exclusions] = {}

    def add_roots(self, paths: Iterable[Path]) -> None:
        """Make folders roots, and the folder that holds all files, where no root is known."""
        roots, parents = self.survey.roots, []
        for path in paths:
            if any(path.is_relative_to(root) for root in roots) or not is_there(path):
                continue
            if path.is_dir():
                roots.append(path)
            else:
                parents.append(path.parent)
        outside = [folder for folder in parents if not any(folder.is_relative_to(root) for root in roots)]
        if outside:
            roots.append(Path(os.path.commonpath(outside)))

    def look_at(self, path: Path) -> None:
        """Take in what is at and below a path, and what was there before."""
        known = list(self._ledger.list_files(path))
        if not known and not is_there(path):
            self.survey.missing.append(path)
            return
        if is_there(path):
            self.survey.used_roots.add(self.survey.find_root(path))
        found = self._find(path, below=None)
        for item in found:
            self._sort(item)
        present = {item.path for item in found}
        unknown = [item.path for item in found if isinstance(item, PassedOver) and item.is_folder]
        excluded = {item.path for item in found if isinstance(item, ExcludedPath)}
        gone: list[Path] = []
        for file in known:
            if not excluded.isdisjoint((file, *file.parents)):
                self.survey.excluded.add(file)
            elif file not in present and not any(file.is_relative_to(folder) for folder in unknown):
                gone.append(file)
        is_empty = not excluded and not any(isinstance(item, FoundFile) for item in found)
        self.survey.gone |= self._choose_gone(gone, path, is_empty=is_empty)
        self._settle(path, set(known))

    def look_again(self, paths: list[Path]) -> None:
        """Take in what had problems, if it lies at or below one of the paths, or anywhere if there are none."""
        places = paths or [Path("/")]
        files = dict.fromkeys(file for place in places for file in self._ledger.list_problem_paths(place))
        for file in files:
            root = self.survey.find_root(file)
            found = self._find(file, below=root)
            for item in found:
                if item.path == file and isinstance(item, FoundFile):
                    self._seen.add(file)
                    self.survey.changed.append(item)
                elif item.path not in files or item.path == file:
                    self._sort(item)
            known = {file} if self._ledger.find_file(file) else set()
            if found == [ExcludedPath(file)]:
                self.survey.excluded |= known
            elif not found:
                self.survey.gone |= self._choose_gone(list(known), root, is_empty=False)
            self._settle(file, known)

    def _find(self, path: Path, *, below: Path | None) -> list[Found]:
        root = self.survey.find_root(path)
        base = path if path.is_dir() and below is None else root
        if (root, base) not in self._exclusions:
            self._exclusions[root, base] = Exclusions(root, self._options.patterns, base=base)
        try:
            return list(find_files(path, self._exclusions[root, base], below=below))
        except FileNotFoundError:
            return []
        except OSError as problem:
            return [PassedOver(path, f"cannot be looked at: {problem.strerror}", is_folder=True)]

    def _sort(self, item: Found) -> None:
        """Put what was found, and not before, where it belongs."""
        if item.path in self._seen:
            return
        self._seen.add(item.path)
        if isinstance(item, PassedOver):
            self.survey.passed_over.append(item)
        elif isinstance(item, ExcludedPath):
            self.survey.excluding.append(item.path)
        elif self._must_read(item):
            self.survey.changed.append(item)
        else:
            self.survey.unchanged.append(item)

    def _must_read(self, item: FoundFile) -> bool:
        """Return whether a file is new or changed."""
        known = self._ledger.find_file(item.path)
        if known is None:
            return True
        record = known
        if not known.is_unchanged(item.size, item.mtime_ns):
            # The time stamp changed, or is too young to be trusted: what is in the file decides.
            if not known.complete or known.size != item.size or known.sha256 != hash_file(item.path):
                return True
            record = make_record(item, known.sha256, fields=self._options.fields)
        if known.fields != self._fields:
            if _get_outlets(known.fields) != _get_outlets(self._fields) or _has_fields(item.path):
                return True
            record = replace(record, fields=self._fields)
        if record is not known:
            self.survey.touched[item.path] = record
        return False

    def _choose_gone(self, files: list[Path], path: Path, *, is_empty: bool) -> set[Path]:
        """Return which of the vanished files were deleted one by one; the rest went with their folder, and is kept."""
        if self._options.prune:
            return set(files)
        lost: dict[Path, list[Path]] = {}
        for file in files:
            above = (folder for folder in (file, *file.parents) if folder.is_relative_to(path))
            missing = [folder for folder in above if not is_there(folder)]
            if is_empty or missing[-1:] != [file]:
                lost.setdefault(path if is_empty else missing[-1], []).append(file)
        for folder, kept in lost.items():
            what = "has no files any more" if is_there(folder) else "is gone"
            documents = sum(len(self._ledger.list_documents(file)) for file in kept)
            number = "1 document is" if documents == 1 else f"{documents:,} documents are"
            self.survey.kept.append(f"{show_name(folder)} {what}; its {number} kept (to remove what is gone: --prune)")
        return set(files).difference(*lost.values())

    def _settle(self, path: Path, known: set[Path]) -> None:
        """Find the paths that were passed over before, and that nothing but a problem is known of."""
        self.survey.settled |= {each for each in self._ledger.list_problem_paths(path) if each not in known}


def _get_outlets(fields: str) -> str | None:
    """Return the hash of the user's outlets among the settings that the ledger keeps of a file."""
    outlets: str | None = json.loads(fields).get("outlets") if fields else None
    return outlets


def _has_fields(path: Path) -> bool:
    try:
        form = find_format_of(FileContent(path))
    except OSError:
        return True  # its reader will say why
    return isinstance(form, Format) and (form.has_fields or form.is_archive)
