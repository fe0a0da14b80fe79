"""Give an English word, get its stem: Snowball's English stemmer (Porter 2), word for word the answers of NLTK's.

NLTK's own is right but slow to import (0.3 s, more than a query may take) and three times as slow to run; a test
compares both on large vocabularies. Its quirks are kept, because stems are stored in indexes. The algorithm:
https://snowballstem.org/algorithms/english/stemmer.html

R1 is the part of a word after its first non-vowel that follows a vowel, R2 the same within R1; most endings are only
cut where they lie in one of them.
"""

from __future__ import annotations

import re

_VOWELS = "aeiouy"
_REGIONS = re.compile("([^aeiouy]*[aeiouy]+[^aeiouy])([^aeiouy]*[aeiouy]+[^aeiouy])?", re.DOTALL)
_VOWEL = re.compile("[aeiouy]")
_VOWEL_Y = re.compile("(?<=[aeiouy])y")
_DOUBLES = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")

# What is left of an ending: how many letters go, what comes instead, and R2 where it was shorter than what went.
_Change = tuple[int, str, str]
_STEP_2: dict[str, _Change] = {
    "ization": (7, "ize", ""),
    "ational": (7, "ate", "e"),
    "fulness": (4, "", ""),
    "ousness": (7, "ous", ""),
    "iveness": (7, "ive", "e"),
    "tional": (2, "", ""),
    "biliti": (6, "ble", ""),
    "lessli": (2, "", ""),
    "entli": (2, "", ""),
    "ation": (5, "ate", "e"),
    "alism": (5, "al", ""),
    "aliti": (5, "al", ""),
    "ousli": (5, "ous", ""),
    "iviti": (5, "ive", "e"),
    "fulli": (2, "", ""),
    "enci": (1, "e", ""),
    "anci": (1, "e", ""),
    "abli": (1, "e", ""),
    "izer": (4, "ize", ""),
    "ator": (4, "ate", "e"),
    "alli": (4, "al", ""),
    "bli": (3, "ble", ""),
    "ogi": (1, "", ""),
    "li": (2, "", ""),
}
_STEP_3: dict[str, _Change] = {
    "ational": (7, "ate", ""),
    "tional": (2, "", ""),
    "alize": (3, "", ""),
    "icate": (5, "ic", ""),
    "iciti": (5, "ic", ""),
    "ative": (5, "", ""),
    "ical": (4, "ic", ""),
    "ness": (4, "", ""),
    "ful": (3, "", ""),
}
_ENDINGS_2, _ENDINGS_3 = tuple(_STEP_2), tuple(_STEP_3)
_ENDINGS_4 = (
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "ion",
    "al", "er", "ic",
)  # fmt: skip
_ENDINGS_1B = ("eedly", "ingly", "edly", "eed", "ing", "ed")
_BEFORE_LI = "cdeghkmnrt"
_EXCEPTIONS = {
    "skis": "ski", "skies": "sky", "dying": "die", "lying": "lie", "tying": "tie", "idly": "idl", "gently": "gentl",
    "ugly": "ugli", "early": "earli", "only": "onli", "singly": "singl", "sky": "sky", "news": "news", "howe": "howe",
    "atlas": "atlas", "cosmos": "cosmos", "bias": "bias", "andes": "andes", "inning": "inning", "innings": "inning",
    "outing": "outing", "outings": "outing", "canning": "canning", "cannings": "canning", "herring": "herring",
    "herrings": "herring", "earring": "earring", "earrings": "earring", "proceed": "proceed", "proceeds": "proceed",
    "proceeded": "proceed", "proceeding": "proceed", "exceed": "exceed", "exceeds": "exceed", "exceeded": "exceed",
    "exceeding": "exceed", "succeed": "succeed", "succeeds": "succeed", "succeeded": "succeed",
    "succeeding": "succeed",
}  # fmt: skip

# A word is its own stem unless it ends in one of these. Most names end otherwise.
_ENDS = frozenset("sye")
_ENDS_OF_TWO = frozenset(("ed", "ng", "on", "al", "ul", "ll", "sm", "er", "or", "ti", "li", "ci", "gi", "nt", "ic"))

_Regions = tuple[str, str, str]  # the word, R1 and R2


def stem_english(word: str) -> str:
    """Return the stem of a word.

    >>> [stem_english(word) for word in ("peacekeeping", "nationally", "skies", "hoped")]
    ['peacekeep', 'nation', 'sky', 'hope']
    """
    word = word.lower()
    if len(word) <= 2:
        return word
    if word[-1] not in _ENDS and word[-2:] not in _ENDS_OF_TWO and word.isalpha():
        return word
    if word in _EXCEPTIONS:
        return _EXCEPTIONS[word]
    if not word.isalpha():
        word = word.translate(_APOSTROPHES).removeprefix("'")
    if "y" in word:
        word = _mark_y(word)
    regions = _find_regions(word)
    if word.endswith(("'s", "'")):
        regions = _cut(*regions, (3 if word.endswith("'s'") else 2 if word.endswith("'s") else 1, "", ""))
    if regions[0].endswith(("s", "ied")):
        regions = _step_1a(*regions)
    if regions[0].endswith(("ed", "ing", "ly")):
        regions = _step_1b(*regions)
    word, r1, r2 = regions
    if len(word) > 2 and word[-1] in "yY" and word[-2] not in _VOWELS:
        regions = word, r1, r2 = _cut(word, r1, r2, (1, "i", ""))
    if r1:
        if r1[-1] in "nsilmr" and r1.endswith(_ENDINGS_2):
            regions = _, r1, r2 = _step_2(*regions)
        if r1.endswith(_ENDINGS_3):
            regions = _, r1, r2 = _step_3(*regions)
        if r2 and r2.endswith(_ENDINGS_4):
            regions = _step_4(*regions)
        word = _step_5(*regions)
    return word.replace("Y", "y")


_APOSTROPHES = str.maketrans("\u2019\u2018\u201b", "'''")


def _mark_y(word: str) -> str:
    """Write a y that is a consonant as Y."""
    if word[0] == "y":
        word = f"Y{word[1:]}"
    if _VOWEL_Y.search(word) is None:
        return word
    letters = list(word)
    for place in range(1, len(letters)):
        if letters[place] == "y" and letters[place - 1] in _VOWELS:
            letters[place] = "Y"
    return "".join(letters)


def _find_regions(word: str) -> _Regions:
    if word.startswith(("gener", "arsen", "commun")):
        r1 = word[6 if word[0] == "c" else 5 :]
        match = _REGIONS.match(r1)
        return word, r1, r1[match.end(1) :] if match else ""
    match = _REGIONS.match(word)
    if match is None:
        return word, "", ""
    first, second = match.end(1), match.end(2)
    return word, word[first:], word[second:] if second > 0 else ""


def _cut(word: str, r1: str, r2: str, change: _Change) -> _Regions:
    size, new, missing = change
    return (
        word[:-size] + new,
        r1[:-size] + new if len(r1) >= size else "",
        r2[:-size] + new if len(r2) >= size else missing,
    )


def _step_1a(word: str, r1: str, r2: str) -> _Regions:
    if word.endswith("sses"):
        return _cut(word, r1, r2, (2, "", ""))
    if word.endswith(("ied", "ies")):
        return _cut(word, r1, r2, (2 if len(word) > 4 else 1, "", ""))
    if word.endswith(("us", "ss")) or _VOWEL.search(word, 0, len(word) - 2) is None:
        return word, r1, r2
    return _cut(word, r1, r2, (1, "", ""))


def _step_1b(word: str, r1: str, r2: str) -> _Regions:
    ending = next((ending for ending in _ENDINGS_1B if word.endswith(ending)), None)
    if ending is None:
        return word, r1, r2
    size = len(ending)
    if ending in ("eed", "eedly"):
        return _cut(word, r1, r2, (size, "ee", "")) if r1.endswith(ending) else (word, r1, r2)
    if _VOWEL.search(word, 0, len(word) - size) is None:
        return word, r1, r2
    word, r1, r2 = word[:-size], r1[:-size], r2[:-size]
    if word.endswith(("at", "bl", "iz")):
        word, r1 = f"{word}e", f"{r1}e"
        return word, r1, f"{r2}e" if len(word) > 5 or len(r1) >= 3 else r2
    if word.endswith(_DOUBLES):
        return word[:-1], r1[:-1], r2[:-1]
    if r1 == "" and _is_short(word):
        return f"{word}e", r1, f"{r2}e" if r2 else r2
    return word, r1, r2


def _is_short(word: str) -> bool:
    """Say whether a word ends in a short syllable, and is one."""
    if len(word) == 2:
        return word[0] in _VOWELS and word[1] not in _VOWELS
    return (
        len(word) >= 3
        and word[-1] not in _VOWELS
        and word[-1] not in "wxY"
        and word[-2] in _VOWELS
        and word[-3] not in _VOWELS
    )


def _step_2(word: str, r1: str, r2: str) -> _Regions:
    # The longest ending of the word counts, even if only a shorter one lies in R1.
    ending = next(ending for ending in _ENDINGS_2 if word.endswith(ending))
    if not r1.endswith(ending):
        return word, r1, r2
    if (ending == "ogi" and word[-4] != "l") or (ending == "li" and word[-3] not in _BEFORE_LI):
        return word, r1, r2
    return _cut(word, r1, r2, _STEP_2[ending])


def _step_3(word: str, r1: str, r2: str) -> _Regions:
    ending = next((ending for ending in _ENDINGS_3 if word.endswith(ending)), None)
    if ending is None or not r1.endswith(ending) or (ending == "ative" and not r2.endswith(ending)):
        return word, r1, r2
    return _cut(word, r1, r2, _STEP_3[ending])


def _step_4(word: str, r1: str, r2: str) -> _Regions:
    ending = next((ending for ending in _ENDINGS_4 if word.endswith(ending)), None)
    if ending is None or not r2.endswith(ending) or (ending == "ion" and word[-4] not in "st"):
        return word, r1, r2
    return _cut(word, r1, r2, (len(ending), "", ""))


def _step_5(word: str, r1: str, r2: str) -> str:
    if r2.endswith("l") and word[-2] == "l":
        return word[:-1]
    if r2.endswith("e") or (r1.endswith("e") and len(word) >= 4 and not _ends_short(word)):
        return word[:-1]
    return word


def _ends_short(word: str) -> bool:
    """Say whether the syllable before the last letter is short."""
    return word[-2] not in _VOWELS and word[-2] not in "wxY" and word[-3] in _VOWELS and word[-4] not in _VOWELS
