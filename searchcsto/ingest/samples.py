"""Say how many words of a line the article shares: a headline's are in its first sentences, a teaser's are not.

You give a `Layout` and the line in which the article's own words begin, you get a `Sample`, which answers for any line.

Limits: the first 700 characters, up to a notice of the page; words are compared by their first five letters.
"""

from __future__ import annotations

import re
from functools import lru_cache

from searchcsto.ingest.layout import Layout

_SIZE = 700  # characters of the article
_NOTICE = 60  # characters of a line below the article that names the outlet again
_WORD = re.compile(r"[^\W_]{3,}")
_ASCII_WORD = re.compile(r"[a-z0-9]{3,}")


class Sample:
    """The first words of the article, folded, to be asked for the stems of a headline: five letters each, roughly."""

    def __init__(self, layout: Layout, first: int) -> None:
        start = layout.lines[first].start if first < len(layout.lines) else len(layout.text)
        end = start + _SIZE
        for index in range(layout.lead + 1, len(layout.lines)):
            line = layout.lines[index]
            if line.start >= end:
                break
            kind = layout.kinds[index]
            if (kind in ("chrome", "end") and len(line.text) > _NOTICE) or (kind == "short" and "©" in line.text):
                end = line.start
        self.first = first
        self._text = layout.text[start:end].casefold()

    def share(self, shown: str, standfirst: str = "") -> float:
        """Return how many of the words of a line the article, or its standfirst, begins with, as a share."""
        stems = find_stems(shown)
        if not stems:
            return 0.0
        more = find_stems(standfirst) if standfirst else ()
        return sum(stem in more or self._has(stem) for stem in stems) / len(stems)

    def _has(self, stem: str) -> bool:
        text, size = self._text, len(stem)
        at = text.find(stem)
        while at >= 0:
            behind = text[at + size : at + size + 1]
            if not text[at - 1 : at].isalnum() and (size == 5 or not behind.isalnum()):
                return True
            at = text.find(stem, at + 1)
        return False


@lru_cache(maxsize=64)  # a line is asked for several times, one after the other
def find_stems(shown: str) -> frozenset[str]:
    """Return the first letters of the words of a line, folded."""
    plain = shown.casefold()
    return frozenset([word[:5] for word in (_ASCII_WORD if plain.isascii() else _WORD).findall(plain)])
