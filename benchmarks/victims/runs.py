"""Index a folder of files as `searchcsto index` does, with one process or with two; then change all files, and again.

Only the process that leads is killed: its workers end when they see that it is gone, perhaps after the next run began.
Every round has its number, which is the version of all articles in it; in each round some articles are missing. After
a kill each article must be as in the last round that was completed or as in its file now, what was seen of this round
must still be there, and so must as many articles as the run had committed.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from searchcsto import Index, build
from searchcsto.build import BuildOptions, build_index
from searchcsto.status import check_index
from victims.edits import State, make_text, read_state
from victims.phases import Phase, watch_writers

FILES, ARTICLES = 6, 100  # articles in a file
_COMMIT_SECONDS = 0.1  # between commits, instead of 15
_MISSING = 7  # one of so many articles is missing in a round


def work(folder: Path, seed: str) -> None:
    """Index round after round until killed."""
    rng, phase = random.Random(seed), Phase(folder / "phase")
    watch_writers(phase)
    commit_often()
    with (folder / "notes").open("a", encoding="utf-8") as notes:
        note_commits(folder, notes)
        while True:
            with phase.during("indexing"):
                build_index([folder / "articles"], folder / "index", BuildOptions(jobs=rng.choice([1, 2])))
            number = min(read_rounds(folder))
            print(json.dumps({"complete": number}), file=notes, flush=True)
            write_round(folder, number + 1)


def commit_often() -> None:
    """Make runs commit, and start workers, for little work."""
    build._COMMIT_SECONDS = _COMMIT_SECONDS
    build._WORTH_WORKERS = 0


def note_commits(folder: Path, notes: Any) -> None:
    """Make runs note after each commit how many documents they have committed, and of which round."""
    run: Any = build._Run
    commit = run._commit

    def commit_noted(self: Any, *arguments: Any, **options: Any) -> None:
        commit(self, *arguments, **options)
        note = {"round": max(read_rounds(folder)), "documents": self._accounts.report.documents}
        print(json.dumps(note), file=notes, flush=True)

    run._commit = commit_noted


def find_wrong(folder: Path) -> list[str]:
    """Return what is wrong with the index; begin the notes anew."""
    if not (folder / "articles").exists():
        write_round(folder, 1)
        build_index([folder / "articles"], folder / "index")
        (folder / "notes").write_text('{"complete": 1}\n', encoding="utf-8")
    with Index.open(folder / "index") as index:
        state = read_state(index)
    notes = read_notes(folder)
    complete = max([0, *(note["complete"] for note in notes if "complete" in note)])
    kept = ({"complete": complete}, {"seen": state})
    (folder / "notes").write_text("".join(json.dumps(note) + "\n" for note in kept), encoding="utf-8")
    return check_index(folder / "index") + compare(state, notes, rounds=read_rounds(folder), complete=complete)


def read_notes(folder: Path) -> list[dict[str, Any]]:
    """Return what was noted since the last kill; a line may have been cut off by it."""
    path = folder / "notes"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines if line.endswith("}")]


def compare(state: State, notes: list[dict[str, Any]], *, rounds: list[int], complete: int) -> list[str]:
    """Return what is wrong with the state of the index, given the round of each file and the last one completed."""
    now, before = make_state(rounds), make_state([complete] * FILES)
    strange = [name for name in {**now, **before, **state} if state.get(name) not in (now.get(name), before.get(name))]
    seen: State = next((note["seen"] for note in notes if "seen" in note), {})
    lost = [name for name, version in seen.items() if version == now.get(name) != state.get(name)]
    if strange or lost:
        return [f"{describe(strange, state)} are of no round, {describe(lost, state)} are lost"]
    newest = max(rounds)
    committed = max([0, *(note["documents"] for note in notes if note.get("round") == newest)])
    count = sum(version == newest for version in state.values())
    return [f"{committed} documents were committed, and {count} are there"] if count < committed else []


def describe(names: list[str], state: State) -> str:
    """Return how many there are, with an example."""
    return f"{len(names)} ({names[0]}: {state.get(names[0])})" if names else "0"


def make_state(rounds: list[int]) -> State:
    """Return the articles of files of some rounds, each with its version."""
    return {
        f"{place}-{number}": version
        for place, version in enumerate(rounds)
        for number in range(ARTICLES)
        if version and (number + version) % _MISSING
    }


def write_round(folder: Path, version: int) -> None:
    """Write all files in a new version, each at once."""
    (folder / "articles").mkdir(exist_ok=True)
    for place in range(FILES):
        rows = [
            {"id": name, "text": make_text(version, size=number % 50), "round": version}
            for number, name in enumerate(make_state([0] * place + [version]))
        ]
        path = folder / f"{place}.new"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        path.replace(folder / "articles" / f"{place}.jsonl")


def read_rounds(folder: Path) -> list[int]:
    """Return the round of each file."""
    return [
        int(json.loads((folder / "articles" / f"{place}.jsonl").read_text().partition("\n")[0])["round"])
        for place in range(FILES)
    ]
