"""Kill a writer at random moments, again and again, and look after each kill whether the index is what it should be.

    python benchmarks/faults.py --kills 200

Three kinds of processes are killed (SIGKILL) in turn: one that edits an index through the Python API, one that indexes
a folder whose files change, and one that makes new indexes; victims/ says how, and what must be left of their work. One
moment of three is random; for the others the kill waits until the process indexes, merges some segments, merges
everything or commits, and a random moment longer. After each kill the index must open, every checksum must be right,
and every document must be one that was committed. The last line says in which phases the kills came. Exit code 1 if
anything was ever wrong.

It takes about two seconds for each kill.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from searchcsto.errors import SearchError
from victims import VICTIMS
from victims.phases import PHASES, read_phase

ANY = "any"
AIMS = (ANY, "merging", "committing", "merging everything", "indexing", ANY)
_PATIENCE = 3.0  # seconds for a phase to come
_STARTED = 30.0  # seconds for a process to start
_LONG = 0.006  # seconds; most phases are over then


def kill_one(name: str, folder: Path, rng: random.Random, *, aim: str) -> str:
    """Start a victim and kill it; return the phase in which the kill came. Raises AssertionError if it ends before."""
    (folder / "phase").unlink(missing_ok=True)
    command = [sys.executable, __file__, "--victim", name, str(folder), "--seed", str(rng.random())]
    with (folder / "errors").open("wb") as errors:  # workers that lose their leader are loud, and nobody's concern
        process = subprocess.Popen(command, stderr=errors)
    _wait(process, folder, PHASES[1:], seconds=_STARTED)
    time.sleep(rng.random() * 0.3)
    if aim != ANY:
        _wait(process, folder, (aim,), seconds=_PATIENCE)
        time.sleep(rng.random() * _LONG)
    process.send_signal(signal.SIGKILL)
    if process.wait() != -signal.SIGKILL:
        said = (folder / "errors").read_text(encoding="utf-8", errors="replace")
        raise AssertionError(f"the process of {name} ended by itself, exit code {process.returncode}:\n{said}")
    return read_phase(folder / "phase")


def _wait(process: subprocess.Popen[bytes], folder: Path, phases: tuple[str, ...], *, seconds: float) -> None:
    """Wait until a process is in one of some phases, ends, or the time is over."""
    ends = time.monotonic() + seconds
    while read_phase(folder / "phase") not in phases and process.poll() is None and time.monotonic() < ends:
        time.sleep(0.0003)


def find_wrong(name: str, folder: Path) -> list[str]:
    """Return what is wrong with the index that a victim left, or nothing."""
    try:
        return VICTIMS[name].find_wrong(folder)
    except (SearchError, AssertionError) as problem:
        return [f"{type(problem).__name__}: {problem}"]


def run(kills: int, seed: str, *, names: list[str]) -> tuple[int, Counter[str]]:
    """Kill so many times; return how many times the index was wrong, and how many kills came in each phase."""
    rng, wrong, phases = random.Random(seed), 0, Counter[str]()
    with tempfile.TemporaryDirectory() as temporary:
        for name in names:
            (Path(temporary) / name).mkdir()
            if problems := find_wrong(name, Path(temporary) / name):
                raise AssertionError(problems)
        for number in range(kills):
            name = names[number % len(names)]
            folder, aim = Path(temporary) / name, AIMS[number // len(names) % len(AIMS)]
            phase = kill_one(name, folder, rng, aim=aim)
            phases[phase] += 1
            if problems := find_wrong(name, folder):
                wrong += 1
                print(f"kill {number}, {name}, {phase}: {'; '.join(problems)}", file=sys.stderr)
    return wrong, phases


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--only", default=",".join(VICTIMS), help=f"of {', '.join(VICTIMS)}")
    parser.add_argument("--victim", nargs=2, metavar=("KIND", "FOLDER"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.victim:
        name, folder = arguments.victim
        VICTIMS[name].work(Path(folder), arguments.seed)
    wrong, phases = run(arguments.kills, arguments.seed, names=arguments.only.split(","))
    print(f"{arguments.kills} kills, {wrong} times wrong")
    print(", ".join(f"{phase} {phases[phase]}" for phase in PHASES))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
