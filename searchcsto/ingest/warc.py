"""Give a web archive (WARC, also packed with gzip), get the pages in it, each with its address and its day.

Pages are responses with status 200, resources and conversions that are HTML, text, PDF, XML or JSON by their type; the
same content under the same address is given once. Everything else that a crawler keeps (requests, revisits, pictures,
redirects) is passed over. A page is dated no later than it was fetched.

Limits: 50 MB for a page, 10,000 blank lines between two; the Budget bounds all that is unpacked. Where the archive is
damaged, and not a page alone, the reading ends: nobody knows where the next record begins.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator

from searchcsto.ingest.content import Content, Member, MemoryContent
from searchcsto.ingest.encoding import NotText
from searchcsto.ingest.limits import Problem, describe_size
from searchcsto.ingest.pages.charsets import decode_page
from searchcsto.ingest.unpacking import Budget, Damaged, attempt
from searchcsto.ingest.warc_bodies import is_unpacked, open_body

_MAX_PAGE = 50_000_000
_CHUNK = 1 << 16
_LONGEST_ADDRESS = 2_000  # characters that are shown
_AHEAD = datetime.timedelta(hours=14)  # how far clocks are ahead of universal time, at most
_KINDS = ("response", "resource", "conversion")
# The end of a name by the type of what it holds: the address of a page seldom has one that tells.
_SUFFIXES = (
    (re.compile(r"text/html|application/xhtml\+xml|application/vnd\.wap\.xhtml\+xml"), ".html"),
    (re.compile(r"text/plain"), ".txt"),
    (re.compile(r"text/markdown"), ".md"),
    (re.compile(r"application/(?:x-)?pdf"), ".pdf"),
    (re.compile(r"(?:text|application)/(?:[\w.-]+\+)?xml"), ".xml"),
    (re.compile(r"application/(?:x-)?(?:jsonl|ndjson|jsonlines)"), ".jsonl"),
    (re.compile(r"(?:text|application)/(?:[\w.-]+\+)?json"), ".json"),
)
_BEGINNINGS = (b"WARC/", b"filedesc:")  # the second: ARC, which came before
_TEXTS = (".html", ".txt", ".md")
_MOST_BLANKS = 10_000  # lines between two records; there are two


def open_warc(content: Content, budget: Budget) -> Iterator[Member | Problem]:
    """Yield the pages of a web archive. Raises TooLarge, OSError."""
    seen: set[bytes] = set()
    with content.open() as file:
        try:
            if not _read_beginning(file).lstrip().startswith(_BEGINNINGS):
                yield Problem("it is no web archive: it does not begin with WARC/")
                return
            records = iter(_Records(_open_plain(file)))
            while (record := attempt(lambda: next(records, None))) is not None:
                yield from _read_record(record, budget, seen)
        except Damaged as reason:
            yield Problem(f"{reason}; what stands behind it is not read")


def _read_beginning(file: BinaryIO) -> bytes:
    """Return the first bytes of an archive, unpacked. Raises Damaged."""
    beginning: bytes = _open_plain(file).read(_CHUNK)
    file.seek(0)
    return beginning


class _Records(ArchiveIterator):  # type: ignore[misc]  # warcio has no types
    """warcio's records; it reads the blank lines between them one by one, minutes for a file of nothing else."""

    reader: Any

    def _consume_blanklines(self) -> Any:
        reader, self.reader = self.reader, _FewLines(self.reader)
        try:
            return super()._consume_blanklines()
        finally:
            self.reader = reader


class _FewLines:
    """A reader that gives so many lines, and no more."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self._left = _MOST_BLANKS

    def readline(self) -> bytes:
        """Return the next line. Raises Damaged behind the last."""
        self._left -= 1
        if self._left < 0:
            raise Damaged(f"damaged: {_MOST_BLANKS:,} blank lines behind a record")
        line: bytes = self._reader.readline()
        return line

    def rem_length(self) -> int:
        """Return how many bytes are read and not given yet."""
        length: int = self._reader.rem_length()
        return length


def _open_plain(file: BinaryIO) -> Any:
    """Return the archive unpacked, whether its records were packed one by one, as they should be, or all at once."""
    is_packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    return _Unpacked(file) if is_packed else file


class _Unpacked:
    """Read what gzip packed. All that stands before damage is given, and only then is Damaged raised.

    Python's own reader loses what it has at hand when it fails, and its EOFError is an end like any other to warcio.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._packed = b""
        self._unpacker: Any = None  # None between two members

    def read(self, size: int = _CHUNK) -> bytes:
        """Return some bytes, none at the end. Raises Damaged, OSError."""
        while True:
            self._packed = self._packed or self._file.read(_CHUNK)
            if self._unpacker is None:
                self._packed = self._packed.lstrip(b"\0")  # padding
                if not self._packed:
                    self._packed = self._file.read(_CHUNK)
                    if not self._packed:
                        return b""
                    continue
                self._unpacker = zlib.decompressobj(wbits=31)
            is_end = not self._packed
            data = self._unpack(max(size, 1))
            if data:
                return data
            if is_end and self._unpacker is not None:
                raise Damaged("damaged: it breaks off")

    def _unpack(self, size: int) -> bytes:
        try:
            data: bytes = self._unpacker.decompress(self._packed, size)
        except zlib.error as failure:
            raise Damaged(f"damaged: {failure}") from failure
        if self._unpacker.eof:
            self._packed, self._unpacker = self._unpacker.unused_data, None
        else:
            self._packed = self._unpacker.unconsumed_tail
        return data


def _read_record(record: Any, budget: Budget, seen: set[bytes]) -> Iterator[Member | Problem]:
    """Yield the page of a record, if it is one, and read the record to its end."""
    address = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
    suffix = _find_suffix(record)
    if suffix is None or not address:
        _drain(record.raw_stream, budget)
        return
    budget.take_member()
    shown = address[:_LONGEST_ADDRESS]
    packing = _read_header(record, "Content-Encoding").lower()
    if not is_unpacked(packing):
        _drain(record.raw_stream, budget)
        yield Problem(f"packed in a way that is not read ({packing[:40]})", member=shown)
        return
    try:
        data = _read_page(record, budget)
    except Damaged as reason:
        _drain(record.raw_stream, budget)  # if the archive is damaged and not the page alone, that says so
        yield Problem(str(reason), member=shown)
        return
    _drain(record.raw_stream, budget)
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise Damaged("damaged: it breaks off within a record")
    key = hashlib.sha256(address.encode("utf-8", "replace") + b"\0" + (data or b"")).digest()
    if data is None:
        yield Problem(f"larger than {describe_size(_MAX_PAGE)}, the most that a page may have", member=shown)
    elif data and key not in seen:
        seen.add(key)
        body = _settle_charset(data, record) if suffix in _TEXTS else data
        yield Member(MemoryContent(_name_file(address, suffix), body), shown, address, _read_day(record))


def _find_suffix(record: Any) -> str | None:
    """Return the end of a name that fits a record's type, None for what is no page."""
    if record.rec_type not in _KINDS:
        return None
    if record.http_headers is not None and record.http_headers.get_statuscode() != "200":
        return None
    kind = _read_header(record, "Content-Type").partition(";")[0].strip().lower()
    if not kind:
        return ".html" if record.http_headers is not None else None
    return next((suffix for pattern, suffix in _SUFFIXES if pattern.fullmatch(kind)), None)


def _read_header(record: Any, name: str) -> str:
    """Return what the server said, or the archive where there was none."""
    headers = record.http_headers if record.http_headers is not None else record.rec_headers
    return str(headers.get_header(name) or "").strip()


def _read_page(record: Any, budget: Budget) -> bytes | None:
    """Return the bytes of a page, unpacked; None if there are too many."""
    stream = attempt(lambda: open_body(record))
    parts: list[bytes] = []
    size = 0
    while part := attempt(lambda: stream.read(_CHUNK)):
        budget.take(len(part))
        size += len(part)
        if size > _MAX_PAGE:
            return None
        parts.append(part)
    return b"".join(parts)


def _drain(stream: Any, budget: Budget) -> None:
    """Read a record to its end: what is passed over must be unpacked, too."""
    while part := attempt(lambda: stream.read(_CHUNK)):
        budget.take(len(part))


def _settle_charset(data: bytes, record: Any) -> bytes:
    """Return a text in UTF-8 if only the header that came with it names its encoding."""
    match = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", _read_header(record, "Content-Type"), re.IGNORECASE)
    if match is None or data.isascii():
        return data
    try:
        return decode_page(data, match[1]).encode("utf-8-sig", "replace")
    except NotText:
        return data


def _name_file(address: str, suffix: str) -> str:
    """Return a name for a page, with an end that tells its format.

    >>> _name_file("https://courier.example/2031/talks.php?id=7", ".html"), _name_file("https://a.example/", ".txt")
    ('talks.php.html', 'a.example.txt')
    """
    try:
        parts = urlsplit(address)
        name = parts.path.rstrip("/").rpartition("/")[2] or parts.hostname or "page"
    except ValueError:
        name = "page"
    return name if name.lower().endswith(suffix) else name[-100:] + suffix


def _read_day(record: Any) -> datetime.date | None:
    """Return the last day that it was anywhere when a record was made."""
    value = str(record.rec_headers.get_header("WARC-Date") or "")
    try:
        moment = datetime.datetime.fromisoformat(value)
        moment = moment.astimezone(datetime.UTC) if moment.tzinfo else moment
        return (moment + _AHEAD).date()
    except (ValueError, OverflowError):
        return None
