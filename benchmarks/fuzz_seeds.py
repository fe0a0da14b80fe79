"""Make small valid files of every kind that is read, for a fuzzer to begin with: `make_seeds("rtf")`.

What is packed with checksums or compressed can hardly be changed at random and stay readable, so a fuzzer may change
what is packed instead: `pack("docx", xml)` gives the file around it.
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Mapping

ENGLISH = "The talks about the harbour of Orlo resumed on Monday, the minister of transport of Velia said. "
RUSSIAN = "Переговоры о порте Орло возобновились в понедельник, сообщил министр транспорта Велии. "
TEXT = f"Harbour talks resume\n7 April 2031, 08:15\n\nORLO, April 7. /KESTREL/. {ENGLISH * 2}\n\n{RUSSIAN}\n"
PAGE = (
    "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Harbour talks resume</title>"
    '<meta property="og:site_name" content="Orlo Courier"><meta name=date content="2031-04-07">'
    '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2031-04-07T08:15:00Z", '
    '"publisher": {"name": "Orlo Courier"}}</script></head><body><nav><a href=/>Home</a></nav><article>'
    f"<h1>Harbour talks resume</h1><time datetime=2031-04-07>7 April</time><p>{ENGLISH * 3}</p><p>{RUSSIAN * 3}</p>"
    "<table><tr><td>a<td>b</table></article><footer>Contacts</footer></body></html>"
)
RECORD = {
    "id": "k1",
    "title": "Talks",
    "body": f"<p>{ENGLISH}</p>",
    "date": "20.04.2031",
    "source": {"name": "Kestrel"},
}
RECORDS = (RECORD, {**RECORD, "id": "k2", "body": RUSSIAN, "date": "2031-04-07T08:15:00+03:00", "source": ["Lark"]})
LETTER = (
    "From: =?utf-8?b?0J7RgNC70L4=?= <news@orlo.example>\r\nSubject: =?koi8-r?q?Talks_=D0=CF?=\r\n"
    "Date: Mon, 07 Apr 2031 08:15:00 +0300\r\nMessage-ID: <k1@orlo.example>\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
    f"{ENGLISH}\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    f"<p>{ENGLISH}=C2=A0</p>\r\n--b--\r\n"
)
SAVED = (
    "From: <Saved by Kestrel>\r\nSnapshot-Content-Location: https://courier.example/2031/04/07/talks\r\n"
    "Date: Mon, 7 Apr 2031 08:15:00 -0000\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n'
    f"Content-Location: https://courier.example/2031/04/07/talks\r\n\r\n{PAGE}\r\n--b--\r\n"
)
FEED = (
    '<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
    "<title>Orlo Courier</title><link>https://courier.example/</link><item><title>Harbour talks resume</title>"
    "<link>https://courier.example/talks</link><guid>k1</guid><pubDate>Mon, 07 Apr 2031 08:15:00 GMT</pubDate>"
    f"<dc:creator>Ann Bell</dc:creator><description><![CDATA[<p>{ENGLISH * 3}</p>]]></description></item></channel>"
    "</rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Orlo Courier</title><entry><title>Talks</title><id>k1</id>'
    '<published>2031-04-07T08:15:00Z</published><link href="https://courier.example/talks"/>'
    f'<content type="html">&lt;p&gt;{ENGLISH * 3}&lt;/p&gt;</content></entry></feed>'
)
NITF = (
    '<?xml version="1.0"?><nitf><head><title>Talks</title><docdata><date.issue norm="20310407T081500Z"/>'
    "<doc.copyright holder='Kestrel'/></docdata></head><body><body.head><hedline><hl1>Talks resume</hl1></hedline>"
    "<dateline><location>ORLO</location><story.date norm='20310407'>April 7</story.date></dateline></body.head>"
    f"<body.content><p>{ENGLISH * 3}</p></body.content></body></nitf>"
)
NEWSML = (
    '<?xml version="1.0"?><newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:k1" version="1">'
    "<itemMeta><provider literal='Kestrel'><name>Kestrel</name></provider>"
    "<versionCreated>2031-04-07T08:15:00Z</versionCreated></itemMeta><contentMeta><headline>Talks resume</headline>"
    "</contentMeta><contentSet><inlineXML contenttype='application/xhtml+xml'>"
    f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{ENGLISH * 3}</p></body></html></inlineXML></contentSet>'
    "</newsItem>"
)
WORD = (
    '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    '<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Harbour talks resume</w:t></w:r></w:p>'
    f"<w:p><w:r><w:t>{ENGLISH * 3}</w:t><w:br/><w:tab/></w:r><w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p>"
    f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{RUSSIAN}</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"
)
OPEN = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
    f'<text:h text:outline-level="1">Harbour talks resume</text:h><text:p>{ENGLISH * 3}<text:s text:c="2"/><text:tab/>'
    f"<text:line-break/></text:p><text:list><text:list-item><text:p>{RUSSIAN}</text:p></text:list-item></text:list>"
    "</office:text></office:body></office:document-content>"
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
    "<dc:title>Harbour talks resume</dc:title><dcterms:created>2031-04-07T08:15:00Z</dcterms:created>"
    "</cp:coreProperties>"
)
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
    'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/></manifest:manifest>'
)
MARKDOWN = (
    "---\ntitle: 'Talks'\ndate: 2031-04-07\nsources: [Kestrel, Lark]\n---\n# Talks *resume*\n\n"
    f"{ENGLISH}[link](http://a.example)\n\n> {RUSSIAN}\n\n- a\n  - b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
    "```\nx\n```\n"
)
RTF = (
    rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset204 Arial;}}{\info{\title Talks}{\creatim\yr2031\mo4\dy9}}\f0 "
    + ENGLISH.encode()
    + b"".join(b"\\'%02x" % byte for byte in RUSSIAN.encode("cp1251"))
    + rb"\par \u1055?\u1086?{\*\x y}{\field{\*\fldinst{HYPERLINK x}}{\fldrslt z}}\par}"
)


def make_seeds(kind: str) -> list[bytes]:
    """Return small files of a kind, and, where `pack` knows it, what is to be packed. Raises KeyError.

    >>> make_seeds("text")[0][:13]
    b'Harbour talks'
    """
    if kind in _PLAIN:
        return [seed if isinstance(seed, bytes) else seed.encode() for seed in _PLAIN[kind]]
    if kind in _PACKED:
        inner = _PACKED[kind].encode()
        return [pack(kind, inner), inner]
    if kind == "warc":
        return [_write_warc(PAGE.encode())]
    members = {"news/a.txt": TEXT.encode(), "b.html": PAGE.encode(), "c.json": json.dumps(RECORDS).encode()}
    return [{"zip": _write_zip, "tar": _write_tar}[kind](members)]


def pack(kind: str, data: bytes) -> bytes:
    """Return the file to read for the bytes of a fuzzer: packed if that kind is, and they are not.

    >>> gzip.decompress(pack("gzip", b"Talks"))
    b'Talks'
    """
    if kind == "docx" and not data.startswith(b"PK"):
        files = {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "docProps/core.xml": _CORE}
        return _write_zip({**{name: words.encode() for name, words in files.items()}, "word/document.xml": data})
    if kind == "odt" and not data.startswith(b"PK"):
        mimetype = b"application/vnd.oasis.opendocument.text"
        return _write_zip({"mimetype": mimetype, "META-INF/manifest.xml": _MANIFEST.encode(), "content.xml": data})
    if kind == "gzip" and not data.startswith(b"\x1f\x8b"):
        return gzip.compress(data, 1, mtime=0)
    if kind == "zstd" and not data.startswith(b"\x28\xb5\x2f\xfd"):
        import zstandard  # an extra

        return zstandard.compress(data)
    return data


def _write_zip(members: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:  # stored: what a fuzzer changes stays where it is
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return file.getvalue()


def _write_tar(members: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return file.getvalue()


def _write_warc(page: bytes) -> bytes:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:6d058047-ede2-4a13-be79-90c17c631dd4>\r\n"
        "WARC-Date: 2031-04-08T00:00:00Z\r\nWARC-Target-URI: https://courier.example/2031/04/07/talks\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def _write_pdf() -> bytes:
    """Return a PDF of one page, of the letters that every reader has a font for."""
    lines = "".join(f"({words}) Tj T* " for words in ("Harbour talks resume", "7 April 2031", *[ENGLISH] * 3))
    shown = f"BT /F 10 Tf 12 TL 50 700 Td {lines}ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 5 0 R /Resources << /Font << /F 4 0 R >> >> >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
        "<< /Title (Harbour talks resume) /CreationDate (D:20310409081500Z) >>",
    )
    data, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"trailer << /Size {size} /Root 1 0 R /Info 6 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + f"xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode()


_MAILBOX = f"From - Mon Apr 07 08:15:00 2031\n{LETTER}\n" * 2
_PLAIN: dict[str, tuple[str | bytes, ...]] = {
    "text": (TEXT, TEXT.encode("cp1251"), TEXT.encode("utf-16")),
    "markdown": (MARKDOWN, "+++\ntitle = 'Talks'\ndate = 2031-04-07\n+++\n" + TEXT),
    "html": (PAGE, PAGE.replace("utf-8", "windows-1251").encode("cp1251")),
    "mhtml": (SAVED,),
    "pdf": (_write_pdf(),),
    "rtf": (RTF,),
    "letter": (LETTER,),
    "mailbox": (_MAILBOX,),
    "jsonl": ("\n".join(json.dumps(record, ensure_ascii=False) for record in RECORDS),),
    "json": (json.dumps({"articles": RECORDS}), json.dumps(RECORD, ensure_ascii=False)),
    "table": (
        f'id;title;text;date\r\nk1;"Talks; ""again""";"{ENGLISH}";2031-04-07\r\nk2;Talks;"{RUSSIAN}";08.04.2031\r\n',
        f"id\ttitle\ttext\tdate\nk1\tTalks\t{ENGLISH}\t2031-04-07\n",
    ),
    "feed": (FEED, ATOM),
    "newsml": (NITF, NEWSML),
}
_PACKED = {"docx": WORD, "odt": OPEN, "gzip": TEXT, "zstd": PAGE}
