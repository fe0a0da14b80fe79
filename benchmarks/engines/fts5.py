"""FTS5, the full-text search of SQLite, which comes with Python."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from articles import Article
from engines.base import Engine
from queries import BenchmarkQuery

_TABLES = """
CREATE VIRTUAL TABLE stemmed USING fts5(title, text, tokenize='porter unicode61');
CREATE VIRTUAL TABLE exact USING fts5(title, text, tokenize='unicode61', content='');
CREATE TABLE fact (id INTEGER PRIMARY KEY, name TEXT, source TEXT, month TEXT, day INTEGER);
"""


class Fts5(Engine):
    """A stemmed table that keeps the text, an unstemmed one beside it, and a table of facts."""

    name = "SQLite FTS5"

    def build(self, articles: Iterable[Article], folder: Path) -> None:
        folder.mkdir(parents=True)
        database = sqlite3.connect(folder / "fts.sqlite")
        database.executescript(_TABLES)
        for number, article in enumerate(articles, 1):
            _insert(database, number, article)
        database.commit()
        database.close()

    def open(self, folder: Path) -> None:
        self.database = sqlite3.connect(folder / "fts.sqlite")

    def search(self, query: BenchmarkQuery) -> int:
        table = "exact" if query.kind in ("phrase", "prefix") else "stemmed"
        where, values = f"{table} MATCH ?", [_write_query(query)]
        if query.source:
            where, values = f"{where} AND source = ?", [*values, query.source]
        if days := query.days:
            where, values = f"{where} AND day BETWEEN ? AND ?", [*values, *days]
        joined = f"FROM {table} JOIN fact ON fact.id = {table}.rowid WHERE {where}"
        self._ask(f"SELECT fact.id {joined} ORDER BY rank LIMIT 10", values)
        self._ask(f"SELECT month, count(*) {joined} GROUP BY 1", values)
        return sum(count for _, count in self._ask(f"SELECT source, count(*) {joined} GROUP BY 1", values))

    def add(self, article: Article, folder: Path) -> None:
        database = sqlite3.connect(folder / "fts.sqlite")
        (last,) = database.execute("SELECT max(id) FROM fact").fetchone()
        _insert(database, last + 1, article)
        database.commit()
        database.close()

    def _ask(self, statement: str, values: Sequence[object]) -> list[tuple[str, int]]:
        return self.database.execute(statement, values).fetchall()


def _insert(database: sqlite3.Connection, number: int, article: Article) -> None:
    for table in ("stemmed", "exact"):
        database.execute(
            f"INSERT INTO {table}(rowid, title, text) VALUES (?, ?, ?)", (number, article.title, article.text)
        )
    row = (number, article.id, article.source, article.month, article.day)
    database.execute("INSERT INTO fact VALUES (?, ?, ?, ?, ?)", row)


def _write_query(query: BenchmarkQuery) -> str:
    if query.kind == "phrase":
        return f'"{" ".join(query.words)}"'
    if query.kind == "prefix":
        return f'"{query.words[0]}"*'
    return " OR ".join(f'"{word}"' for word in query.words)
