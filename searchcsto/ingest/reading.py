"""Give a file, get its articles and problems: its format is told, and the reader of that format reads it.

Plain text and records are read by this process, everything else by a process of its own (`sandbox`). A large file of
JSON lines is cut into pieces, which several processes may read at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from searchcsto.ingest.content import Content, FileContent, MemoryContent, ReadOptions
from searchcsto.ingest.formats import Format, find_format_of_suffix
from searchcsto.ingest.kinds import find_format_of
from searchcsto.ingest.limits import Article, Problem, ReadingLimits
from searchcsto.ingest.parts import Part, fold_problems, read_part, run_reader
from searchcsto.ingest.sandbox import Sandbox

_PIECE = 2_000_000  # bytes, about
_HEAVY = 10  # times as long as plain text takes a page of the same size, at least
_HELD = 1_000_000  # bytes: a file so small is read once, to tell its format and for its reader


@dataclass(frozen=True, slots=True)
class Piece:
    """A file, or the lines of it that begin at the bytes from start to stop."""

    path: Path
    start: int = 0
    stop: int | None = None  # None: to the end
    first_line: int = 1
    form: Format | None = None  # of a piece that is not the whole file
    problem: Problem | None = None  # why it is not read, if that is known already


def cut_file(path: Path) -> Iterator[Piece]:
    """Yield the pieces of a file, in their order."""
    content = FileContent(path)
    try:
        form = find_format_of(content) if content.size > _PIECE else None
    except OSError:
        form = None  # the reader says why
    if isinstance(form, Format) and form.kind == "jsonl":
        yield from _cut_lines(path, form)
    else:
        yield Piece(path, problem=form if isinstance(form, Problem) else None)


def _cut_lines(path: Path, form: Format) -> Iterator[Piece]:
    start, line = 0, 1
    try:
        with path.open("rb") as file:
            while part := file.read(_PIECE):
                ends = part.count(b"\n")
                while (rest := file.readline(_PIECE)) and not rest.endswith(b"\n"):
                    pass  # a line may be longer than memory
                if not file.peek(1):
                    break
                stop = file.tell()
                yield Piece(path, start, stop, line, form)
                start, line = stop, line + ends + 1
    except OSError:
        pass  # the reader says why
    yield Piece(path, start, None, line, form)


def estimate_work(files: Iterable[tuple[Path, int]]) -> int:
    """Return what reading files costs, in bytes of plain text: others take longer than theirs, by their names."""
    work = 0
    for path, size in files:
        form = find_format_of_suffix(path.suffix.lower())
        work += size if form is None or form.is_light else size * _HEAVY
    return work


class Reader:
    """Read files, one after the other. Close it: it may hold a process."""

    def __init__(self, options: ReadOptions | None = None, *, limits: ReadingLimits | None = None) -> None:
        self._options = options or ReadOptions()
        self.outlets = self._options.outlets
        self._sandbox = Sandbox(limits)

    def read(self, piece: Piece) -> Iterator[Article | Problem]:
        """Yield the articles and problems of a piece; a file that cannot be read is one problem."""
        try:
            if piece.problem is not None:
                yield piece.problem
            elif piece.form is not None:
                lines = {"start": piece.start, "stop": piece.stop, "first_line": piece.first_line}
                yield from run_reader(piece.form, FileContent(piece.path), self._options, **lines)
            else:
                yield from self._read_file(piece.path)
        except OSError as problem:
            yield Problem(f"cannot be read: {problem.strerror}")
        except MemoryError:
            yield Problem("reading it needs more memory than there is")

    def close(self) -> None:
        """End what was started."""
        self._sandbox.close()

    def _read_file(self, path: Path) -> Iterator[Article | Problem]:
        content = _hold(path)
        form = find_format_of(content)
        if isinstance(form, Problem):
            yield form
        elif form.is_light:
            yield from read_part(Part(content, form), self._options)
        elif form.is_archive:
            yield from fold_problems(self._sandbox.read(path, form, self._options))
        else:
            yield from self._sandbox.read(path, form, self._options)


def _hold(path: Path) -> Content:
    with path.open("rb") as file:
        data = file.read(_HELD + 1)
    return MemoryContent(path.name, data) if len(data) <= _HELD else FileContent(path)
