"""Give a text, get how many columns of a terminal it fills, and pieces of it that fill so many.

Wide characters (Chinese, Japanese, Korean) fill two columns, marks on other letters none.
"""

from __future__ import annotations

import unicodedata


def measure(text: str) -> int:
    """Return how many columns a text fills.

    >>> measure("мир"), measure("世界"), measure("e\\u0301")
    (3, 4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(_measure_character(character) for character in text)


def _measure_character(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def keep_start(text: str, columns: int) -> str:
    """Return the beginning of a text that fills at most so many columns, filled with blanks to its right.

    >>> keep_start("世界 peace", 3) + "|"
    '世 |'
    """
    kept = columns
    for at, character in enumerate(text):
        width = _measure_character(character)
        if width > kept:
            return text[:at] + " " * kept
        kept -= width
    return text + " " * kept


def keep_end(text: str, columns: int) -> str:
    """Return the end of a text that fills at most so many columns, filled with blanks to its left.

    >>> keep_end("peace 世界", 3)
    ' 界'
    """
    kept = columns
    for at in range(len(text) - 1, -1, -1):
        width = _measure_character(text[at])
        if width > kept:
            # A mark must not lose the letter that it stands on.
            while at + 1 < len(text) and _measure_character(text[at + 1]) == 0:
                at += 1
            return " " * kept + text[at + 1 :]
        kept -= width
    return " " * kept + text
