"""Give paths and an index, get what an update would do, file by file. Nothing is changed, and no index is needed.

Files that would be read are only looked at, as far as it takes to tell their format: what their readers would say of
them is not known before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from searchcsto.build import BuildOptions, check_paths
from searchcsto.ingest.content import FileContent
from searchcsto.ingest.kinds import find_format_of
from searchcsto.ingest.limits import Problem
from searchcsto.ledger import Ledger, show_path
from searchcsto.ledgers import find_ledger
from searchcsto.locations import Location, parse_location
from searchcsto.shares import choose_part
from searchcsto.survey import Survey, make_survey

Action = Literal["read", "replace", "remove", "skip", "exclude"]


@dataclass(frozen=True, slots=True)
class Step:
    """What would be done with one path."""

    action: Action
    path: str  # as shown to people
    documents: int = 0  # that came of it before, and would be replaced or removed
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an update would do."""

    steps: tuple[Step, ...]
    unchanged: int  # files
    kept: tuple[str, ...]  # notices of paths that are gone and whose documents are kept


def preview_index(paths: Sequence[str | Path], index: str | Location, options: BuildOptions | None = None) -> Preview:
    """Return what `build_index` would do. Raises InputMissing, IndexDamaged; IndexMissing where it would retry."""
    index, options = parse_location(index), options or BuildOptions()
    chosen = check_paths(paths, index, options)
    try:
        ledger = Ledger.empty() if options.rebuild else find_ledger(index)
    except FileNotFoundError:
        ledger = Ledger.empty()
    try:
        survey = choose_part(make_survey(chosen, ledger, options.make_survey_options()), options.part)
        return Preview(tuple(_list_steps(survey, ledger)), len(survey.unchanged), tuple(survey.kept))
    finally:
        ledger.close()


def _list_steps(survey: Survey, ledger: Ledger) -> list[Step]:
    steps: list[tuple[Path, Step]] = []

    def add(path: Path, action: Action, reason: str = "") -> None:
        documents = len(ledger.list_documents(path))
        steps.append((path, Step(action, show_path(path, survey.roots), documents, reason)))

    for item in survey.changed:
        problem = _find_problem(item.path)
        if problem is not None:
            add(item.path, "skip", problem)
        else:
            add(item.path, "replace" if ledger.list_documents(item.path) else "read")
    for passed in survey.passed_over:
        add(passed.path, "skip", passed.reason)
    for path in survey.gone:
        add(path, "remove", "deleted")
    for path in survey.excluded:
        add(path, "remove", "excluded")
    also_excluded = [path for path in survey.excluding if path not in survey.excluded]
    steps += [(path, Step("exclude", show_path(path, survey.roots))) for path in also_excluded]
    missing = "there is no such file or folder"
    steps += [(path, Step("skip", show_path(path, survey.roots), 0, missing)) for path in survey.missing]
    return [step for _, step in sorted(steps, key=lambda pair: pair[0])]


def _find_problem(path: Path) -> str | None:
    try:
        found = find_format_of(FileContent(path))
    except OSError as problem:
        return f"cannot be read: {problem.strerror}"
    return found.reason if isinstance(found, Problem) else None
