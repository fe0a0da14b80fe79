"""What every engine under measurement can do, and what the clock counts of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from articles import Article, read_articles
from queries import BenchmarkQuery


class Engine:
    """One engine. Its `prepare` is not timed; `build`, `open`, `search` and `add` are."""

    name = ""
    modules: tuple[str, ...] = ()  # that it needs
    programs: tuple[str, ...] = ()
    install = ""  # how to get them
    index_of = ""  # the key of the engine whose index it asks in another way
    reads_file = False  # whether reading the JSON lines is part of its indexing
    is_asked = True  # False: measured for its indexing only
    counts = True  # whether it says how many documents match
    cannot: frozenset[str] = frozenset()  # kinds of queries

    @classmethod
    def find_missing(cls) -> str:
        """Return what it needs and is not installed here, and how to install it; empty if all is there."""
        missing = [f"the module {name}" for name in cls.modules if find_spec(name) is None]
        missing += [f"the program {name}" for name in cls.programs if shutil.which(name) is None]
        return f"{' and '.join(missing)} ({cls.install})" if missing else ""

    def prepare(self, articles: Iterable[Article], folder: Path) -> None:
        """Lay ready what an engine finds before it starts."""

    def build(self, articles: Iterable[Article], folder: Path) -> None:
        """Index articles in a folder that does not exist, durably."""
        raise NotImplementedError

    def build_from_file(self, path: Path, folder: Path) -> None:
        """Index the articles of a file of JSON lines."""
        self.build(read_articles(path), folder)

    def open(self, folder: Path) -> None:
        """Open the index for searching."""
        raise NotImplementedError

    def search(self, query: BenchmarkQuery) -> int:
        """Answer a query; return how many documents match (0 if it does not count)."""
        raise NotImplementedError

    def add(self, article: Article, folder: Path) -> None:
        """Open an index for writing, add an article, and make it durable; NotImplementedError if it cannot."""
        raise NotImplementedError
