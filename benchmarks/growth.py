"""Measure how indexing, queries, memory and size grow with the number of articles, and draw it.

    python benchmarks/growth.py articles.jsonl --plot docs/growth.svg
    python benchmarks/growth.py articles.jsonl --sizes 1000,2000,5000 --plot growth.svg     # to try it

For each size the first so many articles are indexed from the file by two processes (tantivy: two threads), and the same
queries are asked at every size: exact count, facets by source and by month, the best ten. Articles are JSON lines as in
speed.py. The plot needs nothing but Python; its axes are logarithmic, and the dashed grey line in it is linear growth.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from articles import read_articles, write_articles
from building import build
from engines import ENGINES, choose_engines
from measuring import ask
from plot import Line, Panel, draw_plot
from queries import SAMPLE, BenchmarkQuery, make_queries
from tables import print_table, show

KINDS = ("rare word", "common word", "4-6 words", "prefix")
DRAWN = ("rare word", "common word")
INDEXING, MEMORY, SIZE, TEXT = "indexing, s", "peak memory, MB", "size, MB", "text, MB"

Figures = dict[str, float | None]


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--sizes", default="100000,200000,500000,1000000")
    parser.add_argument("--engines", default="searchcsto-2,tantivy-2", help=f"of {', '.join(ENGINES)}")
    parser.add_argument("--queries", type=int, default=450)
    parser.add_argument("--plot", type=Path, help="the SVG file to draw")
    arguments = parser.parse_args()
    try:
        names, left_out = choose_engines(arguments.engines)
    except KeyError as unknown:
        parser.error(f"there is no engine {unknown}; there are {', '.join(ENGINES)}")
    print("".join(f"{line}\n" for line in left_out), file=sys.stderr, end="")
    sizes = sorted(int(size) for size in arguments.sizes.split(","))
    # The words of the smallest collection, so that all sizes have them.
    first = list(read_articles(arguments.articles, limit=min(SAMPLE, sizes[0])))
    queries = [query for query in make_queries(first, count=arguments.queries) if query.kind in KINDS]
    found: dict[int, dict[str, Figures]] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as temporary:
            count, figures = measure_size(names, arguments.articles, size, queries, Path(temporary))
        if count < size:
            parser.error(f"{arguments.articles} has only {count:,} articles, not {size:,}")
        found[size] = figures
    print_figures(found)
    if arguments.plot:
        draw(found, arguments.plot)


def measure_size(
    names: list[str], articles: Path, size: int, queries: list[BenchmarkQuery], temporary: Path
) -> tuple[int, dict[str, Figures]]:
    """Return how many articles there were, and the figures of each engine for that many."""
    path = temporary / "articles.jsonl"
    count, text = write_articles(read_articles(articles, limit=size), path)
    engines, found = {}, {}
    for name in names:
        print(f"{count:,} articles: {ENGINES[name].name}", file=sys.stderr, flush=True)
        built = build(name, path, temporary / name)
        memory = None if built.memory is None else built.memory / 1e6
        found[name] = {TEXT: text / 1e6, INDEXING: built.seconds, MEMORY: memory, SIZE: built.size / 1e6}
        engines[name] = ENGINES[name]()
        engines[name].open(temporary / name)
    for name, answers in ask(engines, queries).items():
        found[name].update({f"{kind}, ms": answers.median(kind) for kind in KINDS})
    return count, found


def print_figures(found: dict[int, dict[str, Figures]]) -> None:
    """Print a table for each engine."""
    for name in next(iter(found.values())):
        columns = list(next(iter(found.values()))[name])
        rows = [[f"{size:,}", *(show(found[size][name][column], "{:,.4g}") for column in columns)] for size in found]
        print(f"{ENGINES[name].name}; queries: p50\n")
        print_table(["articles", *columns], rows)


def draw(found: dict[int, dict[str, Figures]], path: Path) -> None:
    """Draw indexing beside queries, against the number of articles."""
    names = list(next(iter(found.values())))

    def trace(name: str, column: str) -> list[tuple[float, float]]:
        values = [(size, figures[name][column]) for size, figures in found.items()]
        return [(size, value) for size, value in values if value]

    indexing = [
        Line(ENGINES[name].name, trace(name, INDEXING), colour=number, mark=number) for number, name in enumerate(names)
    ]
    queries = [
        Line(f"{ENGINES[name].name.partition(',')[0]}: {kind}", trace(name, f"{kind}, ms"), colour=number, mark=mark)
        for number, name in enumerate(names)
        for mark, kind in enumerate(DRAWN)
    ]
    panels = [Panel("Indexing", "seconds", indexing), Panel("Queries, median", "milliseconds", queries)]
    title = "Time against the number of articles (all axes logarithmic)"
    path.write_text(draw_plot(title, panels, across="articles"), encoding="utf-8")


if __name__ == "__main__":
    main()
