"""Give the headers of a letter, get what they say: decoded values, the day it was sent, and who publishes it.

A publisher is an outlet of the table, a name with the form of an outlet's, or the name of a sender whose address is
that of a desk (news@, press@, newsletter@) and not of a person. Everybody else is a correspondent, and no source.

Limits: best effort. Encoded words and bytes of any encoding are decoded; what cannot be is shown as it stands.
"""

from __future__ import annotations

import datetime
import email.utils
import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from typing import NamedTuple

from searchcsto.documents import date_range
from searchcsto.errors import DocumentInvalid
from searchcsto.ingest.encoding import NotText, decode_text
from searchcsto.ingest.given_dates import parse_given_date
from searchcsto.ingest.names import looks_like_outlet
from searchcsto.ingest.outlets import package_outlets

_MAX_HEADER = 10_000  # characters
_EARLIEST = datetime.date(1980, 1, 1)  # before, a clock that was never set
_FOLD = re.compile(r"\s*[\r\n]+\s*")
_REPLY = re.compile(r"\s*(?:(?:re|aw|sv|ответ|ha)(?:\[\d+\])?\s*:|\[[^\]]{1,40}\](?=\s*\S))\s*", re.IGNORECASE)
_FORWARD = re.compile(r"\s*(?:fwd?|fw|wg|пересл|пересылка|переслано)\s*:\s*", re.IGNORECASE)
_PARTS = re.compile(r"\s+(?:via|at|from|@|\||[-–—/·•])\s+|,\s+")
# Who writes from such an address is an organisation; from one of an office, if the letter went to many.
_DESKS = frozenset(
    {
        *(
            "news",
            "newsletter",
            "newsletters",
            "newsdesk",
            "newsroom",
            "press",
            "pressoffice",
            "media",
            "daily",
            "weekly",
        ),
        *(
            "digest",
            "alert",
            "alerts",
            "editor",
            "editors",
            "editorial",
            "bulletin",
            "briefing",
            "updates",
            "headlines",
        ),
        *("redaktion", "redaction", "redakcia", "redakciya", "redactor", "pressa", "novosti", "редакция", "новости"),
    }
)
_OFFICES = frozenset(
    {
        *("info", "noreply", "donotreply", "hello", "mail", "mailer", "contact", "team", "subscribe", "subscriptions"),
        "reply",
    }
)
_MASS = ("List-Unsubscribe", "List-Id", "List-Post", "Feedback-ID")
_NAME_SIGNS = re.compile(r"[._+\-]")


class Sender(NamedTuple):
    """A publisher, and the header that names it."""

    name: str
    line: str


def read_header(message: Message, name: str) -> str:
    """Return the decoded value of a header on one line, or nothing."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            decoded = _decode_words(_FOLD.sub(" ", _decode_raw(str(value)[:_MAX_HEADER])))
            return " ".join(decoded.split())
    return ""


def read_title(subject: str) -> tuple[str, bool]:
    """Return a subject without the marks of replies and forwarding, and whether it was forwarded.

    >>> read_title("Re: Fwd: [orlo-news] Talks resume")
    ('Talks resume', True)
    """
    is_forwarded = False
    while match := _FORWARD.match(subject) or _REPLY.match(subject):
        is_forwarded = is_forwarded or _FORWARD.match(subject) is not None
        subject = subject[match.end() :]
    return subject.strip(), is_forwarded


def parse_mail_date(value: str) -> str | None:
    """Return the day of a header's date, in the zone of its writer, or None.

    >>> parse_mail_date("Mon, 7 Apr 2031 23:15:00 -0500 (EST)")
    '2031-04-07'
    """
    try:
        date = parse_given_date(value)
        return date if date_range(date)[0] >= _EARLIEST else None
    except DocumentInvalid:
        return None


def find_sender(message: Message) -> Sender | None:
    """Return the publisher of a letter, if it has one."""
    line = read_header(message, "From")
    name, address = _split_address(message)
    outlet = _find_outlet(name)
    if outlet is not None:
        return Sender(outlet, f"From: {line}")
    local, _, domain = address.lower().rpartition("@")
    words = {*_NAME_SIGNS.split(local), _NAME_SIGNS.sub("", local)}
    is_desk = bool(words & _DESKS)
    is_office = bool(words & _OFFICES) and any(header in message for header in _MASS)
    if (is_desk or is_office) and (known := _find_domain(domain)) and known in line.lower():
        return Sender(known, f"From: {line}")
    if (is_desk or is_office) and any(char.isalpha() for char in name) and "@" not in name:
        return Sender(name, f"From: {line}")
    return _find_list(message)


def _split_address(message: Message) -> tuple[str, str]:
    """Return the name and the address of the writer; encoded words are decoded after they are parted."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == "from"), "")
    name, address = email.utils.parseaddr(_FOLD.sub(" ", _decode_raw(raw[:_MAX_HEADER])))
    if not address:  # "Orlo Courier (news) <news@orlo.example" and the like
        name, _, address = raw.rpartition("<")
    name = _decode_words(name).strip(" \"'")
    return " ".join(name.split())[:200], address.strip("<> ")


def _find_outlet(name: str) -> str | None:
    """Return the outlet that a name is, or names in one of its parts: "Anna Bell via Orlo Courier"."""
    parts = [part for part in reversed(_PARTS.split(name)) if part]
    known = next((part for part in (name, *parts) if package_outlets().find(part)), None)
    if known is not None:
        return known
    formed = (part for part in parts if looks_like_outlet(part) and (" " in part or part == name))
    return next(formed, name if looks_like_outlet(name) else None)


def _find_domain(domain: str) -> str | None:
    """Return the domain, or what it belongs to, that is an outlet's of the table."""
    while "." in domain:
        if package_outlets().find(domain):
            return domain
        domain = domain.partition(".")[2]
    return None


def _find_list(message: Message) -> Sender | None:
    value = read_header(message, "List-Id")
    name = value.partition("<")[0].strip(" \"'")
    if name and (package_outlets().find(name) or looks_like_outlet(name)):
        return Sender(name, f"List-Id: {value}")
    return None


def _decode_raw(value: str) -> str:
    """Return a header whose bytes were not ASCII as text, in the encoding they seem to have."""
    if not any("\udc80" <= char <= "\udcff" for char in value):
        return value
    try:
        return decode_text(value.encode("utf-8", "surrogateescape"))
    except (NotText, UnicodeEncodeError):
        return value.encode("utf-8", "replace").decode("utf-8")


def _decode_words(value: str) -> str:
    """Return a text with its encoded words decoded: =?koi8-r?B?...?= ."""
    if "=?" not in value:
        return value
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    return "".join(_decode_piece(piece, charset) for piece, charset in pieces)


def _decode_piece(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    try:
        return decode_bytes(piece, charset) if charset else piece.decode("raw-unicode-escape")
    except (NotText, UnicodeDecodeError):
        return piece.decode("latin-1")


def decode_bytes(data: bytes, charset: str | None) -> str:
    """Return the text of bytes in the encoding that is declared, or in the one they have. Raises NotText.

    >>> decode_bytes("Орло".encode("koi8-r"), "koi8-r"), decode_bytes("Орло".encode(), "us-ascii")
    ('Орло', 'Орло')
    """
    name = (charset or "").strip("\"' ").lower()
    if name and name not in ("us-ascii", "ascii", "unknown-8bit", "8bit", "binary", "idna", "punycode", "undefined"):
        try:
            return data.decode(name)
        except (LookupError, ValueError):
            pass
    return decode_text(data)
