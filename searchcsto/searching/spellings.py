"""Give a name, get how else the articles of an index spell it: in Cyrillic or Latin letters, or by another system.

Two words are one name if `name_key` says so and both are written with a capital, wherever they stand in a few articles.
Latin spellings of a Latin word are looked for only where they differ as systems of transliteration do (Tokayev,
Tokaev; not Philips, Phillips), and where the name ends as names in Cyrillic do or the index has it in Cyrillic.

The vocabulary is not read through: it is walked letter by letter, along beginnings that can still become the name. A
Russian word is tried in the cases that it may be in; the other cases of what is found have the same stem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from searchcsto.analysis.stems import find_script
from searchcsto.analysis.transliteration import name_key
from searchcsto.analysis.words import fold
from searchcsto.engines.base import Searcher
from searchcsto.query.tree import Phrase
from searchcsto.searching.writing import is_name

SHORTEST = 4  # letters of a name
_SHORTEST_KEY = 3
_MOST = 5  # other spellings of one name
_FEW = 24  # words with one beginning that are compared one by one
_MOST_STEPS = 100  # beginnings that are looked up for one name

_LATIN, _CYRILLIC = 0, 1  # as in `stems.find_script`
_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюяєіїґўәғқңөұүһјљњћђџ")
_FREQUENT = ("eaton", "оаиеп")  # letters with which words begin
_CLUSTERS = {"k": "h", "c": "k", "p": "f"}  # what kh, ck and ph are in a key
_SLAVIC = re.compile("(?:[eo]va?|ski|ska[ia]|enko|ich|chuk|shvili|dze|bekov|baev)$")  # of keys
_ADJECTIVE = re.compile("(?:ые|ие|ое|ее)$")  # which is no name, and whose key loses all but the last letter of these
_TWICE = re.compile(r"([^\W\d_i])\1")
# Endings of Russian cases, and what the nominative has instead.
_CASES = (
    ("ого", "ий"), ("ому", "ий"), ("им", "ий"), ("ым", ""), ("ом", ""), ("ем", ""), ("ой", "а"),
    ("а", ""), ("у", ""), ("у", "а"), ("е", ""), ("е", "а"), ("ы", "а"), ("и", "я"), ("и", "ь"), ("ю", "я"), ("ю", "й"),
    ("я", "й"), ("я", "ь"),
)  # fmt: skip


def list_scripts(searcher: Searcher) -> frozenset[int]:
    """Return which scripts the words of an index have, as `stems.find_script` numbers them."""
    letters = enumerate(_FREQUENT)
    return frozenset(number for number, some in letters if any(searcher.list_words(each, limit=1)[0] for each in some))


def find_spellings(word: str, searcher: Searcher, *, scripts: frozenset[int]) -> list[str]:
    """Return other spellings of a word, folded, the most frequent first; none unless it is a name.

    `scripts` are those of the index, see `list_scripts`.
    """
    folded = fold(word)
    script = find_script(folded)
    if script is None or len(folded) < SHORTEST:
        return []
    other = 1 - script
    found: dict[str, None] = {}
    if other in scripts:
        for form in [folded] if script == _LATIN else list_nominatives(folded, searcher):
            found.update(dict.fromkeys(_walk(name_key(form), other, searcher)))
    is_typed_as_name = word[0].isupper() and len(folded) > SHORTEST
    if script == _LATIN and is_typed_as_name and (found or _SLAVIC.search(name_key(folded))):
        same = [spelling for spelling in _walk(name_key(folded), _LATIN, searcher) if _is_same(folded, spelling)]
        found.update(dict.fromkeys(same))
    found = {each: None for each in found if each != folded and not _ADJECTIVE.search(each)}
    if not found or (searcher.count_documents(Phrase(folded)) and not is_name(folded, searcher)):
        return []
    names = [spelling for spelling in found if is_name(spelling, searcher)]
    return sorted(names, key=lambda name: -searcher.count_documents(Phrase(name)))[:_MOST]


def list_nominatives(word: str, searcher: Searcher) -> list[str]:
    """Return a Russian word and the words of the index that it may be a case of."""
    forms = [word[: -len(case)] + ending for case, ending in _CASES if word.endswith(case)]
    long = [form for form in dict.fromkeys(forms) if len(form) >= SHORTEST]
    return [word, *(form for form in long if form in searcher.list_words(form, limit=1)[0])]


def _is_same(one: str, other: str) -> bool:
    """Whether two Latin spellings agree in doubled letters, which no system of transliteration adds."""
    return len(_TWICE.findall(one)) == len(_TWICE.findall(other))


def _walk(key: str, script: int, searcher: Searcher) -> Iterator[str]:
    """Yield the words of the index that have a key, in the letters of a script."""
    letters = _ALPHABETS[script]
    if len(key) < _SHORTEST_KEY:
        return
    beginnings = [letter for letter in letters if _may_become(letter, key)]
    for _ in range(_MOST_STEPS):
        if not beginnings:
            return
        beginning = beginnings.pop()
        words, has_more = searcher.list_words(beginning, limit=_FEW)
        if not has_more:
            yield from (word for word in words if name_key(word) == key and find_script(word) == script)
            continue
        if words[0] == beginning and name_key(beginning) == key:
            yield beginning
        if len(beginning) < 2 * len(key) + 2:
            beginnings += [beginning + letter for letter in letters if _may_become(beginning + letter, key)]


def _may_become(beginning: str, key: str) -> bool:
    """Whether a word that begins so may have a key: what the next letter may change at its end does not count."""
    made = name_key(beginning)
    return key.startswith((made, made.rstrip("i"))) or (
        made[-1:] in _CLUSTERS and beginning.isascii() and key.startswith(made[:-1] + _CLUSTERS[made[-1]])
    )
