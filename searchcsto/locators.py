"""Give the id of a document and a range of its text, get an address to cite it by; and back.

`searchcsto://documents/a%2Fb.txt#char=120,340` is the text of `a/b.txt` from the character with offset 120 up to, not
including, that with offset 340, in code points. The fragment is that of RFC 5147; without one the address is that of
the whole document.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, unquote

from searchcsto.errors import OptionInvalid

PREFIX = "searchcsto://documents/"
TEMPLATE = PREFIX + "{id}"  # RFC 6570

_RANGE = re.compile(r"char=(\d{1,15})?,(\d{1,15})?", re.ASCII)


class Locator(NamedTuple):
    """A document, and which characters of its text; None: from its beginning, to its end."""

    id: str
    start: int | None = None
    end: int | None = None


def make_locator(identifier: str, *, start: int | None = None, end: int | None = None) -> str:
    """Return the address of a document, or of a range of its text.

    >>> make_locator("a/b 1.txt", start=120, end=340)
    'searchcsto://documents/a%2Fb%201.txt#char=120,340'
    """
    address = PREFIX + quote(identifier, safe="", errors="backslashreplace")
    if start is None and end is None:
        return address
    return f"{address}#char={'' if start is None else start},{'' if end is None else end}"


def parse_locator(address: str) -> Locator:
    """Return what an address names. Raises OptionInvalid.

    >>> parse_locator("searchcsto://documents/a%2Fb.txt#char=120,340")
    Locator(id='a/b.txt', start=120, end=340)
    """
    before, hash_sign, fragment = address.partition("#")
    identifier = unquote(before.removeprefix(PREFIX))
    if not before.startswith(PREFIX) or not identifier:
        raise OptionInvalid(f"{address[:200]!r} names no document; write {TEMPLATE}")
    if not hash_sign:
        return Locator(identifier)
    found = _RANGE.fullmatch(fragment)
    if found is None:
        raise OptionInvalid(f"{fragment[:100]!r} names no range of a text; write #char=120,340")
    start, end = (int(offset) if offset else None for offset in found.groups())
    return Locator(identifier, start, end)
