"""Give a folder and its segments, write the table of contents by which stock Whoosh opens it.

`_MAIN_<generation>.toc` lies beside our files. It is a pickle, which we write for others and never read. It holds no
class of Whoosh's: only where the schema is made, and a name, a number of documents, packed flags and a
checksum for each segment.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from whoosh.filedb.filestore import RamStorage
from whoosh.index import TOC

from searchcsto.engines.whoosh.bridge.segment import INDEX_NAME, ColumnSegment, pack_flags
from searchcsto.engines.whoosh.manifest import sync_folder
from searchcsto.engines.whoosh.schema import make_schema
from searchcsto.engines.whoosh.sets import Flags

_TOC = re.compile(rf"_{INDEX_NAME}_(\d+)\.toc(\..*)?")


def write_toc(folder: Path, generation: int, segments: Sequence[tuple[str, int, Flags | None]]) -> None:
    """Write the table of contents of a generation, durably, and remove those before it.

    A segment is given as its name, the number of its documents, and flags for the deleted ones (None: there are none).
    """
    path = folder / f"_{INDEX_NAME}_{generation}.toc"
    temporary = path.with_name(f"{path.name}.part")
    with temporary.open("wb") as file:
        file.write(encode_toc(generation, segments))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(folder)
    for other in folder.iterdir():
        if other != path and _TOC.fullmatch(other.name):
            other.unlink(missing_ok=True)


def encode_toc(generation: int, segments: Sequence[tuple[str, int, Flags | None]]) -> bytes:
    """Return the bytes of a table of contents, as Whoosh writes them.

    >>> len(encode_toc(1, [("a", 3, None)])) < 300
    True
    """
    known = [ColumnSegment(name, documents, pack_flags(deleted)) for name, documents, deleted in segments]
    schema = make_schema()
    schema.is_writable = True
    memory = RamStorage()
    TOC(schema, known, generation).write(memory, INDEX_NAME)
    content: bytes = memory.files[f"_{INDEX_NAME}_{generation}.toc"]
    return content
