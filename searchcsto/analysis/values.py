"""Give the name of a source, a language or a place, get the form in which such names are compared.

Case, accents and punctuation do not count, so that "source:al-jazeera" finds "Al Jazeera".
"""

from __future__ import annotations

import functools

from searchcsto.analysis.words import fold


@functools.lru_cache(maxsize=1 << 14)
def value_key(value: str) -> str:
    """Return the form in which values are compared; that of a value of signs only is the value itself.

    >>> value_key("Al-Jazeera"), value_key("ТАСС"), value_key("AT&T")
    ('aljazeera', 'тасс', 'att')
    """
    folded = fold(value)
    return "".join(letter for letter in folded if letter.isalnum()) or folded.strip()
