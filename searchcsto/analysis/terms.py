"""Give a word as it stands in a text, get the terms under which it is indexed and searched.

Two fields carry the text. `text` has stems, without positions; ordinary words of a query search it. `exact` has
unstemmed words, with positions; quoted phrases search it. One word may have several terms:

| word          | terms in `text`         | in `exact`, a position each | a query looks in `text` for |
| ------------- | ----------------------- | --------------------------- | --------------------------- |
| peacekeepers  | peacekeep               | peacekeepers                | peacekeep                   |
| peace-keepers | peac, keeper, peacekeep | peace, keepers              | peacekeep                   |
| CSTO's        | csto                    | csto                        | csto                        |
| US, U.S       | us, usa                 | us                          | usa                         |
| us            | us                      | us                          | us                          |
| US-led        | us, led, usled, usa     | us, led                     | usled                       |
| WHO, W.H.O    | who, WHO                | who                         | WHO                         |
| C++           | c, c++                  | c                           | c++                         |
| don't         | dont                    | dont                        | dont                        |
| l'Europe      | l, europ, leurop        | l, europe                   | leurop                      |
| 10.02.2022    | 10, 02, 2022, 10.02.2022 | 10, 02, 2022               | 10.02.2022                  |
| 上海          | 上, 海                  | 上, 海                      | (the phrase, in `exact`)    |

No word is a stop word. Capitals count in a few words only, which name something when they are written so.

The present analysis gives some words more terms than version 1 did, and never others: segments of version 1 are
searched too, by the terms that they have (`find_older_term`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from searchcsto.analysis.stems import Stemmer
from searchcsto.analysis.words import find_words, fold

ANALYSIS_VERSION = 2  # to be raised with every change that gives a word other terms
OLDEST_ANALYSIS = 1  # that is still searched
MAX_TERM = 100  # characters; longer words are cut there, in documents and in queries alike

THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")  # a number whose commas are not part of its term
_JOINTS = re.compile(r"[-_'.,]+")
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
ABBREVIATIONS = frozenset({"US", "U.S", "USA", "U.S.A"})  # of a country, not the word "us"
NAMES = frozenset({"WHO", "W.H.O", "IS", "IT"})  # not the words "who", "is" and "it"
CASED = ABBREVIATIONS | NAMES
_HYPHENS = re.compile("[-‐‑'’ʼ＇]")
_SIGNS = "+#"


class WordTerms(NamedTuple):
    """The terms of one word; all are empty for a word without letters or digits, such as "__"."""

    text: tuple[str, ...]  # distinct stems
    exact: tuple[str, ...]  # unstemmed words, each one position after the one before it
    query: str | None  # the term of `text` that a query for this word asks for; None: the phrase of `exact`


def find_older_term(term: bytes) -> bytes:
    """Return the term of `text` that a segment of version 1 has for one that only the present analysis gives.

    >>> find_older_term(b"c++"), find_older_term(b"WHO"), find_older_term(b"peac")
    (b'c', b'who', b'peac')
    """
    return term.rstrip(_SIGNS.encode()).lower()


def _find_name(word: str) -> str | None:
    """Return the term of a word in which capitals count, None if they do not."""
    if word in ABBREVIATIONS:
        return "usa"
    return word.replace(".", "") if word in NAMES else None


class Analyzer:
    """Analyse words; each distinct word is analysed once.

    >>> analyzer = Analyzer()
    >>> analyzer.analyze("peace-keepers")
    WordTerms(text=('peac', 'keeper', 'peacekeep'), exact=('peace', 'keepers'), query='peacekeep')
    """

    def __init__(self, stemmer: Stemmer | None = None) -> None:
        self._stemmer = stemmer or Stemmer()
        self._terms: dict[str, WordTerms] = {}

    def analyze(self, word: str) -> WordTerms:
        """Return the terms of one word, as `find_words` gives it."""
        terms = self._terms.get(word)
        if terms is None:
            terms = self._analyze(word)
            if len(word) <= MAX_TERM:
                self._terms[word] = terms
        return terms

    def text_terms(self, text: str) -> list[str]:
        """Return the terms that a text has in the field `text`, with repetitions."""
        return [term for word in find_words(text) for term in self.analyze(word).text]

    def exact_terms(self, text: str) -> list[str]:
        """Return the terms that a text has in the field `exact`; the place in the list is the position."""
        return [term for word in find_words(text) for term in self.analyze(word).exact]

    def _analyze(self, word: str) -> WordTerms:
        folded = fold(word)
        name = _find_name(word.removesuffix("'s").removesuffix("’s"))
        if name is not None:
            plain = folded.replace(".", "").removesuffix("'s")
            return WordTerms((plain, name) if plain != name else (name,), (plain,), name)
        if folded.endswith(tuple(_SIGNS)):
            letter = folded.rstrip(_SIGNS)
            return WordTerms((letter, folded), (letter,), folded)
        if "." in folded and not folded[0].isdigit():
            folded = folded.replace(".", "")
        if folded.endswith("'s"):
            folded = folded[:-2]
        if folded.isalnum() and (folded.isascii() or not UNSPACED.search(folded)):
            folded = folded[:MAX_TERM]
            stem = self._stemmer.stem(folded)
            return WordTerms((stem,), (folded,), stem)
        if THOUSANDS.fullmatch(folded):
            folded = folded.replace(",", "")[:MAX_TERM]
            return WordTerms((folded,), (folded,), folded)
        if folded.isascii() and len(folded) <= MAX_TERM and folded.replace(".", "").isdigit():
            numbers = folded.split(".")
            return WordTerms(tuple(dict.fromkeys((*numbers, folded))), tuple(numbers), folded)
        terms = self._analyze_compound(folded)
        names = [name for name in map(_find_name, _HYPHENS.split(word)) if name is not None]
        return terms._replace(text=tuple(dict.fromkeys((*terms.text, *names)))) if names else terms

    def _analyze_compound(self, folded: str) -> WordTerms:
        if not folded.isascii() and UNSPACED.search(folded):
            parts = _cut_unspaced(folded)
            return WordTerms(tuple(dict.fromkeys(parts)), tuple(parts), None)
        parts = [part[:MAX_TERM] for part in _JOINTS.split(folded) if part]
        if len(parts) == 2 and "'" in folded and len(parts[1]) <= 2:
            parts = ["".join(parts)]  # don't, we'll
        stems = [self._stemmer.stem(part) for part in parts]
        if len(parts) <= 1:
            return WordTerms(tuple(stems), tuple(parts), stems[0] if stems else None)
        if len(folded) > MAX_TERM:
            return WordTerms(tuple(dict.fromkeys(stems)), tuple(parts), None)
        is_number = all(part.isdigit() for part in parts) and "." in folded
        whole = folded if is_number else self._stemmer.stem("".join(parts))
        return WordTerms(tuple(dict.fromkeys([*stems, whole])), tuple(parts), whole)


def _cut_unspaced(folded: str) -> list[str]:
    parts: list[str] = []
    for run in _JOINTS.split(folded):
        start = 0
        for match in UNSPACED.finditer(run):
            parts += [run[start : match.start()], match.group()]
            start = match.end()
        parts.append(run[start:])
    return [part[:MAX_TERM] for part in parts if part]
