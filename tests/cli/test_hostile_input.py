"""Files that somebody has made to do harm: each costs a line, and everything else is indexed."""

from __future__ import annotations

import gzip
import io
import random
import tarfile
import time
import zipfile
from pathlib import Path

import pytest

from searchcsto import Index
from tests.conftest import Run

GOOD = "The harbour board met in Orlo."


@pytest.fixture
def press(tmp_path: Path) -> Path:
    (tmp_path / "press").mkdir()
    (tmp_path / "press" / "good.txt").write_text(GOOD)
    return tmp_path / "press"


def index(run: Run, tmp_path: Path, *, seconds: float = 60.0, documents: int = 1) -> list[str]:
    """Index the folder; return what was skipped, a line each."""
    started = time.monotonic()
    completed = run("index", "press", timeout=10 * seconds)
    assert time.monotonic() - started < seconds * 3  # machines that run tests are shared
    assert completed.returncode == 0, completed.stderr
    assert "Traceback" not in completed.stderr
    with Index.open(tmp_path / "index") as opened:
        assert opened.search("harbour").total == documents
    return [line.removeprefix("skipped: press/") for line in completed.stderr.splitlines()]


def make_zip(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def test_files_that_end_too_soon(run: Run, press: Path, tmp_path: Path) -> None:
    (press / "a.txt.gz").write_bytes(gzip.compress(GOOD.encode() * 1000)[:50])
    (press / "b.zip").write_bytes(make_zip({"a.txt": GOOD.encode()})[:-10])
    (press / "c.jsonl").write_text('{"text": "The pier')
    (press / "d.tar.gz").write_bytes(b"\x1f\x8b\x08")
    assert [line.partition(": ")[::2][0] for line in index(run, tmp_path)] == [
        "a.txt.gz", "b.zip", "c.jsonl:1", "d.tar.gz"
    ]  # fmt: skip


def test_a_bomb_of_nested_archives(run: Run, press: Path, tmp_path: Path) -> None:
    """Like the well-known one of 42 KB that unpacks to petabytes: 16 archives in each, down to 40 MB of one letter."""
    data = make_zip({"a.txt": b"0" * 40_000_000})
    for _ in range(2):
        data = make_zip({f"{number}.zip": data for number in range(16)})
    (press / "bomb.zip").write_bytes(data)
    assert (press / "bomb.zip").stat().st_size < 1_000_000
    lines = index(run, tmp_path)
    assert len(lines) <= 22
    assert any("unpack to more than" in line for line in lines)


def test_a_bomb_of_one_file(run: Run, press: Path, tmp_path: Path) -> None:
    (press / "bomb.html.gz").write_bytes(gzip.compress(b"\0" * 300_000_000, 9))
    (line,) = index(run, tmp_path)
    assert line.startswith("bomb.html.gz: ")


def test_a_hundred_thousand_empty_members(run: Run, press: Path, tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(100_000):
            archive.writestr(f"{number}.txt", b"")
        archive.writestr("last.txt", GOOD)
    (press / "many.zip").write_bytes(file.getvalue())
    lines = index(run, tmp_path, documents=2)
    assert len(lines) == 21  # the first ones, and "… 1 more"
    shown = run("errors").stdout.splitlines()
    assert len(shown) == 21
    assert shown[0] == "skipped: press/many.zip: 99,980 more files in it: empty"


@pytest.mark.parametrize("suffix", ["txt", "html", "jsonl"])
def test_a_gigabyte_of_zeros(run: Run, press: Path, tmp_path: Path, suffix: str) -> None:
    with (press / f"zeros.{suffix}").open("wb") as file:
        file.truncate(1 << 30)
    (line,) = index(run, tmp_path)
    assert line.startswith(f"zeros.{suffix}: ") or line.startswith(f"zeros.{suffix}:1: ")


def test_json_that_is_nested_deep(run: Run, press: Path, tmp_path: Path) -> None:
    deep = '{"a":' * 200_000 + "1" + "}" * 200_000
    for name in ("a.json", "b.jsonl"):
        (press / name).write_text(deep)
    (press / "c.zip").write_bytes(make_zip({"a.jsonl": deep.encode()}))
    assert [line.partition(": ")[0] for line in index(run, tmp_path)] in (
        ["a.json", "b.jsonl:1", "c.zip/a.jsonl:1"],
        ["a.json:1", "b.jsonl:1", "c.zip/a.jsonl:1"],
    )


def test_names_with_commands_for_a_terminal(run: Run, press: Path, tmp_path: Path) -> None:
    (press / "two\nlines\x1b[31m.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (press / "a.zip").write_bytes(make_zip({"x\ny\x1b[31m.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"}))
    lines = index(run, tmp_path)
    assert lines == [
        "a.zip/x y\\x1b[31m.png: a picture (image/png) is not read",
        "two lines\\x1b[31m.png: a picture (image/png) is not read",
    ]


def test_bytes_changed_at_random(run: Run, press: Path, tmp_path: Path) -> None:
    chance = random.Random(7)
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w:gz") as archive:
        archive.add(press / "good.txt", "a.txt")
    originals = {"zip": make_zip({f"{n}.txt": bytes([65 + n]) * 500 for n in range(9)}), "tgz": tar.getvalue()}
    for number in range(150):
        for suffix, data in originals.items():
            changed = bytearray(data)
            for _ in range(chance.randint(1, 8)):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            (press / f"{number}.{suffix}").write_bytes(
                changed[: chance.choice([len(data), chance.randrange(len(data))])]
            )
    completed = run("index", "press", timeout=300)
    assert completed.returncode == 0
    assert "Traceback" not in completed.stderr
    assert "failed on it" not in run("errors").stdout
