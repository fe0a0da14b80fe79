"""Give a file that may do harm, get its articles: a process of its own reads it, within limits of time and memory.

Readers of pages, documents and archives run code in C on bytes from anywhere. Whatever happens there (a hang, a crash,
hunger for memory) costs that file alone, or that file within an archive: it becomes one Problem, and another process
goes on behind it. The process is started for the first such file and kept; it ends with this one, however that ends.

The two speak pickle over a pair of sockets that nobody else has. Needs a POSIX system; whether memory can be limited
is the system's (Linux does).
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import spawn
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from searchcsto.errors import WorkerLost
from searchcsto.ingest.content import ReadOptions
from searchcsto.ingest.formats import Format
from searchcsto.ingest.limits import Article, Problem, ReadingLimits, describe_size

# The child gets our module path, so that it imports what this process would, and no `__main__` of anybody's.
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from searchcsto.ingest.sandbox_process import serve; serve(*json.loads(sys.argv[2]))"
)
_MOST_LOSSES = 20  # files of one archive that may be lost; then the rest of it is not tried
_MOST_PROCESSES = 200  # that one archive may use up


@dataclass(frozen=True, slots=True)
class Request:
    """A file to be read, from a part (and an item of that part) on: what is before has been given already."""

    path: Path
    form: Format
    options: ReadOptions
    part: int = 0
    item: int = 0


@dataclass(slots=True)
class _Place:
    """How far the reading of a file has come."""

    part: int = 0
    item: int = 0
    member: str | None = None
    is_inside: bool = False  # else it is the archive itself that is being read


class _Lost(Exception):
    """The process was lost over a file; the message is the reason."""

    def __init__(self, reason: str, *, may_be_chance: bool) -> None:
        super().__init__(reason)
        self.may_be_chance = may_be_chance  # files before this one may have left their traces in the process


class Sandbox:
    """A process that reads files, and another one when it is lost."""

    def __init__(self, limits: ReadingLimits | None = None) -> None:
        self._limits = limits or ReadingLimits()
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._is_fresh = True  # the process has not read anything

    def read(self, path: Path, form: Format, options: ReadOptions) -> Iterator[Article | Problem]:
        """Yield the articles and problems of a file. Raises OSError where the disk does, WorkerLost."""
        place, losses = _Place(), 0
        for _ in range(_MOST_PROCESSES):
            request, is_fresh = Request(path, form, options, place.part, place.item), self._is_fresh
            try:
                yield from self._read_on(request, place)
                return
            except _Lost as loss:
                if loss.may_be_chance and not (is_fresh and place.part == request.part):
                    continue
                yield Problem(str(loss), member=place.member)
                losses += 1
            if not form.is_archive or not place.is_inside:
                return
            if losses == _MOST_LOSSES:
                break
            place.part, place.item, place.member, place.is_inside = place.part + 1, 0, None, False
        yield Problem("many files in it were like this: the rest is not read")

    def close(self) -> None:
        """End the process, whatever it does."""
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = self._connection = None
        self._is_fresh = True

    def _read_on(self, request: Request, place: _Place) -> Iterator[Article | Problem]:
        """Yield what comes of a request, and note how far that is."""
        connection = self._open()
        self._is_fresh = False
        is_through = False
        try:
            _send(connection, request)
            while (answer := self._receive(connection))[0] in ("part", "item", "between"):
                if answer[0] == "item":
                    place.item += 1
                    yield answer[1]
                elif answer[0] == "part":
                    _enter_part(place, *answer[1])
                else:
                    place.member, place.is_inside = None, False
            is_through = answer[0] == "disk" or answer[1] < self._limits.memory // 2  # or the next file pays for it
        finally:
            if not is_through:
                self.close()
        if answer[0] == "disk":
            raise OSError(*answer[1])

    def _receive(self, connection: Connection) -> tuple[str, Any]:
        """Return the next answer: a part that begins, an item of it, that it is through, or all. Raises _Lost."""
        if not connection.poll(self._limits.seconds):
            raise _Lost(f"reading it took longer than {self._limits.seconds:g} s", may_be_chance=False)
        try:
            kind, value = connection.recv()
        except (EOFError, OSError):
            raise _Lost(self._describe_end(), may_be_chance=True) from None
        if kind == "memory":
            size = describe_size(self._limits.memory)
            raise _Lost(f"reading it needs more than {size} of memory", may_be_chance=True)
        return kind, value

    def _describe_end(self) -> str:
        """Say how the process ended that has hung up."""
        code = self._process.wait() if self._process is not None else 0
        if code == -signal.SIGKILL:
            return "the reader was killed on it, perhaps for want of memory"
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return f"the reader crashed on it ({how})"

    def _open(self) -> Connection:
        if self._connection is None:
            self._process, self._connection = _start_process(self._limits)
        return self._connection


def _start_process(limits: ReadingLimits) -> tuple[subprocess.Popen[bytes], Connection]:
    """Start a process and wait until it can be spoken to. Raises WorkerLost."""
    here, there = socket.socketpair()
    settings = [os.getpid(), limits.seconds, limits.memory]
    command = [os.fsdecode(spawn.get_executable()), "-c", _START, json.dumps(sys.path), json.dumps(settings)]
    with there:
        try:
            # A group of its own: Ctrl-C is for the process that started this one.
            process = subprocess.Popen(command, stdin=there.fileno(), stdout=subprocess.DEVNULL, process_group=0)
        except OSError as problem:
            here.close()
            raise WorkerLost(f"a process to read files in cannot be started: {problem.strerror}") from None
    connection = Connection(here.detach())
    try:
        connection.recv()
    except (EOFError, OSError):
        connection.close()
        raise WorkerLost(f"a process to read files in has ended at once (exit code {process.wait()})") from None
    return process, connection


def _send(connection: Connection, request: Request) -> None:
    with contextlib.suppress(OSError):  # it has ended: what is received says how
        connection.send(request)


def _enter_part(place: _Place, number: int, member: str | None) -> None:
    if number != place.part:
        place.part, place.item = number, 0
    place.member, place.is_inside = member, True
