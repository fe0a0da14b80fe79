"""Give a letter, get the text that its reader sees, and the names of the attachments that are not read.

Of alternatives the plain text is taken, unless it only says that there is HTML. Letters within the letter follow below
it, with the headers that tell what they are. Quoted replies stay.

Limits: parts within parts are followed 20 deep, and 1,000 of them are looked at. Encrypted letters have no text.
"""

from __future__ import annotations

import re
from email.message import Message

from searchcsto.ingest.encoding import NotText
from searchcsto.ingest.hypertext import render_html
from searchcsto.ingest.limits import MAX_ARTICLE
from searchcsto.ingest.mail_headers import decode_bytes, read_header

_DEPTH = 20
_PARTS = 1_000
_SHORT = 300  # characters of a plain text that may stand for nothing
_READABLE = re.compile(
    r"\.(?:pdf|docx?|odt|rtf|txt|md|html?|mhtml|eml|json|jsonl|csv|tsv|xml|zip|gz|zst|tar)$", re.IGNORECASE
)
_FOLLOWED = ("text/", "multipart/", "message/")
_TEXTS = ("text/plain", "text/html", "text/markdown", "text/enriched")
_SHOWN = ("From", "Date", "Subject")


class Body:
    """The text of a letter and what is left out of it."""

    def __init__(self, message: Message) -> None:
        self.left_out: list[str] = []  # names of attachments
        self.lacks_lxml = False
        self.is_encrypted = False
        self._parts = 0
        self.text = _join(self._read(message, 0))

    def _read(self, part: Message, depth: int) -> list[str]:
        """Return the texts of a part."""
        self._parts += 1
        if depth > _DEPTH or self._parts > _PARTS:
            return []
        kind = part.get_content_type()
        if kind in ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"):
            self.is_encrypted = True
            return []
        is_attached = part.get_content_disposition() == "attachment" and kind != "message/rfc822"
        if depth and (is_attached or not kind.startswith(_FOLLOWED)):
            self._note(part)
            return []
        if not part.is_multipart():
            return self._read_text(part, kind)
        children = [child for child in part.get_payload() if isinstance(child, Message)]
        if kind == "multipart/alternative":
            return self._choose(children, depth)
        if kind == "message/rfc822":
            return [text for child in children for text in self._read_letter(child, depth)]
        return [text for child in children for text in self._read(child, depth + 1)]

    def _choose(self, children: list[Message], depth: int) -> list[str]:
        """Return the texts of the best alternative."""
        found = [(child.get_content_type(), self._read(child, depth + 1)) for child in children]
        plain = next((texts for kind, texts in found if kind == "text/plain" and _join(texts)), [])
        others = [texts for kind, texts in found if kind != "text/plain"]
        rich = max(others, key=lambda texts: len(_join(texts)), default=[])
        size, rich_size = len(_join(plain)), len(_join(rich))
        return rich if not size or (size < _SHORT and rich_size > 4 * size) else plain

    def _read_letter(self, letter: Message, depth: int) -> list[str]:
        headers = [f"{name}: {value}" for name in _SHOWN if (value := read_header(letter, name))]
        return ["\n".join(headers), *self._read(letter, depth + 1)]

    def _read_text(self, part: Message, kind: str) -> list[str]:
        if kind not in _TEXTS and not kind.startswith("multipart/"):  # one without its boundary is a text
            self._note(part)
            return []
        data = part.get_payload(decode=True)
        if not isinstance(data, bytes):
            return []
        try:
            text = decode_bytes(data[:MAX_ARTICLE], part.get_content_charset())
        except NotText:
            self._note(part)
            return []
        if kind == "text/html":
            return self._render(text)
        return [_join_flowed(text) if part.get_param("format") == "flowed" else text.replace("\r\n", "\n")]

    def _render(self, markup: str) -> list[str]:
        try:
            return [render_html(markup)]
        except ImportError:
            self.lacks_lxml = True
            return []

    def _note(self, part: Message) -> None:
        name = part.get_filename()
        if isinstance(name, str) and _READABLE.search(name):
            self.left_out.append(" ".join(name.split())[:100])


def _join(texts: list[str]) -> str:
    return "\n\n".join(text.strip() for text in texts if text.strip())


def _join_flowed(text: str) -> str:
    """Join the lines that a blank at their end marks as wrapped (RFC 3676)."""
    lines: list[str] = []
    goes_on = False
    for line in text.splitlines():
        if goes_on and line and not line.startswith(">"):
            lines[-1] += line.removeprefix(" ") if not lines[-1].endswith(" ") else line.lstrip(" ")
        else:
            lines.append(line)
        goes_on = line.endswith(" ") and line != "-- "
    return "\n".join(line.rstrip() for line in lines)
