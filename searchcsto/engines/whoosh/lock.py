"""Let one process write to an index at a time.

The lock is the operating system's and goes with the process that holds it. `write.lock.owner` beside it names that
process for the message to others.
"""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path

import filelock

from searchcsto.engines.whoosh.storage import writing
from searchcsto.errors import IndexLocked

_LOCK = "write.lock"


def lock_folder(folder: Path) -> filelock.BaseFileLock:
    """Take the right to write. Raises IndexLocked, with the name of the process that has it."""
    lock = filelock.FileLock(folder / _LOCK)
    note = folder / f"{_LOCK}.owner"
    with writing(folder):
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            raise IndexLocked(
                f"{_read_owner(note)} is writing to the index at {folder}; try again when it has finished"
            ) from None
    # Without the note the lock still holds; a full disk must not hinder anybody from making room.
    with suppress(OSError):
        note.write_text(f"{_describe_process()}\n", encoding="utf-8")
    return lock


def _describe_process() -> str:
    return f"process {os.getpid()} on {socket.gethostname()}"


def _read_owner(note: Path) -> str:
    try:
        owner = note.read_text(encoding="utf-8").strip() or "another process"
        return "this process" if owner == _describe_process() else owner
    except OSError:
        return "another process"
