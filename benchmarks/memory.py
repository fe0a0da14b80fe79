"""Give a running process, get the most memory that it and its children held together (Linux only).

Read from /proc every few milliseconds: what a process reports of itself leaves out its children, and begins with what
the process had that started it.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

_INTERVAL = 0.02  # seconds


class PeakMemory(threading.Thread):
    """Watch a process until it ends; `peak` is in bytes, 0 where there is no /proc."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self._process = process
        self._ended = threading.Event()
        self.peak = 0

    def run(self) -> None:
        while not self._ended.wait(_INTERVAL):
            self.peak = max(self.peak, sum(map(read_memory, [self._process, *_list_children(self._process)])))

    def stop(self) -> int:
        """End watching; return the peak."""
        self._ended.set()
        self.join()
        return self.peak


def read_memory(process: int) -> int:
    """Return the resident bytes of a process, 0 if it is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) << 10
    return 0


def _list_children(process: int) -> list[int]:
    with suppress(OSError):
        found = [int(text) for text in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
        return found + [below for child in found for below in _list_children(child)]
    return []
