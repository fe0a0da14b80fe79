"""Readers that do what real ones must never do to the rest: for the tests of the process that reads files.

What a file's text says is done: "hang", "crash", "eat" (memory), "leave" (the process), or read as it stands.
"""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator

from searchcsto.ingest.content import Content, Member, MemoryContent, ReadOptions
from searchcsto.ingest.formats import Format
from searchcsto.ingest.limits import Article, Problem
from searchcsto.ingest.unpacking import Budget

HOSTILE = Format("hostile", "hostile files", (".hostile",), __name__, "read_hostile")
HOSTILE_ARCHIVE = Format("hostile_archive", "hostile archives", (".lines",), __name__, "open_lines")

_hoard: list[bytearray] = []


def read_hostile(content: Content, options: ReadOptions) -> Iterator[Article | Problem]:
    """Do what each line says."""
    with content.open() as file:
        lines = file.read().decode().splitlines()
    for number, line in enumerate(lines, 1):
        print("libraries write to standard output")
        os.write(2, b"and to standard error\n")
        _obey(line.split())
        yield Article(f"{line} {os.getpid()}", number=number)


def open_lines(content: Content, budget: Budget) -> Iterator[Member]:
    """Yield each line as a file that says so; at "stop here" hang."""
    with content.open() as file:
        for number, line in enumerate(file.read().decode().splitlines()):
            if line == "stop here":
                time.sleep(1000)
            yield Member(MemoryContent("a.txt", line.encode()), f"{number}.txt")


def _obey(words: list[str]) -> None:
    if words[:1] == ["hang"]:
        re.match(r"(a+)+$", "a" * 40 + "b")  # in C, and never gives way to another thread
    elif words[:1] == ["sleep"]:
        time.sleep(float(words[1]))
    elif words[:1] == ["crash"]:
        ctypes.string_at(0)
    elif words[:1] == ["eat"]:
        _hoard.append(bytearray(10**10))
    elif words[:1] == ["hoard"]:
        _hoard.append(bytearray(int(words[1])))
    elif words[:1] == ["leave"]:
        os._exit(3)
    elif words[:1] == ["start"]:
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1)"])
    elif words[:1] == ["disk"]:
        raise OSError(5, "Input/output error")
    elif words[:1] == ["fail"]:
        raise RecursionError("too deep")
