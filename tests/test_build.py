"""Bring an index up to date: only what changed is read, nothing is lost, nothing is left behind."""

from __future__ import annotations

import gzip
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

import searchcsto.build
import searchcsto.loading
from searchcsto import BuildOptions, Index, InputMissing, OptionInvalid, build_index
from searchcsto.preview import preview_index
from searchcsto.status import check_index, read_status

OLD = time.time() - 3600


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "press"
    folder.mkdir()
    for name in ("a", "b", "c"):
        write(folder / f"{name}.txt", f"The harbour board met. Word{name} was said.")
    return folder


def write(path: Path, text: str | bytes, *, mtime: float = OLD) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    os.utime(path, (mtime, mtime))
    return path


def found(index: Path, query: str = "*") -> list[str]:
    with Index.open(index) as opened:
        return sorted(hit.id for hit in opened.search(query).hits)


def test_a_second_run_reads_nothing(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    first = build_index([folder], index)
    assert (first.added, first.files_unchanged) == (3, 0)
    second = build_index([folder], index)
    assert (second.documents, second.files_unchanged, second.files_read, second.removed) == (0, 3, 0, 0)


def test_changed_files_are_replaced_and_vanished_ones_removed(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build_index([folder], index)
    write(folder / "a.txt", "A ferry sank.", mtime=OLD + 60)
    (folder / "b.txt").unlink()
    write(folder / "sub" / "d.txt", "A lighthouse was lit.")
    report = build_index([folder], index)
    assert (report.added, report.replaced, report.removed, report.files_unchanged) == (1, 1, 1, 1)
    assert report.kept == []
    assert found(index) == ["a.txt", "c.txt", "sub/d.txt"]
    assert found(index, "ferry") == ["a.txt"]
    assert found(index, "worda") == []


def test_a_touched_file_is_looked_into_and_not_read_again(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build_index([folder], index)
    os.utime(folder / "a.txt", (OLD + 99, OLD + 99))
    report = build_index([folder], index)
    assert (report.files_read, report.files_unchanged) == (0, 3)


def test_a_file_changed_within_the_same_moment_is_seen(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    now = time.time()
    write(folder / "a.txt", "one ferry", mtime=now)
    build_index([folder], index)
    write(folder / "a.txt", "two ferry", mtime=now)
    assert build_index([folder], index).replaced == 1
    assert found(index, "two") == ["a.txt"]


def test_a_folder_that_is_gone_keeps_its_documents_without_prune(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build_index([folder], index)
    shutil.move(folder, tmp_path / "elsewhere")
    report = build_index([folder], index)
    assert report.removed == 0
    assert "3 documents are kept" in report.kept[0]
    assert len(found(index)) == 3
    assert build_index([folder], index, BuildOptions(prune=True)).removed == 3
    assert found(index) == []


def test_a_folder_that_is_suddenly_empty_is_not_taken_for_deleted(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build_index([folder], index)
    for path in folder.iterdir():
        path.unlink()
    assert "no files any more" in build_index([folder], index).kept[0]
    assert len(found(index)) == 3


def test_a_folder_below_that_is_gone_as_a_whole_keeps_its_documents(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    for name in ("sub/x.txt", "sub/deep/y.txt"):
        write(folder / name, "A lighthouse was lit.")
    build_index([folder], index)
    (folder / "a.txt").unlink()
    shutil.rmtree(folder / "sub")
    report = build_index([folder], index)
    assert report.removed == 1
    assert [notice.partition(";")[0] for notice in report.kept] == [f"{folder / 'sub'} is gone"]
    assert len(found(index, "lighthouse")) == 2
    assert build_index([folder], index, BuildOptions(prune=True)).removed == 2


def test_paths_are_a_list(tmp_path: Path) -> None:
    with pytest.raises(OptionInvalid, match="list of paths"):
        build_index("seeds", tmp_path / "index")


def test_an_unknown_path_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(InputMissing, match="nowhere"):
        build_index([tmp_path / "nowhere"], tmp_path / "index")
    assert not (tmp_path / "index").exists()


def test_one_file_of_a_folder(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build_index([folder], index)
    write(folder / "a.txt", "A ferry sank.", mtime=OLD + 60)
    write(folder / "b.txt", "Not to be looked at.", mtime=OLD + 60)
    report = build_index([folder / "a.txt"], index)
    assert (report.replaced, report.removed, report.files_unchanged) == (1, 0, 0)
    assert found(index, "ferry") == ["a.txt"]
    assert len(found(index)) == 3


def test_a_folder_within_an_indexed_folder_keeps_its_ids(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    write(folder / "sub" / "d.txt", "A lighthouse was lit.")
    build_index([folder], index)
    write(folder / "sub" / "e.txt", "A lighthouse was shut.")
    build_index([folder / "sub"], index)
    assert found(index, "lighthouse") == ["sub/d.txt", "sub/e.txt"]


def test_two_folders_with_the_same_names(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    other = tmp_path / "radio"
    write(other / "a.txt", "A ferry sank.")
    for _ in range(2):
        build_index([folder, other], index)
        assert found(index) == ["a.txt", "b.txt", "c.txt", "radio/a.txt"]
    write(other / "a.txt", "A ferry was raised.", mtime=OLD + 60)
    build_index([other], index)
    assert found(index, "raised") == ["radio/a.txt"]
    assert len(found(index)) == 4


def test_lines_of_a_file_are_replaced_and_removed(tmp_path: Path) -> None:
    index = tmp_path / "index"
    file = tmp_path / "press" / "all.jsonl"
    write(file, '{"id": "x", "text": "one"}\n{"text": "two"}\n{"id": "z", "text": "three"}\n')
    build_index([file.parent], index)
    assert found(index) == ["all.jsonl#2", "x", "z"]
    write(file, '{"id": "x", "text": "ferry"}\n{"text": "two"}\n', mtime=OLD + 60)
    report = build_index([file.parent], index)
    assert (report.added, report.replaced, report.removed) == (0, 2, 1)
    assert found(index) == ["all.jsonl#2", "x"]
    assert found(index, "ferry") == ["x"]


def test_an_id_that_is_taken_is_reported_and_nothing_is_overwritten(tmp_path: Path) -> None:
    index = tmp_path / "index"
    write(tmp_path / "press" / "a.jsonl", '{"id": "x", "text": "one"}\n{"id": "x", "text": "two"}\n')
    write(tmp_path / "press" / "b.jsonl", '{"id": "x", "text": "three"}\n')
    for _ in range(2):  # a second run reports the same
        report = build_index([tmp_path / "press"], index)
        reasons = [str(item) for item in report.skipped]
        assert reasons == [
            "press/a.jsonl:2: the id 'x' is taken by another article, of this file, which is kept",
            "press/b.jsonl:1: the id 'x' is taken by another article, of press/a.jsonl, which is kept",
        ]
    assert found(index, "one") == ["x"]
    assert found(index) == ["x"]


def test_what_is_given_wins(tmp_path: Path) -> None:
    index = tmp_path / "index"
    text = "ORLO, April 7, 2031. /KESTREL/. The board met."
    write(
        tmp_path / "press" / "a.jsonl",
        f'{{"id": "x", "title": "Given", "text": "{text}", "date": "2029-01", "source": "The Mole Gazette"}}',
    )
    build_index([tmp_path / "press"], index)
    with Index.open(index) as opened:
        document = opened.document("x")
    assert (document.title, document.date, document.sources) == ("Given", "2029-01", ("The Mole Gazette",))
    assert {document.title_status, document.date_status, document.sources_status} == {"given"}


def test_an_index_within_the_folder_is_left_out(folder: Path) -> None:
    for _ in range(2):
        report = build_index([folder], folder / "index")
        assert report.skipped == []
    assert found(folder / "index") == ["a.txt", "b.txt", "c.txt"]


def test_status_tells_what_the_ledger_knows(folder: Path, tmp_path: Path) -> None:
    write(folder / "photo.png", b"\x89PNG")
    build_index([folder], tmp_path / "index")
    status = read_status(tmp_path / "index")
    assert (status.documents, status.files, status.undated) == (3, 4, 3)
    assert status.roots == (str(folder),)
    assert [item.path for item in status.skipped] == ["press/photo.png"]
    assert status.age_seconds is not None
    assert status.age_seconds < 60


def test_an_index_filled_from_python_has_a_status_too(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index"):
        pass
    assert read_status(tmp_path / "index").age_seconds is None


LEDGER_1 = """
PRAGMA user_version = 1;
CREATE TABLE roots (path BLOB PRIMARY KEY);
CREATE TABLE files (
    path BLOB PRIMARY KEY, size INTEGER, mtime_ns INTEGER, read_ns INTEGER, sha256 TEXT, complete INTEGER NOT NULL
);
CREATE TABLE documents (id TEXT PRIMARY KEY, path BLOB NOT NULL);
CREATE INDEX documents_of_a_file ON documents (path);
CREATE TABLE problems (path BLOB NOT NULL, number INTEGER, reason TEXT NOT NULL, skipped INTEGER NOT NULL);
CREATE INDEX problems_of_a_file ON problems (path);
CREATE TABLE runs (ended_ns INTEGER NOT NULL);
"""


def test_a_ledger_of_version_1_is_read_and_brought_up_to_date(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    write(folder / "page.txt.gz", gzip.compress(b"A lighthouse was lit."))
    build_index([folder], index)
    new, old = sqlite3.connect(index / "files.sqlite"), sqlite3.connect(index / "old.sqlite")
    old.executescript(LEDGER_1)
    for table, columns in (
        ("roots", "path"),
        ("files", "path, size, mtime_ns, read_ns, sha256, complete"),
        ("documents JOIN names ON number = file", "id, path"),
        ("runs", "ended_ns"),
    ):
        rows = new.execute(f"SELECT {columns} FROM {table}").fetchall()
        old.executemany(f"INSERT INTO {table.split()[0]} VALUES ({', '.join('?' * len(columns.split(',')))})", rows)
    page = os.fsencode(folder / "page.txt.gz")
    old.execute("INSERT INTO problems VALUES (?, NULL, '.gz files are not read', 1)", (page,))
    old.commit()
    old.close()
    new.close()
    (index / "old.sqlite").replace(index / "files.sqlite")
    assert [item.reason for item in read_status(index).skipped] == [".gz files are not read"]
    assert preview_index([folder], index).unchanged == 4
    report = build_index([folder], index)  # what was not read then is read now, and only that
    assert (report.files_read, report.files_unchanged, report.skipped) == (1, 3, [])
    assert build_index([folder], index).files_unchanged == 4


def test_a_ledger_of_version_2_is_read_and_brought_up_to_date(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build_index([folder], index)
    ledger = sqlite3.connect(index / "files.sqlite")
    ledger.executescript(
        """
        PRAGMA user_version = 2;
        CREATE TABLE before (id TEXT PRIMARY KEY, path BLOB NOT NULL);
        INSERT INTO before SELECT id, path FROM documents JOIN names ON number = file;
        DROP TABLE documents;
        DROP TABLE names;
        ALTER TABLE before RENAME TO documents;
        CREATE INDEX documents_of_a_file ON documents (path);
        """
    )
    ledger.close()
    assert preview_index([folder], index).unchanged == 3
    (folder / "a.txt").unlink()
    assert build_index([folder], index).removed == 1  # it still knows what came of which file
    assert build_index([folder], index).files_unchanged == 2


def test_a_file_of_many_articles_is_committed_and_bounded_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An archive is one task, and may hold more than memory does: its documents go to several batches."""
    monkeypatch.setattr(searchcsto.build, "_COMMIT_SECONDS", 0.0)
    monkeypatch.setattr(searchcsto.loading, "_PART_SECONDS", 0.01)
    index = tmp_path / "index"
    (tmp_path / "press").mkdir()
    with zipfile.ZipFile(tmp_path / "press" / "all.zip", "w") as archive:
        for number in range(600):
            archive.writestr(f"{number}.txt", f"The harbour board met. Number{number}. " + "The pier is old. " * 100)
        archive.writestr("again.jsonl", '{"id": "all.zip/7.txt", "text": "This id is taken."}')
    seen: list[int] = []

    def look(done: int, total: int) -> None:
        with Index.open(index) as opened:
            seen.append(opened.document_count)

    report = build_index([tmp_path / "press"], index, progress=look)
    assert seen[0] > 0  # before the file was done
    assert report.added == 600
    assert [item.reason for item in report.skipped] == [
        "the id 'all.zip/7.txt' is taken by another article, of this file, which is kept"
    ]
    assert found(index, "number7") == ["all.zip/7.txt"]
    assert build_index([tmp_path / "press"], index).files_unchanged == 1


KILLED = """
import sys
from pathlib import Path
import searchcsto.build as build
build._COMMIT_SECONDS = 0.01
build.build_index([Path(sys.argv[1])], Path(sys.argv[2]), progress=lambda done, total: print(done, flush=True))
"""


def test_a_killed_run_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    folder, index = tmp_path / "press", tmp_path / "index"
    for number in range(400):
        write(folder / f"{number:03}.txt", f"The harbour board met. Number{number}. " + "The pier is old. " * 200)
    counts = [0]
    for _ in range(3):
        process = subprocess.Popen([sys.executable, "-c", KILLED, folder, index], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        for done, _line in enumerate(process.stdout):
            if done >= counts[-1] + 60:
                process.send_signal(signal.SIGKILL)
                break
        process.wait()
        process.stdout.close()
        with Index.open(index) as opened:
            counts.append(opened.document_count)
        assert counts[-1] >= counts[-2]
    report = build_index([folder], index)
    assert counts[-1] > 0
    assert report.files_unchanged > 0  # what was committed was not read again
    assert len(found(index, "number7")) == 1
    with Index.open(index) as opened:
        assert opened.document_count == 400
        assert opened.search("harbour").total == 400


def test_a_run_that_ends_while_its_ledger_begins_leaves_nothing_in_the_way(folder: Path, tmp_path: Path) -> None:
    code = """if True:
        import sys
        from searchcsto import build_index, ledger
        ledger._TABLES = ledger._TABLES.partition("CREATE TABLE documents")[0] + "SELECT the_end();"
        build_index([sys.argv[1]], sys.argv[2])
        """
    ended = subprocess.run([sys.executable, "-c", code, folder, tmp_path / "index"], capture_output=True, text=True)
    assert "the_end" in ended.stderr
    assert check_index(tmp_path / "index") == []
    assert build_index([folder], tmp_path / "index").added == 3
