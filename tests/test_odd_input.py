"""Damaged or odd files: each is indexed or skipped with its reason, and all others are indexed."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

import searchcsto.build
import searchcsto.ingest.text
from searchcsto import BuildReport, Document, Index, build_index, read_article

GOOD = "The harbour board met in Orlo."


def build(tmp_path: Path) -> tuple[BuildReport, dict[str, str]]:
    """Index the folder `press`; return the report and the texts that were indexed, by id."""
    folder = tmp_path / "press"
    (folder / "good.txt").write_text(GOOD)
    report = build_index([folder], tmp_path / "index")
    with Index.open(tmp_path / "index") as index:
        texts = {hit.id: index.document(hit.id).text for hit in index.search("*").hits}
    assert texts.pop("good.txt") == GOOD
    return report, texts


@pytest.fixture
def press(tmp_path: Path) -> Path:
    (tmp_path / "press").mkdir()
    return tmp_path / "press"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\t\n", "no text, only blanks"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture (image/png) is not read"),
        ("notes.xyz", b"text", ".xyz files are not read"),
        ("README", b"text", "files without a suffix are not read"),
        ("huge.txt", b"one long line " * 3_600_000, "larger than 20 MB"),
        ("zeros.txt", b"\0" * 1_000_000, "begins with zero bytes"),
    ],
)
def test_skipped_with_its_reason(press: Path, tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (press / name).write_bytes(data)
    report, texts = build(tmp_path)
    (item,) = report.skipped
    assert item.path == f"press/{name}"
    assert reason in item.reason
    assert texts == {}


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16", "utf-8-sig", "koi8-r"])
def test_other_encodings_are_read(press: Path, tmp_path: Path, encoding: str) -> None:
    text = "Совет порта собрался в Орло и принял решение о ремонте причала."
    (press / "a.txt").write_bytes(text.encode(encoding))
    assert build(tmp_path)[1] == {"a.txt": text}


def test_invalid_utf8_is_read_but_for_what_is_broken(press: Path, tmp_path: Path) -> None:
    (press / "a.txt").write_bytes("Портовый совет".encode() + b"\xff" + " собрался".encode())
    assert build(tmp_path)[1] == {"a.txt": "Портовый совет\ufffd собрался"}


def test_a_long_line_is_an_article_like_any_other(press: Path, tmp_path: Path) -> None:
    (press / "a.txt").write_text("harbour pier " * 100_000 + "zanzibar")
    _, texts = build(tmp_path)
    assert len(texts["a.txt"]) == 1_300_008
    with Index.open(tmp_path / "index") as index:
        (hit,) = index.search("zanzibar").hits
        assert "zanzibar" in hit.snippets[0].text
        assert len(hit.snippets[0].text) < 400


def test_a_long_word(press: Path, tmp_path: Path) -> None:
    (press / "a.txt").write_text("x" * 2_000_000)
    _, texts = build(tmp_path)
    assert len(texts["a.txt"]) == 2_000_000


def check_unreadable(press: Path, tmp_path: Path) -> None:
    (press / "a.txt").write_text("text")
    (press / "a.txt").chmod(0)
    (press / "sub").mkdir()
    (press / "sub" / "b.txt").write_text("text")
    (press / "sub").chmod(0)
    try:
        report, _ = build(tmp_path)
    finally:
        (press / "sub").chmod(0o700)
    assert sorted(str(item) for item in report.skipped) == [
        "press/a.txt: cannot be read: Permission denied",
        "press/sub: the folder cannot be read: Permission denied",
    ]
    (press / "a.txt").chmod(0o600)
    assert sorted(build(tmp_path)[1]) == ["a.txt", "sub/b.txt"]


def test_unreadable(press: Path, tmp_path: Path) -> None:
    if os.geteuid():
        check_unreadable(press, tmp_path)
        return
    # Root reads everything: a child looks as somebody else.
    for path in (tmp_path, press):
        path.chmod(0o777)
    for path in tmp_path.parents:
        if path.parent != path and path.stat().st_uid == 0 and path.is_relative_to(tempfile.gettempdir()):
            path.chmod(path.stat().st_mode | 0o055)
    child = os.fork()
    if not child:
        code = 1
        try:
            os.setuid(65534)
            check_unreadable(press, tmp_path)
            code = 0
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0


def test_links_are_not_followed(press: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("not to be found")
    (press / "out.txt").symlink_to(tmp_path / "secret.txt")
    (press / "up").symlink_to(tmp_path)
    (press / "in.txt").symlink_to(press / "good.txt")
    (press / "broken.txt").symlink_to(press / "nothing.txt")
    (press / "loop.txt").symlink_to(press / "loop.txt")
    report, texts = build(tmp_path)
    assert texts == {}
    assert {item.path.removeprefix("press/"): item.reason for item in report.skipped} == {
        "out.txt": "a symbolic link out of the folder",
        "up": "a symbolic link out of the folder",
        "broken.txt": "a symbolic link that leads nowhere",
        "loop.txt": "a symbolic link that leads nowhere",
    }


def test_hidden_files_are_no_articles(press: Path, tmp_path: Path) -> None:
    (press / ".hidden.txt").write_text("text")
    (press / ".git").mkdir()
    (press / ".git" / "config.txt").write_text("text")
    report, texts = build(tmp_path)
    assert (report.skipped, texts) == ([], {})


def test_a_file_that_cannot_be_read_for_a_while_keeps_its_document(
    press: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (press / "a.txt").write_text("text")
    build(tmp_path)
    (press / "a.txt").write_text("another text")
    with monkeypatch.context() as patch:
        patch.setattr(searchcsto.build, "hash_file", lambda path: None)
        patch.setattr(searchcsto.ingest.text, "read_text", refuse)
        report, texts = build(tmp_path)
    assert texts == {"a.txt": "text"}
    assert "Permission denied" in str(report.skipped[0])
    assert build(tmp_path)[1] == {"a.txt": "another text"}


def refuse(*arguments: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_a_text_that_the_rules_fail_on_does_not_stop_the_rest(
    press: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(text: str, **about: Any) -> Document:
        if "Bad" in text:
            raise IndexError("no such group")
        return read_article(text, **about)

    monkeypatch.setattr("searchcsto.loading.read_article", fail)
    (press / "bad.txt").write_text("Bad date.")
    report, texts = build(tmp_path)
    assert texts == {}
    reason = "the rules for dates, sources and titles failed on it (IndexError: no such group)"
    assert [str(item) for item in report.skipped] == [f"press/bad.txt: {reason}"]


def test_pipes_and_sockets_do_not_block(press: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(press / "pipe.txt")
    monkeypatch.chdir(press)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.txt")
        report, texts = build(tmp_path)
    assert texts == {}
    assert {item.reason for item in report.skipped} == {"not a regular file"}


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS allows only UTF-8 names")
def test_names_that_are_not_text(press: Path, tmp_path: Path) -> None:
    for name in (b"caf\xe9.txt", b"two\nlines.txt", "имя с пробелом.txt".encode()):
        Path(os.fsdecode(os.fsencode(press) + b"/" + name)).write_text("The pier is old.")
    _, texts = build(tmp_path)
    assert sorted(texts) == ["caf\\xe9.txt", "two\nlines.txt", "имя с пробелом.txt"]
    assert build(tmp_path)[0].files_unchanged == 4
