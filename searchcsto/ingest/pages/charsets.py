"""Give the bytes of a page, get its text: by its byte order mark, as it declares, or as it looks.

Bytes that are valid UTF-8 beyond ASCII are UTF-8 whatever the page declares: no other text is, by chance. A declared
encoding counts if the bytes can be read so. NULs, which HTML forbids and broken programs write, are dropped.
"""

from __future__ import annotations

import codecs
import re

from searchcsto.ingest.encoding import NotText, decode_text

_HEAD = 4_096  # bytes in which the declaration stands
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}\bencoding\s*=\s*["']([\w.:-]{2,40})|\bcharset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I
)
# What pages declare and what they mean by it (WHATWG Encoding Standard).
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
          "shift_jis": "cp932", "euc_kr": "cp949", "iso8859-11": "cp874", "tis-620": "cp874"}  # fmt: skip
_BROKEN = 0.001  # share of characters that may be unreadable in an encoding that is declared


def decode_page(data: bytes, charset: str | None = None) -> str:
    """Return the text of a page. `charset` is what a header says of it. Raises NotText if it is no text."""
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode_text(data)
    if data[1:2] == b"\0" or data[:1] == b"\0":  # UTF-16 without a mark begins with "<"
        try:
            return decode_text(data)
        except NotText:
            pass
    data = data.replace(b"\0", b"")
    if _is_utf8(data):
        return decode_text(data)
    declared = [charset, *(name.decode("ascii") for name in _list_declared(data))]
    for name in declared:
        text = _decode_as(data, name) if name else None
        if text is not None:
            return text
    return decode_text(data)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _list_declared(data: bytes) -> list[bytes]:
    return [name for match in _DECLARED.findall(data[:_HEAD]) for name in match if name]


def _decode_as(data: bytes, name: str) -> str | None:
    """Return the text in a declared encoding, None if it is not known or the bytes are not in it."""
    try:
        codec = codecs.lookup(name.strip())
        text = data.decode(_MEANT.get(codec.name, codec.name), "replace")
    except (LookupError, ValueError, UnicodeError):
        return None
    return text if text.count("\ufffd") <= _BROKEN * len(text) else None
