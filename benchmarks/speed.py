"""Measure indexing, queries, opening, a cold command, adding one article and size, ours beside others, in one run.

    pip install tantivy bm25s PyStemmer
    python benchmarks/speed.py articles.jsonl [--limit N] [--engines searchcsto,tantivy,fts5,whoosh,bm25s]

Articles are JSON lines with id, title, text, date and source. Each engine is built in a process of its own (so that
peak memory is its own), then all answer the same queries in turn, each query by every engine before the next one, so
that a change in the machine's speed meets all alike. Medians and 95th percentiles, and ratios to tantivy where it ran.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engines import ENGINES, Engine, measure_cold, run
from queries import make_queries

from searchcsto import Document, Index

# What asks the index of another in another way.
SAME_INDEX = {"hits": "searchcsto", "snippets": "searchcsto", "tantivy-hits": "tantivy"}


def read_documents(path: Path, limit: int | None) -> list[Document]:
    """Return the articles of a file that have a text."""
    documents: list[Document] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["text"].strip():
                date = (row.get("date") or "")[:10] or None
                sources = (row["source"],) if row.get("source") else ()
                documents.append(Document(row["id"], row["text"], title=row.get("title"), date=date, sources=sources))
            if len(documents) == limit:
                break
    return documents


def build(name: str, path: Path, limit: int | None, folder: Path) -> None:
    """Build one engine's index, and print what it took. Runs in a process of its own."""
    documents = read_documents(path, limit)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    ENGINES[name]().build(documents, folder)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    print(json.dumps({"seconds": seconds, "memory": (peak - before) / 1024, "size": size}))


def measure(function: Callable[[], Any], *, times: int) -> float:
    """Return the median of some runs, in milliseconds."""
    seconds: list[float] = []
    for _ in range(times):
        started = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - started)
    return 1000 * statistics.median(seconds)


def measure_queries(engines: dict[str, Engine], queries: list[Any]) -> dict[str, dict[str, list[float]]]:
    """Return the times of all queries in milliseconds, by engine and kind; check that the counts are near."""
    times: dict[str, dict[str, list[float]]] = {name: {} for name in engines}
    for query in queries:
        for name, engine in engines.items():
            started = time.perf_counter()
            total = engine.search(query)
            milliseconds = 1000 * (time.perf_counter() - started)
            if total is not None:
                times[name].setdefault(query.kind, []).append(milliseconds)
                times[name].setdefault("all", []).append(milliseconds)
    return times


def percentile(values: list[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def print_table(header: list[str], rows: list[list[str]]) -> None:
    """Print a table in Markdown."""
    for row in (header, ["---"] * len(header), *rows):
        print(f"| {' | '.join(row)} |")
    print()


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--engines", default="searchcsto,tantivy,tantivy2,fts5,whoosh,bm25s")
    parser.add_argument("--queries", type=int, default=400)
    parser.add_argument("--build", nargs=2, metavar=("ENGINE", "FOLDER"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.build:
        build(arguments.build[0], arguments.articles, arguments.limit, Path(arguments.build[1]))
        return
    with tempfile.TemporaryDirectory() as temporary:
        compare(arguments, Path(temporary))


def compare(arguments: argparse.Namespace, temporary: Path) -> None:
    """Build, search, and print the tables."""
    documents = read_documents(arguments.articles, arguments.limit)
    size = sum(len(document.text.encode()) + len((document.title or "").encode()) for document in documents)
    print(f"{len(documents):,} articles, {size / 1e6:.1f} MB of text\n")
    names = [name for name in arguments.engines.split(",") if name not in SAME_INDEX]
    rows: list[list[str]] = []
    for name in names:
        limit = ["--limit", str(arguments.limit)] if arguments.limit else []
        command = [sys.executable, __file__, str(arguments.articles), *limit, "--build", name, str(temporary / name)]
        figures = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        rate, ratio = size / 1e6 / figures["seconds"], figures["size"] / size
        rows.append([ENGINES[name].name, f"{rate:.2f}", f"{figures['memory']:,.0f}", f"{ratio:.2f}"])
    print_table(["engine", "indexing, MB/s", "peak memory, MB", "size / text"], rows)
    engines: dict[str, Engine] = {}
    opened: dict[str, float] = {}
    for name in arguments.engines.split(","):
        if name == "tantivy2":
            continue
        engines[name] = ENGINES[name]()
        folder = temporary / SAME_INDEX.get(name, name)
        opened[name] = measure(lambda engine=engines[name], folder=folder: engine.open(folder), times=3)
    queries = make_queries(documents, count=arguments.queries)
    print_queries(engines, measure_queries(engines, queries))
    print_rest(opened, temporary / "searchcsto")


def print_queries(engines: dict[str, Engine], times: dict[str, dict[str, list[float]]]) -> None:
    """Print the times of queries: the median and the 95th percentile in milliseconds, by kind."""
    kinds = list(dict.fromkeys(kind for each in times.values() for kind in each if kind != "all"))
    rows = []
    for kind in [*kinds, "all"]:
        cells = []
        for name in engines:
            values = times[name].get(kind)
            cells.append(f"{statistics.median(values):.2f} / {percentile(values, 0.95):.2f}" if values else "-")
        rows.append([kind, *cells])
    print_table(["query, p50 / p95 in ms", *(engine.name for engine in engines.values())], rows)


def print_rest(opened: dict[str, float], folder: Path) -> None:
    """Print the time to open, of a cold command, and to add one article to ours."""
    rows = [[f"open {ENGINES[name].name}", f"{milliseconds:.1f}"] for name, milliseconds in opened.items()]
    cold = measure(lambda: run(measure_cold(folder, "trade agreement")), times=7)
    rows.append(["searchcsto query, cold process", f"{cold:.0f}"])
    rows.append(
        [
            "searchcsto --help, cold process",
            f"{measure(lambda: run([sys.executable, '-m', 'searchcsto', '--help']), times=7):.0f}",
        ]
    )
    numbers = iter(range(1000))

    def add_one() -> None:
        with Index.open(folder) as index:
            index.add(Document(f"new{next(numbers)}", "One article more about the harbour of Orlo."))

    rows.append(["add one article and commit", f"{measure(add_one, times=9):.0f}"])
    print_table(["searchcsto and opening", "ms"], rows)


if __name__ == "__main__":
    main()
