"""Give a letter (.eml) or a mailbox (.mbox), get its articles: newsletters, press releases, forwarded reports.

The subject is the title and the date of sending the date, both as the letter states them: what a text below says of
its date comes after, unless the letter was forwarded. `mail_headers.py` tells who publishes it, `mail_bodies.py` what
its text is. The letters of a mailbox are numbered, and known by their Message-ID where it is unique.

Limits: a letter has at most 60 MB, attachments included; a mailbox may have any size. Attachments are not read, and
that is told. A letter within a mailbox begins at a line "From ..." with a header below it.
"""

from __future__ import annotations

import dataclasses
import datetime
import email
import re
from collections.abc import Iterator
from email.message import Message
from typing import BinaryIO, NamedTuple

from searchcsto.documents import DateReading, date_range
from searchcsto.ingest.content import Content, ReadOptions, TooLarge, read_all
from searchcsto.ingest.limits import Article, Markup, Problem, describe_size
from searchcsto.ingest.mail_bodies import Body
from searchcsto.ingest.mail_headers import find_sender, parse_mail_date, read_header, read_title
from searchcsto.ingest.quotes import Quotes

_MAX_LETTER = 60_000_000  # bytes
_MAX_LINE = 1_000_000
_LONGEST_ID = 500  # characters
_HEADER = re.compile(rb"[!-9;-~]{1,76}:[ \t\r\n]|>?From ")
_USUAL = re.compile(
    rb"(?:Return-Path|Received|Date|From|To|Cc|Subject|Message-I[Dd]|MIME-Version|Content-|X-|Delivered-To|Status|List-"
    rb"|DKIM-|ARC-|Authentication-Results|Reply-To|Sender)[\w-]*:",
    re.IGNORECASE,
)
_MOST_ABOVE = 1_000_000  # bytes
_QUOTED = re.compile(rb">+From ")
_STAMP = re.compile(rb"From .*\b\d{1,2}:\d\d(?::\d\d)?\b.*\b(?:19|20)\d\d\b")


class _Sent(NamedTuple):
    """A day in a header: its words, and the line that it stands in."""

    day: str
    words: str
    line: str


def read_letter(content: Content, options: ReadOptions) -> Iterator[Article | Problem]:
    """Yield the article of a letter, and what is left out of it. Raises OSError."""
    try:
        data = read_all(content, _MAX_LETTER)
    except TooLarge:
        yield Problem(f"larger than {describe_size(_MAX_LETTER)}, the most that one letter may have")
        return
    if not data.strip():
        yield Problem("empty" if not data else "it has no text, only blanks")
        return
    yield from _read_message(data, None, set())


def read_mailbox(content: Content, options: ReadOptions) -> Iterator[Article | Problem]:
    """Yield the articles of a mailbox, and what is left out of them. Raises OSError."""
    ids: set[int] = set()
    number = 0
    with content.open() as file:
        for number, data in enumerate(_split_letters(file), 1):
            if data is None:
                yield Problem(f"larger than {describe_size(_MAX_LETTER)}, the most that one letter may have", number)
            else:
                yield from _read_message(data, number, ids)
    if not number:
        yield Problem("it has no letters: no line begins one with 'From '" if content.size else "empty")


def _read_message(data: bytes, number: int | None, ids: set[int]) -> Iterator[Article | Problem]:
    try:
        message = email.message_from_bytes(data)
        body = Body(message)
        article = _make_article(message, body, number) if body.text else None
    except Exception as problem:  # noqa: BLE001 - the parser of the standard library raises anything for broken letters
        reason = (
            "it is nested too deep" if isinstance(problem, RecursionError) else f"{type(problem).__name__}: {problem}"
        )
        yield Problem(f"a letter that cannot be read: {reason}"[:300], number)
        return
    if article is None:
        yield Problem(_describe_lack(body), number)
        return
    for name in body.left_out:
        yield Problem(f"attachment {name} is not read", number, skipped=False)
    yield article if number is None else dataclasses.replace(article, id=_find_id(message, ids))


def _describe_lack(body: Body) -> str:
    if body.is_encrypted:
        return "it is encrypted: save it decrypted"
    if body.lacks_lxml:
        return "its text is HTML, and reading that needs: pip install 'searchcsto[html]'"
    reason = "it has no text"
    return f"{reason}; attachments are not read: {', '.join(body.left_out)}" if body.left_out else reason


def _make_article(message: Message, body: Body, number: int | None) -> Article:
    quotes = Quotes(body.text.encode("utf-8", "replace").decode("utf-8"))
    subject = read_header(message, "Subject")
    title, is_forwarded = read_title(subject)
    sender = None if is_forwarded else find_sender(message)
    title_evidence = quotes.cite(f"Subject: {subject}", title, rule="mail subject") if title else None
    sent, received = _read_date(message, "Date"), _read_date(message, "Received")
    stated = None if is_forwarded or not sent else _cite_date(quotes, sent)
    guessed = sent if sent and is_forwarded else received
    markup = Markup(
        quotes.start,
        title=title_evidence.words if title_evidence else None,
        title_evidence=title_evidence,
        date=stated,
        guess=_cite_date(quotes, guessed) if guessed and not stated else None,
        sources=(sender.name,) if sender else (),
        source_evidence=(quotes.cite(sender.line, sender.name, rule="mail sender"),) if sender else (),
        latest=_find_latest(sent, received),
    )
    return Article(quotes.text, number=number, markup=markup)


def _read_date(message: Message, header: str) -> _Sent | None:
    """Return the day that a header tells: Received has it at its end."""
    value = read_header(message, header)
    words = value.rpartition(";")[2].strip() if header == "Received" else value
    day = parse_mail_date(words)
    return _Sent(day, words, f"{header}: {value}") if day else None


def _cite_date(quotes: Quotes, sent: _Sent) -> DateReading:
    return DateReading(sent.day, "stated", (quotes.cite(sent.line, sent.words, rule="mail date"),))


def _find_latest(sent: _Sent | None, received: _Sent | None) -> datetime.date | None:
    """Return the day after which the letter cannot have been written, whatever the zones of its clocks."""
    known = received or sent
    return date_range(known.day)[1] + datetime.timedelta(days=1) if known else None


def _find_id(message: Message, ids: set[int]) -> str | None:
    """Return the Message-ID if no letter before had it."""
    identifier = read_header(message, "Message-ID").strip("<> ")[:_LONGEST_ID]
    key = hash(identifier)
    if not identifier or key in ids:
        return None
    ids.add(key)
    return identifier


def _split_letters(file: BinaryIO) -> Iterator[bytes | None]:
    """Yield the letters of a mailbox, None for one that is too large, holding no more than one at a time."""
    letter = bytearray()  # lines one by one would take forty times the memory, if they are blank
    size, is_found = 0, False
    for line, is_beginning in _mark_beginnings(file):
        if is_beginning:
            if is_found or _USUAL.match(letter):
                yield bytes(letter) if size <= _MAX_LETTER else None
            letter.clear()
            size, is_found = 0, True
            continue
        size += len(line)
        if size > _MAX_LETTER:
            letter.clear()
        else:
            letter += line[1:] if _QUOTED.match(line) else line
        if not is_found and size > _MOST_ABOVE and not _USUAL.match(letter):
            return  # no mailbox has so much above its first letter
    if is_found or _USUAL.match(letter):  # what stands above the first line "From " may be a letter all the same
        yield bytes(letter) if size <= _MAX_LETTER else None


def _mark_beginnings(file: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Yield the lines of a mailbox, in pieces if they are long, and which of them begin a letter."""
    held = b""  # a line "From ", until the next one tells what it is
    is_after_blank = was_blank = is_start = True
    while line := file.readline(_MAX_LINE):
        if held:
            yield held, _begins_letter(held, line, is_after_blank)
            held = b""
        if is_start and line.startswith(b"From "):
            held, is_after_blank = line, was_blank
        else:
            yield line, False
        was_blank = is_start and not line.strip()
        is_start = line.endswith(b"\n")
    if held:
        yield held, False


def _begins_letter(line: bytes, following: bytes, is_after_blank: bool) -> bool:
    """Whether a line "From " parts two letters: a header stands below it, and it has a date or a blank line above."""
    if _STAMP.match(line):
        return _USUAL.match(following) is not None or (is_after_blank and _HEADER.match(following) is not None)
    return is_after_blank and _USUAL.match(following) is not None
