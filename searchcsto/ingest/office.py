"""Give an office document (a zip archive of XML), get its parts as trees; give its paragraphs, get its article.

What is common to `docx.py` and `odt.py`. The title is a paragraph in the style "Title", else what the properties say
if the text agrees, else a heading of the first level above the text. The times in the properties say when the file was
made, so they are alternatives only.

Limits: a file has at most 100 MB, a part of it 40 MB, packed at most 300 to one; 10,000 parts. Sizes are those that the
archive declares, looked at before anything is unpacked; zipfile gives no more than that. Entities are not resolved, and
nothing is fetched.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

from searchcsto.documents import Evidence
from searchcsto.ingest.content import Content, TooLarge, read_all
from searchcsto.ingest.limits import Article, Markup, Problem, describe_size
from searchcsto.ingest.properties import cite_time, cite_title
from searchcsto.ingest.quotes import Quotes

_MAX_PACKAGE = 100_000_000  # bytes
_MAX_PART = 40_000_000
_MAX_RATIO = 300
_LONG, _SENTENCE = 200, 50  # characters of a paragraph that no headline stands below
_MAX_PARTS = 10_000
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Microsoft's compound file: an old .doc, or an encrypted .docx


class Refused(ValueError):
    """The document is not read; the message is the reason."""


class Package:
    """The parts of a document. Raises Refused, and what zipfile and lxml raise for damaged ones."""

    def __init__(self, data: bytes) -> None:
        if data.startswith(_OLD):
            raise Refused("it is encrypted, or an old .doc file: save it as .docx without a password")
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._parts = {info.filename: info for info in self._archive.infolist()}
        if len(self._parts) > _MAX_PARTS:
            raise Refused(f"it has more than {_MAX_PARTS:,} parts")

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def parse(self, name: str) -> etree._Element:
        """Return the tree of a part."""
        info = self._parts[name]
        if info.flag_bits & 1:
            raise Refused("it is encrypted: save it without a password")
        if info.file_size > _MAX_PART:
            raise Refused(f"{name} in it is larger than {describe_size(_MAX_PART)}")
        if info.file_size > _MAX_RATIO * max(info.compress_size, 1_000):
            raise Refused(f"{name} in it would grow to {info.file_size // max(info.compress_size, 1)} times its size")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        return etree.fromstring(self._archive.read(info), parser)


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace: the editions of a format differ in that."""
    return str(element.tag).rpartition("}")[2]


def get_attribute(element: etree._Element, name: str) -> str | None:
    """Return an attribute by its name without namespace."""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), None)


class Paragraph(NamedTuple):
    """A paragraph of a document and the name of its style, in lower case."""

    text: str
    style: str = ""
    is_cell: bool = False  # it stands in a table


def read_office(content: Content, read: Callable[[Package], Article | Problem]) -> Article | Problem:
    """Return the article of a document, or the reason why there is none. Raises OSError."""
    try:
        data = read_all(content, _MAX_PACKAGE)
    except TooLarge:
        return Problem(f"larger than {describe_size(_MAX_PACKAGE)}")
    if not data:
        return Problem("empty")
    try:
        return read(Package(data))
    except Refused as reason:
        return Problem(str(reason))
    except Exception as problem:  # noqa: BLE001 - zipfile and lxml raise a dozen kinds for damaged files
        return Problem(f"a damaged document: {' '.join(str(problem).split())[:200] or type(problem).__name__}")


def make_article(paragraphs: list[Paragraph], *, title: str | None, times: dict[str, str]) -> Article | Problem:
    """Return the article that paragraphs and properties make."""
    text, places = _join(paragraphs)
    if not text:
        return Problem("it has no text")
    quotes = Quotes(text)
    evidence = _find_styled(places, "title") or cite_title(quotes, title) or _find_first_heading(places)
    readings = [cite_time(quotes, f"{name}: {time}", time, rule=f"file {name}") for name, time in times.items() if time]
    markup = Markup(
        quotes.start,
        title=" ".join(evidence.words.split()) if evidence else None,
        title_evidence=evidence,
        alternatives=tuple(reading for reading in readings if reading is not None),
    )
    return Article(quotes.text, markup=markup)


def _join(paragraphs: list[Paragraph]) -> tuple[str, list[tuple[Paragraph, int]]]:
    """Return the text of paragraphs, and where each begins in it. Those of tables stand closer."""
    pieces: list[str] = []
    places: list[tuple[Paragraph, int]] = []
    size, was_cell = 0, False
    for paragraph in paragraphs:
        words = "\n".join(line.strip() for line in paragraph.text.split("\n")).strip()
        if not words:
            continue
        if pieces:
            gap = "\n" if was_cell and paragraph.is_cell else "\n\n"
            pieces.append(gap)
            size += len(gap)
        places.append((paragraph._replace(text=words), size))
        pieces.append(words)
        size += len(words)
        was_cell = paragraph.is_cell
    return "".join(pieces), places


def _find_styled(places: list[tuple[Paragraph, int]], style: str) -> Evidence | None:
    for paragraph, start in places:
        if paragraph.style == style and sum(map(str.isalpha, paragraph.text)) > 2:
            return Evidence("heading", paragraph.text, start, start + len(paragraph.text))
    return None


def _find_first_heading(places: list[tuple[Paragraph, int]]) -> Evidence | None:
    """Return the heading that stands above all sentences; one further down parts the text."""
    for index, (paragraph, _) in enumerate(places[:5]):
        if paragraph.style == "heading 1":
            return _find_styled(places[index:], "heading 1")
        if len(paragraph.text) > _LONG or (
            len(paragraph.text) > _SENTENCE and paragraph.text.endswith((".", "!", "?"))
        ):
            break
    return None
