"""A reader that hangs, crashes or wants all memory costs its file alone, and no process outlives its work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from searchcsto import BuildReport, Index, WorkerLost, build_index
from searchcsto.errors import SearchError
from searchcsto.ingest import formats, sandbox
from searchcsto.ingest.content import ReadOptions
from searchcsto.ingest.limits import Article, Problem, ReadingLimits
from searchcsto.ingest.sandbox import Sandbox
from tests.ingest.hostile_readers import HOSTILE, HOSTILE_ARCHIVE

LIMITS = ReadingLimits(seconds=1.0, memory=500_000_000)


@pytest.fixture
def box() -> Iterator[Sandbox]:
    box = Sandbox(LIMITS)
    yield box
    box.close()


def read(box: Sandbox, path: Path, text: str, form: formats.Format = HOSTILE) -> list[Article | Problem]:
    path.write_text(text)
    return list(box.read(path, form, ReadOptions()))


def find_process(found: list[Article | Problem]) -> int:
    assert isinstance(found[-1], Article), found[-1]
    return int(found[-1].text.rsplit(" ", 1)[1])


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for_end(process: int) -> None:
    for _ in range(100):
        if not is_running(process):
            return
        time.sleep(0.05)
    raise AssertionError(f"process {process} is still running")


def test_a_process_is_started_once_and_kept(box: Sandbox, tmp_path: Path) -> None:
    processes = {find_process(read(box, tmp_path / "a", "talks\npier")) for _ in range(3)}
    assert len(processes) == 1
    assert os.getpid() not in processes
    box.close()
    wait_for_end(processes.pop())


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("hang", "reading it took longer than 1 s"),
        ("sleep 99", "reading it took longer than 1 s"),
        ("crash", "the reader crashed on it (SIGSEGV)"),
        ("eat", "reading it needs more than 500 MB of memory"),
        ("leave", "the reader crashed on it (exit code 3)"),
        ("fail", "the reader of hostile files failed on it (RecursionError: too deep)"),
    ],
)
@pytest.mark.parametrize("before", ["", "talks\n"])
def test_what_a_reader_does_costs_its_file_alone(
    box: Sandbox, tmp_path: Path, before: str, word: str, reason: str
) -> None:
    if before:
        read(box, tmp_path / "first", "talks")
    *articles, problem = read(box, tmp_path / "a", f"{before}{word}\nnever read")
    assert [article.number for article in articles] == [1] * bool(before)
    assert problem == Problem(reason)
    assert find_process(read(box, tmp_path / "next", "pier"))


def test_what_a_reader_writes_and_starts_does_no_harm(
    box: Sandbox, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert len(read(box, tmp_path / "a", "talks\nstart")) == 2
    assert capfd.readouterr() == ("", "")


def test_the_faults_of_the_disk_are_raised(box: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="Input/output") as caught:
        read(box, tmp_path / "a", "disk")
    assert caught.value.errno == 5
    with pytest.raises(FileNotFoundError):
        list(box.read(tmp_path / "nothing", HOSTILE, ReadOptions()))
    assert find_process(read(box, tmp_path / "next", "pier"))


def test_a_file_of_many_may_take_longer(box: Sandbox, tmp_path: Path) -> None:
    assert len(read(box, tmp_path / "a", "sleep 0.4\n" * 4)) == 4


def test_a_file_does_not_pay_for_those_before_it(box: Sandbox, tmp_path: Path) -> None:
    first = find_process(read(box, tmp_path / "a", "hoard 150000000"))
    second = find_process(read(box, tmp_path / "b", "hoard 200000000"))
    assert first == second  # together they are still allowed
    found = read(box, tmp_path / "c", "talks\nhoard 200000000\npier")
    assert [article.number for article in found] == [1, 2, 3]
    assert find_process(found) != first
    read(box, tmp_path / "d", "hoard 260000000")
    assert find_process(read(box, tmp_path / "e", "talks")) != find_process(found)  # it had grown too large to be kept


def test_an_archive_that_hangs_itself_is_one_problem(box: Sandbox, tmp_path: Path) -> None:
    found = read(box, tmp_path / "a", "talks\npier\nferry", HOSTILE_ARCHIVE)
    assert [(item.member, item.text) for item in found if isinstance(item, Article)] == [
        ("0.txt", "talks"),
        ("1.txt", "pier"),
        ("2.txt", "ferry"),
    ]
    found = read(box, tmp_path / "a", "talks\npier\nstop here\nferry", HOSTILE_ARCHIVE)
    assert len(found) == 3
    assert found[-1] == Problem("reading it took longer than 1 s")  # it is the archive, not a file in it


def test_a_file_in_an_archive_that_is_lost_does_not_stop_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "\n".join(["ok"] * 3 + ["crash", "ok", "eat", "hang", "ok"])
    box = Sandbox(LIMITS)
    monkeypatch.setattr(sandbox, "_START", sandbox._START.replace("serve(*", f"{PATCH} serve(*"))
    try:
        found = read(box, tmp_path / "a", lines, HOSTILE_ARCHIVE)
    finally:
        box.close()
    assert [(item.member, item.reason if isinstance(item, Problem) else "") for item in found] == [
        ("0.txt", ""), ("1.txt", ""), ("2.txt", ""), ("3.txt", "the reader crashed on it (SIGSEGV)"), ("4.txt", ""),
        ("5.txt", "reading it needs more than 500 MB of memory"), ("6.txt", "reading it took longer than 1 s"),
        ("7.txt", ""),
    ]  # fmt: skip


# In the process: text files are for the hostile reader.
PATCH = (
    "import dataclasses, searchcsto.ingest.formats as f; "
    "f.FORMATS = tuple(dataclasses.replace(each, module='tests.ingest.hostile_readers', function='read_hostile') "
    "if each.kind == 'text' else each for each in f.FORMATS);"
)


def test_an_archive_of_nothing_but_crashes_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_MOST_LOSSES", 3)
    monkeypatch.setattr(sandbox, "_START", sandbox._START.replace("serve(*", f"{PATCH} serve(*"))
    box = Sandbox(LIMITS)
    found = read(box, tmp_path / "a", "crash\n" * 50, HOSTILE_ARCHIVE)
    box.close()
    assert len(found) == 4
    assert found[-1] == Problem("many files in it were like this: the rest is not read")


def test_a_process_that_cannot_start_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_START", "raise SystemExit(7)")
    with pytest.raises(WorkerLost, match=r"has ended at once \(exit code 7\)"):
        read(Sandbox(LIMITS), tmp_path / "a", "talks")
    monkeypatch.setattr("multiprocessing.spawn.get_executable", lambda: str(tmp_path / "no python"))
    with pytest.raises(SearchError, match="cannot be started: No such file"):
        read(Sandbox(LIMITS), tmp_path / "a", "talks")


def test_a_reading_that_is_broken_off_leaves_a_box_that_works(box: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("talks\npier\nferry\n")
    for article in box.read(tmp_path / "a", HOSTILE, ReadOptions()):
        assert isinstance(article, Article)
        break
    assert [article.number for article in read(box, tmp_path / "b", "lamp\nlight")] == [1, 2]


# A program that indexes, in this process or in workers, with a format that hangs; it tells the processes it started.
SCRIPT = """
import os, signal, sys, time
import searchcsto.build as build
import searchcsto.ingest.formats as formats
from tests.ingest.hostile_readers import HOSTILE
formats.FORMATS += (HOSTILE,)
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # it is ignored where the tests run in the background
    build._WORTH_WORKERS = 0
    build.build_index([sys.argv[1]], sys.argv[2], build.BuildOptions(jobs=int(sys.argv[3])))
"""


def list_children(process: int) -> list[int]:
    """Return the descendants of a process."""
    found = Path(f"/proc/{process}/task/{process}/children")
    children = [int(child) for child in found.read_text().split()] if found.exists() else []
    return [*children, *(each for child in children for each in list_children(child))]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_process_outlives_the_one_that_indexes(tmp_path: Path, jobs: int, how: signal.Signals) -> None:
    press = tmp_path / "press"
    press.mkdir()
    for number in range(4):
        (press / f"{number}.hostile").write_text("talks\nhang")
    (tmp_path / "script.py").write_text(SCRIPT)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, str(tmp_path / "script.py"), str(press), str(tmp_path / "index"), str(jobs)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    expected = 1 if jobs == 1 else 2 * jobs
    for _ in range(600):
        children = list_children(process.pid)
        if len(children) >= expected:
            break
        time.sleep(0.05)
    time.sleep(1.0)  # so that they are at it, also on a busy machine
    children = list_children(process.pid)
    assert len(children) >= expected
    process.send_signal(how)
    process.communicate(timeout=60)
    for child in children:
        wait_for_end(child)


def test_workers_read_in_processes_of_their_own(tmp_path: Path) -> None:
    press = tmp_path / "press"
    press.mkdir()
    for number in range(20):
        (press / f"{number}.hostile").write_text("talks\nleave" if number % 5 == 0 else "talks\npier")
        (press / f"{number}.txt").write_text(f"Plain {number}")
    (tmp_path / "script.py").write_text(SCRIPT)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, str(tmp_path / "script.py"), str(press), str(tmp_path / "index"), "2"]
    completed = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (completed.returncode, completed.stdout, completed.stderr) == (0, "", "")
    with Index.open(tmp_path / "index") as index:
        assert index.search("plain").total == 20
        assert index.search("talks").total == 20
        assert index.search("pier").total == 16


def test_an_index_is_built_around_files_that_hang_and_crash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "FORMATS", (*formats.FORMATS, HOSTILE))
    monkeypatch.setattr(sandbox, "ReadingLimits", lambda: LIMITS)
    press = tmp_path / "press"
    press.mkdir()
    for name, text in {"a": "talks", "b": "hang", "c": "crash", "d": "eat", "e": "talks"}.items():
        (press / f"{name}.hostile").write_text(text)
    (press / "f.txt").write_text("talks")
    report: BuildReport = build_index([press], tmp_path / "index")
    assert report.documents == 3
    assert [str(item) for item in report.skipped] == [
        "press/b.hostile: reading it took longer than 1 s",
        "press/c.hostile: the reader crashed on it (SIGSEGV)",
        "press/d.hostile: reading it needs more than 500 MB of memory",
    ]


def test_a_large_program_keeps_its_reader(box: Sandbox, tmp_path: Path) -> None:
    ballast = bytearray(600_000_000)
    ballast[::4096] = bytes(len(ballast[::4096])).replace(b"\0", b"1")
    first = find_process(read(box, tmp_path / "a", "pier"))
    assert find_process(read(box, tmp_path / "b", "pier")) == first
