"""Score the dates that are read from web pages against a gold set, beside htmldate's own, in one run.

    python benchmarks/pages.py FOLDER GOLD.json [GOLD.json ...]
    python benchmarks/pages.py FOLDER GOLD.json --wrong      # and list every wrong date
    python benchmarks/pages.py FOLDER GOLD.json --speed      # and the time of trafilatura.extract with metadata

A gold file is a JSON object: address -> {"file": name, "date": "2031-04-07" or null}; the files are looked for by name
in FOLDER and below. That is the shape of htmldate's evaluation (its repository, tests/). The pages are read as `index`
reads them, bytes in and Document out, without the address. Two halves are told apart, so that rules tuned on the one
can be judged by the other: the pages are sorted by file name, and every second one belongs to the second half.

A wrong date shown is worse than none, so both are counted: accuracy is the share of pages with the right answer
("unknown" for null included), wrong the share with another date than the right one.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import trafilatura
from htmldate import find_date

from searchcsto.documents import Document
from searchcsto.ingest.articles import read_article
from searchcsto.ingest.content import FileContent, ReadOptions
from searchcsto.ingest.encoding import NotText
from searchcsto.ingest.html import read_html
from searchcsto.ingest.limits import Article
from searchcsto.ingest.pages.charsets import decode_page


@dataclass(slots=True)
class Score:
    """What one reader made of the pages of one half."""

    pages: int = 0
    accepted: int = 0  # right answers, "unknown" included
    right: int = 0  # right dates
    wrong: int = 0
    seconds: float = 0.0

    def add(self, found: str | None, right: str | None) -> None:
        """Count one page."""
        self.pages += 1
        self.accepted += found == right
        self.right += found is not None and found == right
        self.wrong += found is not None and found != right

    def __add__(self, other: Score) -> Score:
        return Score(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    def __str__(self) -> str:
        shown = self.right + self.wrong
        precision = self.right / shown if shown else 1.0
        unknown = (self.pages - shown) / self.pages
        cells = (self.accepted / self.pages, precision, self.wrong / self.pages, unknown)
        return "".join(f"{cell:10.3f}" for cell in cells) + f"{1000 * self.seconds / self.pages:10.1f}"


def read_gold(paths: list[Path], folder: Path) -> dict[Path, str | None]:
    """Return the right date of every page that is there, sorted by the name of the file."""
    files = {path.name: path for path in folder.rglob("*") if path.is_file()}
    gold: dict[str, str | None] = {}
    for path in paths:
        for page in json.loads(path.read_text(encoding="utf-8")).values():
            gold[page["file"]] = page["date"] if isinstance(page["date"], str) else None  # NaN is said of pages without
    return {files[name]: gold[name] for name in sorted(gold) if name in files}


def read_document(path: Path) -> Document | None:
    """Return the Document of a page, as it is indexed."""
    for found in read_html(FileContent(path), ReadOptions()):
        if isinstance(found, Article):
            return read_article(found.text, id=path.name, markup=found.markup)
    return None


def read_ours(path: Path, rules: dict[Path, str]) -> str | None:
    """Return our date of a page, and note the rule that gave it."""
    document = read_document(path)
    if document is None or document.date is None:
        return None
    rules[path] = document.date_evidence[0].rule
    return document.date


def read_theirs(path: Path, *, extensive: bool) -> str | None:
    """Return htmldate's date of a page, as its own evaluation asks for it."""
    return find_date(_decode(path), original_date=True, extensive_search=extensive)


def _decode(path: Path) -> str:
    try:
        return decode_page(path.read_bytes())
    except NotText:
        return ""


def score(
    gold: dict[Path, str | None], readers: dict[str, Callable[[Path], str | None]]
) -> tuple[dict[tuple[str, int], Score], dict[Path, str]]:
    """Return the scores by reader and half, and the wrong dates of the first reader."""
    scores: dict[tuple[str, int], Score] = defaultdict(Score)
    wrong: dict[Path, str] = {}
    for number, (path, right) in enumerate(gold.items()):
        for name, read in readers.items():
            tally = scores[name, number % 2]
            start = time.process_time()
            found = read(path)
            tally.seconds += time.process_time() - start
            tally.add(found, right)
            if found not in (None, right) and name == next(iter(readers)):
                wrong[path] = f"{found} instead of {right or 'unknown'}"
    return scores, wrong


def main() -> int:
    """Score, print, and return the exit code."""
    parser = argparse.ArgumentParser(description="Score the dates read from web pages.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--wrong", action="store_true", help="list every wrong date")
    parser.add_argument("--speed", action="store_true", help="time trafilatura, too")
    options = parser.parse_args()
    gold = read_gold(options.gold, options.folder)
    rules: dict[Path, str] = {}
    readers: dict[str, Callable[[Path], str | None]] = {
        "searchcsto": partial(read_ours, rules=rules),
        "htmldate extensive": partial(read_theirs, extensive=True),
        "htmldate fast": partial(read_theirs, extensive=False),
    }
    if options.speed:
        readers["trafilatura"] = lambda path: trafilatura.extract(_decode(path), with_metadata=True) and None
    scores, wrong = score(gold, readers)
    print(f"{len(gold)} pages{'':20}   accuracy precision     wrong   unknown   ms/page")
    for name in readers:
        first, second = scores[name, 0], scores[name, 1]
        for label, tally in (("", first + second), (", first half", first), (", second half", second)):
            print(f"{name + label:32}{tally}")
    counts = defaultdict(Counter[str])
    for path, rule in rules.items():
        counts[rule]["wrong" if path in wrong else "right"] += 1
    print("\nright and wrong, by rule")
    for rule, tally in sorted(counts.items(), key=lambda pair: -sum(pair[1].values())):
        print(f"{rule:40}{tally['right']:6}{tally['wrong']:6}")
    if options.wrong:
        print("\n" + "\n".join(f"{path.name} [{rules[path]}]: {line}" for path, line in wrong.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
