"""Several processes index as one does: the same documents, the same ids, the same report."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import searchcsto.build
from searchcsto import BuildOptions, BuildReport, Index, OptionInvalid, SearchOptions, WorkerLost, build_index
from searchcsto.ingest.limits import Article
from searchcsto.ingest.reading import Reader, cut_file
from searchcsto.parallel_loading import ParallelLoader


@pytest.fixture
def press(tmp_path: Path) -> Path:
    folder = tmp_path / "press"
    folder.mkdir()
    lines = []
    for number in range(3000):
        identifier = f'"id": "same{number % 2900}", ' if number % 3 else ""
        lines.append(f'{{{identifier}"text": "The pier number {number} is old. {"Ferry. " * 150}"}}')
    lines.insert(1500, "nonsense")
    (folder / "all.jsonl").write_text("\n".join(lines))
    for number in range(50):
        (folder / f"{number:02}.txt").write_text(f"A lighthouse with number {number}.")
    (folder / "photo.png").write_bytes(b"\x89PNG")
    return folder


def read_all(index: Path) -> list[tuple[str, str, str]]:
    with Index.open(index) as opened:
        hits = opened.search("*", SearchOptions(limit=10_000, snippets=0)).hits
        return sorted((hit.id, hit.path, opened.document(hit.id).sha256) for hit in hits)


def describe(report: BuildReport) -> object:
    return (report.added, report.replaced, report.removed, report.files_read, sorted(map(str, report.skipped)))


def test_the_same_with_any_number_of_processes(press: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searchcsto.build, "_WORTH_WORKERS", 0)
    monkeypatch.setattr(searchcsto.build, "_COMMIT_SECONDS", 0.05)
    reports = [build_index([press], tmp_path / f"index{jobs}", BuildOptions(jobs=jobs)) for jobs in (1, 2, 3)]
    assert describe(reports[0]) == describe(reports[1]) == describe(reports[2])
    expected = read_all(tmp_path / "index1")
    assert len(expected) == reports[0].documents
    assert len(expected) < 3050  # some ids came twice
    assert read_all(tmp_path / "index2") == expected
    assert read_all(tmp_path / "index3") == expected
    again = build_index([press], tmp_path / "index2", BuildOptions(jobs=2))
    assert (again.documents, again.files_unchanged) == (0, 52)


def test_pieces_of_a_file_are_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "all.jsonl"
    lines = [json.dumps({"text": f"{number} " + "pier " * (number % 700)}) for number in range(5000)]
    path.write_text("\n".join(lines) + "\n")
    pieces = list(cut_file(path))
    assert len(pieces) > 2
    articles = [article for piece in pieces for article in Reader().read(piece)]
    assert [article.number for article in articles] == list(range(1, 5001))
    assert all(isinstance(article, Article) and article.text.startswith(f"{n} ") for n, article in enumerate(articles))


def test_a_lost_worker_is_an_error_and_not_a_wait(tmp_path: Path, press: Path) -> None:
    names = (f"n{number}" for number in range(1000))
    loader = ParallelLoader(tmp_path, memory=1 << 28, reserve_name=lambda: next(names), jobs=2)
    try:
        for process, _ in loader._workers:
            process.kill()
        with pytest.raises(WorkerLost, match="--jobs 1"):
            loader.collect()
    finally:
        loader.close()


def test_a_build_that_is_interrupted_leaves_no_processes(press: Path, tmp_path: Path) -> None:
    script = (
        "import sys, searchcsto.build as build\n"
        "from pathlib import Path\n"
        "if __name__ == '__main__':\n"
        "    build._WORTH_WORKERS = 0\n"
        "    def stop(done, total): raise KeyboardInterrupt\n"
        "    try: build.build_index([sys.argv[1]], sys.argv[2], build.BuildOptions(jobs=2), progress=stop)\n"
        "    except KeyboardInterrupt: print('stopped')\n"
    )
    (tmp_path / "script.py").write_text(script)
    command = [sys.executable, str(tmp_path / "script.py"), str(press), str(tmp_path / "index")]
    completed = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert completed.stdout == "stopped\n"
    assert completed.stderr == ""
    assert build_index([press], tmp_path / "index").documents > 2000


PARTS = """
import sys
import searchcsto.build as build
import searchcsto.loading as loading
from searchcsto.engines.whoosh.batch import BatchBuilder
BatchBuilder.is_full = property(lambda self: len(self) >= 7)
loading._PART_SECONDS = 0.0
if __name__ == "__main__":
    build._WORTH_WORKERS, build._COMMIT_SECONDS = 0, 0.05
    report = build.build_index([sys.argv[1]], sys.argv[2], build.BuildOptions(jobs=int(sys.argv[3])))
    print(report.added, len(report.skipped), report.files_read)
"""


def test_tasks_that_are_told_in_parts(tmp_path: Path) -> None:
    """Every article is an outcome of its own, and every seventh closes a batch: nothing is lost or doubled."""
    press = tmp_path / "press"
    press.mkdir()
    for name in "abcd":
        lines = "\n".join(f'{{"id": "same{number}", "text": "Pier {name} {number}"}}' for number in range(20))
        (press / f"{name}.jsonl").write_text(lines)
        with zipfile.ZipFile(press / f"{name}.zip", "w") as archive:
            for number in range(30):
                archive.writestr(f"{number}.txt", f"Ferry {name} {number}")
    (tmp_path / "script.py").write_text(PARTS)
    found = []
    for jobs in (1, 2):
        command = [sys.executable, str(tmp_path / "script.py"), str(press), str(tmp_path / f"index{jobs}"), str(jobs)]
        completed = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert (completed.stdout, completed.stderr) == ("140 60 8\n", "")
        found.append(read_all(tmp_path / f"index{jobs}"))
    assert found[0] == found[1]
    assert [path for name, path, _ in found[0] if name.startswith("same")] == ["press/a.jsonl"] * 20


@pytest.mark.parametrize(("jobs", "memory"), [(0, 512), (-1, 512), (1, 10)])
def test_options_check_themselves(jobs: int, memory: int) -> None:
    with pytest.raises(OptionInvalid):
        BuildOptions(jobs=jobs, memory=memory)
