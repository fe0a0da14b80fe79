"""Give a file, get its format, or why it is not read: by its content first, then by the end of its name.

A `.txt` that is a web page or a PDF file is read as such; an `.html` without any markup is read as text. Where the
content says nothing (plain text, tables) the name decides, and a name that is not known is not read. Only the
beginning of a file is looked at, and the end of a zip archive. What is no format of ours is named with the help of
puremagic.
"""

from __future__ import annotations

import json
import re
import zlib

from searchcsto.ingest.content import Content
from searchcsto.ingest.encoding import decode_head
from searchcsto.ingest.formats import Format, find_format, find_format_of_suffix
from searchcsto.ingest.limits import Problem
from searchcsto.ingest.text_kinds import find_root, find_text_kind, has_tags, is_piece_of_page

_HEAD = 8192  # bytes
_MORE = 65536  # where the first ones do not decide; who has only zeros so far has no text
_LINE = 4_000_000  # bytes of a first line that is tried as JSON
_SIGNATURES = (
    (b"%PDF-", "pdf"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"{\\rtf", "rtf"),
    (b"WARC/", "warc"),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MEMBER = re.compile(
    rb"PK\x01\x02.{24}(..).{16}(word/document\d*\.xml|xl/workbook\.xml|xl/workbook\.bin|ppt/presentation\.xml"
    rb"|META-INF/container\.xml|META-INF/MANIFEST\.MF|AndroidManifest\.xml)",
    re.DOTALL,
)
_OFFICE = {
    "xl": "an Excel workbook is not read; save it as .csv",
    "ppt": "a PowerPoint presentation is not read; save it as .pdf",
    "META-INF": "a program in an archive (Java) is not read",
    "AndroidManifest.xml": "a program in an archive (Android) is not read",
}
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/epub+zip": "an e-book (EPUB) is not read",
    b"application/vnd.oasis.opendocument.spreadsheet": "an OpenDocument table is not read; save it as .csv",
    b"application/vnd.oasis.opendocument.presentation": "an OpenDocument presentation is not read; save it as .pdf",
}
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
_MEDIA = {"image": "a picture", "audio": "a sound recording", "video": "a film", "font": "a font"}
_JSON = re.compile(r'\ufeff?\s*(?:\[\s*)?\{\s*["}]')


def find_format_of(content: Content) -> Format | Problem:
    """Return the format of a file, or the reason why it is not read. Raises OSError."""
    with content.open() as file:
        head = file.read(_HEAD)
    suffix = find_suffix(content.name)
    named = find_format_of_suffix(suffix)
    if not head:
        return Problem("empty") if named else _describe_suffix(suffix)
    if _is_unwritten(content, head):
        return Problem("it begins with zero bytes, and has nothing else as far as was looked: it was not written whole")
    found = _find_packed(content, head)
    if found is None:
        text = decode_head(head)
        found = _find_binary(head, content.name) if text is None else _find_text(content, text, named, suffix)
    if isinstance(found, str):
        return find_format(found)
    return found or named or _describe_suffix(suffix)


def find_suffix(name: str) -> str:
    """Return how a file's name ends.

    >>> find_suffix("Talks.HTML"), find_suffix(".profile"), find_suffix("etc.")
    ('.html', '', '')
    """
    stem, _, end = name.rpartition(".")  # pathlib takes longer than all else that is done to tell a format
    return f".{end.lower()}" if stem and end else ""


def _describe_suffix(suffix: str) -> Problem:
    kind = f"{suffix} files are" if suffix else "files without a suffix are"
    return Problem(f"{kind} not read; what is read: searchcsto index --help")


def _is_unwritten(content: Content, head: bytes) -> bool:
    """Whether a file is long and has nothing but zero bytes, as a crash of the system or of a copy leaves it."""
    if head.strip(b"\0"):
        return False
    with content.open() as file:
        more = file.read(_MORE)
    return len(more) == _MORE and not more.strip(b"\0")


def _find_packed(content: Content, head: bytes) -> str | Problem | None:
    """Tell a file by the bytes that it must begin with."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _find_zip_kind(content, head)
    if head.startswith(b"\x1f\x8b"):
        return "warc" if _unzip_head(head).startswith(b"WARC/") else "gzip"
    if head[257:262] == b"ustar":
        return "tar"
    if head.startswith(_OLD_OFFICE):
        return Problem("an old Office file (.doc, .xls, .ppt) is not read; save it as .docx, .csv or .pdf")
    return next((kind for signature, kind in _SIGNATURES if head.startswith(signature)), None)


def _unzip_head(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(head, 16)
    except zlib.error:
        return b""


def _find_zip_kind(content: Content, head: bytes) -> str | Problem:
    """Tell documents that are zip archives by the files that they must have, which the end of an archive lists."""
    if head[30:38] == b"mimetype":
        for kind, found in _OPEN_DOCUMENT.items():
            if head[38:].startswith(kind):
                return found if found == "odt" else Problem(found)
    for match in _MEMBER.finditer(_read_directory(content)):
        name = match.group(2).decode()
        if int.from_bytes(match.group(1), "little") == len(name):
            return "docx" if name.startswith("word/") else Problem(_OFFICE[name.partition("/")[0]])
    # A document that was damaged is the reader's to judge; anything else may hold articles.
    named = find_format_of_suffix(find_suffix(content.name))
    return named.kind if named is not None and named.kind in ("docx", "odt") else "zip"


def _read_directory(content: Content) -> bytes:
    """Return the directory of a zip archive, or the end of it: not those of archives that it holds unpacked."""
    with content.open() as file:
        file.seek(max(0, file.seek(0, 2) - _MORE))
        tail = file.read(_MORE)
    end = tail.rfind(b"PK\x05\x06")
    size = int.from_bytes(tail[end + 12 : end + 16], "little")
    return tail[max(0, end - size) : end] if end >= 0 else b""


def _find_binary(head: bytes, name: str) -> Problem | None:
    """Name a file that is not text, as well as it can be told."""
    if not head.strip(b"\0"):
        return None
    if head.startswith(_PROGRAMS):
        return Problem("a program is not read")
    import puremagic  # only for files that are not read

    try:
        matches = puremagic.magic_string(head, name)
    except puremagic.PureError:
        return None
    sure = [match for match in matches if match.confidence >= 0.3]
    for match in sure:
        if media := _MEDIA.get(match.mime_type.partition("/")[0]):
            return Problem(f"{media} ({match.mime_type}) is not read")
    return Problem(f"a binary file ({sure[0].name}) is not read") if sure else None


def _find_text(content: Content, text: str, named: Format | None, suffix: str) -> str | Problem | None:
    kind = find_text_kind(text)
    if kind == "markdown" and (named is None or named.kind != "text"):
        return None  # YAML in other files is no front matter
    if kind == "letter" and named is not None and named.kind == "mhtml":
        return "mhtml"
    if kind is not None:
        return kind
    if suffix == ".xml":
        root = find_root(text)
        what = f"XML with the root element <{root}> is" if root else "it is named .xml and"
        return Problem(f"{what} not read; RSS, Atom, NewsML-G2, NITF and XHTML are")
    if named is None:
        return "html" if is_piece_of_page(text) else None  # "index.php", "orlo.example": how crawlers name pages
    if named.kind == "html":
        return None if has_tags(text) or has_tags(_read_more(content)) else "text"
    if named.kind in ("text", "json", "jsonl") and text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return _find_json_kind(content, text, named.kind)
    return None


def _read_more(content: Content) -> str:
    with content.open() as file:
        return decode_head(file.read(_MORE)) or ""


def _find_json_kind(content: Content, text: str, named: str) -> str | None:
    """Tell one JSON value from a value a line, and both from a text that begins with a brace."""
    with content.open() as file:
        first, second = file.readline(_LINE), file.read(_HEAD).lstrip()
    is_whole = _is_object(first)
    if is_whole and second.startswith(b"{"):
        return "jsonl"
    if named == "jsonl":
        return "json" if first.strip() in (b"{", b"[") and second[:1] in (b'"', b"{") else None
    if named == "json" or (is_whole and not second):
        return "json"
    return "json" if _JSON.match(text) and not is_whole and _is_json(content) else None


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _is_json(content: Content) -> bool:
    with content.open() as file:
        data = file.read(_LINE + 1)
    if len(data) > _LINE:
        return True  # so much that begins as JSON
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True
