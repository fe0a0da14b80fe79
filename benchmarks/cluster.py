"""Load a cluster with several processes at once, ask it what the embedded engine is asked, and print both side by side.

    python benchmarks/cluster.py articles.jsonl --limit 200000                 # on three nodes of its own, then ended
    python benchmarks/cluster.py articles.jsonl --url opensearch://search.example:9200/bench --loaders 16

The articles are written into files of SHARE articles. Each loader is `searchcsto index FOLDER --part K/N`, a process of
its own; the embedded index of the same files is made with as many processes. The nodes are those that tests run
(tests/cluster), with as much memory as --heap says: they share the processors with the loaders, and with who asks. What
is under the address already is replaced. Where others keep the processors busy, believe the seconds of processors
rather than those of the clock.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from articles import Article, read_articles, write_articles
from engines.ours import Searchcsto, SearchcstoHits, SearchcstoSnippets, find_next_month, write_query
from measuring import ALL, Answers, ask
from queries import KINDS, BenchmarkQuery, make_queries
from searchcsto import Index, SearchOptions
from tables import print_table

ROOT = Path(__file__).parent.parent
SHARE = 1_000  # articles in a file, which is what loaders share
SEARCHCSTO = [sys.executable, "-m", "searchcsto"]
NODES = [sys.executable, "-m", "tests.cluster"]


@dataclass(frozen=True, slots=True)
class Took:
    """What loading took, in seconds: of time, and of processors in the loaders and in the nodes."""

    seconds: float
    loaders: float
    nodes: float = 0.0


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--limit", type=int, help="take only so many articles")
    parser.add_argument("--url", help="an index in a cluster that runs (default: three nodes are started)")
    parser.add_argument("--nodes", type=int, default=3, help="how many nodes are started (default: 3)")
    parser.add_argument("--heap", default="384m", help="memory of each of them, as Java writes it (default: 384m)")
    parser.add_argument("--loaders", type=int, default=2, help="how many processes load at once (default: 2)")
    parser.add_argument("--queries", type=int, default=450, help="how many (default: 450)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, find_cluster(arguments, Path(temporary)) as url:
        compare(url, arguments, Path(temporary))


@contextmanager
def find_cluster(arguments: argparse.Namespace, temporary: Path) -> Iterator[str]:
    """Give the address of an index: the one named, or one in a cluster that ends behind this."""
    if arguments.url:
        yield arguments.url
        return
    folder = ["--folder", str(temporary / "cluster")]
    start = [*NODES, "start", "--nodes", str(arguments.nodes), "--heap", arguments.heap, *folder]
    try:
        started = subprocess.run(start, check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        yield started.stdout.strip().replace("http", "opensearch", 1) + "/bench"
    finally:
        subprocess.run([*NODES, "remove", *folder], check=False, cwd=ROOT)


def compare(url: str, arguments: argparse.Namespace, temporary: Path) -> None:
    """Load, search, and print the tables."""
    articles = list(read_articles(arguments.articles, limit=arguments.limit))
    size = write_shares(articles, temporary / "articles")
    print(f"{len(articles):,} articles, {size / 1e6:.1f} MB of text.\n")
    local = temporary / "index"
    loaded = {
        "embedded": load_embedded(temporary / "articles", local, arguments.loaders),
        "cluster": load_cluster(temporary / "articles", url, arguments.loaders),
    }
    places = {"embedded": str(local), "cluster": url}
    print_loading(loaded, {name: read_status(place) for name, place in places.items()}, size)
    queries = make_queries(articles, count=arguments.queries)
    print("asking", file=sys.stderr, flush=True)
    kinds = {"": Searchcsto, ", hits read": SearchcstoHits, ", with snippets": SearchcstoSnippets}
    asked = {f"{name}{kind}": engine() for kind, engine in kinds.items() for name in places}
    for name, engine in asked.items():
        engine.index = Index.open(places[name.partition(",")[0]])
    before = read_nodes(url)
    print_times(ask(asked, queries))
    used = 1000 * (read_nodes(url) - before) / (len(kinds) * len(queries))
    print(f"A search keeps processors of the nodes busy for {used:.0f} ms on average.\n")
    print_order(asked["embedded"].index, asked["cluster"].index, queries)


def write_shares(articles: Sequence[Article], folder: Path) -> int:
    """Write the articles into files of SHARE each; return the bytes of their texts."""
    folder.mkdir()
    rest, size = iter(articles), 0
    for number in range((len(articles) + SHARE - 1) // SHARE):
        size += write_articles(islice(rest, SHARE), folder / f"share-{number:05}.jsonl")[1]
    return size


def load_embedded(folder: Path, index: Path, processes: int) -> Took:
    """Return what the embedded engine takes to index a folder."""
    print("indexing: embedded", file=sys.stderr, flush=True)
    return _run_together([[*SEARCHCSTO, "index", str(folder), "--index", str(index), "--jobs", str(processes)]])


def load_cluster(folder: Path, url: str, loaders: int) -> Took:
    """Return what it takes until all loaders are done, from the moment when they are started together."""
    print("indexing: cluster", file=sys.stderr, flush=True)
    command = [*SEARCHCSTO, "index", str(folder), "--index", url, "--jobs", "1"]
    before = read_nodes(url)
    took = _run_together([[*command, "--part", f"{part}/{loaders}"] for part in range(1, loaders + 1)])
    return replace(took, nodes=read_nodes(url) - before)


def _run_together(commands: Sequence[Sequence[str]]) -> Took:
    started, busy = time.perf_counter(), _read_children()
    running = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for command in commands]
    codes = [each.wait() for each in running]
    if any(codes):
        raise SystemExit(f"loading failed with {codes}")
    return Took(time.perf_counter() - started, _read_children() - busy)


def _read_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def read_nodes(url: str) -> float:
    """Return the seconds that all nodes have kept processors busy so far."""
    _, _, rest = url.partition("://")
    with urllib.request.urlopen(f"http://{rest.partition(',')[0].partition('/')[0]}/_nodes/stats/process") as answer:
        nodes = json.load(answer)["nodes"].values()
    return sum(node["process"]["cpu"]["total_in_millis"] for node in nodes) / 1000


def read_status(place: str) -> Any:
    """Return what `searchcsto status` says."""
    command = [*SEARCHCSTO, "status", "--index", place, "--format", "json"]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def print_loading(loaded: dict[str, Took], status: dict[str, Any], size: int) -> None:
    """Print speed, what kept processors busy, and size."""
    rows = [
        [
            name,
            f"{status[name]['documents']:,}",
            f"{took.seconds:.1f}",
            f"{status[name]['documents'] / took.seconds:,.0f}",
            f"{size / 1e6 / took.seconds:.2f}",
            f"{took.loaders:.1f}",
            f"{took.nodes:.1f}",
            f"{status[name]['size'] / 1e6:,.1f}",
            f"{status[name]['size'] / size:.2f}",
        ]
        for name, took in loaded.items()
    ]
    busy = ["processors in loaders, s", "in nodes, s"]
    print_table(
        ["engine", "articles", "loading, s", "articles/s", "MB of text/s", *busy, "size, MB", "size / text"], rows
    )


def print_times(answers: dict[str, Answers]) -> None:
    """Print the times of queries by kind: the median and the 95th percentile."""
    rows = [
        [kind, *(f"{each.median(kind):.2f} / {each.slow(kind):.2f}" for each in answers.values())]
        for kind in (*KINDS, ALL)
    ]
    print_table(["query, p50 / p95 in ms", *answers], rows)


def print_order(embedded: Index, cluster: Index, queries: Sequence[BenchmarkQuery]) -> None:
    """Print in how many queries both find as many, the same ten, and these in the same order."""
    counts: dict[str, list[int]] = {}
    for query in queries:
        options = SearchOptions(
            snippets=0,
            facets=("source",),
            sources=(query.source,) if query.source else (),
            after=query.first,
            before=find_next_month(query.last) if query.last else None,
        )
        one, other = (index.search(write_query(query), options) for index in (embedded, cluster))
        tens = [[hit.id for hit in results.hits] for results in (one, other)]
        same = [one.total == other.total, one.facets == other.facets, set(tens[0]) == set(tens[1]), tens[0] == tens[1]]
        for number, is_same in enumerate([True, *same]):
            counts.setdefault(query.kind, [0] * 5)[number] += is_same
    rows = [[kind, *map(str, counts[kind])] for kind in KINDS if kind in counts]
    print_table(
        ["queries with", "asked", "the same total", "the same facet", "the same ten", "in the same order"], rows
    )


if __name__ == "__main__":
    main()
