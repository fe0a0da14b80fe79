"""Documents of office programs: written by other libraries, read as their readers see them."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable, Iterator

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls
from odf import dc, meta, office, style, table, text
from odf.opendocument import OpenDocumentText

from searchcsto.documents import Document
from searchcsto.ingest.articles import read_article
from searchcsto.ingest.content import Content, MemoryContent, ReadOptions
from searchcsto.ingest.docx import read_docx
from searchcsto.ingest.limits import Article, Problem
from searchcsto.ingest.odt import read_odt
from searchcsto.ingest.properties import cite_title
from searchcsto.ingest.quotes import Quotes
from searchcsto.ingest.rtf import read_rtf

Read = Callable[[Content, ReadOptions], Iterator[Article | Problem]]
LEAD = "Переговоры о воде продолжились в Орло в понедельник, сообщил министр. The talks went on in Orlo."
OPTIONS = ReadOptions()


def write_docx(change: Callable[[docx.document.Document], object]) -> bytes:
    document = docx.Document()
    document.core_properties.created = datetime.datetime(2031, 4, 9, 8, 15)
    document.core_properties.modified = datetime.datetime(2031, 4, 10, 8, 15)
    document.core_properties.title = ""
    change(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def write_odt(*elements: object, title: str = "") -> bytes:
    document = OpenDocumentText()
    headline = style.Style(name="P1", family="paragraph", parentstylename="Title")
    document.automaticstyles.addElement(headline)
    document.meta.addElement(meta.CreationDate(text="2031-04-09T08:15:00"))
    if title:
        document.meta.addElement(dc.Title(text=title))
    for element in elements:
        document.text.addElement(element)
    file = io.BytesIO()
    document.write(file)
    return file.getvalue()


def make_document(found: object) -> Document:
    assert isinstance(found, Article), found
    document = read_article(found.text, id="a", markup=found.markup, today=datetime.date(2035, 1, 1))
    evidence = [document.title_evidence, *(words for each in document.alternatives for words in each.evidence)]
    for each in evidence:
        assert each is None or document.text[each.start : each.end] == each.words
    return document


def read_word(change: Callable[[docx.document.Document], object]) -> Document:
    (found,) = read_docx(MemoryContent("a.docx", write_docx(change)), OPTIONS)
    return make_document(found)


def read_open(*elements: object, title: str = "") -> Document:
    (found,) = read_odt(MemoryContent("a.odt", write_odt(*elements, title=title)), OPTIONS)
    return make_document(found)


def read_rich(data: bytes) -> Document:
    (found,) = read_rtf(MemoryContent("a.rtf", data), OPTIONS)
    return make_document(found)


def find_reason(data: bytes, read: Read) -> str:
    (found,) = read(MemoryContent("a", data), OPTIONS)
    assert isinstance(found, Problem)
    assert found.skipped
    return found.reason


def visible(document: Document) -> str:
    """Return the text without what is quoted from the properties."""
    return document.text.partition("\n\ncreated: ")[0]


# Word


def test_word_paragraphs_tables_and_breaks() -> None:
    def change(document: docx.document.Document) -> None:
        document.add_heading("Talks resume in Orlo", 0)
        document.add_paragraph("By Anna Bell").add_run("\n7 April 2031\tOrlo")
        document.add_paragraph("")
        document.add_paragraph(LEAD)
        cells = document.add_table(2, 2)
        for index, cell in enumerate((*cells.row_cells(0), *cells.row_cells(1))):
            cell.text = f"cell {index}"
        document.add_paragraph("An end.")
        document.sections[0].header.paragraphs[0].text = "PAGE HEAD"

    document = read_word(change)
    assert visible(document) == (
        f"Talks resume in Orlo\n\nBy Anna Bell\n7 April 2031\tOrlo\n\n{LEAD}\n\n"
        "cell 0\ncell 1\ncell 2\ncell 3\n\nAn end."
    )
    assert (document.title, document.date) == ("Talks resume in Orlo", "2031-04-07")


def test_word_insertions_boxes_and_controls_are_read_and_deletions_are_not() -> None:
    def change(document: docx.document.Document) -> None:
        paragraph = document.add_paragraph("seen")
        for markup in (
            "<w:ins {0}><w:r><w:t> inserted</w:t></w:r></w:ins>",
            "<w:del {0}><w:r><w:delText>deleted</w:delText></w:r></w:del>",
            "<w:moveFrom {0}><w:r><w:t>moved</w:t></w:r></w:moveFrom>",
            "<w:r {0}><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>",
            "<w:r {0}><w:instrText>PAGE</w:instrText></w:r>",
            "<w:hyperlink {0}><w:r><w:t> linked</w:t></w:r></w:hyperlink>",
            "<w:sdt {0}><w:sdtPr/><w:sdtContent><w:r><w:t> held</w:t></w:r></w:sdtContent></w:sdt>",
        ):
            paragraph._p.append(parse_xml(markup.format(nsdecls("w"))))
        box = OxmlElement("w:txbxContent")
        inner = OxmlElement("w:p")
        inner.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>boxed</w:t></w:r>"))
        box.append(inner)
        paragraph.add_run()._r.append(box)

    assert visible(read_word(change)) == "boxed\n\nseen inserted linked held"


@pytest.mark.parametrize(
    ("heading", "level", "stated", "title"),
    [
        ("Talks resume in Orlo", 0, "Another thing entirely, old", "Talks resume in Orlo"),
        ("Talks resume in Orlo", 1, "", "Talks resume in Orlo"),
        ("Talks resume in Orlo", 2, "", None),
        (None, 0, "The talks in Orlo went on", "The talks in Orlo went on"),
        (None, 0, "Harbour festival opens with song", None),
        (None, 0, "Microsoft Word - talks.doc", None),
        (None, 0, "untitled", None),
        (None, 0, "Документ1", None),
    ],
)
def test_word_titles(heading: str | None, level: int, stated: str, title: str | None) -> None:
    def change(document: docx.document.Document) -> None:
        document.core_properties.title = stated
        if heading:
            document.add_heading(heading, level)
        document.add_paragraph(LEAD)
        document.add_heading("Background to the talks", 1)

    article = next(read_docx(MemoryContent("a.docx", write_docx(change)), OPTIONS))
    assert isinstance(article, Article)
    assert article.markup is not None
    assert article.markup.title == title


def test_the_times_of_a_file_are_no_dates_of_publication() -> None:
    document = read_word(lambda made: made.add_paragraph(LEAD))
    assert document.date is None
    assert [each.value for each in document.alternatives] == ["2031-04-09", "2031-04-10"]
    assert [each.evidence[0].rule for each in document.alternatives] == ["file created", "file modified"]
    assert document.text.endswith("\n\ncreated: 2031-04-09T08:15:00Z\nmodified: 2031-04-10T08:15:00Z")


def test_a_main_part_with_another_name() -> None:
    source = zipfile.ZipFile(io.BytesIO(write_docx(lambda made: made.add_paragraph(LEAD))))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            data = source.read(name).replace(b"/word/document.xml", b"/word/document2.xml")
            archive.writestr(name.replace("word/document.xml", "word/document2.xml"), data)
    (found,) = read_docx(MemoryContent("a.docx", file.getvalue()), OPTIONS)
    assert visible(make_document(found)) == LEAD


# OpenOffice


def test_open_paragraphs_tables_and_breaks() -> None:
    paragraph = text.P(text="By Anna")
    paragraph.addElement(text.S(c=2))
    paragraph.addElement(text.Span(text="Bell"))
    paragraph.addElement(text.LineBreak())
    paragraph.addText("7 April 2031")
    paragraph.addElement(text.Tab())
    paragraph.addText("Orlo")
    rows = table.Table()
    for row in (("a", "b"), ("c", "d")):
        cells = table.TableRow()
        for words in row:
            cell = table.TableCell()
            cell.addElement(text.P(text=words))
            cells.addElement(cell)
        rows.addElement(cells)
    note = text.P(text="An end")
    note.addElement(office.Annotation())
    note.childNodes[-1].addElement(text.P(text="a comment"))
    note.addText(".")
    document = read_open(text.P(stylename="P1", text="Talks resume in Orlo"), paragraph, text.P(text=LEAD), rows, note)
    assert visible(document) == (
        f"Talks resume in Orlo\n\nBy Anna  Bell\n7 April 2031\tOrlo\n\n{LEAD}\n\na\nb\nc\nd\n\nAn end."
    )
    assert (document.title, document.date) == ("Talks resume in Orlo", "2031-04-07")


def test_open_titles_and_times() -> None:
    assert (
        read_open(text.H(outlinelevel=1, text="Talks resume in Orlo"), text.P(text=LEAD)).title
        == "Talks resume in Orlo"
    )
    document = read_open(text.P(text=LEAD), title="The talks in Orlo went on")
    assert document.title == "The talks in Orlo went on"
    assert document.date is None
    assert [each.value for each in document.alternatives] == ["2031-04-09"]


# Rich text

FONTS = rb"{\fonttbl{\f0\fnil\fcharset204 Arial;}{\f1\fnil\fcharset0 Times;}}"


def escape(words: str, *, unicode: bool = False) -> bytes:
    if unicode:
        numbers = [ord(char) if ord(char) < 32_768 else ord(char) - 65_536 for char in words]
        return "".join(f"\\u{number}?" for number in numbers).encode()
    return b"".join(b"\\'%02x" % byte for byte in words.encode("cp1251"))


@pytest.mark.parametrize(
    "body",
    [
        rb"\ansicpg1251" + FONTS + rb"\f0 " + escape("Переговоры в Орло"),
        rb"\ansicpg1252" + FONTS + rb"\f0 " + escape("Переговоры в Орло"),
        rb"\ansicpg1251{\fonttbl{\f0\fnil\fcharset0 Arial;}}\f0 " + escape("Переговоры в Орло"),
        rb"\ansicpg1251 " + "Переговоры в Орло".encode("cp1251"),
        rb"\ansicpg866 " + "Переговоры в Орло".encode("cp866"),
        rb"\ansicpg1252\uc1 " + escape("Переговоры в Орло", unicode=True),
        rb"\ansicpg1252\uc0 " + escape("Переговоры в Орло", unicode=True).replace(b"?", b" "),
        rb"\ansicpg65001 " + "Переговоры в Орло".encode(),
    ],
)
def test_cyrillic_in_every_way(body: bytes) -> None:
    assert read_rich(rb"{\rtf1\ansi" + body + rb"\par}").text == "Переговоры в Орло"


def test_rich_text_is_what_is_seen() -> None:
    link = rb'{\field{\*\fldinst{HYPERLINK "http://a.example"}}{\fldrslt link}}'
    data = (
        rb"{\rtf1\ansi{\colortbl;\red0;}{\*\generator x;}\pard First\par\par\par Second\line third \u-10179?\u-8704?"
        rb" a\'96b {\b bold} " + link + rb"\par a\cell b\cell\row{\pict\pngblip " + b"89504e47" * 5_000 + rb"}end}"
    )
    assert read_rich(data).text == "First\n\nSecond\nthird 😀 a–b bold link\n\na\tb\nend"


def test_rich_binary_data_is_cut_out() -> None:
    data = rb"{\rtf1 before {\pict\bin3000 " + b"}{\\x" * 750 + rb"} behind}"
    assert read_rich(data).text.split() == ["before", "behind"]


def test_rich_titles_and_times() -> None:
    info = rb"{\info{\title " + escape("Переговоры в Орло") + rb"}{\creatim\yr2031\mo4\dy9\hr8}}"
    data = rb"{\rtf1\ansi\ansicpg1251" + info + escape("Переговоры в Орло") + rb"\par " + escape(LEAD) + rb"\par}"
    document = read_rich(data)
    assert (document.title, document.date) == ("Переговоры в Орло", None)
    assert [each.evidence[0].words for each in document.alternatives] == [r"\yr2031\mo4\dy9"]


@pytest.mark.parametrize(
    "body",
    [
        b"{" * 200_000,
        b"{\\fonttbl" + rb"{\f0\fcharset204 " * 20_000,
        rb'{\field{\*\fldinst{HYPERLINK "a"' * 20_000,
        b"\\bin999999999 x",
        b"\\'" * 50_000,
        b"\\u" * 50_000,
        b"{\\title " * 20_000,
        b"\\u99999999 x",
    ],
)
def test_hostile_rich_text_ends_soon(body: bytes) -> None:
    (found,) = read_rtf(MemoryContent("a.rtf", b"{\\rtf1 " + body), OPTIONS)
    assert isinstance(found, Article | Problem)


# What is not read


def write_zip(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return file.getvalue()


@pytest.mark.parametrize("read", [read_docx, read_odt])
def test_bombs_are_not_unpacked(read: Read) -> None:
    bomb = b"<a>" + b" " * 30_000_000 + b"</a>"
    assert "times its size" in find_reason(write_zip(word__document_xml=bomb, content_xml=bomb), read)
    noise = bytes(range(256)) * 200_000
    assert "larger than 40 MB" in find_reason(write_zip(word__document_xml=noise, content_xml=noise), read)


@pytest.mark.parametrize("read", [read_docx, read_odt])
def test_entities_and_depth_do_no_harm(read: Read) -> None:
    levels = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10 if i else "x"}">' for i in range(12))
    swelling = f'<!DOCTYPE d [{levels}<!ENTITY f SYSTEM "file:///etc/passwd">]><d><p>&a11;&f;</p></d>'.encode()
    deep = b"<p>" * 100_000
    for data in (swelling, deep, b"", b"<p>"):
        assert find_reason(write_zip(word__document_xml=data, content_xml=data), read)


@pytest.mark.parametrize(
    ("data", "read", "reason"),
    [
        (b"", read_docx, "empty"),
        (b"", read_odt, "empty"),
        (b"", read_rtf, "empty"),
        (b"PK\3\4 nothing", read_docx, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, read_docx, "encrypted, or an old .doc"),
        (write_zip(a_xml=b"<a/>"), read_docx, "damaged"),
        (write_zip(a_xml=b"<a/>"), read_odt, "not a text document"),
        (write_zip(word__document_xml=b"<document/>"), read_docx, "it has no text"),
        (
            write_zip(**{"META-INF__manifest_xml": b"<m><f><encryption-data/></f></m>"}, content_xml=b"x"),
            read_odt,
            "encrypted",
        ),
        (b"Talks", read_rtf, "it is not RTF"),
        (b"{\\rtf1}", read_rtf, "it has no text"),
    ],
)
def test_one_reason(data: bytes, read: Read, reason: str) -> None:
    assert reason in find_reason(data, read)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("talks  RESUME in orlo", "Talks resume\nin Orlo"),
        ("Talks resume in Orlo - Kestrel News", "Talks resume\nin Orlo"),
        ("Talks about water", None),
        ("Kestrel", None),
        ("Microsoft Word - Talks resume in Orlo", "Talks resume\nin Orlo"),
        ("", None),
        (None, None),
        ("A" * 5_000, None),
    ],
)
def test_titles_of_properties(title: str | None, words: str | None) -> None:
    evidence = cite_title(Quotes("Talks resume\nin Orlo\n\nThey met."), title)
    assert (evidence.words if evidence else None) == words
