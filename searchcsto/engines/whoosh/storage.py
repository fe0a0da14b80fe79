"""Keep the folder of an index in order: open what a manifest names, deletions in files, no files that nothing names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt

from searchcsto.engines.whoosh.codec.files import ArrayFile, ArrayWriter
from searchcsto.engines.whoosh.codec.segment import Segment, segment_path
from searchcsto.engines.whoosh.manifest import MANIFEST, PREVIOUS, Deletions, Manifest, Part, read_manifest
from searchcsto.errors import IndexDamaged, IndexUnwritable, SearchError

Flags = npt.NDArray[np.bool_]

# Everything that a writer may leave behind when it is killed (.trm and .pst: one of stock Whoosh, which is refused);
# nothing else in the folder is ever removed.
_OURS = re.compile(r"MAIN_[0-9a-z]+\.(?:(?:col|del[0-9]+)(?:\.part)?|trm|pst)|searchcsto(?:\.previous)?\.json\.new")


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn what the operating system refuses (a full disk, a missing right) into IndexUnwritable."""
    try:
        yield
    except OSError as problem:
        raise IndexUnwritable(folder, problem.strerror or str(problem)) from None


def open_part(folder: Path, part: Part) -> tuple[Segment, Flags | None]:
    """Return a segment and the flags of its deleted documents. Raises IndexDamaged or IndexOutdated."""
    segment = Segment(segment_path(folder, part.segment.name))
    if segment.entry != part.segment:
        raise IndexDamaged(
            f"{segment.file.path} is not the file that {MANIFEST} names; restore it, or rebuild the index"
        )
    return segment, read_deletions(folder, part)


def read_deletions(folder: Path, part: Part) -> Flags | None:
    """Return the flags of the deleted documents of a segment, None if there are none. Raises IndexDamaged."""
    if part.deletions is None:
        return None
    file = ArrayFile(folder / part.deletions.name)
    packed = file.array("deleted").all()
    flags = np.unpackbits(packed, count=part.segment.documents).astype(bool)
    if file.checksum != part.deletions.checksum or int(flags.sum()) != part.deletions.count:
        raise file.damage(f"is not the file that {MANIFEST} names")
    return flags


def write_deletions(folder: Path, name: str, flags: Flags, *, generation: int) -> Deletions:
    """Write the flags of the deleted documents of a segment, for a commit to come."""
    path = folder / f"MAIN_{name}.del{generation}"
    with ArrayWriter(path) as writer:
        writer.add("deleted", np.packbits(flags))
    return Deletions(path.name, int(flags.sum()), writer.checksum)


def open_parts(folder: Path) -> tuple[Manifest, list[tuple[Segment, Flags | None]]]:
    """Open the state of the last commit, while others may commit. Raises IndexMissing, IndexDamaged, IndexOutdated."""
    manifest = read_manifest(folder)
    while True:
        try:
            return manifest, [open_part(folder, part) for part in manifest.parts]
        except IndexDamaged:
            # Two commits since the manifest was read, and its files are gone: there is a newer one then.
            newer = read_manifest(folder)
            if newer.generation == manifest.generation:
                raise
            manifest = newer


def remove_leftovers(folder: Path) -> None:
    """Remove files of ours that neither the last commit nor the one before it names. Needs the lock."""
    needed: set[str] = set()
    for name in (MANIFEST, PREVIOUS):
        try:
            needed |= read_manifest(folder, name=name).list_files()
        except SearchError:
            if (folder / name).exists():
                return  # what a damaged manifest names is not known: nothing is removed
    for path in folder.iterdir():
        if path.name not in needed and _OURS.fullmatch(path.name):
            with suppress(PermissionError):  # Windows: a reader has it open; the next writer will remove it
                path.unlink(missing_ok=True)
