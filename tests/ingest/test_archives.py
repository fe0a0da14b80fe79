"""Archives give the files in them, however packed and nested, and never more than the budget allows."""

from __future__ import annotations

import datetime
import gzip
import io
import struct
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
import zstandard

from searchcsto.ingest import archives, formats, unpacking
from searchcsto.ingest.content import Member, MemoryContent, ReadOptions
from searchcsto.ingest.kinds import find_format_of
from searchcsto.ingest.limits import Article, Problem
from searchcsto.ingest.parts import find_parts, fold_problems, read_part

TALKS = b"Talks resume in Orlo.\n"


def read(name: str, data: bytes) -> list[Article | Problem]:
    """Read a file as the process that reads archives does."""
    return list(fold_problems(_read_all(name, data)))


def _read_all(name: str, data: bytes) -> Iterator[Article | Problem]:
    content = MemoryContent(name, data)
    form = find_format_of(content)
    assert isinstance(form, formats.Format), form
    for part in find_parts(content, form):
        yield from [part] if isinstance(part, Problem) else read_part(part, ReadOptions())


def list_texts(name: str, data: bytes) -> list[tuple[str | None, str]]:
    """Return where each article stands and what it says; for a problem, the reason."""
    found = read(name, data)
    return [(item.member, item.text if isinstance(item, Article) else item.reason) for item in found]


def make_zip(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def make_tar(files: dict[str, bytes], mode: str = "w", *others: tarfile.TarInfo) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
        for entry in others:
            archive.addfile(entry)
    return file.getvalue()


def compress(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


FILES = {"a.txt": TALKS, "deep/b.jsonl": b'{"text": "Pier"}\n{"text": "Ferry", "id": "f"}\n', ".hidden.txt": TALKS}
EXPECTED = [("a.txt", TALKS.decode()), ("deep/b.jsonl", "Pier"), ("deep/b.jsonl", "Ferry")]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", make_zip(FILES)),
        ("a.zip", make_zip(FILES, zipfile.ZIP_STORED)),
        ("a.zip", make_zip(FILES, zipfile.ZIP_LZMA)),
        ("a.zip", make_zip(FILES, zipfile.ZIP_BZIP2)),
        ("a.tar", make_tar(FILES)),
        ("a.tar", make_tar({f"./{name}": data for name, data in FILES.items()})),
        ("a.tar.gz", make_tar(FILES, "w:gz")),
        ("a.tgz", make_tar(FILES, "w:gz")),
        ("a.tar.zst", compress(make_tar(FILES))),
        ("no name that says it", make_tar(FILES, "w:gz")),
    ],
)
def test_all_files_of_an_archive(name: str, data: bytes) -> None:
    assert list_texts(name, data) == EXPECTED


def test_ids_and_numbers_of_records_stay() -> None:
    found = [item for item in read("a.zip", make_zip(FILES)) if isinstance(item, Article)]
    assert [(item.id, item.number) for item in found] == [(None, None), (None, 1), ("f", 2)]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt.gz", gzip.compress(TALKS)),
        ("a.txt.gz", gzip.compress(TALKS[:9]) + gzip.compress(TALKS[9:])),
        ("a.txt.zst", compress(TALKS)),
        ("a.txt.zst", compress(TALKS[:9]) + compress(TALKS[9:])),
        ("a.txt.gz.gz", gzip.compress(gzip.compress(TALKS))),
        ("a.txt.zst", gzip.compress(TALKS)),
    ],
)
def test_a_packed_file_is_the_file(name: str, data: bytes) -> None:
    assert list_texts(name, data) == [(None, TALKS.decode())]


def test_archives_in_archives() -> None:
    inner = make_zip({"b.txt": TALKS})
    outer = make_tar({"x/in.zip": inner, "c.txt.gz": gzip.compress(TALKS), "d.tgz": make_tar({"e.txt": TALKS}, "w:gz")})
    members = [member for member, _ in list_texts("a.tar.zst", compress(outer))]
    assert members == ["x/in.zip/b.txt", "c.txt.gz", "d.tgz/e.txt"]


def test_the_depth_is_bounded() -> None:
    data = TALKS
    for number in range(unpacking.MAX_DEPTH + 1):
        data = make_zip({f"{number}.txt" if number == 0 else f"{number}.zip": data})
    assert list_texts("a.zip", data) == [("3.zip/2.zip/1.zip", "archives within archives, more than 3 deep")]
    data = TALKS
    for number in range(300):
        data = gzip.compress(data) if number % 2 else compress(data)
    assert list_texts("a.gz", data) == [(None, "archives within archives, more than 3 deep")]


@pytest.mark.parametrize("name", ["../../etc/passwd.txt", "/etc/passwd.txt", "..\\x.txt", "C:\\x.txt", "a\nb.txt"])
def test_names_are_labels_only(name: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    expected = [(name.lstrip("/"), TALKS.decode())]
    assert list_texts("a.tar", make_tar({name: TALKS})) == expected
    assert list_texts("a.zip", make_zip({name: TALKS})) == expected
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("encoding", "expected"), [("utf-8", "Орло.txt"), ("cp866", "Орло.txt"), ("latin-1", "caf\\xe9.txt")]
)
def test_names_in_other_alphabets(encoding: str, expected: str) -> None:
    name = b"caf\xe9.txt" if encoding == "latin-1" else "Орло.txt".encode(encoding)
    placeholder = "n" * len(name)
    tar = make_tar({placeholder: TALKS}).replace(placeholder.encode(), name)
    tar = repair_tar(tar)
    if encoding != "cp866":  # a tar archive does not come from there
        assert list_texts("a.tar", tar) == [(expected, TALKS.decode())]
    if encoding != "latin-1":
        archive = make_zip({placeholder: TALKS}).replace(placeholder.encode(), name)
        assert list_texts("a.zip", archive) == [(expected, TALKS.decode())]


def repair_tar(data: bytes) -> bytes:
    """Make the checksum of the first header right."""
    header = bytearray(data[:512])
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + data[512:]


def test_encrypted_members_are_named_and_the_rest_is_read() -> None:
    data = bytearray(make_zip({"secret.txt": TALKS, "open.txt": TALKS}, zipfile.ZIP_STORED))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    assert list_texts("a.zip", bytes(data)) == [
        ("secret.txt", "encrypted; unpack it with its password first"),
        ("open.txt", TALKS.decode()),
    ]


def test_a_member_without_a_name_does_not_stop_the_rest() -> None:
    data = make_zip({"a.txt": TALKS, "q.html": b"<html><p>x", "z.txt": TALKS}).replace(b"q.html", b"\0.html")
    found = list_texts("x.zip", data)
    assert [item for item in found if item[0] != "-"] == [("a.txt", TALKS.decode()), ("z.txt", TALKS.decode())]
    assert len(found) == 3


def test_links_and_devices_are_not_followed() -> None:
    link, device, folder = tarfile.TarInfo("link.txt"), tarfile.TarInfo("device.txt"), tarfile.TarInfo("folder")
    link.type, link.linkname, device.type, folder.type = (
        tarfile.SYMTYPE,
        "/etc/passwd",
        tarfile.CHRTYPE,
        tarfile.DIRTYPE,
    )
    reason = "a link or a device in an archive is not followed"
    data = make_tar({"a.txt": TALKS}, "w", link, device, folder)
    assert list_texts("a.tar", data) == [("a.txt", TALKS.decode()), ("link.txt", reason), ("device.txt", reason)]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt.gz", gzip.compress(TALKS * 100)[:60]),
        ("a.txt.gz", gzip.compress(TALKS)[:-4] + b"\0\0\0\0"),
        ("a.txt.gz", b"\x1f\x8b\x08\0"),
        ("a.txt.gz", b"no gzip at all"),
        ("a.txt.zst", compress(TALKS * 100)[:20]),
        ("a.txt.zst", b"\x28\xb5\x2f\xfd" + b"\xff" * 40),
        ("a.zip", make_zip(FILES)[:-30]),
        ("a.zip", b"PK\x03\x04" + b"\0" * 100),
        ("a.zip", b"PK\x05\x06" + b"\xff" * 18),
        ("a.tar", b"\0" * 257 + b"ustar" + b"\xff" * 600),
    ],
)
def test_a_damaged_archive_is_one_problem(name: str, data: bytes) -> None:
    ((member, reason),) = list_texts(name, data)
    assert member is None
    assert reason.startswith("damaged: ")
    assert "\n" not in reason


def test_what_stands_before_the_damage_is_read() -> None:
    files = {f"{number}.txt": bytes(range(32, 127)) * number * 40 for number in range(1, 20)}
    for name, data in (("a.tar", make_tar(files)), ("a.tar.gz", make_tar(files, "w:gz"))):
        found = read(name, data[: len(data) // 2])
        assert isinstance(found[0], Article)
        assert isinstance(found[-1], Problem)
        assert "damaged: " in found[-1].reason
        assert len(found) > 5 or name == "a.tar.gz"


def test_a_damaged_member_does_not_stop_the_rest() -> None:
    data = bytearray(make_zip({"a.txt": TALKS * 9, "b.txt": TALKS}))
    data[45:50] = b"\xff" * 5
    (first, reason), second = list_texts("a.zip", bytes(data))
    assert (first, second) == ("a.txt", ("b.txt", TALKS.decode()))
    assert reason.startswith("damaged: ")


def test_a_bomb_ends_with_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_ALWAYS", 10_000_000)
    monkeypatch.setattr(unpacking, "_MAX_RATIO", 1)
    zeros = b"0" * 8_000_000
    for name, data in (
        ("a.txt.gz", gzip.compress(zeros * 2)),
        ("a.txt.zst", compress(zeros * 2)),
        ("a.zip", make_zip({f"{number}.txt": zeros for number in range(9)})),
        ("a.zip", make_zip({f"{n}.zip": make_zip({f"{m}.txt": zeros for m in range(3)}) for n in range(3)})),
    ):
        last = read(name, data)[-1]
        assert isinstance(last, Problem)
        assert "that unpack to more than 10 MB: the rest is not read" in last.reason
        assert len(read(name, data)) < 5


def test_the_same_bytes_for_many_members_end_with_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bomb without nesting: all entries of the directory point at one packed kernel."""
    monkeypatch.setattr(unpacking, "_ALWAYS", 5_000_000)
    kernel = make_zip({"00000.txt": b"0" * 1_000_000})
    start = kernel.index(b"PK\x01\x02")
    entry, end = kernel[start : kernel.index(b"PK\x05\x06")], bytearray(kernel[kernel.index(b"PK\x05\x06") :])
    directory = entry * 1000
    end[8:12] = struct.pack("<HH", 1000, 1000)
    end[12:16] = struct.pack("<L", len(directory))
    last = read("a.zip", kernel[:start] + directory + bytes(end))[-1]
    assert isinstance(last, Problem)
    assert "the rest is not read" in last.reason or "damaged" in last.reason


def test_the_number_of_members_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MAX_MEMBERS", 50)
    monkeypatch.setattr(unpacking.Budget.__init__, "__defaults__", (50,))
    found = read("a.zip", make_zip({f"{number}.txt": TALKS for number in range(60)}))
    assert len(found) == 51
    assert found[-1] == Problem("more than 50 files in an archive: the rest is not read")


def test_many_problems_that_are_alike_are_told_as_one() -> None:
    found = read("a.zip", make_zip({f"{number}.txt": b"" for number in range(500)}))
    assert len(found) == 21
    assert found[-1] == Problem("480 more files in it: empty")


def test_a_member_too_large_to_be_held_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_HELD", 100_000)
    lines = b"".join(b'{"text": "Pier %06d"}\n' % number for number in range(20_000))
    spent: list[int] = []
    take = unpacking.Budget.take

    def count(budget: unpacking.Budget, size: int) -> None:
        spent.append(size)
        take(budget, size)

    monkeypatch.setattr(unpacking.Budget, "take", count)
    for name, data in (
        ("a.zip", make_zip({"all.jsonl": lines})),
        ("all.jsonl.gz", gzip.compress(lines)),
        ("all.jsonl.zst", compress(lines)),
        ("a.tar", make_tar({"all.jsonl": lines, "b.jsonl": lines})),
    ):
        spent.clear()
        found = read(name, data)
        assert [item.text for item in found[:20_000] if isinstance(item, Article)][-1] == "Pier 019999"
        assert sum(spent) == len(lines) * (2 if name == "a.tar" else 1)


def test_unpacked_content_can_be_sought_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_HELD", 100_000)
    data = bytes(range(256)) * 4000
    packed = zlib.compress(data)
    content = unpacking.unpack("a", lambda: io.BytesIO(zlib.decompress(packed)), unpacking.Budget(len(packed)))
    assert isinstance(content, unpacking.UnpackedContent)
    assert content.size == len(data)
    with content.open() as file, content.open() as other:
        assert file.seek(-10, io.SEEK_END) == len(data) - 10
        assert file.read() == data[-10:]
        assert other.read(5) == data[:5]
        file.seek(500_000)
        assert file.read(70_000) == data[500_000:570_000]
        assert other.read() == data[5:]
        file.seek(len(data) + 5)
        assert file.read() == b""


def test_zstandard_is_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "searchcsto.ingest.zstandard_file", raising=False)
    monkeypatch.setitem(sys.modules, "zstandard", None)
    assert list_texts("a.txt.zst", compress(TALKS)) == [
        (
            None,
            "Zstandard files need a library that is not installed: pip install 'searchcsto[archives]', "
            "then searchcsto index --retry-failed",
        )
    ]


def test_a_reader_that_fails_costs_its_part_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(content: MemoryContent, options: ReadOptions) -> Iterator[Article]:
        if content.name == "a.txt":
            yield Article("Talks.")
            raise KeyError("x")
        yield Article("Pier.")

    monkeypatch.setattr("searchcsto.ingest.text.read_text", fail)
    assert list_texts("a.zip", make_zip({"a.txt": TALKS, "b.txt": TALKS})) == [
        ("a.txt", "Talks."),
        ("a.txt", "the reader of text files failed on it (KeyError: 'x')"),
        ("b.txt", "Pier."),
    ]


def test_the_faults_of_the_disk_are_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> list[Article]:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("searchcsto.ingest.text.read_text", fail)
    with pytest.raises(OSError, match="Input/output"):
        read("a.zip", make_zip({"a.txt": TALKS}))


def test_nothing_in_a_page_of_a_web_archive_is_later_than_its_fetching() -> None:
    day = datetime.date(2022, 1, 20)

    def open_pages(content: MemoryContent, budget: unpacking.Budget) -> Iterator[Member]:
        yield Member(MemoryContent("a.txt", TALKS), "orlo.example/a", "https://orlo.example/a", day)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(archives, "open_zip", open_pages)
        (article,) = read("a.zip", make_zip({}))
    assert isinstance(article, Article)
    assert article.markup is not None
    assert (article.member, article.markup.latest, article.markup.start) == ("orlo.example/a", day, len(TALKS))
