"""A saved page is read as the page that it was; the day of saving bounds its date and is not it."""

from __future__ import annotations

import base64
import quopri
from email.header import Header

import pytest

from searchcsto.documents import Document
from searchcsto.ingest.articles import read_article
from searchcsto.ingest.content import MemoryContent, ReadOptions
from searchcsto.ingest.limits import Article, Problem
from searchcsto.ingest.mhtml import read_mhtml
from tests.ingest.webpages import BODY, HEADLINE, RUSSIAN_BODY, RUSSIAN_HEADLINE, check_evidence, make_page

ADDRESS = "https://courier.example/7/talks.html"
FRAME = "<html><body><p>An advertisement of 1 May 2021</p></body></html>"


def save_page(
    page: str, *, date: str = "Fri, 9 Apr 2021 10:00:00 -0000", address: str = ADDRESS,
    encoding: str = "quoted-printable", charset: str = "utf-8", kind: str = "text/html", subject: str = "Talks",
) -> bytes:  # fmt: skip
    """Return a page as a browser saves it, with a frame before and a picture behind."""
    data = page.encode(charset)
    body = quopri.encodestring(data) if encoding == "quoted-printable" else base64.encodebytes(data)
    lines = [
        "From: <Saved by Blink>",
        f"Snapshot-Content-Location: {address}",
        f"Subject: {Header(subject, 'utf-8').encode()}",
        f"Date: {date}",
        "MIME-Version: 1.0",
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----boundary"',
        "",
        "------boundary",
        "Content-Type: text/html",
        "Content-Location: cid:frame@mhtml.blink",
        "",
        FRAME,
        "------boundary",
        f"Content-Type: {kind}; charset={charset}",
        f"Content-Transfer-Encoding: {encoding}",
        f"Content-Location: {address}",
        "",
        body.decode("ascii"),
        "------boundary",
        "Content-Type: image/png",
        "Content-Transfer-Encoding: base64",
        "",
        "iVBORw0KGgo=",
        "------boundary--",
    ]
    return "\r\n".join(lines).encode()


def read(data: bytes) -> Article | Problem:
    (found,) = read_mhtml(MemoryContent("page.mhtml", data), ReadOptions())
    return found


def read_document(data: bytes) -> Document:
    article = read(data)
    assert isinstance(article, Article), article
    document = read_article(article.text, id="a", markup=article.markup)
    check_evidence(document)
    return document


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_a_saved_page(encoding: str) -> None:
    page = make_page(head='<meta property="article:published_time" content="2021-04-07">')
    document = read_document(save_page(page, encoding=encoding))
    assert (document.title, document.date) == (HEADLINE, "2021-04-07")
    assert "breakwater" in document.text and "advertisement" not in document.text


def test_a_russian_page_in_its_old_encoding() -> None:
    page = make_page(headline=RUSSIAN_HEADLINE, body=RUSSIAN_BODY, below="<p>7 апреля 2021, 08:15</p>")
    document = read_document(save_page(page, charset="windows-1251", subject=RUSSIAN_HEADLINE))
    assert (document.title, document.date) == (RUSSIAN_HEADLINE, "2021-04-07")


def test_the_day_of_saving_is_not_the_date() -> None:
    article = read(save_page(make_page()))
    assert isinstance(article, Article) and article.markup is not None
    assert str(article.markup.latest) == "2021-04-10"  # at ten in the morning, that day has begun in the east
    assert read_document(save_page(make_page())).date is None


def test_nothing_is_dated_after_the_day_of_saving() -> None:
    page = make_page(head='<meta property="article:published_time" content="2021-05-07">')
    assert read_document(save_page(page)).date is None
    assert read_document(save_page(page, date="Fri, 7 May 2021 10:00:00 -0000")).date == "2021-05-07"
    assert read_document(save_page(page, date="some day")).date == "2021-05-07"


def test_the_address_may_tell_the_date() -> None:
    document = read_document(save_page(make_page(), address="https://courier.example/2021/04/07/talks"))
    assert (document.date, document.date_evidence[0].rule) == ("2021-04-07", "address")


def test_the_root_is_the_part_that_the_header_names() -> None:
    data = save_page(make_page(), address="cid:root")
    assert "advertisement" in read_document(data).text  # nothing tells: the first
    data = data.replace(b'type="text/html";', b'type="text/html"; start="<r@x>";').replace(
        b"Content-Location: cid:root\r\n\r\n", b"Content-ID: <r@x>\r\n\r\n"
    )
    assert "breakwater" in read_document(data).text


def test_one_page_without_parts() -> None:
    data = b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n" + make_page().encode()
    assert read_document(data).title == HEADLINE


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\n \n", "it has no text, only blanks"),
        (b"MIME-Version: 1.0\nContent-Type: text/plain\n\nTalks", "no web page is in it"),
        (b"Content-Type: multipart/related; boundary=x\n\n--x\nContent-Type: image/png\n\nx", "no web page is in it"),
        (save_page("<html></html>"), "it has no text, only markup"),
        (save_page("x" * 20_000_001, encoding="base64"), "its page is larger than 20 MB"),
    ],
    ids=range(6),
)  # fmt: skip
def test_what_is_no_page_is_a_problem(data: bytes, reason: str) -> None:
    assert read(data) == Problem(reason)


@pytest.mark.parametrize(
    "changes",
    [
        (b"utf-8", b"bogus-17"),
        (b"quoted-printable", b"x-unknown"),
        (b"charset=utf-8", b"charset*=utf-8''%ff"),
        (b"------boundary--", b""),
        (b"Date: Fri", b"Date: \xff\xfe"),
        (b"Snapshot-Content-Location: https", b"Snapshot-Content-Location: =?utf-8?q?=FF?= \xff"),
    ],
)
def test_damaged_headers_cost_nothing(changes: tuple[bytes, bytes]) -> None:
    document = read_document(save_page(make_page(body=BODY)).replace(*changes))
    assert "breakwater" in document.text
