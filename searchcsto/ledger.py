"""Remember which files an index was built from: what was read when, what came of it, what was skipped and why.

It stands beside the index (`files.sqlite`) and is committed after it. A run that is killed in between has put
documents into the index that the ledger does not know yet; the next run reads their files again and puts the same
documents in their place. It is never ahead of the index, so nothing is ever taken for indexed that is not.

File names are kept as bytes: on Unix a name need not be text.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from searchcsto.errors import IndexDamaged

LEDGER = "files.sqlite"
_NOWHERE = ":memory:"  # as SQLite says
_ASKED = 500  # ids in one question: SQLite allows 999 values
_VERSION = 3  # 1 knew no members of archives, and no names of fields; 2 kept the path of each document twice
# A file that changed this shortly before it was read may change again without a new time stamp (git knows the same).
_RACY_NS = 2_000_000_000
_DOCUMENTS = """
CREATE TABLE names (number INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE);
CREATE TABLE documents (id TEXT PRIMARY KEY, file INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX documents_of_a_file ON documents (file);
"""
_TABLES = f"""
PRAGMA user_version = {_VERSION};
{_DOCUMENTS}
CREATE TABLE roots (path BLOB PRIMARY KEY);
CREATE TABLE files (
    path BLOB PRIMARY KEY, size INTEGER, mtime_ns INTEGER, read_ns INTEGER, sha256 TEXT, complete INTEGER NOT NULL,
    fields TEXT NOT NULL DEFAULT ''
);
CREATE TABLE problems (
    path BLOB NOT NULL, number INTEGER, reason TEXT NOT NULL, skipped INTEGER NOT NULL, member TEXT
);
CREATE INDEX problems_of_a_file ON problems (path);
CREATE TABLE runs (ended_ns INTEGER NOT NULL);
"""
# What was skipped as a whole is read again: there are more formats now.
_FROM_VERSION_1 = """
ALTER TABLE files ADD COLUMN fields TEXT NOT NULL DEFAULT '';
ALTER TABLE problems ADD COLUMN member TEXT;
UPDATE files SET complete = 0 WHERE path IN (SELECT path FROM problems WHERE number IS NULL AND skipped);
"""
_FROM_VERSION_2 = f"""
ALTER TABLE documents RENAME TO paths;
DROP INDEX documents_of_a_file;
{_DOCUMENTS}
INSERT INTO names (path) SELECT DISTINCT path FROM paths;
INSERT INTO documents SELECT id, number FROM paths JOIN names USING (path);
DROP TABLE paths;
PRAGMA user_version = {_VERSION};
"""
# The file of each document, whatever the version.
_OWNERS = """
CREATE TEMP VIEW owners AS SELECT id, path FROM documents JOIN names ON number = file
"""
_OWNERS_BEFORE = "CREATE TEMP VIEW owners AS SELECT id, path FROM documents"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What is known of a file since it was last read."""

    size: int
    mtime_ns: int
    read_ns: int
    sha256: str
    complete: bool  # False if the run ended before all of its articles were committed
    fields: str = ""  # the names of fields that the user gave then (see `describe_fields`)

    def is_unchanged(self, size: int, mtime_ns: int) -> bool:
        """Return whether a file that looks so now is certainly the one that was read."""
        return self.complete and (self.size, self.mtime_ns) == (size, mtime_ns) and mtime_ns < self.read_ns - _RACY_NS


@dataclass(frozen=True, slots=True)
class NotedProblem:
    """Why a file, a line of it or a file within it was not indexed, or not as it is."""

    path: Path
    reason: str
    number: int | None = None
    skipped: bool = True
    member: str | None = None


@dataclass(frozen=True, slots=True)
class SkippedItem:
    """A file, or a line of a file, that was not indexed, or not as it stands, and why."""

    path: str  # as shown to people
    reason: str
    number: int | None = None  # the line, if the problem is one line's
    skipped: bool = True  # False: indexed, but a value in it could not be used

    def __str__(self) -> str:
        place = self.path if self.number is None else f"{self.path}:{self.number}"
        return f"{place}: {self.reason}"


class Ledger:
    """The ledger of one index; changes are kept by `commit` and forgotten by `close`."""

    def __init__(self, folder: Path, *, create: bool = False, name: str = LEDGER) -> None:
        self._path = Path(name) if name == _NOWHERE else folder / name
        if not create and not self._path.is_file():
            raise FileNotFoundError(self._path)
        try:
            self._database = sqlite3.connect(self._path, isolation_level=None)
            self._database.execute("PRAGMA trusted_schema = OFF")
            version = self._database.execute("PRAGMA user_version").fetchone()[0]
            if version == 0 and create:
                self._database.executescript(f"BEGIN; {_TABLES} COMMIT;")  # all or nothing, if this is killed
            elif version == 0:  # killed before that
                raise FileNotFoundError(self._path)
            elif version in (1, 2) and create:
                first = _FROM_VERSION_1 if version == 1 else ""
                self._database.executescript(f"BEGIN; {first} {_FROM_VERSION_2} COMMIT;")
            elif version not in (1, 2, _VERSION):
                raise IndexDamaged(f"{self._path} is of version {version}, not {_VERSION}; build the index anew")
            self._has_members = create or version > 1
            self._database.execute(_OWNERS if create or version == _VERSION else _OWNERS_BEFORE)
            self._database.execute("BEGIN")
        except sqlite3.DatabaseError as problem:
            raise IndexDamaged(f"{self._path} is damaged ({problem}); build the index anew") from None

    @classmethod
    def empty(cls) -> Ledger:
        """Return a ledger that knows nothing, and is kept nowhere."""
        return cls(Path(), create=True, name=_NOWHERE)

    def list_roots(self) -> list[Path]:
        """Return the folders that were indexed, outermost only."""
        return [Path(os.fsdecode(path)) for (path,) in self._database.execute("SELECT path FROM roots ORDER BY path")]

    def add_root(self, root: Path) -> None:
        """Remember a folder that is indexed."""
        self._database.execute("INSERT OR IGNORE INTO roots VALUES (?)", (os.fsencode(root),))

    def find_file(self, path: Path) -> FileRecord | None:
        """Return what is known of a file."""
        columns = f"size, mtime_ns, read_ns, sha256, complete, {'fields' if self._has_members else 'NULL'}"
        row = self._database.execute(f"SELECT {columns} FROM files WHERE path = ?", (os.fsencode(path),)).fetchone()
        if row is None:
            return None
        size, mtime_ns, read_ns, sha256, complete, fields = row
        return FileRecord(size, mtime_ns, read_ns, sha256, bool(complete), fields or "")

    def list_files(self, below: Path) -> Iterator[Path]:
        """Yield all known files at or below a path."""
        yield from self._list_paths("files", below)

    def list_problem_paths(self, below: Path) -> Iterator[Path]:
        """Yield all paths at or below a path that have problems."""
        yield from self._list_paths("problems", below)

    def _list_paths(self, table: str, below: Path) -> Iterator[Path]:
        first = os.fsencode(below)
        # b"/" and b"0" are neighbours: all that begins with the folder and a slash lies between.
        rows = self._database.execute(
            f"SELECT DISTINCT path FROM {table} WHERE path = ? OR (path > ? AND path < ?) ORDER BY path",
            (first, first.rstrip(b"/") + b"/", first.rstrip(b"/") + b"0"),
        ).fetchall()
        yield from (Path(os.fsdecode(path)) for (path,) in rows)

    def list_documents(self, path: Path) -> list[str]:
        """Return the ids of the documents that came of a file."""
        rows = self._database.execute("SELECT id FROM owners WHERE path = ?", (os.fsencode(path),))
        return [identifier for (identifier,) in rows]

    def find_owner(self, identifier: str) -> Path | None:
        """Return the file that a document came of."""
        row = self._database.execute("SELECT path FROM owners WHERE id = ?", (identifier,)).fetchone()
        return Path(os.fsdecode(row[0])) if row else None

    def find_owner_of_name(self, name: str) -> Path | None:
        """Return the file of the document with this id, or of one whose id is this name with `#` or `/` behind it."""
        row = self._database.execute(
            "SELECT path FROM owners WHERE id = ? OR (id > ? AND id < ?) OR (id > ? AND id < ?) LIMIT 1",
            (name, f"{name}#", f"{name}$", f"{name}/", f"{name}0"),
        ).fetchone()
        return Path(os.fsdecode(row[0])) if row else None

    def find_owners(self, identifiers: Sequence[str]) -> dict[str, Path]:
        """Return the files that documents came of, by the ids of those that are known."""
        found: dict[str, bytes] = {}
        for start in range(0, len(identifiers), _ASKED):
            some = identifiers[start : start + _ASKED]
            places = ",".join("?" * len(some))
            found.update(self._database.execute(f"SELECT id, path FROM owners WHERE id IN ({places})", some))
        paths = {name: Path(os.fsdecode(name)) for name in set(found.values())}
        return {identifier: paths[name] for identifier, name in found.items()}

    def add_documents(self, identifiers: Iterable[str], path: Path) -> None:
        """Remember that documents came of a file."""
        name = os.fsencode(path)
        self._database.execute("INSERT OR IGNORE INTO names (path) VALUES (?)", (name,))
        number = self._database.execute("SELECT number FROM names WHERE path = ?", (name,)).fetchone()[0]
        rows = ((identifier, number) for identifier in identifiers)
        self._database.executemany("INSERT OR REPLACE INTO documents VALUES (?, ?)", rows)

    def add_problem(self, problem: NotedProblem) -> None:
        """Remember why a file, a line of it or a file within it was not indexed as it is."""
        self._database.execute(
            "INSERT INTO problems (path, number, reason, skipped, member) VALUES (?, ?, ?, ?, ?)",
            (os.fsencode(problem.path), problem.number, problem.reason, problem.skipped, problem.member),
        )

    def put_file(self, path: Path, record: FileRecord) -> None:
        """Remember a file as it was read."""
        self._database.execute(
            "INSERT OR REPLACE INTO files (path, size, mtime_ns, read_ns, sha256, complete, fields) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                os.fsencode(path),
                record.size,
                record.mtime_ns,
                record.read_ns,
                record.sha256,
                record.complete,
                record.fields,
            ),
        )

    def forget_problems(self, path: Path) -> None:
        """Forget the problems of one path."""
        self._database.execute("DELETE FROM problems WHERE path = ?", (os.fsencode(path),))

    def forget_file(self, path: Path) -> None:
        """Forget a file, its documents and its problems."""
        name = os.fsencode(path)
        self._database.execute("DELETE FROM documents WHERE file = (SELECT number FROM names WHERE path = ?)", (name,))
        for table in ("files", "names", "problems"):
            self._database.execute(f"DELETE FROM {table} WHERE path = ?", (name,))

    def list_problems(self, path: Path | None = None) -> list[NotedProblem]:
        """Return all that was not indexed as it is, or what of one file was not."""
        member = "member" if self._has_members else "NULL"
        rows = self._database.execute(
            f"SELECT path, reason, number, skipped, {member} FROM problems "
            f"{'' if path is None else 'WHERE path = ?'} ORDER BY path, {member}, number",
            () if path is None else (os.fsencode(path),),
        )
        return [
            NotedProblem(Path(os.fsdecode(name)), reason, number, bool(skipped), member)
            for name, reason, number, skipped, member in rows
        ]

    def forget_documents(self, identifiers: Iterable[str]) -> None:
        """Forget documents that were removed."""
        self._database.executemany("DELETE FROM documents WHERE id = ?", ((name,) for name in identifiers))

    def count_files(self) -> int:
        """Return how many files were read, skipped ones included."""
        return int(self._database.execute("SELECT count(*) FROM files").fetchone()[0])

    def last_run(self) -> float | None:
        """Return when the last run ended, in seconds since 1970, or None before the first end."""
        row = self._database.execute("SELECT max(ended_ns) FROM runs").fetchone()
        return row[0] / 1e9 if row[0] else None

    def end_run(self) -> None:
        """Remember that a run has come to its end."""
        self._database.execute("DELETE FROM runs")
        self._database.execute("INSERT INTO runs VALUES (?)", (time.time_ns(),))

    def check(self) -> list[str]:
        """Return what is wrong with the file, a line each."""
        rows = self._database.execute("PRAGMA integrity_check").fetchall()
        return [f"{self._path} is damaged: {problem}" for (problem,) in rows if problem != "ok"]

    def commit(self) -> None:
        """Keep all changes so far."""
        self._database.execute("COMMIT")
        self._database.execute("BEGIN")

    def close(self) -> None:
        """Forget what was not committed."""
        self._database.close()


def show_problem(problem: NotedProblem, roots: Iterable[Path]) -> SkippedItem:
    """Return a problem as people and programs see it."""
    member = "" if problem.member is None else f"/{problem.member}"
    return SkippedItem(show_path(problem.path, roots) + member, problem.reason, problem.number, problem.skipped)


def show_path(path: Path, roots: Iterable[Path]) -> str:
    """Return a path as people and programs see it: the root's name and what lies below, in plain Unicode."""
    for root in roots:
        if path.is_relative_to(root):
            relative = path.relative_to(root)
            return show_name(Path(root.name) / relative if root.name else relative)
    return show_name(path)


def show_name(path: Path) -> str:
    r"""Return a file name as text; bytes that are not UTF-8 are written as \xNN.

    >>> show_name(Path(os.fsdecode(b"caf\xe9.txt")))
    'caf\\xe9.txt'
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")
