"""Give an engine and a file of articles, get its index, and what that took, each engine in a process of its own.

The process reads the articles first (unless reading is part of what is measured), waits until it is told to start, and
says when it is done; memory is what it and its children held beyond that.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from articles import read_articles
from engines import ENGINES
from memory import PeakMemory, read_memory


@dataclass(frozen=True, slots=True)
class Built:
    """What indexing took."""

    seconds: float
    memory: int | None  # bytes beyond what the articles take, None if unknown
    size: int  # bytes on disk


def build(name: str, path: Path, folder: Path) -> Built:
    """Build an engine's index of the articles of a file. Raises CalledProcessError."""
    command = [sys.executable, __file__, name, str(path), str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        before, watch = read_memory(process.pid), PeakMemory(process.pid)
        watch.start()
        process.stdin.write("start\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        peak = watch.stop()
    if process.returncode or not answer:
        raise subprocess.CalledProcessError(process.returncode, command)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return Built(json.loads(answer)["seconds"], max(peak - before, 0) if peak else None, size)


def main() -> None:
    """Build in this process."""
    name, path, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    # What an engine prints must not be taken for the answer.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    engine = ENGINES[name]()
    articles = [] if engine.reads_file else list(read_articles(path))
    engine.prepare(articles, folder)
    print("ready", file=answers, flush=True)
    sys.stdin.readline()
    started = time.perf_counter()
    if engine.reads_file:
        engine.build_from_file(path, folder)
    else:
        engine.build(articles, folder)
    print(json.dumps({"seconds": time.perf_counter() - started}), file=answers, flush=True)


if __name__ == "__main__":
    main()
