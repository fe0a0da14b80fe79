"""Kill a writer at random moments, again and again, and look after each kill whether the index is what it should be.

    python benchmarks/faults.py --kills 200

A child process adds, replaces and deletes documents, commits, merges and optimizes. It writes what it is about to do
into a journal before each commit, and that it is done after it. The parent kills it (SIGKILL) at a random moment, opens
the index, and compares every document with the journal: the index must hold exactly the state of the last commit that
was done, or that of the one under way. Exit code 1 if it ever does not.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from searchcsto import Document, Index, SearchOptions
from searchcsto.status import check_index

State = dict[str, int]  # the version of each document


def work(folder: Path, journal: Path, seed: str) -> None:
    """Change the index until killed."""
    rng = random.Random(seed)
    with Index.open(folder) as index, journal.open("a", encoding="utf-8") as log:
        state = read_state(index)
        while True:
            change = make_change(rng, state)
            state = {name: version for name, version in {**state, **change}.items() if version}
            log.write(json.dumps({"intent": state}) + "\n")
            log.flush()
            index.add(*(make_document(name, version) for name, version in change.items() if version))
            index.delete(*(name for name, version in change.items() if not version))
            index.commit()
            if rng.random() < 0.1:
                index.optimize()
            log.write(json.dumps({"done": True}) + "\n")
            log.flush()


def make_change(rng: random.Random, state: State) -> dict[str, int]:
    """Return new versions of some documents; 0 deletes one."""
    names = [f"d{rng.randrange(400)}" for _ in range(rng.choice([1, 1, 3, 40]))]
    deleted = rng.sample(sorted(state), min(len(state), rng.randrange(4)))
    return {**{name: rng.randrange(1, 1 << 30) for name in names}, **dict.fromkeys(deleted, 0)}


def make_document(name: str, version: int) -> Document:
    """Return a document that says which one it is."""
    return Document(name, f"The harbour board met. Version {version} was read. " + "The pier is old. " * (version % 50))


def read_state(index: Index) -> State:
    """Return the version of each document, by search and by what is stored."""
    hits = index.search("harbour", SearchOptions(limit=10_000, snippets=0)).hits
    state = {hit.id: int(index.document(hit.id).text.split("Version ")[1].split()[0]) for hit in hits}
    if len(state) != index.document_count:
        raise AssertionError(f"{len(state)} documents are found, and {index.document_count} are counted")
    return state


def read_journal(journal: Path) -> list[State]:
    """Return the states that the index may have: that of the last commit done, and that of the one under way."""
    done: State = {}
    pending: State | None = None
    for line in journal.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line) if line.endswith("}") else {}
        if "intent" in entry:
            pending = entry["intent"]
        elif "done" in entry and pending is not None:
            done, pending = pending, None
    return [done] if pending is None else [done, pending]


def kill_child(folder: Path, journal: Path, rng: random.Random) -> bool:
    """Start a child and kill it; return whether it was still at work."""
    command = [sys.executable, __file__, "--child", str(folder), str(journal), "--seed", str(rng.random())]
    process = subprocess.Popen(command)
    time.sleep(0.2 + rng.random() * 0.8)
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def run(kills: int, seed: str) -> int:
    """Kill so many times; return how many times the index was wrong."""
    rng = random.Random(seed)
    wrong = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder, journal = Path(temporary) / "index", Path(temporary) / "journal"
        Index.create(folder).close()
        journal.touch()
        for number in range(kills):
            if not kill_child(folder, journal, rng):
                print("the child ended by itself", file=sys.stderr)
                return kills
            problems = check_index(folder)
            with Index.open(folder) as index:
                state = read_state(index)
            if problems or state not in read_journal(journal):
                wrong += 1
                print(f"kill {number}: the index is wrong: {len(state)} documents, {problems}", file=sys.stderr)
            journal.write_text(json.dumps({"intent": state}) + "\n" + json.dumps({"done": True}) + "\n")
    return wrong


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--child", nargs=2, type=Path, metavar=("INDEX", "JOURNAL"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        work(*arguments.child, seed=arguments.seed)
    wrong = run(arguments.kills, arguments.seed)
    print(f"{arguments.kills} kills, {wrong} times wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
