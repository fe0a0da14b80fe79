"""Measure indexing, queries, opening, the command line, adding one article, memory and size, ours beside others.

    python benchmarks/speed.py articles.jsonl                         # all engines that are installed
    python benchmarks/speed.py articles.jsonl --without whoosh,recoll --limit 100000
    python benchmarks/speed.py articles.jsonl --limit 2000 --check    # only: do all find the same articles?

Articles are JSON lines with id, title, text, date and source. The tables are Markdown. How the measuring is done, and
what each engine is made to do, is said in building.py, measuring.py and engines/; how long it takes, in README.md.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from agreement import print_agreement
from articles import Article, read_articles, write_articles
from building import Built, build
from engines import ENGINES, Engine, choose_engines
from measuring import ALL, Answers, ask, measure, run
from queries import KINDS, make_queries
from tables import print_table, show, show_ratio

# Who is compared with whom, where both ran: the same work on both sides.
PAIRS = [
    ("searchcsto", "tantivy"),
    ("searchcsto-hits", "tantivy-hits"),
    ("searchcsto-1", "tantivy-1"),
    ("searchcsto-2", "tantivy-2"),
    *(("searchcsto", other) for other in ("fts5", "xapian", "recoll", "whoosh", "bm25s")),
]
_PACKAGES = ("searchcsto", "numpy", "tantivy", "Whoosh", "bm25s", "PyStemmer")


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--limit", type=int, help="take only so many articles")
    parser.add_argument("--engines", default="", help=f"of {', '.join(ENGINES)} (default: all)")
    parser.add_argument("--without", default="", help="leave out these")
    parser.add_argument("--queries", type=int, default=450, help="how many (default: 450)")
    parser.add_argument("--check", action="store_true", help="compare the totals that engines find, measure nothing")
    arguments = parser.parse_args()
    try:
        names, left_out = choose_engines(arguments.engines, without=arguments.without)
    except KeyError as unknown:
        parser.error(f"there is no engine {unknown}; there are {', '.join(ENGINES)}")
    with tempfile.TemporaryDirectory() as temporary:
        compare(names, left_out, arguments, Path(temporary))


def compare(names: list[str], left_out: list[str], arguments: argparse.Namespace, temporary: Path) -> None:
    """Build, search, and print the tables."""
    path = temporary / "articles.jsonl"
    count, size = write_articles(read_articles(arguments.articles, limit=arguments.limit), path)
    print(f"{count:,} articles, {size / 1e6:.1f} MB of text. {describe_machine()}\n")
    print("".join(f"{line}\n" for line in left_out), file=sys.stderr, end="")
    if arguments.check:
        names = [name for name in names if ENGINES[name].is_asked and not ENGINES[name].index_of]
    built: dict[str, Built] = {}
    for name in names:
        if not ENGINES[name].index_of:
            print(f"indexing: {ENGINES[name].name}", file=sys.stderr, flush=True)
            built[name] = build(name, path, temporary / name)
    queries = make_queries(list(read_articles(path)), count=arguments.queries)
    engines = {name: ENGINES[name]() for name in names if ENGINES[name].is_asked}
    opened = {name: measure_opening(engine, find_index(name, temporary)) for name, engine in engines.items()}
    print("asking", file=sys.stderr, flush=True)
    answers = ask(engines, queries)
    if not arguments.check:
        print_indexing(built, size)
        print_queries(answers)
        print_ratios(built, answers)
        print_openings(opened, temporary)
        if "searchcsto" in engines:
            words = next(query.words for query in queries if query.kind == "2-3 words")
            print_commands(temporary / "searchcsto", " ".join(words))
    print_agreement({name: answers[name] for name in answers if not ENGINES[name].index_of}, examples=arguments.check)


def describe_machine() -> str:
    """Return the versions of what runs, in a line."""
    versions = {
        distribution.metadata["Name"]: distribution.version for distribution in importlib.metadata.distributions()
    }
    found = [f"{name} {versions[name]}" for name in _PACKAGES if name in versions]
    return f"{', '.join(found)}; Python {platform.python_version()}, {os.cpu_count()} processors."


def find_index(name: str, temporary: Path) -> Path:
    """Return the folder of the index that an engine asks."""
    return temporary / (ENGINES[name].index_of or name)


def measure_opening(engine: Engine, folder: Path) -> float:
    """Return the milliseconds that opening takes; the engine is open then."""
    return measure(lambda: engine.open(folder), times=5)


def print_indexing(built: Mapping[str, Built], size: int) -> None:
    """Print speed, memory and size."""
    rows = [
        [
            ENGINES[name].name,
            f"{took.seconds:.1f}",
            f"{size / 1e6 / took.seconds:.2f}",
            show(took.memory and took.memory / 1e6, "{:,.0f}"),
            f"{took.size / 1e6:,.1f}",
            f"{took.size / size:.2f}",
        ]
        for name, took in built.items()
    ]
    print_table(["engine", "indexing, s", "MB of text/s", "peak memory, MB", "size, MB", "size / text"], rows)


def list_kinds(answers: Mapping[str, Answers]) -> list[str]:
    """Return the kinds of queries that were asked, and all of them together."""
    return [kind for kind in (*KINDS, ALL) if any(kind in each.times for each in answers.values())]


def print_queries(answers: Mapping[str, Answers]) -> None:
    """Print the times of queries by kind: the median and the 95th percentile."""
    rows = [[kind, *(show_times(each, kind) for each in answers.values())] for kind in list_kinds(answers)]
    print_table(["query, p50 / p95 in ms", *(ENGINES[name].name for name in answers)], rows)


def show_times(answers: Answers, kind: str) -> str:
    """Return the median and the 95th percentile of a kind of query as a cell."""
    return f"{show(answers.median(kind))} / {show(answers.slow(kind))}" if kind in answers.times else "-"


def print_ratios(built: Mapping[str, Built], answers: Mapping[str, Answers]) -> None:
    """Print how many times as fast ours is as another that does the same work: below one, it is slower."""
    kinds, rows = list_kinds(answers), []
    for ours, other in PAIRS:
        both_asked, both_built = (all(name in done for name in (ours, other)) for done in (answers, built))
        if both_asked or both_built:
            ratio = show_ratio(built[ours].seconds, built[other].seconds) if both_built else "-"
            cells = [compare_kind(answers[ours], answers[other], kind) if both_asked else "-" for kind in kinds]
            rows.append([f"{ENGINES[ours].name}: times as fast as {ENGINES[other].name}", ratio, *cells])
    print_table(["queries: p50 / p95", "indexing", *kinds], rows)


def compare_kind(ours: Answers, other: Answers, kind: str) -> str:
    """Return how many times as fast ours answered a kind of query: the medians, and the 95th percentiles."""
    if kind not in ours.times or kind not in other.times:
        return "-"
    return f"{show_ratio(ours.median(kind), other.median(kind))} / {show_ratio(ours.slow(kind), other.slow(kind))}"


def print_openings(opened: Mapping[str, float], temporary: Path) -> None:
    """Print the time to open, and to add one article to a closed index durably."""
    rows = []
    for name, milliseconds in opened.items():
        if not ENGINES[name].index_of:
            rows.append([ENGINES[name].name, f"{milliseconds:.2f}", show(measure_adding(name, temporary), "{:.0f}")])
    print_table(["engine", "opening, ms", "opening, adding one article and committing, ms"], rows)


def measure_adding(name: str, temporary: Path) -> float | None:
    """Return the milliseconds that adding takes, None if the engine cannot."""
    engine, numbers = ENGINES[name](), _number_articles()
    try:
        return measure(lambda: engine.add(next(numbers), temporary / name), times=9)
    except NotImplementedError:
        return None


def _number_articles() -> Iterator[Article]:
    for number in range(1000):
        yield Article(f"new{number}", "One article more about the harbour of Orlo.", "", "1987-03-01", "Kestrel")


def print_commands(folder: Path, words: str) -> None:
    """Print how long our commands take, each in a process of its own; the files are in the system's memory."""
    command = [sys.executable, "-m", "searchcsto"]
    query = [*command, "query", words, "--index", str(folder), "--format", "json"]
    measured = {
        "searchcsto query": query,
        "searchcsto --help": [*command, "--help"],
        "Python itself": [sys.executable, "-c", ""],
    }
    rows = [[name, f"{measure(lambda each=each: run(each), times=7):.0f}"] for name, each in measured.items()]
    print_table(["command", "ms"], rows)


if __name__ == "__main__":
    main()
