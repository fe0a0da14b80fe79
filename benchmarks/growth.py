"""Measure how indexing, queries and size grow with the number of articles, and draw it.

    python benchmarks/growth.py articles.jsonl --sizes 19000,100000,500000,1000000 --plot docs/growth.svg

For each size the first so many articles are indexed by the command line with all processors, and queries of one rare
word, of one common word, and of several words are asked through the Python API (exact count, facets by source and by
month, ten hits, no snippets). The plot has logarithmic axes: a line of slope one is linear growth.
"""

from __future__ import annotations

import argparse
import itertools
import math
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from engines import Searchcsto
from queries import BenchmarkQuery, make_queries
from speed import measure, print_table, read_documents, run

KINDS = ("rare word", "common word", "4-6 words")


def measure_size(articles: Path, count: int, queries: list[BenchmarkQuery], temporary: Path) -> dict[str, float]:
    """Return seconds, megabytes and query medians in milliseconds for the first `count` articles."""
    part, folder = temporary / f"{count}.jsonl", temporary / f"index{count}"
    with articles.open("rb") as source, part.open("wb") as target:
        target.writelines(itertools.islice(source, count))
    started = time.perf_counter()
    command = [sys.executable, "-m", "searchcsto", "index", str(part), "--index", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    figures = {"index s": time.perf_counter() - started}
    figures["input MB"] = part.stat().st_size / 1e6
    figures["index MB"] = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
    engine = Searchcsto()
    engine.open(folder)
    for kind in KINDS:
        asked = [query for query in queries if query.kind == kind]
        figures[f"{kind} ms"] = statistics.median(
            measure(lambda query=query: engine.search(query), times=3) for query in asked
        )
    cold = [sys.executable, "-m", "searchcsto", "query", "trade agreement", "--index", str(folder), "--format", "json"]
    figures["cold command ms"] = measure(lambda: run(cold), times=5)
    part.unlink()
    return figures


def draw(rows: dict[int, dict[str, float]], path: Path) -> None:
    """Draw all figures against the number of articles as an SVG."""
    names = ["index s", *(f"{kind} ms" for kind in KINDS), "cold command ms"]
    colours = ["#1b6ca8", "#2a9d8f", "#e76f51", "#8d5a97", "#555555"]
    width, height, margin = 640, 400, 60
    xs = [math.log10(count) for count in rows]
    ys = [math.log10(max(figures[name], 0.01)) for figures in rows.values() for name in names]
    left, right, low, high = min(xs), max(xs), math.floor(min(ys)), math.ceil(max(ys))

    def place(x: float, y: float) -> tuple[float, float]:
        across = (x - left) / ((right - left) or 1)
        return margin + across * (width - 220), height - margin - (y - low) / (high - low) * (height - 2 * margin)

    box = f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12"'
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" {box}>']
    parts.append(f'<rect width="{width}" height="{height}" fill="white"/>')
    for power in range(low, high + 1):
        x, y = place(left, power)
        parts.append(f'<path d="M{x} {y:.1f}H{width - 160}" stroke="#ddd"/>')
        parts.append(f'<text x="{x - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>')
    for count, x in zip(rows, xs, strict=True):
        parts.append(
            f'<text x="{place(x, low)[0]:.1f}" y="{height - margin + 20}" text-anchor="middle">{count:,}</text>'
        )
    for number, (name, colour) in enumerate(zip(names, colours, strict=True)):
        points = [place(x, math.log10(max(figures[name], 0.01))) for x, figures in zip(xs, rows.values(), strict=True)]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        parts.append(f'<text x="{width - 145}" y="{margin + 20 * number}" fill="{colour}">{name}</text>')
    title = "searchcsto against the number of articles (both axes logarithmic)"
    parts.append(f'<text x="{margin}" y="24" font-size="14">{title}</text></svg>')
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--sizes", default="19000,100000,500000,1000000")
    parser.add_argument("--plot", type=Path)
    arguments = parser.parse_args()
    queries = make_queries(read_documents(arguments.articles, 20_000), count=160)
    rows: dict[int, dict[str, float]] = {}
    for size in map(int, arguments.sizes.split(",")):
        with tempfile.TemporaryDirectory() as temporary:
            rows[size] = measure_size(arguments.articles, size, queries, Path(temporary))
    names = list(next(iter(rows.values())))
    print_table(
        ["articles", *names],
        [[f"{size:,}", *(f"{figures[name]:.4g}" for name in names)] for size, figures in rows.items()],
    )
    if arguments.plot:
        draw(rows, arguments.plot)


if __name__ == "__main__":
    main()
