"""Index a folder of files into a new index, then begin again with another.

After a kill, whatever there is of an index, one more run must bring all articles into it: it may find a folder with
nothing in it, or half a ledger, or workers of the killed process that have not ended yet.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from searchcsto import Index
from searchcsto.build import BuildOptions, build_index
from searchcsto.status import check_index
from victims.edits import read_state
from victims.phases import Phase, watch_writers
from victims.runs import FILES, commit_often, make_state, write_round


def work(folder: Path, seed: str) -> None:
    """Make index after index until killed."""
    rng, phase = random.Random(seed), Phase(folder / "phase")
    watch_writers(phase)
    commit_often()
    while True:
        remove_index(folder)
        with phase.during("indexing"):
            build_index([folder / "articles"], folder / "index", BuildOptions(jobs=rng.choice([1, 2])))


def find_wrong(folder: Path) -> list[str]:
    """Return what is wrong with the index after one more run."""
    if not (folder / "articles").exists():
        write_round(folder, 1)
    build_index([folder / "articles"], folder / "index")
    with Index.open(folder / "index") as index:
        state, wanted = read_state(index), make_state([1] * FILES)
    wrong = [] if state == wanted else [f"{len(state)} documents are there after one more run, not {len(wanted)}"]
    return wrong + check_index(folder / "index")


def remove_index(folder: Path) -> None:
    """Take an index away at once, so that a kill leaves all of it or nothing."""
    gone = folder / "gone"
    shutil.rmtree(gone, ignore_errors=True)
    if (folder / "index").exists():
        (folder / "index").rename(gone)
    shutil.rmtree(gone, ignore_errors=True)
