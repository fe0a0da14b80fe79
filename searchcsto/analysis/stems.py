"""Give a folded word, get its stem: NLTK's Snowball stemmers, chosen by the word's script.

Latin words are stemmed as English and Cyrillic words as Russian, whatever the language of the article: the same word
must have the same stem wherever it stands and in a query, which has no language. Words of other scripts, and words
with digits, are their own stems.

Importing NLTK takes several times as long as a query. English, which most words are stemmed as, therefore has its own
exact copy in `english`. For other words a Stemmer looks in `known` first (an index keeps the stems of its words) and
imports NLTK only for the first word that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from searchcsto.analysis.english import stem_english

_SHORTEST = 4  # letters of a Russian stem that was stemmed again
_REMEMBERED = 500_000  # words; more are forgotten all at once


class Stemmer:
    """Stem folded words, each distinct word once.

    >>> stemmer = Stemmer()
    >>> stemmer.stem("peacekeepers"), stemmer.stem("peacekeeping"), stemmer.stem("миротворцами")
    ('peacekeep', 'peacekeep', 'миротворц')
    """

    def __init__(self, *, latin: str = "english", cyrillic: str = "russian", known: Mapping[str, str] | None = None):
        self._languages = (latin, cyrillic)
        self._known = known or {}
        self._stems: dict[str, str] = {}
        self._functions: list[Callable[[str], str] | None] = [None, None]
        if latin == "english":
            self._functions[0] = stem_english

    def stem(self, word: str) -> str:
        """Return the stem of a folded word."""
        stem = self._stems.get(word)
        if stem is None:
            if not word.isalpha():
                return word
            if len(self._stems) >= _REMEMBERED:
                self._stems.clear()
            stem = self._stems[word] = self._find_stem(word)
        return stem

    def _find_stem(self, word: str) -> str:
        script = 0 if word.isascii() else find_script(word)
        if script is None:
            return word
        function = self._functions[script]
        if function is None:
            known = self._known.get(word)
            if known is not None:
                return known
            function = self._functions[script] = _load_function(self._languages[script])
        # Snowball may leave nothing of a word; no word may become unfindable.
        stem = function(word) or word
        return _finish_russian(stem, function) if script and self._languages[1] == "russian" else stem


def _finish_russian(stem: str, function: Callable[[str], str]) -> str:
    """Stem again until nothing changes, and let "-ец" meet "-ц-".

    Once over, Snowball gives the cases of a name different stems: Казахстан loses its end as if it were a case's,
    Казахстане only its own.
    """
    while len(shorter := function(stem)) >= _SHORTEST and shorter != stem:
        stem = shorter
    return f"{stem[:-2]}ц" if stem.endswith("ец") and len(stem) > _SHORTEST + 1 else stem


def find_script(word: str) -> int | None:
    """Return 0 for a word of Latin letters, 1 for one of Cyrillic letters, None for any other.

    >>> find_script("csto"), find_script("одкб"), find_script("covid19")
    (0, 1, None)
    """
    if not word.isalpha():
        return None
    if word.isascii():
        return 0
    if all("а" <= letter <= "я" or "ѐ" <= letter <= "ӿ" for letter in word):
        return 1
    if all(letter < "\u0250" or "\u1e00" <= letter <= "\u1eff" for letter in word):
        return 0
    return None


def _load_function(language: str) -> Callable[[str], str]:
    from nltk.stem.snowball import SnowballStemmer  # 0.3 s: see the module's docstring

    stem: Callable[[str], str] = SnowballStemmer(language).stem
    return stem
