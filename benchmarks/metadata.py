"""Score what is read from plain texts against a gold set: precision and recall per field and per pattern.

    python benchmarks/metadata.py                    # the project's own gold sets, each held to floors.toml
    python benchmarks/metadata.py FILE.jsonl ...     # any other of the same shape, without floors
    python benchmarks/metadata.py --wrong            # and list every wrong answer

The files named blind_* were written before anybody looked at the rules, and are a set of their own: `[blind]` has its
floors, `[metadata]` those of the others.

A line of gold is one document: `text`, and what is right for it: `date` (null for "unknown"), `sources`, `title`,
`place`, `language`, `without` (words that are not the article's); `pattern` names what it tries. Keys that are left out
are not scored. Exit code 1 if a field is below its floor.

Precision is the share of the values shown that are right; recall, the share of those to be found that were; right, the
share of documents whose answer is right, "unknown" included. A wrong value counts against both.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from searchcsto.ingest.metadata import Metadata, read_metadata
from searchcsto.ingest.outlets import source_key

GOLD = Path(__file__).parents[1] / "tests" / "ingest" / "gold"
FLOORS = Path(__file__).with_name("floors.toml")
TODAY = datetime.date(2035, 6, 1)  # the gold set lives before this day
FIELDS = ("date", "sources", "title", "place", "language", "body")


@dataclass(slots=True)
class Score:
    """Counts of values shown, to be found, and both; and of documents with the right answer."""

    shown: int = 0
    wanted: int = 0
    hits: int = 0
    right: int = 0
    documents: int = 0

    def add(self, shown: set[str], wanted: set[str]) -> bool:
        """Count one document; return whether its answer is right."""
        self.shown += len(shown)
        self.wanted += len(wanted)
        self.hits += len(shown & wanted)
        self.right += shown == wanted
        self.documents += 1
        return shown == wanted

    def shares(self) -> dict[str, float]:
        """Return precision, recall and right, 1 where there is nothing to count."""
        pairs = {
            "precision": (self.hits, self.shown),
            "recall": (self.hits, self.wanted),
            "right": (self.right, self.documents),
        }
        return {name: part / whole if whole else 1.0 for name, (part, whole) in pairs.items()}


@dataclass(slots=True)
class Report:
    """The scores by field and by pattern, and a line for each wrong answer."""

    fields: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    patterns: dict[str, dict[str, Score]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Score)))
    wrong: list[str] = field(default_factory=list)


def read_gold(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Return the documents of JSONL files."""
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line]


def list_sets() -> dict[str, list[Path]]:
    """Return the project's own gold files by the set they belong to."""
    sets: dict[str, list[Path]] = {"metadata": [], "blind": []}
    for path in sorted(GOLD.glob("*.jsonl")):
        sets["blind" if path.stem.startswith("blind_") else "metadata"].append(path)
    return sets


def score(gold: list[dict[str, Any]], *, today: datetime.date) -> Report:
    """Read every document and compare."""
    report = Report()
    for document in gold:
        found = read_metadata(document["text"], today=today)
        for name in FIELDS:
            key = "without" if name == "body" else name
            if key not in document:
                continue
            shown, wanted = _list_shown(name, found, document), _list_wanted(name, document[key])
            pattern = document.get("pattern", "-")
            right = report.fields[name].add(shown, wanted)
            report.patterns[pattern][name].add(shown, wanted)
            if not right:
                report.wrong.append(
                    f"{document.get('id', '?')} [{pattern}] {name}: {_join(shown)} instead of {_join(wanted)}"
                )
    return report


def _list_shown(name: str, found: Metadata, document: dict[str, Any]) -> set[str]:
    """Return what was read, in the form in which it is compared."""
    if name == "body":
        body = "\n".join(document["text"][start:end] for start, end in found.body)
        return {words for words in document["without"] if words not in body}
    values: dict[str, list[str] | list[str | None]] = {
        "date": [found.date.value] if found.date else [],
        "sources": list(map(source_key, found.sources)),
        "title": [found.title],
        "place": [found.place],
        "language": [found.language],
    }
    return {value for value in values[name] if value}


def _list_wanted(name: str, value: Any) -> set[str]:
    if name == "sources":
        return {source_key(source) for source in value}
    if isinstance(value, list):
        return set(value)
    return {" ".join(value.split())} if value else set()


def _join(values: set[str]) -> str:
    return " + ".join(sorted(values)) or "unknown"


def print_tables(report: Report) -> None:
    """Print the scores by field, then by pattern: the share of right answers."""
    print(f"{'field':<20} {'precision':>9} {'recall':>9} {'right':>9} {'documents':>9}")
    for name, counted in report.fields.items():
        shares = counted.shares()
        print(f"{name:<20} {shares['precision']:9.3f} {shares['recall']:9.3f} {shares['right']:9.3f}", end="")
        print(f" {counted.documents:9}")
    print(f"\n{'right, by pattern':<20}" + "".join(f" {name:>9}" for name in FIELDS) + f" {'documents':>9}")
    for pattern, scores in sorted(report.patterns.items()):
        cells = (f" {scores[name].shares()['right']:9.2f}" if name in scores else f" {'':>9}" for name in FIELDS)
        print(f"{pattern:<20}{''.join(cells)} {max(counted.documents for counted in scores.values()):9}")


def list_failures(report: Report, floors: dict[str, dict[str, float]]) -> list[str]:
    """Return a line for each share below its floor."""
    return [
        f"{name} {share}: {report.fields[name].shares()[share]:.3f} is below the floor {floor}"
        for name, shares in floors.items()
        for share, floor in shares.items()
        if report.fields[name].shares()[share] < floor
    ]


def main() -> int:
    """Score, print, and return the exit code."""
    parser = argparse.ArgumentParser(description="Score what is read from plain texts against a gold set.")
    parser.add_argument("files", nargs="*", type=Path, help="JSONL files of the same shape (default: the gold set)")
    parser.add_argument("--wrong", action="store_true", help="list every wrong answer")
    parser.add_argument("--today", type=datetime.date.fromisoformat, default=TODAY, help="believe no later date")
    options = parser.parse_args()
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    sets = {"": options.files} if options.files else list_sets()
    failures: list[str] = []
    for name, files in sets.items():
        report = score(read_gold(files), today=options.today)
        print(f"{name}\n" if name else "", end="")
        print_tables(report)
        if options.wrong:
            print("\n" + "\n".join(report.wrong))
        failures += [f"{name}: {failure}" for failure in list_failures(report, floors.get(name, {}))]
    print("\n".join(failures), file=sys.stderr, end="\n" if failures else "")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
