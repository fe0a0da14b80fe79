"""Give a web page that a browser saved as one file (MHTML), get its article, as `html.py` reads it.

The file is a letter whose root part is the page; its pictures, styles and frames are passed over. The day on which it
was saved is the last that the page can be of, and never its date; the address that it was saved from may tell the date.

Limits: 100 MB, pictures included; 20 MB for the page.
"""

from __future__ import annotations

import datetime
import email
import email.utils
import quopri
from collections.abc import Iterator
from email.message import Message

from searchcsto.ingest.content import Content, ReadOptions, TooLarge, read_all
from searchcsto.ingest.encoding import NotText
from searchcsto.ingest.html import read_page
from searchcsto.ingest.limits import MAX_ARTICLE, Article, Problem, describe_size
from searchcsto.ingest.pages.charsets import decode_page

_MAX_FILE = 100_000_000
_MAX_PARTS = 10_000
_AHEAD = datetime.timedelta(hours=14)  # how far clocks are ahead of universal time, at most
_TRANSFERS = ("quoted-printable", "base64", "7bit", "8bit", "binary", "x-uuencode", "uuencode", "uue", "x-uue")
_PAGES = ("text/html", "application/xhtml+xml")


def read_mhtml(content: Content, options: ReadOptions) -> Iterator[Article | Problem]:
    """Yield the article of a saved page, or the reason why there is none. Raises OSError."""
    try:
        data = read_all(content, _MAX_FILE)
    except TooLarge:
        yield Problem(f"larger than {describe_size(_MAX_FILE)}, the most that a saved page may have")
        return
    if not data.strip():
        yield Problem("empty" if not data else "it has no text, only blanks")
        return
    try:
        message = email.message_from_bytes(data)
        page = _find_page(message)
        body = _decode(page) if page is not None else None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as failure:  # of made-up headers
        yield Problem(f"not a saved page that can be read: {failure}"[:200])
        return
    if page is None or not isinstance(body, bytes):
        yield Problem("no web page is in it")
    elif len(body) > MAX_ARTICLE:
        yield Problem(f"its page is larger than {describe_size(MAX_ARTICLE)}")
    else:
        yield _read_part(message, page, body, options)


def _find_page(message: Message) -> Message | None:
    """Return the root part, or the first page that is in it."""
    if not message.is_multipart():
        return message if message.get_content_type() in _PAGES else None
    pages = [part for part, _ in zip(message.walk(), range(_MAX_PARTS), strict=False) if _is_page(part)]
    root = str(message.get_param("start") or "")
    location = _read_address(message, "Snapshot-Content-Location")
    for part in pages:
        if root and str(part.get("Content-ID", "")).strip() == root:
            return part
    for part in pages:
        if location and _read_address(part, "Content-Location") == location:
            return part
    # A frame has no address of its own on the web.
    return next((part for part in pages if _read_address(part, "Content-Location")), pages[0] if pages else None)


def _decode(part: Message) -> object:
    """Return the bytes of a part, whatever name its transfer encoding has."""
    body = part.get_payload(decode=True)
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if isinstance(body, bytes) and encoding not in _TRANSFERS and b"=3D" in body:
        return quopri.decodestring(body)
    return body


def _is_page(part: Message) -> bool:
    return part.get_content_type() in _PAGES and not part.is_multipart()


def _read_part(message: Message, page: Message, body: bytes, options: ReadOptions) -> Article | Problem:
    charset = page.get_param("charset")
    try:
        text = decode_page(body, charset if isinstance(charset, str) else None)
    except NotText as reason:
        return Problem(str(reason))
    address = _read_address(message, "Snapshot-Content-Location") or _read_address(page, "Content-Location")
    return read_page(text, url=address or options.url, latest=_read_day(str(message.get("Date", ""))))


def _read_address(part: Message, header: str) -> str | None:
    """Return the address in a header, None if it leads to no web site."""
    address = "".join(str(part.get(header, "")).split())
    return address if address.startswith(("http://", "https://")) else None


def _read_day(value: str) -> datetime.date | None:
    """Return the last day that it was anywhere at the time of saving."""
    try:
        moment = email.utils.parsedate_to_datetime(value)
        if moment.tzinfo is not None:
            moment = moment.astimezone(datetime.UTC)
        return (moment + _AHEAD).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
