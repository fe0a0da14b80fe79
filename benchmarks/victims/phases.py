"""Know what a writer is at, from another process and after its death: a byte in a file that it keeps in memory.

The product knows nothing of this: its functions are wrapped in the process that will be killed, and that process takes
a small index for a large one, so that commits of a few hundred documents merge as those of 20,000 do.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from searchcsto.engines.whoosh import merging, writer

PHASES = ("idle", "indexing", "merging", "merging everything", "committing")
SMALL = 100  # documents that a small commit may merge, instead of 20,000


class Phase:
    """The phase of one process, shown to others in a file."""

    def __init__(self, path: Path) -> None:
        path.write_bytes(b"\0")
        with path.open("r+b") as file:
            self._shown = mmap.mmap(file.fileno(), 1)

    @contextmanager
    def during(self, name: str) -> Iterator[None]:
        """Show a phase, and the one before it again at its end."""
        before, self._shown[0] = self._shown[0], PHASES.index(name)
        try:
            yield
        finally:
            self._shown[0] = before


def read_phase(path: Path) -> str:
    """Return the phase that a process shows, or showed last."""
    shown = path.read_bytes() if path.exists() else b""
    return PHASES[shown[0]] if shown else PHASES[0]


def watch_writers(phase: Phase) -> None:
    """Make all writers of this process show what they are at, and take SMALL for their measure."""
    merging.SMALL = writer.SMALL = SMALL  # type: ignore[misc]
    kind: Any = writer.WhooshWriter
    merge: Callable[[Any, list[int]], None] = kind._merge

    def merge_shown(self: Any, chosen: list[int]) -> None:
        with phase.during("merging everything" if len(chosen) == len(self._states) else "merging"):
            merge(self, chosen)

    kind._merge = merge_shown
    for name in ("_write_manifest", "_publish"):
        setattr(kind, name, _show_commit(phase, getattr(kind, name)))


def _show_commit(phase: Phase, function: Callable[[Any], None]) -> Callable[[Any], None]:
    def shown(self: Any) -> None:
        with phase.during("committing"):
            function(self)

    return shown
