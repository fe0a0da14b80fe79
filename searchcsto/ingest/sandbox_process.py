"""Be the process that reads files for a Sandbox: take requests, give parts and items, end with the one that asks.

It ends when the other side hangs up, when that process ends (Linux tells), and, whatever code is running, by its own
alarm at the latest. Memory that is asked for beyond the limit is refused by the system.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path

from searchcsto.ingest.content import FileContent
from searchcsto.ingest.lifetime import end_with
from searchcsto.ingest.limits import Problem
from searchcsto.ingest.parts import find_parts, read_part
from searchcsto.ingest.sandbox import Request


def serve(parent: int, seconds: float, memory: int) -> None:
    """Answer the requests that come over standard input, which is a socket, until its other end is closed."""
    end_with(parent)
    _limit_memory(memory)
    connection = Connection(os.dup(0))
    # Libraries may write what they like, and read nothing.
    null = os.open(os.devnull, os.O_RDWR)
    connection.send(("ready", None))
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    while True:
        try:
            request = connection.recv()
        except (EOFError, OSError):
            return
        try:
            _answer(request, connection, seconds)
        except MemoryError:
            _tell_memory(connection)
        except OSError as problem:
            connection.send(("disk", (problem.errno, problem.strerror)))


def _answer(request: Request, connection: Connection, seconds: float) -> None:
    """Send each part and what is in it, then the end."""
    _set_alarm(seconds)
    for number, part in enumerate(find_parts(FileContent(request.path), request.form)):
        if number < request.part:
            continue
        connection.send(("part", (number, part.member)))
        items = iter((part,)) if isinstance(part, Problem) else read_part(part, request.options)
        for item in islice(items, request.item if number == request.part else 0, None):
            _set_alarm(0)
            connection.send(("item", item))  # may have to wait until the other side has done with the one before
            _set_alarm(seconds)
        connection.send(("between", None))
    _set_alarm(0)
    connection.send(("end", _measure_memory()))


def _tell_memory(connection: Connection) -> None:
    """Say that memory was wanting, and end: what is left of it is in pieces."""
    try:
        connection.send(("memory", None))
    finally:
        os._exit(1)


def _set_alarm(seconds: float) -> None:
    """Let the system end this process if nothing comes in twice the time: the other side has long given up then."""
    signal.setitimer(signal.ITIMER_REAL, 2 * seconds)


def _limit_memory(memory: int) -> None:
    for kind, limit in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):  # the system does not have it, or a stricter one holds
            resource.setrlimit(kind, (limit, limit))


def _measure_memory() -> int:
    """Return the address space that the process holds, in bytes; 0 where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_bytes().split()[0]
    except OSError:
        return 0
    return int(pages) * resource.getpagesize()
