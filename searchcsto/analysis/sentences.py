"""Give a text, get where its sentences end: behind . ! ? … with what closes them, and where a line ends that does.

A full stop ends no sentence behind an initial ("J. Mole", "А. С. Пушкин"), an abbreviation ("Mr.", "тыс."), letters
with stops ("U.S."), or before a small letter, unless a blank line follows: a sentence too long reads better than half
of one. A line that goes on with a small letter is a wrapped line, and its end is not the end of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LINE_END = re.compile(r"\n(?![ \t]*[a-zа-яё,])")
_END = re.compile(rf"(?:(?P<stop>[.!?…]+[\"”»’')\]]*)(?=\s)|{LINE_END.pattern})\s*")
_LAST_WORD = re.compile(r"[^\s(\[\"“«„‘'–—/-]*\Z")
# With a small letter these are words that may end a sentence ("he said no.").
_CAPITALISED = frozenset(
    """
    mr mrs ms messrs dr prof st sr jr gen lt col maj capt cmdr sgt cpl adm brig gov sen rep pres hon rev fr supt insp
    no nos art sec fig ed mt ft jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri
    sat sun amb acad co corp bros dept univ ave blvd nr str mme mlle
    """.split()  # noqa: SIM905  # a table is read more easily as words than as a list of strings
)
_ABBREVIATIONS = frozenset(
    """
    vol pp eds al cf ca approx vs etc inc ltd est mln bln trn pct cts shr revs avg bzw usw
    гг вв ул пр просп пл пер стр кв им тов акад проф доц ген полк подп майор кап лейт серж адм мин зам пом нач тыс
    млн млрд трлн руб коп долл чел см ср напр др рис табл гл пп обл респ губ дер пос янв февр фев мар апр июн июл
    авг сент сен окт нояб ноя дек пн вт чт пт сб вс мкр корп гос изд ред
    """.split()  # noqa: SIM905  # as above
)


def find_sentence_ends(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where each sentence of text[start:end] ends, with the white space behind it.

    >>> list(find_sentence_ends("Mr. J. Mole met Gen. Orr. They spoke.  Then he left.", 0, 51))
    [26, 39]
    """
    for match in _END.finditer(text, start, end):
        if match["stop"] is None or _ends_sentence(text, match):
            yield match.end()


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    stop = match["stop"]
    behind = text[match.end() : match.end() + 1]
    if stop[0] != ".":
        return not behind.islower() or "\n" in match.group()
    if behind.islower() and "\n" not in match.group():
        return False
    if len(stop) > 1:
        return True
    word = _LAST_WORD.search(text, max(match.start() - 20, 0), match.start())
    return not _is_short(word.group() if word else "") or match.group().count("\n") > 1 or not behind


def _is_short(word: str) -> bool:
    """Whether a word in front of a full stop is an initial or an abbreviation."""
    if len(word) == 1:
        return word.isalpha() and not (word.isascii() and word.islower())  # "plan b." is no initial
    small = word.lower()
    return "." in word.strip(".") or small in _ABBREVIATIONS or (word[:1].isupper() and small in _CAPITALISED)
