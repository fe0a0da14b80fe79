"""Say which files make up an index: the manifest, one small JSON file, is the only authority.

`searchcsto.json` holds one object: `magic`, `format`, `checksum` (CRC-32 of the canonical JSON of `content`) and
`content`:

| key        | what                                                                             |
| ---------- | -------------------------------------------------------------------------------- |
| generation | how many commits there were                                                      |
| analysis   | the version of the text analysis that made the terms                             |
| next       | the number of the next segment                                                   |
| segments   | for each: name, documents, bytes, checksum (of its directory) and deletions      |

A commit writes all files that the new manifest names, forces them and their folder to the disk, and then renames the
manifest into place: whatever happens, the folder holds the index as of one commit or the other. The manifest before
it stays as `searchcsto.previous.json`, and so do its files, for readers that are about to open them.
"""

from __future__ import annotations

import json
import os
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from searchcsto.analysis.terms import ANALYSIS_VERSION, OLDEST_ANALYSIS
from searchcsto.engines.whoosh.codec.segment import SegmentEntry
from searchcsto.errors import IndexDamaged, IndexMissing, IndexOutdated

FORMAT_VERSION = 1
MANIFEST = "searchcsto.json"
PREVIOUS = "searchcsto.previous.json"
_MAGIC = "searchcsto index"


@dataclass(frozen=True, slots=True)
class Deletions:
    """The file that flags the deleted documents of a segment."""

    name: str
    count: int
    checksum: int


@dataclass(frozen=True, slots=True)
class Part:
    """A segment of the index, and which of its documents are deleted."""

    segment: SegmentEntry
    deletions: Deletions | None = None

    @property
    def live(self) -> int:
        """How many documents are not deleted."""
        return self.segment.documents - (self.deletions.count if self.deletions else 0)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The state of an index after one commit."""

    generation: int = 0
    next_number: int = 0
    parts: tuple[Part, ...] = ()

    @property
    def version(self) -> str:
        """A name for this state: another state of any index has, for all practical purposes, another one."""
        return f"{self.generation}-{_checksum([asdict(part) for part in self.parts]):08x}"

    def list_files(self) -> set[str]:
        """Return the names of all files that this state needs."""
        segments = {f"MAIN_{part.segment.name}.col" for part in self.parts}
        return segments | {part.deletions.name for part in self.parts if part.deletions}


def read_manifest(folder: Path, *, name: str = MANIFEST) -> Manifest:
    """Return the state of the last commit. Raises IndexMissing, IndexDamaged or IndexOutdated."""
    path = folder / name
    try:
        values = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissing(folder) from None
    except (ValueError, RecursionError):
        raise _damaged(path) from None
    if not isinstance(values, dict) or values.get("magic") != _MAGIC:
        raise _damaged(path)
    found = values.get("format")
    if found != FORMAT_VERSION:
        raise _outdated(folder, f"has format {found}, and this program reads {FORMAT_VERSION}")
    content: Any = values.get("content")
    if values.get("checksum") != _checksum(content):
        raise _damaged(path)
    try:
        return _read_content(folder, content)
    except (KeyError, TypeError):
        raise _damaged(path) from None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Make a state the last commit: durable, and all at once."""
    content = {
        "generation": manifest.generation,
        "analysis": ANALYSIS_VERSION,
        "next": manifest.next_number,
        "segments": [
            {**asdict(part.segment), "deletions": asdict(part.deletions) if part.deletions else None}
            for part in manifest.parts
        ],
    }
    values = {"magic": _MAGIC, "format": FORMAT_VERSION, "checksum": _checksum(content), "content": content}
    current, temporary = folder / MANIFEST, folder / f"{MANIFEST}.new"
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(values, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(folder)  # the files that the manifest names come before it
    if current.exists():
        spare = folder / f"{PREVIOUS}.new"
        spare.write_bytes(current.read_bytes())
        spare.replace(folder / PREVIOUS)
    temporary.replace(current)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Force the names in a folder to the disk."""
    if os.name == "nt":  # a folder cannot be opened there, and its names are safe without
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read_content(folder: Path, content: dict[str, Any]) -> Manifest:
    if not OLDEST_ANALYSIS <= content["analysis"] <= ANALYSIS_VERSION:
        raise _outdated(
            folder, f"was made with text analysis {content['analysis']}, and this program has {ANALYSIS_VERSION}"
        )
    parts = []
    for values in content["segments"]:
        deletions = values.pop("deletions")
        parts.append(Part(SegmentEntry(**values), Deletions(**deletions) if deletions else None))
    return Manifest(content["generation"], content["next"], tuple(parts))


def _checksum(content: object) -> int:
    return zlib.crc32(json.dumps(content, sort_keys=True, separators=(",", ":")).encode())


def _damaged(path: Path) -> IndexDamaged:
    return IndexDamaged(f"{path} is damaged; restore it from a backup, or rebuild: searchcsto index --rebuild")


def _outdated(folder: Path, problem: str) -> IndexOutdated:
    return IndexOutdated(f"the index at {folder} {problem}; mend it with: searchcsto index --rebuild --index {folder}")
