"""Give each engine the same articles and the same questions, each in its own way; `ENGINES` has them all by key.

All index title and text in a stemmed field without positions and in an unstemmed one with positions, store the text,
and keep source, month and day. Words are looked up in the stemmed field, phrases and prefixes in the unstemmed one.
All answer with the best ten, the exact count, and counts by source and by month. What differs:

- SQLite FTS5 has one tokenizer for a table, so it has two tables; its stemmed one keeps positions too.
- Recoll indexes files (written before the clock starts), unstemmed, and adds the other forms of a word when asked. It
  has no facets, and counts exactly up to a thousand or so.
- bm25s has no positions, counts, facets or filters: it answers plain words with the best ten.
- searchcsto and Xapian rank what a prefix finds, and FTS5 does; tantivy and stock Whoosh give all of it one score.

All may use about 512 MB to index. One process and one thread, except where the name says otherwise.
"""

from __future__ import annotations

from engines.base import Engine
from engines.bm25s_index import Bm25s
from engines.fts5 import Fts5
from engines.ours import (
    Searchcsto,
    SearchcstoHits,
    SearchcstoOneProcess,
    SearchcstoSnippets,
    SearchcstoTwoProcesses,
)
from engines.recoll_index import Recoll
from engines.stock_whoosh import StockWhoosh
from engines.tantivy_index import Tantivy, TantivyHits, TantivyOneThread, TantivyTwoThreads
from engines.xapian_index import Xapian

ENGINES: dict[str, type[Engine]] = {
    "searchcsto": Searchcsto,
    "searchcsto-hits": SearchcstoHits,
    "searchcsto-snippets": SearchcstoSnippets,
    "searchcsto-1": SearchcstoOneProcess,
    "searchcsto-2": SearchcstoTwoProcesses,
    "tantivy": Tantivy,
    "tantivy-hits": TantivyHits,
    "tantivy-1": TantivyOneThread,
    "tantivy-2": TantivyTwoThreads,
    "fts5": Fts5,
    "xapian": Xapian,
    "recoll": Recoll,
    "whoosh": StockWhoosh,
    "bm25s": Bm25s,
}


def choose_engines(names: str, *, without: str = "") -> tuple[list[str], list[str]]:
    """Return the keys of the engines that are asked for and can run here, and a line for each that is left out.

    `names` and `without` are keys between commas; no `names` mean all. Raises KeyError for an unknown key.
    """
    left_out = set(filter(None, without.split(",")))
    chosen = [name for name in names.split(",") if name] or list(ENGINES)
    for name in [*chosen, *left_out]:
        ENGINES[name]
    kept, lines = [], []
    for name in chosen:
        missing = ENGINES[name].find_missing()
        if missing and name not in left_out:
            lines.append(f"left out: {ENGINES[name].name} needs {missing}")
        elif name not in left_out:
            kept.append(name)
    orphans = [name for name in kept if (ENGINES[name].index_of or name) not in kept]
    lines += [f"left out: {ENGINES[name].name} asks the index of {ENGINES[name].index_of}" for name in orphans]
    return [name for name in kept if name not in orphans], lines
