"""Give a PDF, get its article: the text of its pages, in the order in which the file has it, its paragraphs whole.

What stands at the head or foot of many pages is quoted below the text, but for the first page, whose head often names
outlet and day: it stays, and is no part of the body. What a browser prints around a page is quoted too: the day of
printing is no date, the address names the publisher. The title is that of the properties if the text agrees; the times
of the file are alternatives only.

Limits: a file has at most 200 MB, and 3,000 pages of it are read. Pages that were scanned have no text, which is told;
an encrypted file is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2

from searchcsto.documents import DateReading
from searchcsto.ingest.content import Content, ReadOptions, TooLarge, read_all
from searchcsto.ingest.limits import MAX_ARTICLE, Article, Markup, Problem, describe_size
from searchcsto.ingest.page_lines import PageLine, find_furniture, join_lines
from searchcsto.ingest.properties import cite_time, cite_title
from searchcsto.ingest.quotes import Quotes

_MAX_FILE = 200_000_000  # bytes
_MAX_PAGES = 3_000
_TOO_MANY = 0.3  # of the letters, that are none
_STAMP = 30  # characters at the end of a line
_QUOTED = 200  # lines of heads and feet that are kept
_BROWSER = re.compile(r"Skia|Chrom|Mozilla|Firefox|Safari|wkhtml|cairo|Quartz|WebKit|Edg|Print To", re.IGNORECASE)
_PRINTED = re.compile(r"\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d)\.?,?\s+\d{1,2}:\d\d(?::\d\d)?(?:\s?[AP]M)?")
_ADDRESS = re.compile(r"https?://(?:www\.)?([\w-]+(?:\.[\w-]+)+)[^\s]*")
_TIME = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
_UNREADABLE = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")
_PARTS = re.compile(r"\r\n|\r|\n")
_TIMES = {"CreationDate": "file created", "ModDate": "file modified"}


def read_pdf(content: Content, options: ReadOptions) -> Iterator[Article | Problem]:
    """Yield the article of a PDF, and what is wrong with it. Raises OSError."""
    try:
        data = read_all(content, _MAX_FILE)
    except TooLarge:
        yield Problem(f"larger than {describe_size(_MAX_FILE)}")
        return
    if not data:
        yield Problem("empty")
        return
    try:
        document = pypdfium2.PdfDocument(data)
    except Exception as problem:  # noqa: BLE001 - it should be PdfiumError alone, but the file may be anything
        yield Problem(_describe_failure(problem))
        return
    try:
        yield from _read_document(document)
    except Exception as problem:  # noqa: BLE001
        yield Problem(_describe_failure(problem))
    finally:
        document.close()


def _describe_failure(problem: Exception) -> str:
    words = " ".join(str(problem).split())
    if "password" in words.lower():
        return "it is encrypted: save it without its password, e.g. with: qpdf --decrypt"
    return f"a damaged PDF: {words[:200] or type(problem).__name__}"


def _read_document(document: Any) -> Iterator[Article | Problem]:
    count = len(document)
    pages = list(_read_pages(document, count))
    lines = [line for page in pages for line in page or ()]
    lost = pages.count(None)
    empty = sum(not any(char.isalpha() for line in page for char in line.text) for page in pages if page is not None)
    letters = sum(len(line.text) for line in lines)
    if lost == len(pages):
        yield Problem("a damaged PDF: none of its pages can be read" if count else "it has no pages")
    elif empty + lost == len(pages):
        yield Problem("it has no text (scanned?): run OCR first, e.g. with ocrmypdf")
    elif sum(len(_UNREADABLE.findall(line.text)) for line in lines) > _TOO_MANY * letters:
        yield Problem("its fonts do not tell which letters they show: run OCR first, e.g. with: ocrmypdf --force-ocr")
    else:
        if len(pages) < count:
            yield Problem(f"only the first {len(pages):,} of its {count:,} pages are read", skipped=False)
        if lost:
            yield Problem(f"{lost:,} of its {count:,} pages are damaged and left out", skipped=False)
        if empty > len(pages) / 2:
            yield Problem(f"{empty:,} of its {len(pages):,} pages have no text (scanned?)", skipped=False)
        yield _make_article(lines, pages=len(pages), metadata=document.get_metadata_dict())


def _read_pages(document: Any, count: int) -> Iterator[list[PageLine] | None]:
    """Yield the lines of each page, None for one that cannot be read, up to the limits."""
    size = 0
    for number in range(min(count, _MAX_PAGES)):
        try:
            lines = _read_page(document, number)
        except pypdfium2.PdfiumError:
            yield None
            continue
        size += sum(len(line.text) for line in lines)
        if size > MAX_ARTICLE:
            return
        yield lines


def _read_page(document: Any, number: int) -> list[PageLine]:
    page = document[number]
    try:
        text_page = page.get_textpage()
        try:
            return list(_list_lines(text_page, number, page.get_height() or 1.0))
        finally:
            text_page.close()
    finally:
        page.close()


def _list_lines(text_page: Any, number: int, height: float) -> Iterator[PageLine]:
    text = text_page.get_text_range()
    if len(text) != text_page.count_chars():  # characters beyond the first plane are counted as two
        text = "".join(_read_unit(text_page, index) for index in range(text_page.count_chars()))
    start = 0
    for end, following in [*(match.span() for match in _PARTS.finditer(text)), (len(text), len(text))]:
        words = text[start:end]
        if words.strip():
            first = start + len(words) - len(words.lstrip())
            last = start + len(words.rstrip()) - 1
            left, bottom, _, top = text_page.get_charbox(first, loose=True)
            _, last_bottom, right, _ = text_page.get_charbox(last, loose=True)
            words = words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            yield PageLine(words, number, left, right, bottom, last_bottom, max(top - bottom, 0.1), bottom / height)
        start = following


def _read_unit(text_page: Any, index: int) -> str:
    code = pypdfium2.raw.FPDFText_GetUnicode(text_page, index)
    return chr(code) if 0 < code < 0x110000 else "\ufffd"


def _make_article(lines: list[PageLine], *, pages: int, metadata: dict[str, str]) -> Article:
    is_print = _BROWSER.search(f"{metadata.get('Creator', '')} {metadata.get('Producer', '')}") is not None
    furniture = find_furniture(lines, pages=pages)
    frame = set(map(id, furniture))
    stamps = [line for line in lines if _is_stamp(line, is_print=is_print, is_repeated=id(line) in frame)]
    taken = set(map(id, stamps))
    around = frame | taken
    text = join_lines([line for line in lines if id(line) not in around])
    first = [line for line in furniture if line.page == 0 and id(line) not in taken]
    head = [_clean(line.text) for line in first if line.place > 0.5]
    foot = [_clean(line.text) for line in first if line.place <= 0.5]
    quotes = Quotes("\n\n".join((*head, *map(_clean, text), *foot)))
    title = cite_title(quotes, _clean(metadata.get("Title", "")))
    times = [_cite_time(quotes, metadata.get(name, ""), name=name) for name in _TIMES]
    address = _find_address(stamps) if is_print else None
    markup = Markup(
        quotes.start,
        title=" ".join(title.words.split()) if title else None,
        title_evidence=title,
        alternatives=tuple(time for time in times if time is not None),
        sources=(address[0],) if address else (),
        source_evidence=(quotes.cite(address[1], address[0], rule="address printed"),) if address else (),
        aside=_find_frame(quotes, head, foot),
    )
    for line in dict.fromkeys(_clean(line.text) for line in (*stamps, *furniture)[:_QUOTED] if line not in first):
        quotes.cite(line, line, rule="page margin")
    return Article(quotes.text, markup=markup)


def _is_stamp(line: PageLine, *, is_print: bool, is_repeated: bool) -> bool:
    """Whether a line is what a browser prints around a page: the moment of printing, or the address."""
    if not line.in_margin or not (is_print or is_repeated):
        return False
    moment = _PRINTED.match(line.text) or _PRINTED.search(line.text[-_STAMP:])
    return moment is not None or (is_print and _ADDRESS.match(line.text) is not None)


def _find_frame(quotes: Quotes, head: list[str], foot: list[str]) -> tuple[tuple[int, int], ...]:
    """Return the spans of the head and the foot of the first page, which stand first and last in the text."""
    above, below = len("\n\n".join(head)), len("\n\n".join(foot))
    spans = ((0, above), (quotes.start - below, quotes.start))
    return tuple((start, end) for start, end in spans if 0 <= start < end)


def _find_address(lines: Sequence[PageLine]) -> tuple[str, str] | None:
    """Return the site whose page was printed, and the line that names it."""
    for line in lines:
        match = _ADDRESS.search(line.text)
        if match:
            return match[1], _clean(line.text)
    return None


def _cite_time(quotes: Quotes, value: str, *, name: str) -> DateReading | None:
    match = _TIME.match(value)
    if match is None:
        return None
    return cite_time(quotes, f"{name}: {_clean(value)}", _clean(value), rule=_TIMES[name], day="-".join(match.groups()))


def _clean(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
