"""A file's format is told by its content first, then by its name; plain text stays plain text."""

from __future__ import annotations

import gzip
import importlib
import io
import tarfile
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchcsto.ingest.content import MemoryContent
from searchcsto.ingest.formats import FORMATS, Format, list_suffixes
from searchcsto.ingest.kinds import find_format_of
from searchcsto.ingest.limits import Problem

PIECE = "<br />\nTalks resume in Orlo.<br />\nThey <b>went on</b> on Monday.<br />\n"


def find_kind(name: str, data: bytes | str) -> str:
    """Return the kind of a file, or the reason why it is not read."""
    form = find_format_of(MemoryContent(name, data.encode() if isinstance(data, str) else data))
    return form.kind if isinstance(form, Format) else form.reason


def make_zip(*names: str, first: tuple[str, str | bytes] | None = None) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        if first is not None:
            archive.writestr(*first)
        for name in names:
            archive.writestr(name, "x" * 20_000)
    return file.getvalue()


def make_tar(mode: str = "w") -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:  # type: ignore[call-overload]
        entry = tarfile.TarInfo("a.txt")
        entry.size = 4
        archive.addfile(entry, io.BytesIO(b"pier"))
    return file.getvalue()


HTML = "<!DOCTYPE html>\n<html><head><title>Talks</title></head><body><p>Talks resume.</p></body></html>"
LETTER = "From: a@orlo.example\nTo: b@orlo.example\nSubject: Talks\nMessage-ID: <1@orlo.example>\n\nTalks resume.\n"
MAILBOX = "From a@orlo.example Mon Apr  7 08:15:00 2031\n" + LETTER
SAVED = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://orlo.example/\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--x"\r\n\r\n\r\n----x\r\n'
)
RSS = '<?xml version="1.0"?>\n<!-- made by hand -->\n<rss version="2.0"><channel></channel></rss>'
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Talks</title></feed>'
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"></rdf:RDF>'
NEWSML = '<?xml version="1.0"?><newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" standard="NewsML-G2"/>'
NITF = '<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf-3-5.dtd">\n<nitf><body/></nitf>'
WARC = "WARC/1.0\r\nWARC-Type: warcinfo\r\n\r\n"
FRONT = "---\ntitle: Talks\ntags:\n  - water\n- peace\ndate: 2031-04-07\n---\n\nTalks resume.\n"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (HTML, "html"),
        ("\ufeff\n<!-- saved from url=(0014)about:internet -->\n<HTML lang=en>\n", "html"),
        ('<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x">\n<html>', "html"),
        ("<html>".encode("utf-16"), "html"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "pdf"),
        (b"{\\rtf1\\ansi Talks}", "rtf"),
        (LETTER, "letter"),
        (MAILBOX, "mailbox"),
        (SAVED, "mhtml"),
        (RSS, "feed"),
        (ATOM, "feed"),
        (RDF, "feed"),
        (NEWSML, "newsml"),
        (NITF, "newsml"),
        (WARC, "warc"),
        (gzip.compress(WARC.encode()), "warc"),
        (gzip.compress(b"Talks resume."), "gzip"),
        (b"\x28\xb5\x2f\xfd\x04\x00", "zstd"),
        (make_zip("a.txt"), "zip"),
        (make_zip(), "zip"),
        (make_tar(), "tar"),
        (make_tar("w:gz"), "gzip"),
        (make_zip("[Content_Types].xml", "word/document.xml"), "docx"),
        (make_zip(*(f"media/{n}.png" for n in range(5)), "word/document.xml", "[Content_Types].xml"), "docx"),
        (make_zip("content.xml", first=("mimetype", "application/vnd.oasis.opendocument.text")), "odt"),
        (make_zip("notes/word/document.xml"), "zip"),
        (make_zip(first=("a.docx", make_zip("word/document.xml"))), "zip"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.html", "page", "index.php", "a.md"])
def test_content_decides_whatever_the_name(name: str, data: bytes | str, kind: str) -> None:
    assert find_kind(name, data) == kind


@pytest.mark.parametrize(
    "text",
    [
        "The <html> tag, explained for reporters.\n",
        "<b>Talks resume</b> in Orlo.\n",
        "<Photo: Kestrel>\nTalks resume.\n",
        "From Orlo with love: the talks resume.\nThey began at 08:15 in 2031.\n",
        "From: our correspondent\nDate: 7 April 2031\nSubject: talks\n\nTalks resume.\n",
        "Date: 2031-04-07\nSource: Kestrel\n\nTalks resume.\n",
        "---\nTalks resume in Orlo\n---\nThe two sides met.\n",
        "---\n\n---\nTalks\n",
        "{Photo} Talks resume.\n",
        '{"no": "end of it\nTalks resume.\n',
        "[Kestrel] Talks resume.\n",
        "[1, 2]\nTalks resume.\n",
        "%PDF files are hard to read.\n",
        "WARC files are hard to read.\n",
        "PK\x03 is how zip files begin.\n",
        '<?xml version="1.0"?><report>Talks resume.</report>',
        "<feed>Hay for horses</feed>",
        "<rdf:RDF>Talks</rdf:RDF>",
        "title,date,text\nTalks,2031,Talks resume.\n",
        "Переговоры возобновились",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16"])
def test_a_text_that_looks_a_little_like_something_else_stays_text(text: str, encoding: str) -> None:
    assert find_kind("a.txt", text.encode(encoding)) == "text"


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.html", "Talks resume.\n\nThe two sides met; 5 < 7.", "text"),
        ("a.html", "Talks resume.\n" * 2000 + "<p>They do.</p>", "html"),
        ("a.htm", "<p>Talks resume.", "html"),
        ("a.xhtml", "<div>Talks</div>", "html"),
        ("a.TXT", "Talks resume.", "text"),
        ("a.md", "# Talks", "markdown"),
        ("a.txt", FRONT, "markdown"),
        ("a.yaml", FRONT, ".yaml files are not read"),
        ("a.csv", "text,date\nTalks,2031\n", "table"),
        ("a.tsv", "text\tdate\n", "table"),
        ("a.eml", "Subject: Talks\n\nTalks resume.", "letter"),
        ("a.mht", LETTER.replace("Message-ID: <1@orlo.example>", "MIME-Version: 1.0"), "mhtml"),
        ("a.eml", SAVED.replace("<Saved by Blink>", "a@b").replace("Snapshot-Content-Location", "X"), "letter"),
        ("a.docx", b"PK\x03\x04 damaged", "docx"),
        ("a.pdf", "Talks", "pdf"),
        ("a.gz", "Talks", "gzip"),
        ("a.xml", RSS, "feed"),
        ("a.xml", HTML, "html"),
        ("a.xml", "<x:report xmlns:x='y'/>", "XML with the root element <report> is not read; RSS"),
        ("a.xml", "Talks", "it is named .xml and not read"),
        ("orlo.net", PIECE, "html"),
        ("index", PIECE, "html"),
        ("a.vue", f"<template>{PIECE}</template>", ".vue files are not read"),
        ("a.xyz", "<p>Talks", ".xyz files are not read"),
        ("a.txt", PIECE, "text"),
        ("a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>", ".svg files are not read"),
    ],
)
def test_where_the_content_does_not_decide_the_name_does(name: str, data: bytes | str, kind: str) -> None:
    assert find_kind(name, data).startswith(kind)


ONE = '{"text": "Talks resume."}'


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.json", ONE, "json"),
        ("a.json", f"{ONE}\n", "json"),
        ("a.json", f"[{ONE},\n{ONE}]", "json"),
        ("a.json", '{\n  "text": "Talks"\n}', "json"),
        ("a.json", f"{ONE}\n{ONE}\n", "jsonl"),
        ("a.json", '{"text": "' + "Talks " * 20_000 + '"}\n' + ONE, "jsonl"),
        ("a.json", "nonsense", "json"),
        ("a.jsonl", ONE, "jsonl"),
        ("a.jsonl", f"nonsense\n{ONE}", "jsonl"),
        ("a.jsonl", "{ broken\n{ broken\n", "jsonl"),
        ("a.jsonl", f"[\n{ONE},\n{ONE}\n]", "json"),
        ("a.ndjson", '{\n  "text": "Talks"\n}', "json"),
        ("a.txt", f"{ONE}\n{ONE}\n", "jsonl"),
        ("a.txt", ONE, "json"),
        ("a.txt", f"[{ONE},\n {ONE}\n]", "json"),
        ("a.txt", '{"text": "Talks",\n}', "text"),
        ("a.txt", "{" * 100_000, "text"),
        ("a.txt", '{"a":' * 100_000, "text"),
        ("a.ipynb", '{"cells": []}', ".ipynb files are not read"),
        ("package", ONE, "files without a suffix are not read"),
    ],
)
def test_json_and_json_lines(name: str, data: str, kind: str) -> None:
    assert find_kind(name, data).startswith(kind)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        (
            "a.xlsx",
            make_zip("[Content_Types].xml", "xl/workbook.xml"),
            "an Excel workbook is not read; save it as .csv",
        ),
        ("a.txt", make_zip("xl/workbook.bin"), "an Excel workbook is not read"),
        ("a.pptx", make_zip("ppt/presentation.xml"), "a PowerPoint presentation is not read"),
        ("a.epub", make_zip("x", first=("mimetype", "application/epub+zip")), "an e-book (EPUB) is not read"),
        ("a.jar", make_zip("META-INF/MANIFEST.MF"), "a program in an archive (Java) is not read"),
        (
            "a.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "an old Office file (.doc, .xls, .ppt) is not read",
        ),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture (image/png) is not read"),
        ("a.txt", b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01" + b"\0" * 99, "a picture (image/jpeg) is not read"),
        ("a.mp3", b"ID3\x03\0\0\0\0\0\x21" + b"\0" * 99, "a sound recording (audio/mpeg) is not read"),
        ("a.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0" + b"\0" * 99, "a film (video/mp4) is not read"),
        ("a.exe", b"MZ\x90\0\x03\0\0\0" + b"\0" * 99, "a program is not read"),
        ("tool", b"\x7fELF\x02\x01\x01" + b"\0" * 99, "a program is not read"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c\0\x04" + b"\0" * 99, "a binary file (7-Zip Compressed file) is not read"),
        ("a.dat", b"\x01\x02\0\x04" * 100, ".dat files are not read"),
        ("a.dat", b"\0" * 1000, ".dat files are not read"),
        ("a.xyz", "Talks", ".xyz files are not read; what is read: searchcsto index --help"),
        ("a.pdf", b"", "empty"),
        ("a.xyz", b"", ".xyz files are not read"),
    ],
)
def test_what_is_not_read_is_named(name: str, data: bytes | str, reason: str) -> None:
    found = find_format_of(MemoryContent(name, data.encode() if isinstance(data, str) else data))
    assert isinstance(found, Problem)
    assert found.reason.startswith(reason)


def test_only_the_ends_of_a_large_file_are_looked_at() -> None:
    class Counted(io.BytesIO):
        read_bytes = 0

        def read(self, size: int | None = -1, /) -> bytes:
            data = super().read(size)
            Counted.read_bytes += len(data)
            return data

    class Large(MemoryContent):
        def open(self) -> io.BytesIO:
            return Counted(self.data)

    for data in (make_zip(*map(str, range(200))), b"Talks resume. " * 400_000, b"\0" * 5_000_000):
        Counted.read_bytes = 0
        find_format_of(Large("a.html", data))
        assert Counted.read_bytes < 200_000


STARTS = [
    b"", b"<", b"<?xml ", b"<!--", b"<!DOCTYPE ", b"{", b'{"a":', b"[{", b"---\n", b"From ", b"From: a\n", b"\xff\xfe",
    b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"%PDF-", b"\xfe\xff", b"\xef\xbb\xbf", b"\0",
]  # fmt: skip


@given(
    st.sampled_from(STARTS), st.binary(max_size=300) | st.text(max_size=300).map(str.encode),
    st.sampled_from(["a", "a.", ".a", "", "a.b.txt", *(f"a{suffix}" for suffix in list_suffixes())]),
)  # fmt: skip
def test_any_bytes_have_a_format_or_a_reason(start: bytes, rest: bytes, name: str) -> None:
    found = find_format_of(MemoryContent(name, start + rest))
    assert isinstance(found, Format) or found.reason


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.kind)
def test_every_format_has_its_reader(form: Format) -> None:
    assert callable(getattr(importlib.import_module(form.module), form.function))


def test_a_suffix_has_one_format() -> None:
    suffixes = list_suffixes()
    assert len(set(suffixes)) == len(suffixes)
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in suffixes)
    assert len({form.kind for form in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize("name", ["a.txt", "a.warc", "a.jsonl", "a.pdf", "a.html"])
def test_a_long_file_of_zero_bytes_is_told_at_once(name: str) -> None:
    found = find_format_of(MemoryContent(name, b"\0" * 100_000))
    assert isinstance(found, Problem) and "zero bytes" in found.reason
