"""Give a file or a folder, get every file below it, and what was passed over and why.

Nothing is followed out of the folder and nothing is opened here: symbolic links, sockets, pipes and devices are passed
over with their reason. Names that begin with a dot, links to a file of the same folder (which is found by itself) and
folders that hold an index are no articles: they are left out without a word. The order is that of the names.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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


def find_files(root: Path) -> Iterator[FoundFile | PassedOver]:
    """Yield all files at or below an absolute path. Raises FileNotFoundError if there is nothing at the path."""
    status = root.lstat()
    if stat.S_ISLNK(status.st_mode):
        status = root.stat()  # a link that the user names is meant
    if stat.S_ISDIR(status.st_mode):
        yield from _find_below(root, root)
    else:
        found = _look_at(root, status, root.parent)
        if found is not None:
            yield found


def _find_below(folder: Path, root: Path) -> Iterator[FoundFile | PassedOver]:
    stack = [folder]
    while stack:
        here = stack.pop()
        try:
            with os.scandir(here) as entries:
                names = sorted(entries, key=lambda entry: os.fsencode(entry.name))
        except OSError as problem:
            yield PassedOver(here, f"the folder cannot be read: {problem.strerror}", is_folder=True)
            continue
        if here != root and any(entry.name == INDEX_MARK for entry in names):
            continue
        folders: list[Path] = []
        for entry in names:
            path = here / entry.name
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(path)
            elif (found := _look_at_entry(path, entry, root)) is not None:
                yield found
        stack += reversed(folders)


def _look_at_entry(path: Path, entry: os.DirEntry[str], root: Path) -> FoundFile | PassedOver | None:
    try:
        return _look_at(path, entry.stat(follow_symlinks=False), root)
    except OSError as problem:
        return PassedOver(path, f"cannot be looked at: {problem.strerror}")


def _look_at(path: Path, status: os.stat_result, root: Path) -> FoundFile | PassedOver | None:
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
