"""Add, replace and delete documents through the Python API, commit, optimize; each commit is a small or a large one.

The notes hold the whole state before each commit. After a kill the index must hold exactly the state of the last commit
that was done, or that of the one under way.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

from searchcsto import Document, Index, SearchOptions
from searchcsto.status import check_index
from victims.phases import Phase, watch_writers

State = dict[str, int]  # the version of each document


def work(folder: Path, seed: str) -> None:
    """Change the index until killed."""
    rng, phase = random.Random(seed), Phase(folder / "phase")
    watch_writers(phase)
    with Index.create(folder / "index") as index, (folder / "notes").open("a", encoding="utf-8") as notes:
        state = read_state(index)
        with phase.during("indexing"):
            while True:
                change = make_change(rng, state)
                state = {name: version for name, version in {**state, **change}.items() if version}
                print(json.dumps({"intent": state}), file=notes, flush=True)
                index.add(*(make_document(name, version) for name, version in change.items() if version))
                index.delete(*(name for name, version in change.items() if not version))
                index.commit()
                if rng.random() < 0.03:
                    index.optimize()
                print(json.dumps({"done": True}), file=notes, flush=True)


def find_wrong(folder: Path) -> list[str]:
    """Return what is wrong with the index; begin the notes anew."""
    wrong = check_index(folder / "index") if (folder / "index").exists() else []
    with Index.create(folder / "index") as index:
        state = read_state(index)
    notes = folder / "notes"
    allowed = read_notes(notes) if notes.exists() else [{}]
    notes.write_text(json.dumps({"intent": state}) + "\n" + json.dumps({"done": True}) + "\n", encoding="utf-8")
    if state not in allowed:
        wrong.append(f"{len(state)} documents are not those of the last commit, nor of the next")
    return wrong


def read_notes(notes: Path) -> list[State]:
    """Return the states that the index may have: that of the last commit done, and that of the one under way."""
    done: State = {}
    pending: State | None = None
    for line in notes.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line) if line.endswith("}") else {}
        if "intent" in entry:
            pending = entry["intent"]
        elif "done" in entry and pending is not None:
            done, pending = pending, None
    return [done] if pending is None else [done, pending]


def make_change(rng: random.Random, state: State) -> State:
    """Return new versions of some documents; 0 deletes one."""
    names = [f"d{rng.randrange(400)}" for _ in range(rng.choice([1, 1, 1, 1, 1, 3, 40, 600]))]
    deleted = rng.sample(sorted(state), min(len(state), rng.randrange(4)))
    return {**{name: rng.randrange(1, 1 << 30) for name in names}, **dict.fromkeys(deleted, 0)}


def make_text(version: int, *, size: int) -> str:
    """Return a text that says of which version it is."""
    return f"The harbour board met. Version {version} was read. " + "The pier is old. " * size


def make_document(name: str, version: int) -> Document:
    """Return a document that says of which version it is."""
    return Document(name, make_text(version, size=version % 50))


def read_state(index: Index) -> State:
    """Return the version of each document, by search and by what is stored."""
    hits = index.search("harbour", SearchOptions(limit=10_000, snippets=0)).hits
    state = {hit.id: int(index.document(hit.id).text.split("Version ")[1].split()[0]) for hit in hits}
    if len(state) != index.document_count:
        raise AssertionError(f"{len(state)} documents are found, and {index.document_count} are counted")
    return state
