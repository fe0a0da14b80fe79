"""Give a file or a folder, get every file below it, and what was passed over and why.

Nothing is followed out of the folder and no article is opened here: symbolic links, sockets, pipes and devices are
passed over with their reason, and what the user excludes is named as such. Names that begin with a dot, links to a
file of the same folder (which is found by itself) and folders that hold an index are no articles: they are left out
without a word. The order is that of the names.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from searchcsto.ingest.exclusions import IGNORE_FILE, Exclusions, PatternInvalid

INDEX_MARK = "searchcsto.json"  # the file by which a folder is known for an index


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A regular file below a root."""

    path: Path  # absolute
    size: int  # bytes
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A path that is not read, and why."""

    path: Path
    reason: str
    is_folder: bool = False  # then nothing is known of the files below it


@dataclass(frozen=True, slots=True)
class ExcludedPath:
    """A path that the user does not want to be read, with all below it."""

    path: Path


Found = FoundFile | PassedOver | ExcludedPath


def find_files(path: Path, exclusions: Exclusions | None = None, *, below: Path | None = None) -> Iterator[Found]:
    """Yield all files at or below an absolute path. Raises FileNotFoundError if there is nothing at the path.

    A link that the user names is meant; `below` is the folder in which the path was found instead.
    """
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode) and below is None:
        status = path.stat()
    is_folder = stat.S_ISDIR(status.st_mode)
    exclusions = exclusions or Exclusions(path if is_folder else path.parent)
    try:
        is_excluded = exclusions.excludes_anywhere(path, is_folder=is_folder)
    except PatternInvalid as problem:
        yield _pass_over(path, problem)
        return
    if is_excluded:
        yield ExcludedPath(path)
    elif is_folder:
        yield from _find_below(path, below or path, exclusions)
    elif (found := _look_at(path, status, below or path.parent)) is not None:
        yield found


def _find_below(folder: Path, root: Path, exclusions: Exclusions) -> Iterator[Found]:
    stack = [folder]
    while stack:
        here = stack.pop()
        try:
            entries = _list_entries(here)
            exclusions.enter(here)
        except (OSError, PatternInvalid) as problem:
            yield _pass_over(here, problem)
            continue
        if here != root and any(entry.name == INDEX_MARK for entry in entries):
            continue
        folders: list[Path] = []
        for entry in entries:
            path, is_folder = here / entry.name, entry.is_dir(follow_symlinks=False)
            if exclusions.excludes(path, is_folder=is_folder):
                yield ExcludedPath(path)
            elif is_folder:
                folders.append(path)
            elif (found := _look_at_entry(path, entry, root)) is not None:
                yield found
        stack += reversed(folders)


def _list_entries(folder: Path) -> list[os.DirEntry[str]]:
    """Return what is in a folder, in the order of the names, but for hidden names."""
    with os.scandir(folder) as entries:
        seen = [entry for entry in entries if not entry.name.startswith(".")]
    return sorted(seen, key=lambda entry: os.fsencode(entry.name))


def _pass_over(folder: Path, problem: OSError | PatternInvalid) -> PassedOver:
    if isinstance(problem, OSError):
        return PassedOver(folder, f"the folder cannot be read: {problem.strerror}", is_folder=True)
    return PassedOver(folder, f"not read, for it is not known what is excluded: {problem}", is_folder=True)


def _look_at_entry(path: Path, entry: os.DirEntry[str], root: Path) -> FoundFile | PassedOver | None:
    try:
        return _look_at(path, entry.stat(follow_symlinks=False), root)
    except OSError as problem:
        return PassedOver(path, f"cannot be looked at: {problem.strerror}")


def _look_at(path: Path, status: os.stat_result, root: Path) -> FoundFile | PassedOver | None:
    if path.name == IGNORE_FILE:
        return None
    if stat.S_ISREG(status.st_mode):
        return FoundFile(path, status.st_size, status.st_mtime_ns)
    if stat.S_ISLNK(status.st_mode):
        reason = _describe_link(path, root)
        return PassedOver(path, reason) if reason else None
    return PassedOver(path, "not a regular file")


def _describe_link(path: Path, root: Path) -> str | None:
    try:
        inside = path.resolve(strict=True).is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return "a symbolic link that leads nowhere"
    return None if inside else "a symbolic link out of the folder"
