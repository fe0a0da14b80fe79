"""Give a file, get its articles: one reader for each format, chosen by the end of the file's name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from searchcsto.ingest.jsonl import read_jsonl
from searchcsto.ingest.limits import Article, Problem
from searchcsto.ingest.text import read_text

READERS: dict[str, Callable[[Path], Iterator[Article | Problem]]] = {".txt": read_text, ".jsonl": read_jsonl}


def read_file(path: Path) -> Iterator[Article | Problem]:
    """Yield the articles and problems of a file; a file that cannot be read is one problem."""
    suffix = path.suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        kind = f"{suffix} files are" if suffix else "files without a suffix are"
        yield Problem(f"{kind} not read; formats: {', '.join(READERS)}")
        return
    try:
        yield from reader(path)
    except OSError as problem:
        yield Problem(f"cannot be read: {problem.strerror}")
