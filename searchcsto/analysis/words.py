"""Give a text, get its words as they stand there; give a word, get its folded form.

A word is a run of letters, digits and marks, with the hyphens and apostrophes inside it ("peace-keeping", "O'Brien"),
an abbreviation of single letters without its last full stop ("U.S"), a number with its separators ("10.02.2022",
"1,500"), or a single Latin letter with ++ or # ("C++", "C#"). An underscore joins like a hyphen. Dashes, slashes and
all other signs part words. Whatever is found here depends on the word alone, never on its neighbours, so that each
distinct word of a collection is analysed once.

Limits: scripts written without spaces (Chinese, Japanese) come out as one word for each run of characters;
`terms` cuts them into characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Marks that belong to the letter before them, and characters that are invisible inside a word (soft hyphen, zero width
# joiners): `\w` has none of them, and a word must not break there.
_MARKS = (
    "\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u200b-\u200d\u2060\ufeff"
)
_LETTER = r"[^\W\d_]"
_RUN = rf"[\w{_MARKS}]+"
# The class of all joints is tried first and its members told apart after: that is what keeps this fast.
_WORD = re.compile(
    rf"{_RUN}(?:[-‐‑'’ʼ＇.,](?=\w)"
    rf"(?:(?<![.,])|(?<=\d.)(?=\d)|(?<=\b{_LETTER}\.)(?={_LETTER}\b))"  # any joint; 10.02 and 1,500; U.S
    rf"{_RUN})*+"
    r"(?:(?=[+#])(?<=\b[A-Za-z])(?<![-‐‑'’ʼ＇.,][A-Za-z])(?:\+\+|#)(?![\w+#]))?"  # C++, C#
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "＇": "'", "‐": "-", "‑": "-"})
# In Cyrillic these marks make another letter (й, ї, ў), which no reader takes for the plain one; ё is written е.
_CYRILLIC_LETTERS = re.compile("[\u0438\u0443\u0456]\u0306|\u0456\u0308")
_DROPPED_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670]")


def find_words(text: str) -> list[str]:
    """Return the words of a text in their order, as they stand there.

    >>> find_words("The U.S. peace-keepers (1,500 of them) don't agree.")
    ['The', 'U.S', 'peace-keepers', '1,500', 'of', 'them', "don't", 'agree']
    """
    return _WORD.findall(text)


def find_word_spans(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield where each word of text[start:end] begins and ends, as offsets in the whole text.

    >>> list(find_word_spans("CSTO forces", 0))
    [(0, 4), (5, 11)]
    """
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        yield match.span()


def fold(word: str) -> str:
    """Return a word in the form in which words are compared: NFKC, no case, one apostrophe, no accents.

    >>> fold("Kraków’s"), fold("Ёлка"), fold("Йод"), fold("ＣＳＴＯ")
    ("krakow's", 'елка', 'йод', 'csto')
    """
    if word.isascii():
        return word.lower()
    word = _INVISIBLE.sub("", word).translate(_APOSTROPHES).casefold()
    parts = unicodedata.normalize("NFKD", word)
    kept = _CYRILLIC_LETTERS.sub(lambda match: unicodedata.normalize("NFC", match.group()), parts)
    return unicodedata.normalize("NFKC", _DROPPED_MARKS.sub("", kept)).casefold().translate(_STROKES)
