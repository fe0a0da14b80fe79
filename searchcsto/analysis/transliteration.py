"""Give a name in Cyrillic or Latin letters, get a key under which its usual spellings meet.

Newspapers write one name in many ways: Токаев, Tokayev, Tokaev; Зеленский, Zelensky, Zelenskyy. `romanize` writes
Cyrillic in Latin letters, near to BGN/PCGN; `name_key` then drops what the usual systems of transliteration differ in.
A key is for comparing names with names: other words may share one.
"""

from __future__ import annotations

import functools
import re

from searchcsto.analysis.words import fold

_LETTERS = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
        "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
        "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
        "я": "ya",
        "є": "ye", "і": "i", "ї": "yi", "ґ": "g", "ў": "u",  # Ukrainian and Belarusian
        "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h",  # Kazakh and Kyrgyz
        "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "dj", "џ": "dz",  # Serbian
    }
)  # fmt: skip
_CLUSTERS = (("kh", "h"), ("x", "ks"), ("tz", "ts"), ("ck", "k"), ("ph", "f"), ("w", "v"), ("j", "i"), ("y", "i"))
_GLIDE = re.compile("i+(?=[aeou])")
_TWICE = re.compile(r"(.)\1+")


def romanize(text: str) -> str:
    """Return a text, folded, in Latin letters where it was in Cyrillic ones.

    >>> romanize("Лукашенко"), romanize("Хрущёв"), romanize("Orlo")
    ('lukashenko', 'khrushchev', 'orlo')
    """
    return fold(text).translate(_LETTERS)


@functools.lru_cache(maxsize=1 << 14)
def name_key(name: str) -> str:
    """Return the key of a name; spellings of one name share it.

    >>> {name_key(name) for name in ("Токаев", "Tokayev", "Tokaev")}
    {'tokaev'}
    >>> name_key("Zelenskyy") == name_key("Зеленский"), name_key("РИА Новости") == name_key("RIA-Novosti")
    (True, True)
    """
    key = "".join(letter for letter in romanize(name) if letter.isalnum())
    for cluster, plain in _CLUSTERS:
        key = key.replace(cluster, plain)
    return _TWICE.sub(r"\1", _GLIDE.sub("", key))
