"""Give the beginning of a file that is text, get the kind of text that it certainly is, or None.

Only what is written as the kind demands counts: a plain text that quotes a tag, begins with "From" or with "Date:", or
has a line of dashes stays plain text.
"""

from __future__ import annotations

import re

_PROLOG = re.compile(r"(?:[\ufeff\s]|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
_DOCTYPE = re.compile(r"<!doctype\s+([\w:.-]+)", re.IGNORECASE)
_HTML = re.compile(r"<(?:html|head|body)[\s>]", re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)[\s/>]")
_TAG = re.compile(
    r"</?(?:!doctype|html|head|body|div|p|br|a|span|meta|title|h[1-6]|table|ul|ol|li|article|section|main|script|style"
    r"|img|b|i|em|strong|font|center|frameset)\b[^<>]*>",
    re.IGNORECASE,
)
_PIECE = re.compile(r"<(?:br|p|h[1-6]|b|i|strong|em|font|center|table|article)\b[^<>]*>", re.IGNORECASE)
_FEW_TAGS = 3
_NEWSML = frozenset({"newsItem", "newsMessage", "packageItem", "nitf"})
_ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
_RSS_1 = "http://purl.org/rss/"
_MAILBOX = re.compile(r"From \S+ .*\d\d:\d\d.*\r?\n[!-9;-~]+:[ \t\r\n]")
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]*):(.*)")
_OF_MAIL = frozenset(
    {"message-id", "mime-version", "received", "return-path", "content-type", "delivered-to", "x-mailer", "newsgroups"}
)
_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_YAML_LINE = re.compile(r"[\w\"'][\w\"' .-]*:(?:\s.*)?|\s.*|-\s.*|#.*|\]|\}|")


def find_text_kind(text: str) -> str | None:
    r"""Return the kind of format that a text is certainly of.

    >>> find_text_kind("<!-- saved --><!DOCTYPE html><title>Talks</title>"), find_text_kind("<rss version='2.0'>")
    ('html', 'feed')
    >>> find_text_kind("The <html> tag, explained."), find_text_kind("Date: 2031-04-07\nFrom: Orlo\n\nTalks resume.")
    (None, None)
    """
    stripped = text.lstrip("\ufeff \t\r\n")
    if stripped.startswith("<"):
        return _find_markup_kind(stripped)
    if stripped.startswith("{\\rtf"):
        return "rtf"
    if stripped.startswith("%PDF-"):
        return "pdf"
    if _MAILBOX.match(stripped):
        return "mailbox"
    if _has_front_matter(text):
        return "markdown"
    return _find_letter_kind(stripped) if _HEADER.match(stripped) else None


def find_root(text: str) -> str | None:
    """Return the name of the root element of an XML file, without its prefix.

    >>> find_root('<?xml version="1.0"?><x:report xmlns:x="urn:x">')
    'report'
    """
    rest = text[_end_of_prolog(text) :]
    doctype, root = _DOCTYPE.match(rest), _ROOT.match(rest)
    return doctype.group(1).rpartition(":")[2] if doctype else root.group(1) if root else None


def has_tags(text: str) -> bool:
    """Return whether a text has any element of HTML."""
    return _TAG.search(text) is not None


def is_piece_of_page(text: str) -> bool:
    """Return whether a text begins with an element of running text, and has others: a page without its head.

    >>> is_piece_of_page("<br />Talks resume.<br />They <b>went</b> on."), is_piece_of_page("<template><p>{{ a }}</p>")
    (True, False)
    """
    return _PIECE.match(text, _end_of_prolog(text)) is not None and len(_TAG.findall(text)) >= _FEW_TAGS


def _end_of_prolog(text: str) -> int:
    match = _PROLOG.match(text)
    return match.end() if match else 0


def _find_markup_kind(text: str) -> str | None:
    root = find_root(text)
    if root is None:
        return None
    if root.lower() == "html" or _HTML.match(text, _end_of_prolog(text)):
        return "html"
    if root == "rss" or (root == "feed" and any(name in text for name in _ATOM)) or (root == "RDF" and _RSS_1 in text):
        return "feed"
    return "newsml" if root in _NEWSML else None


def _has_front_matter(text: str) -> bool:
    match = _FRONT_MATTER.match(text)
    if match is None:
        return False
    lines = match.group(1).splitlines()
    return any(re.match(r"[\w\"']", line) for line in lines) and all(map(_YAML_LINE.fullmatch, lines))


def _find_letter_kind(text: str) -> str | None:
    """Tell a letter or a saved page by its header: every line of it has the form, and some only programs write."""
    header = read_header(text)
    if "from" not in header or not _OF_MAIL & header.keys():
        return None
    is_related = header.get("content-type", "").lower().startswith("multipart/related")
    is_saved = "snapshot-content-location" in header or "saved by" in header["from"].lower()
    return "mhtml" if is_related and is_saved else "letter"


def read_header(text: str) -> dict[str, str]:
    r"""Return the header lines that a text begins with, up to a blank line; nothing if a line before is none.

    >>> read_header("From: a@orlo.example\nSubject: Talks\n resume\n\nText")
    {'from': 'a@orlo.example', 'subject': 'Talks resume'}
    >>> read_header("From: Orlo\nThe talks resume.\n")
    {}
    """
    header: dict[str, str] = {}
    name = ""
    for line in text.splitlines(keepends=True):
        if not line.strip():
            return header
        if line[0] in " \t" and name:
            header[name] += f" {line.strip()}"
        elif match := _HEADER.match(line):
            name = match.group(1).lower()
            header[name] = match.group(2).strip()
        elif line.endswith(("\n", "\r")):
            return {}
    return header
