"""Keep an index in a folder: create it, open a searcher on what was committed last, open the one writer, check it.

What only writing needs is imported when something is written: a query should start at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from searchcsto.engines.whoosh.executor import ColumnSearcher
from searchcsto.engines.whoosh.manifest import MANIFEST, Manifest, read_manifest, write_manifest
from searchcsto.engines.whoosh.storage import open_part, open_parts, writing
from searchcsto.errors import IndexDamaged, IndexMissing, IndexOutdated

if TYPE_CHECKING:
    from searchcsto.engines.whoosh.batch import BatchBuilder
    from searchcsto.engines.whoosh.writer import WhooshWriter

MEMORY = 512 << 20  # bytes that a writer may use


def has_index(folder: Path) -> bool:
    """Return whether the folder holds an index."""
    return (folder / MANIFEST).is_file()


def create_index(folder: Path) -> None:
    """Make an empty index in a folder that has none. Raises IndexLocked, IndexUnwritable."""
    if has_index(folder):
        return
    from searchcsto.engines.whoosh.lock import lock_folder

    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    lock = lock_folder(folder)
    try:
        if not has_index(folder):
            with writing(folder):
                write_manifest(folder, Manifest())
    finally:
        lock.release()


def open_searcher(folder: Path) -> ColumnSearcher:
    """Return a searcher on the last committed state. Raises IndexMissing, IndexDamaged or IndexOutdated."""
    manifest, opened = open_parts(folder)
    segments, flags = [segment for segment, _ in opened], [flags for _, flags in opened]
    return ColumnSearcher(segments, flags, version=manifest.version)


def read_stamp(folder: Path) -> tuple[int, int, int]:
    """Return what changes with every commit, and costs next to nothing to read. Raises IndexMissing."""
    try:
        found = (folder / MANIFEST).stat()
    except OSError:
        raise IndexMissing(folder) from None
    return found.st_ino, found.st_mtime_ns, found.st_size


def open_writer(folder: Path, *, memory: int = MEMORY, rebuild: bool = False) -> WhooshWriter:
    """Return the writer of an index; `rebuild` begins with nothing and needs nothing of what is there.

    Raises IndexMissing, IndexDamaged, IndexOutdated or IndexLocked.
    """
    from searchcsto.engines.whoosh.writer import WhooshWriter

    return WhooshWriter(folder, memory=memory, rebuild=rebuild)


def open_builder(folder: Path, *, memory: int) -> BatchBuilder:
    """Return what gathers documents for a writer of this folder, perhaps in another process."""
    from searchcsto.engines.whoosh.batch import BatchBuilder

    return BatchBuilder(folder, memory=memory)


def measure_index(folder: Path) -> int:
    """Return the bytes of all files of an index."""
    return sum(file.stat().st_size for file in folder.iterdir() if file.is_file())


def check_index(folder: Path) -> list[str]:
    """Verify every checksum and cross-reference; return what is wrong, a line each. Raises IndexMissing."""
    try:
        manifest = read_manifest(folder)
    except (IndexDamaged, IndexOutdated) as problem:
        return [str(problem)]
    problems: list[str] = []
    for part in manifest.parts:
        try:
            segment, _ = open_part(folder, part)
            segment.verify()
            segment.close()
        except (IndexDamaged, IndexOutdated) as problem:
            problems.append(f"{problem} ({part.live:,} documents are in it)")
    return problems
