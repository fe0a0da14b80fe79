"""Give patterns in gitignore syntax, get whether a path is excluded: by the user, or by ignore files in the folders.

A file `.searchcstoignore` speaks of its folder and of all below it, as `.gitignore` does for git: the last pattern
that matches decides, `!pattern` takes a file in again, a deeper file goes before an outer one, and what is below an
excluded folder cannot be taken in again. Patterns of the user go before all files. pathspec knows the syntax.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

IGNORE_FILE = ".searchcstoignore"
_MAX_FILE = 1_000_000  # bytes
_MAX_STARS = 3  # in one part of a pattern: with many, matching can take for ever


class PatternInvalid(ValueError):
    """A pattern, or a file of patterns, cannot be used; the message is the reason."""


def read_patterns(lines: Iterable[str]) -> GitIgnoreSpec:
    """Return what lines in gitignore syntax match. Raises PatternInvalid."""
    from pathspec import GitIgnoreSpec  # only where there are patterns

    lines = list(lines)
    for line in lines:
        if any(len(re.findall(r"\*+", part)) > _MAX_STARS for part in line.split("/")):
            raise PatternInvalid(f"the pattern {line!r} has more than {_MAX_STARS} stars between two slashes")
        try:
            GitIgnoreSpec.from_lines([line])
        except (ValueError, re.error):
            raise PatternInvalid(f"{line!r} is not a pattern") from None
    return GitIgnoreSpec.from_lines(lines)


class Exclusions:
    """What is excluded below a root. Ignore files are read when their folder is entered, and kept."""

    def __init__(self, root: Path, user: GitIgnoreSpec | None = None, *, base: Path | None = None) -> None:
        """Take the user's patterns, and the folder that they speak of: the root, or one below it."""
        self._root = root
        self._base = base or root
        self._user = user
        self._files: dict[Path, GitIgnoreSpec | None] = {}
        self._has_any = user is not None

    def enter(self, folder: Path) -> None:
        """Read the ignore file of a folder, if there is one. Raises PatternInvalid where it cannot be used."""
        if folder not in self._files:
            spec = _read_file(folder / IGNORE_FILE)
            self._files[folder] = spec
            self._has_any = self._has_any or spec is not None

    def excludes(self, path: Path, *, is_folder: bool = False) -> bool:
        """Return whether a path is excluded, all folders above it having been entered."""
        if not self._has_any:
            return False
        if self._user is not None and path.is_relative_to(self._base):
            verdict = _match(self._user, path, self._base, is_folder=is_folder)
            if verdict is not None:
                return verdict
        for folder in path.parents:
            spec = self._files.get(folder)
            if spec is not None and (verdict := _match(spec, path, folder, is_folder=is_folder)) is not None:
                return verdict
            if folder == self._root:
                break
        return False

    def excludes_anywhere(self, path: Path, *, is_folder: bool = False) -> bool:
        """Return whether a path, or a folder above it, is excluded; enters them. Raises PatternInvalid."""
        for folder in reversed(path.parents):
            if folder != self._root and folder.is_relative_to(self._root) and self.excludes(folder, is_folder=True):
                return True
            if folder.is_relative_to(self._root):
                self.enter(folder)
        return path != self._root and self.excludes(path, is_folder=is_folder)


def _match(spec: GitIgnoreSpec, path: Path, base: Path, *, is_folder: bool) -> bool | None:
    """Return True if the patterns exclude a path, False if they take it in, None if they do not speak of it."""
    name = path.relative_to(base).as_posix()
    return spec.check_file(f"{name}/" if is_folder else name).include


def _read_file(file: Path) -> GitIgnoreSpec | None:
    try:
        lines = _read_lines(file)
        return read_patterns(lines) if lines is not None else None
    except OSError as problem:
        raise PatternInvalid(f"{IGNORE_FILE} cannot be read: {problem.strerror}") from None
    except ValueError as problem:
        raise PatternInvalid(f"{IGNORE_FILE}: {problem}") from None


def _read_lines(file: Path) -> list[str] | None:
    try:
        if not stat.S_ISREG(file.lstat().st_mode):  # opening a pipe would wait for ever
            raise PatternInvalid("not a regular file")
        with file.open("rb") as opened:
            data = opened.read(_MAX_FILE + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    if len(data) > _MAX_FILE:
        raise PatternInvalid("larger than 1 MB")
    return data.decode("utf-8-sig").splitlines()
