"""Give a file, get its articles: one reader for each format, chosen by the end of the file's name.

A large file of many articles is cut into pieces, which several processes may read at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from searchcsto.ingest.content import FileContent, ReadOptions
from searchcsto.ingest.jsonl import read_jsonl
from searchcsto.ingest.limits import Article, Problem
from searchcsto.ingest.text import read_text

FORMATS = (".txt", ".jsonl")
_PIECE = 2_000_000  # bytes, about


@dataclass(frozen=True, slots=True)
class Piece:
    """A file, or the lines of it that begin at the bytes from start to stop."""

    path: Path
    start: int = 0
    stop: int | None = None  # None: to the end
    first_line: int = 1


def cut_file(path: Path) -> Iterator[Piece]:
    """Yield the pieces of a file, in their order."""
    if path.suffix.lower() != ".jsonl":
        yield Piece(path)
        return
    start, line = 0, 1
    try:
        with path.open("rb") as file:
            while part := file.read(_PIECE):
                rest = file.readline()
                if not file.peek(1):
                    break
                stop = file.tell()
                yield Piece(path, start, stop, line)
                start, line = stop, line + part.count(b"\n") + rest.count(b"\n")
    except OSError:
        pass  # the reader says why
    yield Piece(path, start, None, line)


def read_piece(piece: Piece) -> Iterator[Article | Problem]:
    """Yield the articles and problems of a piece; a file that cannot be read is one problem."""
    suffix = piece.path.suffix.lower()
    if suffix not in FORMATS:
        kind = f"{suffix} files are" if suffix else "files without a suffix are"
        yield Problem(f"{kind} not read; formats: {', '.join(FORMATS)}")
        return
    try:
        if suffix == ".txt":
            yield from read_text(piece.path)
        else:
            content = FileContent(piece.path)
            yield from read_jsonl(
                content, ReadOptions(), start=piece.start, stop=piece.stop, first_line=piece.first_line
            )
    except OSError as problem:
        yield Problem(f"cannot be read: {problem.strerror}")
