"""Print how well collections with judgements are ranked: ours, and beside it Whoosh, tantivy and SQLite FTS5.

    python benchmarks/relevance.py FOLDER [--only NAME,...] [--check]

FOLDER has a folder for each collection: corpus.jsonl ({"id", "title", "text"} a line), queries.jsonl ({"id", "text"})
and qrels.tsv (query, 0, document, relevance). Queries are taken as plain words, in all engines, and any word will do.
Each engine gives its best 1,000. `--check` holds the ratios to the best of the others to floors.toml: exit code 1 if
one is below.
"""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from searchcsto import Document, Index, SearchOptions
from searchcsto.query.plain import parse_plain
from tables import print_table

FLOORS = Path(__file__).with_name("floors.toml")
OTHERS = ("stock Whoosh", "tantivy", "SQLite FTS5")
DEFAULT, FEEDBACK, BARE = "searchcsto", "searchcsto --expand", "searchcsto, BM25 alone"
_DEPTH = 1000
_WORD = re.compile(r"\w+")

Run = dict[str, dict[str, float]]  # scores by query and document


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, queries and judgements."""

    name: str
    documents: list[dict[str, Any]]
    queries: dict[str, str]
    judgements: dict[str, dict[str, int]]


def read_collection(folder: Path) -> Collection:
    """Return the collection in a folder."""
    judgements: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, _, document, relevance = line.split()
        judgements.setdefault(query, {})[document] = int(relevance)
    queries = {row["id"]: row["text"] for row in _read_lines(folder / "queries.jsonl")}
    return Collection(folder.name, list(_read_lines(folder / "corpus.jsonl")), queries, judgements)


def _read_lines(path: Path) -> Iterable[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def run_ours(collection: Collection, folder: Path) -> dict[str, Run]:
    """Return the runs of searchcsto: as it comes, with feedback, and BM25 alone."""
    runs: dict[str, Run] = {DEFAULT: {}, FEEDBACK: {}, BARE: {}}
    with Index.create(folder) as index:
        index.add(*(Document(row["id"], row["text"], title=row.get("title") or None) for row in collection.documents))
        index.commit()
        options = {
            name: SearchOptions(limit=_DEPTH, facets=(), snippets=0, plain=True, feedback=name == FEEDBACK)
            for name in (DEFAULT, FEEDBACK)
        }
        searcher: Any = index._current()
        for key, text in collection.queries.items():
            for name, chosen in options.items():
                runs[name][key] = _number(hit.id for hit in index.search(text, chosen).hits)
            matches = searcher.run_plan(searcher.translate_query(parse_plain(text)), options[DEFAULT])
            runs[BARE][key] = _number(searcher.load_facts(number).id for number in matches.documents)
    return runs


def _number(ids: Iterable[str]) -> dict[str, float]:
    """Return scores that keep the order of ids, which equal scores would not."""
    return {identifier: -float(place) for place, identifier in enumerate(ids)}


def run_whoosh(collection: Collection, folder: Path) -> Run:
    """Return the run of Whoosh as it comes: StemmingAnalyzer, BM25F, any of the words."""
    from whoosh import analysis, fields, index, qparser

    folder.mkdir()
    stems = analysis.StemmingAnalyzer()
    schema = fields.Schema(id=fields.ID(stored=True), text=fields.TEXT(analyzer=stems))
    created = index.create_in(str(folder), schema)
    writer = created.writer(limitmb=256)
    for row in collection.documents:
        writer.add_document(id=row["id"], text=f"{row.get('title') or ''}\n{row['text']}")
    writer.commit()
    run: Run = {}
    with created.searcher() as searcher:
        parser = qparser.QueryParser("text", schema, group=qparser.OrGroup, plugins=[])
        for key, text in collection.queries.items():
            found = searcher.search(parser.parse(" ".join(_WORD.findall(text))), limit=_DEPTH)
            run[key] = _number(hit["id"] for hit in found)
    return run


def run_tantivy(collection: Collection, folder: Path) -> Run:
    """Return the run of tantivy with its English stemmer."""
    import tantivy

    folder.mkdir()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", tokenizer_name="en_stem")
    index = tantivy.Index(builder.build(), path=str(folder))
    writer = index.writer()
    for row in collection.documents:
        document = tantivy.Document()
        document.add_text("id", row["id"])
        document.add_text("text", f"{row.get('title') or ''}\n{row['text']}")
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher, run = index.searcher(), {}
    for key, text in collection.queries.items():
        query = index.parse_query(" ".join(_WORD.findall(text)).lower(), ["text"])
        hits = searcher.search(query, limit=_DEPTH).hits
        run[key] = _number(searcher.doc(address)["id"][0] for _, address in hits)
    return run


def run_fts5(collection: Collection, folder: Path) -> Run:
    """Return the run of SQLite FTS5 with its Porter stemmer."""
    folder.mkdir()
    database = sqlite3.connect(folder / "fts.sqlite")
    database.execute("CREATE VIRTUAL TABLE found USING fts5(id UNINDEXED, title, text, tokenize='porter unicode61')")
    rows = [(row["id"], row.get("title") or "", row["text"]) for row in collection.documents]
    database.executemany("INSERT INTO found VALUES (?, ?, ?)", rows)
    run: Run = {}
    for key, text in collection.queries.items():
        query = " OR ".join(f'"{word}"' for word in _WORD.findall(text))
        found = database.execute("SELECT id FROM found WHERE found MATCH ? ORDER BY rank LIMIT ?", (query, _DEPTH))
        run[key] = _number(identifier for (identifier,) in found)
    database.close()
    return run


RUNNERS: dict[str, Callable[[Collection, Path], Run]] = {
    "stock Whoosh": run_whoosh,
    "tantivy": run_tantivy,
    "SQLite FTS5": run_fts5,
}


def measure(collection: Collection, run: Run) -> dict[str, float]:
    """Return the measures of a run."""
    import ir_measures
    from ir_measures import AP, P, R, nDCG

    measures = {"MAP": AP, "nDCG@10": nDCG @ 10, "P@10": P @ 10, "Recall@100": R @ 100}
    found = ir_measures.calc_aggregate(list(measures.values()), collection.judgements, run)
    return {name: float(found[each]) for name, each in measures.items()}


def measure_collection(folder: Path) -> dict[str, dict[str, float]]:
    """Return the measures of every engine on a collection."""
    collection = read_collection(folder)
    with tempfile.TemporaryDirectory() as temporary:
        runs = run_ours(collection, Path(temporary) / "ours")
        for name, runner in RUNNERS.items():
            runs[name] = runner(collection, Path(temporary) / name.replace(" ", "-"))
    return {name: measure(collection, run) for name, run in runs.items()}


def compare(measured: dict[str, dict[str, float]]) -> dict[str, float]:
    """Return the ratio of ours to the best of the others, and of feedback to ours, for each measure with a floor."""
    ratios: dict[str, float] = {}
    for name in ("MAP", "nDCG@10"):
        best = max(measured[other][name] for other in OTHERS)
        ratios[name] = measured[DEFAULT][name] / best
        ratios[f"{name} --expand"] = measured[FEEDBACK][name] / measured[DEFAULT][name]
    return ratios


def list_failures(ratios: dict[str, dict[str, float]], floors: dict[str, dict[str, float]]) -> list[str]:
    """Return a line for each ratio below its floor; collections that were not measured have none."""
    return [
        f"{collection}: {name} {ratios[collection][name]:.3f} is below the floor {floor}"
        for collection, expected in floors.items()
        for name, floor in expected.items()
        if collection in ratios and ratios[collection][name] < floor
    ]


def print_measures(measured: dict[str, dict[str, dict[str, float]]]) -> None:
    """Print a row for each collection and engine."""
    rows = [
        [collection, name, *(f"{value:.4f}" for value in values.values())]
        for collection, engines in measured.items()
        for name, values in engines.items()
    ]
    print_table(["collection", "engine", "MAP", "nDCG@10", "P@10", "Recall@100"], rows)


def main() -> int:
    """Measure, print, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a folder of collections")
    parser.add_argument("--only", default="", help="names of collections, between commas")
    parser.add_argument("--check", action="store_true", help="hold the ratios to floors.toml")
    options = parser.parse_args()
    wanted = set(filter(None, options.only.split(",")))
    folders = sorted(path.parent for path in options.folder.glob("*/qrels.tsv"))
    folders = [folder for folder in folders if not wanted or folder.name in wanted]
    if not folders:
        parser.error(f"no collection in {options.folder}: a folder with corpus.jsonl, queries.jsonl and qrels.tsv each")
    measured = {folder.name: measure_collection(folder) for folder in folders}
    print_measures(measured)
    ratios = {name: compare(found) for name, found in measured.items()}
    names = list(next(iter(ratios.values())))
    mean = {name: sum(found[name] for found in ratios.values()) / len(ratios) for name in names}
    rows = [[name, *(f"{found[each]:.3f}" for each in names)] for name, found in {**ratios, "average": mean}.items()]
    print_table(["ratio to the best of the others; of --expand to ours", *names], rows)
    if not options.check:
        return 0
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8"))["relevance"]
    failures = list_failures({**ratios, "average": mean} if not wanted else ratios, floors)
    print("\n".join(failures), file=sys.stderr, end="\n" if failures else "")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
