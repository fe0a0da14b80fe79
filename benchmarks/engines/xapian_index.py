"""Xapian, a library in C++, through its own Python module (Debian: python3-xapian)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from articles import Article
from engines.base import Engine
from queries import BenchmarkQuery

_SOURCE, _MONTH, _DAY = range(3)  # value slots
_ID, _SOURCE_TERM = "Q", "XS:"  # prefixes of terms, as Xapian's conventions have them
_FLUSH = "100000"  # documents; its default of 10,000 uses far less memory than the others may


class Xapian(Engine):
    """Unstemmed terms with positions, stemmed ones (Z) without; counts by source and by month come from match spies."""

    name = "Xapian"
    modules = ("xapian",)
    install = "apt-get install python3-xapian, and a venv with --system-site-packages"

    def build(self, articles: Iterable[Article], folder: Path) -> None:
        import xapian

        os.environ["XAPIAN_FLUSH_THRESHOLD"] = _FLUSH
        database = xapian.WritableDatabase(str(folder), xapian.DB_CREATE)
        generator = _make_generator()
        for article in articles:
            database.add_document(_make_row(article, generator))
        database.commit()
        database.close()

    def open(self, folder: Path) -> None:
        import xapian

        self.xapian = xapian
        self.stem = xapian.Stem("english")
        self.database = xapian.Database(str(folder))

    def search(self, query: BenchmarkQuery) -> int:
        enquire = self.xapian.Enquire(self.database)
        enquire.set_query(self._write_query(query))
        spies = [self.xapian.ValueCountMatchSpy(slot) for slot in (_SOURCE, _MONTH)]
        for spy in spies:
            enquire.add_matchspy(spy)
        found = enquire.get_mset(0, 10, self.database.get_doccount())  # looks at all that match, so the count is exact
        for spy in spies:
            {value.term: value.termfreq for value in spy.values()}
        return int(found.get_matches_estimated())

    def _write_query(self, query: BenchmarkQuery) -> Any:
        kinds, words = self.xapian.Query, list(query.words)
        if query.kind == "phrase":
            wanted = kinds(kinds.OP_PHRASE, words)
        elif query.kind == "prefix":
            # All is spelled out, or the module takes the text for a list of words: no limit, and all words rank as one.
            wanted = kinds(kinds.OP_WILDCARD, words[0], 0, kinds.WILDCARD_LIMIT_ERROR, kinds.OP_SYNONYM)
        else:
            wanted = kinds(kinds.OP_OR, [f"Z{self.stem(word).decode()}" for word in words])
        if query.source:
            wanted = kinds(kinds.OP_FILTER, wanted, kinds(_SOURCE_TERM + query.source))
        if days := query.days:
            ends = [self.xapian.sortable_serialise(day) for day in days]
            wanted = kinds(kinds.OP_FILTER, wanted, kinds(kinds.OP_VALUE_RANGE, _DAY, *ends))
        return wanted

    def add(self, article: Article, folder: Path) -> None:
        import xapian

        database = xapian.WritableDatabase(str(folder), xapian.DB_OPEN)
        database.add_document(_make_row(article, _make_generator()))
        database.commit()
        database.close()


def _make_generator() -> Any:
    import xapian

    generator = xapian.TermGenerator()
    generator.set_stemmer(xapian.Stem("english"))
    generator.set_stemming_strategy(xapian.TermGenerator.STEM_SOME)
    return generator


def _make_row(article: Article, generator: Any) -> Any:
    import xapian

    row = xapian.Document()
    generator.set_document(row)
    generator.set_termpos(0)
    generator.index_text(article.both)
    row.set_data(article.text)
    row.add_boolean_term(_ID + article.id)
    row.add_boolean_term(_SOURCE_TERM + article.source)
    row.add_value(_SOURCE, article.source)
    row.add_value(_MONTH, article.month)
    row.add_value(_DAY, xapian.sortable_serialise(article.day))
    return row
