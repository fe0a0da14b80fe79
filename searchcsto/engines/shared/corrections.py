"""Give a word as it was typed, get the words of the index that may have been meant, the likeliest first.

What the same keys give on the keyboard of the other script is taken for what was meant, if the index has it. Otherwise
looked for are: words that one edit makes of it anywhere, the first letter included; words that two edits make of it,
with the same first letter; two words of the index that were run together. A word counts for as much as the logarithm of
its documents (deleted ones included), less for each edit. Short words and numbers are left alone: too much is near.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Mapping
from typing import Protocol

from searchcsto.analysis.keyboard import switch_keyboard
from searchcsto.analysis.words import fold
from searchcsto.engines.shared.edits import list_edits

MOST = 5  # words that are returned
_LEAST_ONE, _LEAST_TWO = 4, 6  # letters of a word that is looked for with one edit, and with two
_LONGEST = 40  # letters; beyond, a word is no word that anybody misspelt
_LEAST_PART = 3  # letters of each of two words that were run together
_EDIT_COST = math.log(50)  # a word two edits away must be so many times as frequent as one that is one away
_SURE_SHARE = 500  # a word one edit away that one document in so many has leaves little to two edits
_FIRST_COST = math.log(5)  # people seldom err in the first letter


class Vocabulary(Protocol):
    """The words of an index, folded and unstemmed."""

    @property
    def documents(self) -> int:
        """How many documents the index has."""

    def count(self, words: set[str], *, prefix: str = "") -> Mapping[str, int]:
        """Return the number of documents of each of some words that the index has; many of them have the prefix."""

    def find_far(self, text: str, *, deadline: float) -> Mapping[str, int]:
        """Return the words, with their documents, that two edits or fewer make of a text, with the same first letter.

        What is not found by the deadline, by `time.perf_counter`, is left out.
        """


def find_similar(vocabulary: Vocabulary, word: str, *, seconds: float) -> list[tuple[str, int]]:
    """Return up to MOST words, or pairs of words, each with the number of its documents."""
    deadline = time.perf_counter() + seconds
    text = fold(word)
    switched = switch_keyboard(word)
    if switched and (count := vocabulary.count({fold(switched)}).get(fold(switched), 0)):
        return [(switched, count)]
    if not text.isalpha() or not _LEAST_ONE <= len(text) <= _LONGEST:
        return []
    values: dict[str, float] = {}
    counts = dict(vocabulary.count(set(list_edits(text)) - {text}, prefix=text[:3]))
    for candidate, count in counts.items():
        values[candidate] = math.log(count) - (_FIRST_COST if candidate[0] != text[0] else 0.0)
    is_sure = max(counts.values(), default=0) * _SURE_SHARE >= vocabulary.documents
    if len(text) >= _LEAST_TWO and not is_sure:
        for candidate, count in vocabulary.find_far(text, deadline=deadline).items():
            if candidate not in counts and candidate != text:
                counts[candidate] = count
                values[candidate] = math.log(count) - _EDIT_COST
    for pair, count in _split(vocabulary, text).items():
        counts[pair] = count
        values[pair] = math.log(count) - _EDIT_COST / 2
    best = sorted(counts, key=lambda candidate: (-round(values[candidate], 9), candidate))
    return [(candidate, counts[candidate]) for candidate in best[:MOST]]


def _split(vocabulary: Vocabulary, text: str) -> Counter[str]:
    """Return the pairs of words that make a text; each pair counts as its rarer word does."""
    pairs = [(text[:at], text[at:]) for at in range(_LEAST_PART, len(text) - _LEAST_PART + 1)]
    counts = vocabulary.count({word for pair in pairs for word in pair})
    found = Counter({f"{first} {second}": min(counts.get(first, 0), counts.get(second, 0)) for first, second in pairs})
    return +found  # only what is there
