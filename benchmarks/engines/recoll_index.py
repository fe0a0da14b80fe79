"""Recoll, desktop search over Xapian: its indexer, and its Python module (Debian: recollcmd and python3-recoll)."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

from articles import Article
from engines.base import Engine
from queries import BenchmarkQuery

# One thread like the others, at their priority and with their memory; no spelling dictionary, which they have not.
_SETTINGS = """\
topdirs = {files}
indexstemminglanguages = english
idxniceprio = 0
monioniceclass = 2
thrQSizes = -1 -1 -1
idxflushmb = 512
noaspell = 1
loglevel = 1
"""


class Recoll(Engine):
    """Files of one article each; the best ten and a count, no facets."""

    name = "Recoll (no facets)"
    modules = ("recoll",)
    programs = ("recollindex",)
    install = "apt-get install recollcmd python3-recoll, and a venv with --system-site-packages"
    cannot = frozenset({"in a source", "in a time"})

    def prepare(self, articles: Iterable[Article], folder: Path) -> None:
        files = _find_files(folder)
        files.mkdir(parents=True)
        for number, article in enumerate(articles):
            (files / f"{number}.txt").write_text(article.both, encoding="utf-8")

    def build(self, articles: Iterable[Article], folder: Path) -> None:
        folder.mkdir(parents=True)
        (folder / "recoll.conf").write_text(_SETTINGS.format(files=_find_files(folder)), encoding="utf-8")
        _run("recollindex", "-c", str(folder))

    def open(self, folder: Path) -> None:
        from recoll import recoll

        self.database = recoll.connect(confdir=str(folder))

    def search(self, query: BenchmarkQuery) -> int:
        asked = self.database.query()
        count = asked.execute(_write_query(query), stemming=1, stemlang="english")
        asked.fetchmany(10)
        return int(count)

    def add(self, article: Article, folder: Path) -> None:
        path = _find_files(folder) / f"{article.id}.txt"
        path.write_text(article.both, encoding="utf-8")
        _run("recollindex", "-c", str(folder), "-i", str(path))


def _find_files(folder: Path) -> Path:
    """Return where the articles lie: beside the index, so that they are no part of its size."""
    return folder.with_name(f"{folder.name}-files").absolute()


def _write_query(query: BenchmarkQuery) -> str:
    if query.kind == "phrase":
        return f'"{" ".join(query.words)}"'
    return f"{query.words[0]}*" if query.kind == "prefix" else " OR ".join(query.words)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
