"""Files of every format, cut off, with bits turned, pieces moved: readers give articles and reasons, never an error."""

from __future__ import annotations

import datetime
import io
import itertools
import json
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from xml.sax.saxutils import escape

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odf import text
from odf.opendocument import OpenDocumentText

from searchcsto.errors import DocumentInvalid
from searchcsto.ingest.articles import Given, read_article
from searchcsto.ingest.content import Content, MemoryContent, ReadOptions
from searchcsto.ingest.docx import read_docx
from searchcsto.ingest.feeds import read_feed
from searchcsto.ingest.html import read_html
from searchcsto.ingest.json_file import read_json
from searchcsto.ingest.jsonl import read_jsonl
from searchcsto.ingest.limits import Article, Problem
from searchcsto.ingest.mail import read_letter, read_mailbox
from searchcsto.ingest.markdown import read_markdown
from searchcsto.ingest.mhtml import read_mhtml
from searchcsto.ingest.newsml import read_newsml
from searchcsto.ingest.odt import read_odt
from searchcsto.ingest.pdf import read_pdf
from searchcsto.ingest.rtf import read_rtf
from searchcsto.ingest.tables import read_table
from tests.ingest.printing import set_text, write_pdf
from tests.ingest.test_feeds import ITEM, make_rss
from tests.ingest.test_mhtml import save_page
from tests.ingest.test_newsml import make_item, make_message, make_nitf
from tests.ingest.webpages import make_page

Read = Callable[[Content, ReadOptions], Iterator[Article | Problem]]
ENGLISH = "The talks about water went on in Orlo on Monday, and both sides said that they would meet again. "
RUSSIAN = "Переговоры о воде продолжились в Орло в понедельник, и стороны договорились встретиться снова. "
RECORDS = [
    {
        "id": f"k{number}",
        "headline": "Talks",
        "body": f"<p>{words}</p>",
        "date": "20.04.2031",
        "source": {"name": "Kestrel"},
    }
    for number, words in enumerate((ENGLISH, RUSSIAN))
]


def write_word() -> bytes:
    document = docx.Document()
    document.core_properties.title = "Talks resume in Orlo"
    document.add_heading("Talks resume in Orlo", 0)
    for words in (ENGLISH, RUSSIAN):
        document.add_paragraph(words * 3)
    document.add_table(2, 2).cell(0, 0).text = "cell"
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def write_open() -> bytes:
    document = OpenDocumentText()
    document.text.addElement(text.H(outlinelevel=1, text="Talks resume in Orlo"))
    for words in (ENGLISH, RUSSIAN):
        document.text.addElement(text.P(text=words * 3))
    file = io.BytesIO()
    document.write(file)
    return file.getvalue()


def write_letter() -> bytes:
    message = EmailMessage()
    message["From"] = "Новости Орло <news@orlo.example>"
    message["Subject"] = "Переговоры возобновились"
    message["Date"] = "Mon, 07 Apr 2031 08:15:00 +0300"
    message["Message-ID"] = "<k1@orlo.example>"
    message.set_content(RUSSIAN)
    message.add_alternative(f"<p>{ENGLISH}</p>", subtype="html")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="отчёт.pdf")
    return bytes(message)


def write_lines() -> bytes:
    return "\n".join(json.dumps(record, ensure_ascii=number > 0) for number, record in enumerate(RECORDS)).encode()


def write_table() -> bytes:
    rows = "".join(f'k{n};"Talks; ""again""";"{words}";2031-04-0{n}\r\n' for n, words in ((1, ENGLISH), (2, RUSSIAN)))
    return f"id;title;text;date\r\n{rows}".encode()


def write_markdown() -> bytes:
    return (
        "---\ntitle: 'Talks'\ndate: 2031-04-07\nsources: [Kestrel, Lark]\n---\n# Talks *resume*\n\n"
        f"{ENGLISH}[link](http://a.example)\n\n> {RUSSIAN}\n\n- a\n  - b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    ).encode()


def write_page() -> bytes:
    head = (
        '<meta charset=utf-8><link rel=canonical href="https://courier.example/2021/04/07/talks">'
        '<meta property="og:site_name" content="Orlo Courier"><meta name=date content="2021-04-07">'
        '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Talks resume in Orlo",'
        '"datePublished": "2021-04-07T00:15:00Z", "publisher": {"name": "Вестник Орло"}}]}</script>'
    )
    below = '<time datetime="2021-04-06T21:15:00-03:00">6 April</time>'
    return make_page(head=head, below=below, body=f"<p>{ENGLISH * 3}</p><p>{RUSSIAN * 3}</p>").encode()


LETTER = write_letter()
NITF = make_nitf(body=f"<p>{ENGLISH * 2}</p><p>{RUSSIAN * 2}</p>").decode()
SAMPLES: dict[str, tuple[Read, bytes]] = {
    "docx": (read_docx, write_word()),
    "eml": (read_letter, LETTER),
    "feed": (read_feed, make_rss(*[ITEM.format(text=escape(f"<p>{words * 2}</p>")) for words in (ENGLISH, RUSSIAN)])),
    "html": (read_html, write_page()),
    "json": (read_json, json.dumps({"articles": RECORDS}, ensure_ascii=False).encode()),
    "jsonl": (read_jsonl, write_lines()),
    "mbox": (read_mailbox, (b"From - Mon Apr 07 08:15:00 2031\n" + LETTER + b"\n") * 2),
    "md": (read_markdown, write_markdown()),
    "mhtml": (read_mhtml, save_page(write_page().decode(), charset="windows-1251")),
    "newsml": (read_newsml, make_message(make_item(), make_item(guid="k2", inline=f"<inlineXML>{NITF}</inlineXML>"))),
    "nitf": (read_newsml, NITF.encode()),
    "odt": (read_odt, write_open()),
    "pdf": (
        read_pdf,
        write_pdf(
            *[[(50, 770, 8, "Kestrel Daily"), *set_text(ENGLISH * 3 + "\n\n" + RUSSIAN * 3)]] * 2,
            Title="Talks in Orlo",
            CreationDate="D:20310409081500Z",
        ),
    ),
    "rtf": (
        read_rtf,
        rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset204 Arial;}}{\info{\title Talks}{\creatim\yr2031\mo4\dy9}}\f0 "
        + ENGLISH.encode()
        + b"".join(b"\\'%02x" % byte for byte in RUSSIAN.encode("cp1251"))
        + rb"\par \u1055?\u1086?{\*\x y}{\field{\*\fldinst{HYPERLINK x}}{\fldrslt z}}\par}",
    ),
    "table": (read_table, write_table()),
}


def check(read: Read, data: bytes) -> int:
    """Read a file as `index` does, and return how many articles there are; whatever they cite stands in their text."""
    count = 0
    for found in read(MemoryContent("a", data), ReadOptions()):
        if isinstance(found, Problem):
            assert found.reason
            assert len(found.reason) < 2_000
            assert "Traceback" not in found.reason
            continue
        count += 1
        known = Given(found.title, found.date, found.sources, found.language, found.place)
        try:
            document = read_article(
                found.text, id="a", given=known, markup=found.markup, today=datetime.date(2035, 1, 1)
            )
        except DocumentInvalid:
            continue  # told as a problem of the file
        document.text.encode()
        cited = [document.title_evidence, *document.date_evidence, *document.source_evidence]
        cited += [words for each in document.alternatives for words in each.evidence]
        for evidence in cited:
            assert evidence is None or document.text[evidence.start : evidence.end] == evidence.words
    return count


@pytest.mark.parametrize("kind", SAMPLES)
def test_whole_files_are_read(kind: str) -> None:
    read, data = SAMPLES[kind]
    assert check(read, data) == {"feed": 2, "json": 2, "jsonl": 2, "mbox": 2, "newsml": 2, "table": 2}.get(kind, 1)


@pytest.mark.parametrize("kind", SAMPLES)
def test_files_that_are_cut_off(kind: str) -> None:
    read, data = SAMPLES[kind]
    for part in range(25):
        check(read, data[: part * len(data) // 25])


@pytest.mark.parametrize("kind", SAMPLES)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(changes=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=30))
def test_files_with_wrong_bytes(kind: str, changes: list[tuple[float, int]]) -> None:
    read, data = SAMPLES[kind]
    damaged = bytearray(data)
    for place, byte in changes:
        damaged[int(place * len(damaged))] ^= byte
    check(read, bytes(damaged))


@pytest.mark.parametrize("kind", SAMPLES)
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(cuts=st.lists(st.floats(0, 1), min_size=2, max_size=6), order=st.randoms(use_true_random=False))
def test_files_with_pieces_moved(kind: str, cuts: list[float], order: object) -> None:
    read, data = SAMPLES[kind]
    places = sorted({0, len(data), *(int(cut * len(data)) for cut in cuts)})
    pieces = [data[start:end] for start, end in itertools.pairwise(places)]
    order.shuffle(pieces)  # type: ignore[attr-defined]
    check(read, b"".join(pieces))


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize("other", SAMPLES)
def test_files_of_another_format(kind: str, other: str) -> None:
    check(SAMPLES[kind][0], SAMPLES[other][1])


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize(
    "data", [b"\0" * 3_000_000, b"\xff" * 100_000, b"\n" * 100_000, b"[" * 100_000, bytes(range(256)) * 400]
)
def test_files_of_nothing(kind: str, data: bytes) -> None:
    check(SAMPLES[kind][0], data)


@pytest.mark.parametrize("words", ["2031-04-00", "00.04.2031", "0 April 2031", "00/00/2031", "April 0, 2031"])
def test_a_day_zero_in_a_text_is_no_date(words: str) -> None:
    for line in (words, f"Date: {words}", f"ORLO, {words}. /KESTREL/."):
        article = read_article(
            f"Talks resume in Orlo\n{line}\n\n{ENGLISH * 3}", id="a", today=datetime.date(2035, 1, 1)
        )
        assert article.date is None or not article.date.endswith("00")
