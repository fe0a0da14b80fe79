"""The ledger of an index in a cluster: a row for each file, in an index beside the documents.

A run reads the rows when it begins, works on a copy of its own, and writes those that it changed with each commit. Two
runs change different files (`shares`), so neither undoes what the other has written. Which documents came of a file is
asked of the documents, when it is needed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from searchcsto.engines.opensearch.rows import RowStore
from searchcsto.engines.opensearch.target import Target
from searchcsto.errors import IndexForeign, IndexMissing, IndexOutdated
from searchcsto.ledger import FileRecord, Ledger, NotedProblem, show_name
from searchcsto.locations import Address

_RECORD = ("size", "mtime_ns", "read_ns", "sha256", "complete", "fields")
_RUN = "run"


class ClusterLedger(Ledger):
    """The ledger of one generation; changes are kept by `commit` and forgotten by `close`."""

    def __init__(self, target: Target) -> None:
        super().__init__(Path(), create=True, name=":memory:")
        self._store = RowStore(target)
        self._changed: set[Path] = set()
        self._new_rows: dict[str, dict[str, Any]] = {}  # roots, and the end of the run
        self._asked: set[Path] = set()  # files of which all documents are known here
        self._known: set[Path] = set()  # files that had a row
        self._ended: float | None = None
        for row in self._store.read_rows():
            self._read_row(row)
        super().commit()
        self._changed.clear()
        self._new_rows.clear()

    @classmethod
    def find(cls, address: Address) -> ClusterLedger:
        """Return the ledger of an address. Raises FileNotFoundError if there is none."""
        try:
            ledger = cls(RowStore.find_target(address))
        except (IndexMissing, IndexForeign, IndexOutdated):
            raise FileNotFoundError(str(address)) from None
        if not ledger._known and ledger.last_run() is None and not ledger.list_roots():
            ledger.close()
            raise FileNotFoundError(str(address))
        return ledger

    def _read_row(self, row: dict[str, Any]) -> None:
        if row["kind"] == _RUN:
            self._ended = row["ended"]
            return
        path = Path(os.fsdecode(bytes.fromhex(row["path"])))
        if row["kind"] == "root":
            super().add_root(path)
            return
        self._known.add(path)
        if row["record"] is not None:
            values = dict(zip(_RECORD, row["record"], strict=True))
            super().put_file(path, FileRecord(**values))
        if row["sample"] is not None:
            super().add_documents([row["sample"]], path)
        for reason, number, skipped, member in row["problems"]:
            super().add_problem(NotedProblem(path, reason, number, skipped, member))

    def list_documents(self, path: Path) -> list[str]:
        """Return the ids of the documents that came of a file."""
        if path in self._known and path not in self._asked:
            self._asked.add(path)
            super().add_documents(self._store.list_documents(show_name(path)), path)
        return super().list_documents(path)

    def add_root(self, root: Path) -> None:
        """Remember a folder that is indexed."""
        super().add_root(root)
        self._new_rows[f"root {_hash(root)}"] = {"kind": "root", "path": os.fsencode(root).hex()}

    def add_documents(self, identifiers: Iterable[str], path: Path) -> None:
        """Remember that documents came of a file."""
        super().add_documents(identifiers, path)
        self._changed.add(path)

    def add_problem(self, problem: NotedProblem) -> None:
        """Remember why something was not indexed as it is."""
        super().add_problem(problem)
        self._changed.add(problem.path)

    def put_file(self, path: Path, record: FileRecord) -> None:
        """Remember a file as it was read."""
        super().put_file(path, record)
        self._changed.add(path)

    def forget_problems(self, path: Path) -> None:
        """Forget the problems of one path."""
        super().forget_problems(path)
        self._changed.add(path)

    def forget_file(self, path: Path) -> None:
        """Forget a file, its documents and its problems."""
        super().forget_file(path)
        self._changed.add(path)
        self._asked.add(path)  # what the cluster still has of it is told no more

    def forget_documents(self, identifiers: Iterable[str]) -> None:
        """Forget documents that were removed."""
        gone = list(identifiers)
        self._changed.update(self.find_owners(gone).values())
        super().forget_documents(gone)

    def last_run(self) -> float | None:
        """Return when the last run ended, in seconds since 1970, or None before the first end."""
        return super().last_run() or self._ended

    def end_run(self) -> None:
        """Remember that a run has come to its end."""
        super().end_run()
        self._new_rows[_RUN] = {"kind": _RUN, "ended": super().last_run()}

    def check(self) -> list[str]:
        """Return what is wrong with the ledger, a line each: a cluster checks its own files."""
        return []

    def commit(self) -> None:
        """Keep all changes so far."""
        super().commit()
        rows = dict(self._new_rows)
        gone: list[str] = []
        for path in self._changed:
            row = self._make_row(path)
            if row is None:
                gone.append(_hash(path))
            else:
                rows[_hash(path)] = row
        self._store.write_rows(rows, gone)
        self._changed.clear()
        self._new_rows.clear()

    def _make_row(self, path: Path) -> dict[str, Any] | None:
        record, problems = self.find_file(path), self.list_problems(path)
        if record is None and not problems:
            return None
        return {
            "kind": "file",
            "path": os.fsencode(path).hex(),
            "record": None if record is None else [getattr(record, name) for name in _RECORD],
            "sample": min(super().list_documents(path), default=None),
            "problems": [[each.reason, each.number, each.skipped, each.member] for each in problems],
        }


def _hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()
