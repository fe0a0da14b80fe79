"""Give a text, get the acronyms that it explains, each with the words that it stands for.

    Collective Security Treaty Organization (CSTO)        Организация Договора о коллективной безопасности (ОДКБ)
    CSTO (Collective Security Treaty Organization)        ОДКБ (Организация Договора о коллективной безопасности)

The letters are matched as Schwartz and Hearst do (A simple algorithm for identifying abbreviation definitions in
biomedical text, PSB 2003): from the last letter back, and the first one begins a word. Being right matters more here
than finding all, so that

- an acronym has at least two capitals and at most ten letters or digits;
- its letters are the initials of the words, small words ("of", "для") apart; or else at least 60 % of them are, and the
  last word has the last of them. Two letters must both be initials;
- the words are at least two, of one sentence, without a comma between them.

A text without a parenthesis costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from searchcsto.analysis.words import find_words, fold

SMALL_WORDS = frozenset(
    {
        "a", "an", "and", "at", "by", "de", "for", "from", "in", "of", "on", "the", "to", "with",
        "в", "во", "для", "за", "и", "из", "к", "на", "о", "об", "от", "по", "при", "с", "со", "у",
    }
)  # fmt: skip
MAX_LETTERS = 10
_REACH = 20, 16  # characters before a parenthesis that are looked at: so many, and for each letter
_SHARE = 0.6  # of the letters that are initials, at least

_INSIDE = re.compile(r"\(([^()]{2,150})[)]")
_SHORT = re.compile(
    r"""(?:(?:далее|сокращенно|сокращённо|hereinafter|hereafter|abbreviated|or)\s*[-–—:]?\s*)?
        ["“«]?([^\W\d_][\w&.-]{1,14})["”»]?\s*(?:[,;].*)?""",
    re.VERBOSE | re.DOTALL,
)
_BEFORE = re.compile(r"""(?:^|[\s("“«])([^\W\d_][\w&.-]{1,14})["”»]?\s?$""")
_STOPS = re.compile(r"[.,;:!?()\[\]{}<>…•|]|\s[-–—]\s|\n\s*\n")
_WORD = re.compile(r"[^\W_]+")
_SPACED = re.compile(r"[-'’]?[^\W_]+(?:[-'’][^\W_]+)*")


class Acronym(NamedTuple):
    """An acronym and what it stands for, as a text has them."""

    short: str
    long: str


def find_acronyms(text: str) -> Iterator[Acronym]:
    """Yield the acronyms that a text explains, as often as it does.

    >>> list(find_acronyms("The Collective Security Treaty Organization (CSTO) met; so did ОДКБ (see there)."))
    [Acronym(short='CSTO', long='Collective Security Treaty Organization')]
    >>> list(find_acronyms("Организации Договора о коллективной безопасности (далее – ОДКБ)"))
    [Acronym(short='ОДКБ', long='Организации Договора о коллективной безопасности')]
    """
    if "(" not in text:
        return
    for match in _INSIDE.finditer(text):
        found = _read_parenthesis(text, match.start(), match.group(1))
        if found is not None:
            yield found


def _read_parenthesis(text: str, start: int, inside: str) -> Acronym | None:
    if not inside[-1].islower() or not inside.isalpha():  # "(Reuters)" and the like are most of all
        short = _SHORT.fullmatch(inside)
        if short is not None and (letters := read_letters(short[1])):
            before = text[max(0, start - _REACH[0] - _REACH[1] * len(letters)) : start]
            long = _find_initials(letters, before) or _find_before(letters, before)
            return Acronym(short[1].replace(".", ""), long) if long else None
    if len(inside) > 7 and not text[start - 1 : start].isalnum():
        name = _BEFORE.search(text[max(0, start - 18) : start])
        if name is not None and (letters := read_letters(name[1])):
            long = _find_inside(letters, inside)
            return Acronym(name[1].replace(".", ""), long) if long else None
    return None


def read_letters(word: str) -> str:
    """Return the letters and digits of an acronym, folded; nothing if the word is none.

    >>> read_letters("U.S."), read_letters("BelTA"), read_letters("Reuters"), read_letters("ОДКБ")
    ('us', 'belta', '', 'одкб')
    """
    if sum(map(str.isupper, word)) < 2:
        return ""
    letters = "".join(filter(str.isalnum, fold(word)))
    return letters if 2 <= len(letters) <= MAX_LETTERS else ""


def _find_initials(letters: str, before: str) -> str | None:
    """Return the last words of a text if their initials are the letters, as of most acronyms: this is fast."""
    words = before.rsplit(None, len(letters))[-len(letters) :]
    initials = "".join([word[0] for word in words]).casefold()
    if initials != letters or fold(words[0]) in SMALL_WORDS or not all(map(str.isalpha, words)):
        return None
    return " ".join(words)


def _find_before(letters: str, before: str) -> str | None:
    """Return the words at the end of a text that an acronym stands for."""
    cut = 0
    tail = before.rstrip()
    for stop in _STOPS.finditer(tail):
        cut = stop.end()
    tail = tail[cut:].rstrip("\"”»' ")
    words = [match.span() for match in _WORD.finditer(tail)][-min(len(letters) + 5, 2 * len(letters)) - 3 :]
    place = _match_initials(letters, tail, words)
    if place is None:
        place = _match_letters(letters, tail, words)
    return _tidy(tail[place:]) if place is not None else None


def _find_inside(letters: str, inside: str) -> str | None:
    """Return the words at the beginning of a parenthesis that an acronym stands for: all, up to a comma."""
    stop = _STOPS.search(inside)
    text = (inside[: stop.start()] if stop else inside).strip("\"“”«»' \n")
    words = [match.span() for match in _WORD.finditer(text)]
    if len(words) > len(letters) + 5:
        return None
    first = next((span[0] for span in words if fold(text[slice(*span)]) not in SMALL_WORDS), None)
    place = _match_initials(letters, text, words)
    if place is None:
        place = _match_letters(letters, text, words)
    return _tidy(text[place:]) if place is not None and place == first else None


def _match_initials(letters: str, text: str, words: list[tuple[int, int]]) -> int | None:
    """Return where the words begin whose initials are the letters, small words apart; None if they are not."""
    left = len(letters)
    for start, end in reversed(words):
        word = fold(text[start:end])
        is_small = word in SMALL_WORDS
        if word[:1] == letters[left - 1] and not (is_small and left == 1):
            left -= 1
            if not left:
                return start if len(letters) > 1 else None
        elif not is_small or left == len(letters):
            return None
    return None


def _match_letters(letters: str, text: str, words: list[tuple[int, int]]) -> int | None:
    """Return where the words begin that have the letters, by the algorithm of Schwartz and Hearst."""
    if len(letters) < 3 or len(words) < 2:
        return None
    plain = text.casefold().replace("ё", "е")
    if len(plain) != len(text):
        return None
    at = len(plain)
    for left in range(len(letters) - 1, -1, -1):
        at -= 1
        while at >= 0 and (plain[at] != letters[left] or (left == 0 and at > 0 and plain[at - 1].isalnum())):
            at -= 1
        if at < 0 or (left == len(letters) - 1 and at < words[-1][0]):
            return None
    chosen = [fold(text[start:end]) for start, end in words if start >= at]
    if not chosen or not 2 <= len(chosen) <= min(len(letters) + 5, 2 * len(letters)) or chosen[0] in SMALL_WORDS:
        return None
    initials = "".join(word[0] for word in chosen if word not in SMALL_WORDS)
    return at if _count_common(letters, initials) >= max(2.0, _SHARE * len(letters)) else None


def _count_common(first: str, second: str) -> int:
    """Return the length of the longest common subsequence."""
    row = [0] * (len(second) + 1)
    for letter in first:
        before = row[:]
        for place, other in enumerate(second, 1):
            row[place] = before[place - 1] + 1 if letter == other else max(before[place], row[place - 1])
    return row[-1]


def _tidy(long: str) -> str | None:
    long = " ".join(long.replace('"', " ").replace("«", " ").replace("»", " ").split())
    return long if " " in long or "-" in long else None


def make_long_key(long: str, stem: Callable[[str], str]) -> str:
    """Return what the cases and writings of the words behind an acronym have in common: stems, without small words.

    >>> make_long_key("Organization of the Petroleum Exporting Countries", lambda word: word[:5])
    'organ petro expor count'
    """
    folded = (fold(part) for word in find_words(long) for part in re.split(r"[^\w]+", word) if part)
    return " ".join(stem(word) for word in folded if word not in SMALL_WORDS)
