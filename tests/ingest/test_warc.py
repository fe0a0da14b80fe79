"""A web archive gives its pages with address and day, once each, and nothing of what else a crawler keeps."""

from __future__ import annotations

import datetime
import gzip
import time
import zlib

import brotli
import pytest

from searchcsto.ingest.articles import read_article
from searchcsto.ingest.content import Member, MemoryContent, ReadOptions, TooLarge
from searchcsto.ingest.formats import Format
from searchcsto.ingest.kinds import find_format_of
from searchcsto.ingest.limits import Article, Problem
from searchcsto.ingest.parts import find_parts, read_part
from searchcsto.ingest.unpacking import Budget
from searchcsto.ingest.warc import open_warc
from tests.ingest.webpages import HEADLINE, RUSSIAN_BODY, RUSSIAN_HEADLINE, make_page

ADDRESS = "https://courier.example/7/talks"


class Archive:
    """Write records as a crawler does."""

    def __init__(self, *, packed: bool = True) -> None:
        self._packed = packed
        self.data = b""

    def add(
        self, data: bytes, address: str = ADDRESS, *, kind: str = "response", status: str = "200 OK",
        type: str = "text/html", date: str = "2021-04-09T09:00:00Z", encoding: str = "",
    ) -> Archive:  # fmt: skip
        sent = [f"HTTP/1.1 {status}", f"Content-Type: {type}", *([f"Content-Encoding: {encoding}"] if encoding else [])]
        body = data if kind == "conversion" else "\r\n".join([*sent, "", ""]).encode() + data
        head = [
            "WARC/1.0",
            f"WARC-Type: {kind}",
            f"WARC-Target-URI: {address}",
            f"WARC-Date: {date}",
            "WARC-Record-ID: <urn:uuid:0>",
            f"Content-Type: {type if kind == 'conversion' else 'application/http; msgtype=response'}",
            f"Content-Length: {len(body)}",
        ]
        record = "\r\n".join([*head, "", ""]).encode() + body + b"\r\n\r\n"
        self.data += gzip.compress(record) if self._packed else record
        return self


PAGE = make_page().encode()


def open_all(data: bytes) -> list[Member | Problem]:
    return list(open_warc(MemoryContent("crawl.warc.gz", data), Budget(len(data))))


def read_all(data: bytes) -> list[Article | Problem]:
    """Read an archive as the process that reads archives does."""
    content = MemoryContent("crawl.warc.gz", data)
    form = find_format_of(content)
    assert isinstance(form, Format) and form.kind == "warc"
    found: list[Article | Problem] = []
    for part in find_parts(content, form):
        found += [part] if isinstance(part, Problem) else read_part(part, ReadOptions())
    return found


@pytest.mark.parametrize("packed", [True, False])
def test_a_page_with_its_address_and_its_day(packed: bool) -> None:
    (member,) = open_all(Archive(packed=packed).add(PAGE).data)
    assert isinstance(member, Member)
    assert (member.name, member.url, member.latest) == (ADDRESS, ADDRESS, datetime.date(2021, 4, 9))
    assert member.content.open().read() == PAGE
    assert member.content.name == "talks.html"


def test_an_archive_that_was_packed_as_a_whole() -> None:
    data = gzip.compress(Archive(packed=False).add(PAGE).add(PAGE, ADDRESS + "2").data)
    assert [each.name for each in open_all(data) if isinstance(each, Member)] == [ADDRESS, ADDRESS + "2"]


def test_the_day_of_fetching_is_the_last_that_it_was_anywhere() -> None:
    (member,) = open_all(Archive().add(PAGE, date="2021-04-09T22:30:00Z").data)
    assert isinstance(member, Member) and member.latest == datetime.date(2021, 4, 10)


def test_pages_become_articles() -> None:
    head = '<meta property="article:published_time" content="2021-05-07">'
    archive = Archive().add(PAGE, "https://courier.example/2021/04/07/talks")
    archive.add(make_page(head=head).encode(), "https://courier.example/8")  # later than it was fetched
    archive.add("Переговоры возобновились в понедельник.".encode(), "https://a.example/n", type="text/plain")
    found = read_all(archive.data)
    articles = [each for each in found if isinstance(each, Article)]
    assert len(articles) == len(found) == 3
    documents = [read_article(each.text, id=str(n), markup=each.markup) for n, each in enumerate(articles)]
    assert [document.date for document in documents] == ["2021-04-07", None, None]
    assert documents[0].title == HEADLINE
    assert articles[0].member == "https://courier.example/2021/04/07/talks"
    assert documents[2].text.startswith("Переговоры")


def test_the_header_names_the_encoding() -> None:
    page = make_page(headline=RUSSIAN_HEADLINE, body=RUSSIAN_BODY).encode("koi8-r")
    (article,) = read_all(Archive().add(page, type="text/html; charset=koi8-r").data)
    assert isinstance(article, Article) and RUSSIAN_HEADLINE in article.text


@pytest.mark.parametrize(("encoding", "packed"), [("gzip", gzip.compress(PAGE)), ("deflate", zlib.compress(PAGE))])
def test_a_page_that_was_sent_packed(encoding: str, packed: bytes) -> None:
    (member,) = open_all(Archive().add(packed, encoding=encoding).data)
    assert isinstance(member, Member) and member.content.open().read() == PAGE


def test_a_packing_that_is_not_read_is_told() -> None:
    archive = Archive().add(b"xx", encoding="zstd").add(PAGE, "https://a.example/")
    found = open_all(archive.data)
    assert found[0] == Problem("packed in a way that is not read (zstd)", member=ADDRESS)
    assert isinstance(found[1], Member)


def test_the_text_that_was_made_of_a_page() -> None:
    (member,) = open_all(Archive().add(b"Talks resume.", kind="conversion", type="text/plain").data)
    assert isinstance(member, Member) and member.content.name == "talks.txt"


def test_what_else_a_crawler_keeps_is_passed_over() -> None:
    archive = Archive()
    for kind in ("request", "metadata", "revisit"):
        archive.add(PAGE, kind=kind)
    for status in ("404 Not Found", "301 Moved", "500 Error"):
        archive.add(PAGE, status=status)
    for form in ("image/png", "text/css", "application/javascript", "video/mp4", "font/woff2"):
        archive.add(PAGE, type=form)
    archive.add(b"")
    assert open_all(archive.data) == []


def test_the_same_page_comes_once() -> None:
    archive = Archive().add(PAGE).add(PAGE, date="2021-04-10T00:00:00Z").add(PAGE + b" ").add(PAGE, ADDRESS + "2")
    assert [each.name for each in open_all(archive.data) if isinstance(each, Member)] == [
        ADDRESS,
        ADDRESS,
        ADDRESS + "2",
    ]


@pytest.mark.parametrize("packed", [True, False])
def test_an_archive_that_breaks_off(packed: bool) -> None:
    data = Archive(packed=packed).add(PAGE).add(PAGE + b" " * 500, ADDRESS + "2").data
    found = open_all(data[:-200])
    assert isinstance(found[0], Member)
    assert isinstance(found[-1], Problem) and found[-1].reason.startswith("damaged")
    assert len(found) == 2


def test_damage_in_the_middle_ends_the_reading() -> None:
    first = Archive().add(PAGE).data
    data = first + b"\x1f\x8b\x08\0garbage" * 20 + Archive().add(PAGE, ADDRESS + "2").data
    found = open_all(data)
    assert isinstance(found[0], Member)
    assert [each for each in found[1:] if isinstance(each, Member)] == []
    assert isinstance(found[1], Problem) and "not read" in found[1].reason


def test_a_page_that_unpacks_without_end_is_bounded() -> None:
    bomb = gzip.compress(b"\0" * 60_000_000)
    found = open_all(Archive().add(bomb, encoding="gzip").add(PAGE, ADDRESS + "2").data)
    assert found[0] == Problem("larger than 50 MB, the most that a page may have", member=ADDRESS)
    assert isinstance(found[1], Member)
    archive = Archive()
    for number in range(4):
        archive.add(bomb, f"{ADDRESS}{number}", encoding="gzip")
    with pytest.raises(TooLarge):
        open_all(archive.data)


@pytest.mark.parametrize(
    "changes",
    [
        (b"WARC-Date: 2021", b"WARC-Date: soon"),
        (b"HTTP/1.1 200 OK", b"HTTP/1.1 abc OK"),
        (b"Content-Type: text/html", b"Content-Type: \xff\xfe/;;"),
        (b"WARC-Target-URI: https", b"WARC-Target-URI: http://[::"),
        (b"WARC-Type: response", b"WARC-Type: \xff"),
        (b"Content-Length: ", b"Content-Length: -"),
        (b"Content-Length: ", b"Content-Length: 99999999999999"),
        (b"WARC/1.0", b"WARC/x"),
    ],
)
def test_made_up_headers_do_no_harm(changes: tuple[bytes, bytes]) -> None:
    for found in open_all(Archive(packed=False).add(PAGE).data.replace(*changes)):
        assert isinstance(found, Member) or found.reason


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("chunked", [True, False])
def test_a_page_that_the_server_packed_with_brotli(packed: bool, chunked: bool) -> None:
    long = make_page(
        body="".join(f"<p>{zlib.crc32(bytes([n % 256]) * n)} men of Orlo</p>" for n in range(9000))
    ).encode()
    archive = Archive(packed=packed)
    for number, page in enumerate([brotli.compress(PAGE), brotli.compress(long), PAGE]):  # the last: by its header only
        encoding = "br\r\nTransfer-Encoding: chunked" if chunked else "br"
        sent = b"%x\r\n%s\r\n0\r\n\r\n" % (len(page), page) if chunked else page
        archive.add(sent, f"https://a.example/{number}", encoding=encoding)
    pages = [read_bytes(each) for each in open_all(archive.data)]
    assert pages == [PAGE, long, PAGE]


def read_bytes(found: Member | Problem) -> bytes:
    assert isinstance(found, Member), found
    with found.content.open() as file:
        return file.read()


def test_a_page_that_is_damaged_costs_itself_alone() -> None:
    page = bytearray(brotli.compress(make_page(body="".join(f"<p>{n**9:x} men</p>" for n in range(20_000))).encode()))
    page[len(page) // 2 : len(page) // 2 + 900] = b"\xff" * 900
    archive = Archive().add(bytes(page), encoding="br").add(PAGE, "https://a.example/2")
    damaged, good = open_all(archive.data)
    assert isinstance(damaged, Problem) and damaged.reason.startswith("damaged") and damaged.member == ADDRESS
    assert read_bytes(good) == PAGE


def test_a_brotli_bomb_is_not_unpacked() -> None:
    archive = Archive().add(brotli.compress(b"a" * 60_000_000), encoding="br").add(PAGE, "https://a.example/2")
    bomb, good = open_warc(MemoryContent("crawl.warc.gz", archive.data), Budget(100_000_000))
    assert isinstance(bomb, Problem) and "50 MB" in bomb.reason
    assert read_bytes(good) == PAGE


@pytest.mark.parametrize("blank", [b"\r\n", b"\n"])
def test_blank_lines_without_end_are_not_read(blank: bytes) -> None:
    data = Archive(packed=False).add(PAGE).data + blank * 20_000_000
    started = time.process_time()
    page, problem = open_all(data)
    assert time.process_time() - started < 2  # a minute, if they are read one by one
    assert read_bytes(page) == PAGE
    assert isinstance(problem, Problem) and "blank lines" in problem.reason


@pytest.mark.parametrize("data", [b"<html>no archive", gzip.compress(b"no archive"), b" " * 100_000])
def test_a_file_that_only_its_name_calls_an_archive(data: bytes) -> None:
    (problem,) = open_warc(MemoryContent("crawl.warc", data), Budget(len(data)))
    assert isinstance(problem, Problem) and problem.reason.startswith("it is no web archive")
