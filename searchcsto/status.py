"""Give the folder of an index, get what it holds, how old it is, what was skipped, and whether it is whole."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from searchcsto.engines.choice import choose_engine
from searchcsto.errors import IndexDamaged
from searchcsto.index import Index
from searchcsto.ledger import SkippedItem, show_name, show_problem
from searchcsto.ledgers import find_ledger
from searchcsto.locations import Location
from searchcsto.options import SearchOptions
from searchcsto.results import FacetValue


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What an index holds."""

    path: str
    size: int  # bytes of all files of the index
    age_seconds: float | None  # since the last run of `index` ended; None if none did
    documents: int
    undated: int
    files: int
    sources: tuple[FacetValue, ...]
    years: tuple[FacetValue, ...]
    languages: tuple[FacetValue, ...]
    roots: tuple[str, ...]  # the folders that it was built from
    skipped: tuple[SkippedItem, ...]


def read_status(path: Location) -> IndexStatus:
    """Return the status of an index. Raises IndexMissing, IndexDamaged or IndexOutdated."""
    with Index.open(path) as index:
        everything = index.search("*", SearchOptions(limit=0, snippets=0))
    files, age, roots, skipped = _read_ledger(path)
    return IndexStatus(
        path=show_location(path),
        size=measure_index(path),
        age_seconds=age,
        documents=everything.total,
        undated=everything.undated,
        files=files,
        sources=everything.facets["source"],
        years=everything.facets["year"],
        languages=everything.facets["language"],
        roots=tuple(show_name(root) for root in roots),
        skipped=skipped,
    )


@dataclass(frozen=True, slots=True)
class Basis:
    """What the dates or sources of some documents rest on."""

    status: str  # given, stated, derived, unknown; "unrecorded" in segments of an older program
    rule: str | None  # of the evidence, None without any
    count: int


def read_bases(path: Location, field: Literal["date", "source"]) -> list[Basis]:
    """Return what the dates, or the first sources, of all documents rest on, the most frequent first.

    Raises IndexMissing, IndexDamaged or IndexOutdated.
    """
    with Index.open(path) as index:
        counts = index.count_values(f"{field}-basis")
    return [Basis(*_split_basis(basis), count) for basis, count in counts.items()]


def _split_basis(basis: str) -> tuple[str, str | None]:
    status, _, rule = basis.partition(" ")
    return status, rule or None


def show_location(location: Location) -> str:
    """Return where an index is, as people and programs see it."""
    return show_name(location) if isinstance(location, Path) else str(location)


def list_errors(path: Location) -> list[SkippedItem]:
    """Return what of the files that an index was built from is not in it, or not as it stands, and why.

    Raises IndexMissing, IndexDamaged.
    """
    try:
        ledger = find_ledger(path)
    except FileNotFoundError:
        with Index.open(path):  # filled from Python: no files
            return []
    try:
        roots = ledger.list_roots()
        return [show_problem(problem, roots) for problem in ledger.list_problems()]
    finally:
        ledger.close()


def measure_index(path: Location) -> int:
    """Return the bytes that an index takes."""
    return choose_engine(path).measure_index(path)


def check_index(path: Location) -> list[str]:
    """Verify every byte of an index; return what is wrong, a line each, nothing if it is whole.

    Raises IndexMissing.
    """
    problems = choose_engine(path).check_index(path)
    try:
        ledger = find_ledger(path)
        problems += ledger.check()
        ledger.close()
    except FileNotFoundError:
        pass  # filled from Python
    except IndexDamaged as problem:
        problems.append(str(problem))
    return problems


def _read_ledger(path: Location) -> tuple[int, float | None, list[Path], tuple[SkippedItem, ...]]:
    try:
        ledger = find_ledger(path)
    except FileNotFoundError:  # filled from Python
        return 0, None, [], ()
    try:
        ended, roots = ledger.last_run(), ledger.list_roots()
        skipped = tuple(show_problem(problem, roots) for problem in ledger.list_problems())
        return ledger.count_files(), max(time.time() - ended, 0.0) if ended else None, roots, skipped
    finally:
        ledger.close()
