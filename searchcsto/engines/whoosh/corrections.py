"""Give a word as it was typed, get the words of the index that may have been meant, the likeliest first.

What the same keys give on the keyboard of the other script is taken for what was meant, if the index has it. Otherwise
looked for are: words that one edit makes of it anywhere, the first letter included; words that two edits make of it,
with the same first letter; two words of the index that were run together. A word counts for as much as the logarithm of
its documents (deleted ones included), less for each edit. Short words and numbers are left alone: too much is near.

All words with one edit are looked up, which takes a few thousandths of a second in a dictionary of any size. For two
edits the words with the same first three letters are compared first, then those with the same two, then with the same
one; the answer depends on how far that came only if the time was up.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterator, Sequence

from searchcsto.analysis.keyboard import switch_keyboard
from searchcsto.analysis.words import fold
from searchcsto.engines.whoosh.codec.dictionary import Dictionary, decode_key, encode_key
from searchcsto.engines.whoosh.expansions import count_edits
from searchcsto.engines.whoosh.leaves import Part

MOST = 5  # words that are returned
_LEAST_ONE, _LEAST_TWO = 4, 6  # letters of a word that is looked for with one edit, and with two
_LONGEST = 40  # letters; beyond, a word is no word that anybody misspelt
_LEAST_PART = 3  # letters of each of two words that were run together
_EDIT_COST = math.log(50)  # a word two edits away must be so many times as frequent as one that is one away
_SURE_SHARE = 500  # a word one edit away that one document in so many has leaves little to two edits
_FIRST_COST = math.log(5)  # people seldom err in the first letter
_CHUNK = 2048  # words that are compared between two looks at the clock
_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєўґ")


def find_similar(parts: Sequence[Part], word: str, *, seconds: float) -> list[tuple[str, int]]:
    """Return up to MOST words, or pairs of words, each with the number of its documents."""
    deadline = time.perf_counter() + seconds
    text = fold(word)
    switched = switch_keyboard(word)
    if switched and (count := _count(parts, {fold(switched)})[fold(switched)]):
        return [(switched, count)]
    if not text.isalpha() or not _LEAST_ONE <= len(text) <= _LONGEST:
        return []
    values: dict[str, float] = {}
    counts = _count(parts, set(list_edits(text)) - {text}, prefix=text[:3])
    for candidate, count in counts.items():
        values[candidate] = math.log(count) - (_FIRST_COST if candidate[0] != text[0] else 0.0)
    is_sure = max(counts.values(), default=0) * _SURE_SHARE >= sum(part.documents for part in parts)
    if len(text) >= _LEAST_TWO and not is_sure:
        for candidate, count in _find_far(parts, text, deadline=deadline).items():
            if candidate not in counts and candidate != text:
                counts[candidate] = count
                values[candidate] = math.log(count) - _EDIT_COST
    for pair, count in _split(parts, text).items():
        counts[pair] = count
        values[pair] = math.log(count) - _EDIT_COST / 2
    best = sorted(counts, key=lambda candidate: (-round(values[candidate], 9), candidate))
    return [(candidate, counts[candidate]) for candidate in best[:MOST]]


def list_edits(text: str) -> Iterator[str]:
    """Yield all that one edit makes of a text: a letter dropped, exchanged with the next, replaced, added.

    >>> sorted(each for each in list_edits("pire") if each in ("pier", "ire", "fire", "spire", "pore", "pie"))
    ['fire', 'ire', 'pie', 'pier', 'pore', 'spire']
    """
    letters = "".join(alphabet for alphabet in _ALPHABETS if any(letter in alphabet for letter in text))
    for at in range(len(text) + 1):
        head, tail = text[:at], text[at:]
        for letter in letters:
            yield head + letter + tail
        if tail:
            yield head + tail[1:]
            for letter in letters:
                yield head + letter + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


def _count(parts: Sequence[Part], words: set[str], *, prefix: str = "") -> Counter[str]:
    """Return the number of documents of each of some words that the index has; many of them have the prefix."""
    counts: Counter[str] = Counter()
    near = {encode_key(word) for word in words if prefix and word.startswith(prefix)}
    far = set(map(encode_key, words)) - near
    for part in parts:
        field = part.segment.fields["exact"]
        found = {key: field.terms.find(key) for key in sorted(far)}  # neighbours share what is read
        if near:  # reading all of them at once is faster than looking up each
            start, stop = field.terms.find_prefix(encode_key(prefix))
            found.update((key, start + at) for at, key in enumerate(field.terms.keys(start, stop)) if key in near)
        for key, number in found.items():
            if number is not None:
                counts[decode_key(key)] += field.postings.frequency(number)
    return counts


def _find_far(parts: Sequence[Part], text: str, *, deadline: float) -> Counter[str]:
    """Return the words that two edits or fewer make of a text, with the same first letter."""
    counts: Counter[str] = Counter()
    for size in (3, 2, 1):
        for part in parts:
            field = part.segment.fields["exact"]
            for start, stop in _list_ranges(field.terms, text, size):
                if time.perf_counter() > deadline:
                    return counts
                keys = field.terms.keys(start, stop)
                for place in _find_near(keys, text):
                    counts[decode_key(keys[place])] += field.postings.frequency(start + place)
    return counts


def _list_ranges(terms: Dictionary, text: str, size: int) -> Iterator[tuple[int, int]]:
    """Yield the words that share `size` letters with a text from the first on, and no more if that was looked at."""
    start, stop = terms.find_prefix(encode_key(text[:size]))
    inner = terms.find_prefix(encode_key(text[: size + 1])) if size < 3 else (stop, stop)
    for low, high in ((start, inner[0]), (inner[1], stop)):
        for first in range(low, high, _CHUNK):
            yield first, min(first + _CHUNK, high)


def _find_near(keys: list[bytes], text: str) -> list[int]:
    size = len(encode_key(text))
    near = [place for place, key in enumerate(keys) if abs(len(key) - size) <= 8]
    words = [decode_key(keys[place]) for place in near]
    kept = [at for at, word in enumerate(words) if abs(len(word) - len(text)) <= 2 and word.isalpha()]
    edits = count_edits([words[at] for at in kept], text, most=2)
    return [near[at] for at, number in zip(kept, edits.tolist(), strict=True) if number <= 2]


def _split(parts: Sequence[Part], text: str) -> Counter[str]:
    """Return the pairs of words that make a text; each pair counts as its rarer word does."""
    pairs = [(text[:at], text[at:]) for at in range(_LEAST_PART, len(text) - _LEAST_PART + 1)]
    counts = _count(parts, {word for pair in pairs for word in pair})
    found = Counter({f"{first} {second}": min(counts[first], counts[second]) for first, second in pairs})
    return +found  # only what is there
