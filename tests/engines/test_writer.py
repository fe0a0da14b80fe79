"""The writer: what was committed is there, whole and once; what was not is not."""

from __future__ import annotations

import resource
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from searchcsto import (
    Document,
    Index,
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    IndexUnwritable,
    SearchOptions,
)
from searchcsto.engines.whoosh import manifest
from searchcsto.engines.whoosh.engine import create_index, open_searcher, open_writer
from searchcsto.engines.whoosh.manifest import read_manifest, write_manifest
from searchcsto.status import check_index
from tests.conftest import Run

ROOT = Path(__file__).parent.parent.parent


def make(number: int, word: str = "pier") -> Document:
    return Document(f"d{number}", f"The {word} is old. Number {number}.", sources=("Kestrel",), date="2021-04-07")


def ids(folder: Path, query: str = "*") -> list[str]:
    with Index.open(folder) as index:
        return sorted(hit.id for hit in index.search(query, SearchOptions(limit=1000)).hits)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    create_index(tmp_path / "index")
    return tmp_path / "index"


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name.startswith("MAIN_")}


def test_replacements_and_deletions_over_many_segments(folder: Path) -> None:
    writer = open_writer(folder)
    for number in range(30):
        writer.add(make(number))
        writer.commit()
    writer.add(make(3, "ferry"))
    assert writer.delete("d4")
    assert not writer.delete("d4")
    assert not writer.delete("nothing")
    writer.commit()
    writer.close()
    assert len(ids(folder)) == 29
    assert ids(folder, "ferry") == ["d3"]
    assert "d4" not in ids(folder, "pier")
    assert len(read_manifest(folder).parts) < 10  # merged on the way


def test_the_same_id_before_and_after_a_flush(folder: Path) -> None:
    writer = open_writer(folder)
    for word in ("pier", "ferry", "lighthouse"):
        writer.add(make(1, word))
        if word == "pier":
            writer.flush()
    writer.commit()
    writer.close()
    assert ids(folder) == ids(folder, "lighthouse") == ["d1"]


def test_what_is_not_committed_is_forgotten_and_its_files_go(folder: Path) -> None:
    writer = open_writer(folder)
    writer.add(make(1))
    writer.commit()
    writer.add(make(2))
    writer.delete("d1")
    writer.flush()
    before = files(folder)
    writer.close()
    assert ids(folder) == ["d1"]
    assert len(files(folder)) < len(before)


def test_optimize_leaves_one_segment_without_the_deleted(folder: Path) -> None:
    writer = open_writer(folder)
    for number in range(5):
        writer.add(make(number))
        writer.commit()
    writer.delete("d2")
    writer.optimize()
    writer.close()
    (part,) = read_manifest(folder).parts
    assert (part.segment.documents, part.deletions) == (4, None)
    assert ids(folder) == ["d0", "d1", "d3", "d4"]
    assert files(folder) == read_manifest(folder).list_files()  # what was merged takes no room any more


def test_an_index_that_becomes_empty(folder: Path) -> None:
    writer = open_writer(folder)
    writer.add(make(1))
    writer.commit()
    writer.delete("d1")
    writer.commit()
    assert read_manifest(folder).parts == ()
    writer.optimize()
    writer.close()
    assert ids(folder) == []


def test_two_generations_are_kept(folder: Path) -> None:
    writer = open_writer(folder)
    for number in range(3):
        writer.add(make(number))
        writer.commit()
    current = read_manifest(folder)
    previous = read_manifest(folder, name=manifest.PREVIOUS)
    assert previous.generation == current.generation - 1
    assert current.list_files() | previous.list_files() <= files(folder)
    writer.close()


def test_a_reader_keeps_what_it_saw(folder: Path) -> None:
    writer = open_writer(folder)
    writer.add(make(1))
    writer.commit()
    with Index.open(folder) as reader:
        for number in range(2, 20):
            writer.add(make(number))
            writer.delete("d1")
            writer.optimize()
        assert [hit.id for hit in reader.search("pier").hits] == ["d1"]
        assert reader.document("d1").text == make(1).text
    writer.close()


def test_readers_during_commits(folder: Path) -> None:
    """Whoever opens the index while it is rewritten sees one commit or the other, always whole."""
    stop = threading.Event()
    problems: list[str] = []

    def read() -> None:
        while not stop.is_set():
            searcher = open_searcher(folder)
            if searcher.document_count not in (0, 5, 10):
                problems.append(str(searcher.document_count))

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for number in range(40):
            writer = open_writer(folder)
            for offset in range(5):
                writer.add(make(5 * (number % 2) + offset))
            writer.optimize()
            writer.close()
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert problems == []


def test_one_writer_at_a_time(folder: Path) -> None:
    writer = open_writer(folder)
    with pytest.raises(IndexLocked, match="this process"):
        open_writer(folder)
    with pytest.raises(IndexLocked):
        open_writer(folder, rebuild=True)
    writer.close()
    writer.close()  # harmless
    open_writer(folder).close()


def test_a_full_disk_loses_nothing(folder: Path) -> None:
    script = """
import resource, sys
from pathlib import Path
from searchcsto import Document, Index, IndexUnwritable
index = Index.open(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    for number in range(2000):
        index.add(Document(f"new{number}", f"A ferry sank {number}. " * 50))
    index.commit()
except IndexUnwritable as error:
    print(error)
"""
    writer = open_writer(folder)
    for number in range(50):
        writer.add(make(number))
    writer.commit()
    writer.close()
    for limit in (0, 100, 5_000, 50_000):
        command = [sys.executable, "-c", script, str(folder), str(limit)]
        completed = subprocess.run(command, capture_output=True, text=True, check=True)
        assert "cannot be written: File too large (what was committed stays)" in completed.stdout, completed
        assert len(ids(folder)) == 50
        assert check_index(folder) == []
    open_writer(folder).close()
    assert not [name for name in files(folder) if name.endswith(".part")]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_kills_at_random_moments() -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "faults.py"), "--kills", "20"]
    completed = subprocess.run(command, capture_output=True, text=True, check=False)
    wrong, phases = completed.stdout.splitlines()
    assert wrong == "20 kills, 0 times wrong", completed.stderr
    counts = {name: int(count) for name, _, count in (phase.rpartition(" ") for phase in phases.split(", "))}
    assert sum(counts.values()) == 20
    assert counts["merging"] + counts["merging everything"] > 0
    assert counts["committing"] > 0


@pytest.mark.parametrize("name", ["searchcsto.json", "MAIN_1.col", "MAIN_1.del2"])
def test_every_damage_is_named(folder: Path, name: str) -> None:
    """Flip every byte of every file: the answer stays right, or an error names the file."""
    writer = open_writer(folder)
    for number in range(3):
        writer.add(make(number))
    writer.commit()
    writer.delete("d0")
    writer.commit()
    writer.close()
    path = folder / name
    whole = path.read_bytes()
    step = 1 if len(whole) < 2000 else 7
    for place in range(0, len(whole), step):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :])
        try:
            with Index.open(folder) as index:
                results = index.search("pier number")
                assert sorted(hit.id for hit in results.hits) == ["d1", "d2"]
                assert index.document("d1") == make(1)
        except (IndexDamaged, IndexOutdated) as error:
            assert name in str(error) or str(folder) in str(error)
        assert check_index(folder) or read_manifest(folder).generation == 2
    for size in (0, 1, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:size])
        with pytest.raises((IndexDamaged, IndexMissing)):
            open_searcher(folder)
        assert check_index(folder)
    path.unlink()
    with pytest.raises((IndexDamaged, IndexMissing)):
        open_searcher(folder)
    path.write_bytes(whole)
    assert check_index(folder) == []


def test_opening_runs_nothing_and_unpickles_nothing(folder: Path) -> None:
    writer = open_writer(folder)
    writer.add(make(1))
    writer.commit()
    writer.close()
    script = (
        "import pickle, sys, builtins\n"
        "def refuse(*a, **k): raise SystemExit('unpickled')\n"
        "pickle.load = pickle.loads = pickle.Unpickler = refuse\n"
        "from searchcsto import Index\n"
        f"print(Index.open({str(folder)!r}).search('pier').total, 'whoosh' in sys.modules, 'nltk' in sys.modules)"
    )
    completed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert completed.stdout == "1 False False\n"


def test_files_of_others_are_never_removed(folder: Path) -> None:
    for name in ("notes.txt", "MAIN_thesis.docx", "MAIN_zz.col.bak"):
        (folder / name).write_text("mine")
    (folder / "MAIN_zz.col").write_text("left over")
    writer = open_writer(folder)
    writer.add(make(1))
    writer.commit()
    writer.close()
    assert {"MAIN_thesis.docx", "MAIN_zz.col.bak"} <= files(folder)
    assert (folder / "notes.txt").exists()
    assert "MAIN_zz.col" not in files(folder)


def test_a_damaged_manifest_keeps_all_files(folder: Path) -> None:
    writer = open_writer(folder)
    writer.add(make(1))
    writer.commit()
    writer.close()
    before = files(folder)
    (folder / "searchcsto.json").write_text("{")
    with pytest.raises(IndexDamaged):
        open_writer(folder)
    assert files(folder) == before


def test_rebuild_touches_nothing_until_it_is_whole(run: Run, seeds: Path, tmp_path: Path) -> None:
    run("index", seeds)
    writer = open_writer(tmp_path / "index", rebuild=True)
    writer.add(make(1))
    writer.flush()
    assert len(ids(tmp_path / "index")) == 5
    writer.close()
    assert len(ids(tmp_path / "index")) == 5
    for damage in ("searchcsto.json", "searchcsto.previous.json", "files.sqlite"):
        (tmp_path / "index" / damage).write_text("damaged")
    rebuilt = run("index", seeds, "--rebuild")
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert len(ids(tmp_path / "index")) == 5
    assert run("check").stdout == "index is whole\n"
    assert "5 unchanged" in run("index", seeds).stdout


def test_check_names_what_is_damaged(run: Run, seeds: Path, tmp_path: Path) -> None:
    run("index", seeds)
    assert run("check").returncode == 0
    (path,) = (tmp_path / "index").glob("MAIN_*.col")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    completed = run("check")
    assert completed.returncode == 4
    assert path.name in completed.stdout
    assert "5 documents are in it" in completed.stdout


def test_optimize_command(run: Run, seeds: Path) -> None:
    run("index", seeds)
    completed = run("optimize")
    assert completed.returncode == 0
    assert "MB now" in completed.stdout


def test_an_index_of_another_analysis_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(manifest, "ANALYSIS_VERSION", 77)
        write_manifest(folder, manifest.Manifest())
    with pytest.raises(IndexOutdated, match="text analysis 77"):
        open_searcher(folder)
    with pytest.raises(IndexOutdated, match="--rebuild"):
        open_writer(folder)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexUnwritable, match="Not a directory"):
        Index.create(tmp_path / "file" / "index")
