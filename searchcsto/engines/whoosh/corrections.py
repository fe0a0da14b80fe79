"""Look words up in the segments of an index, for `shared.corrections`, which chooses among those that may be meant.

All words with one edit are looked up, which takes a few thousandths of a second in a dictionary of any size. For two
edits the words with the same first three letters are compared first, then those with the same two, then with the same
one; the answer depends on how far that came only if the time was up. Deleted documents are counted, too.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence

from searchcsto.engines.shared.edits import count_edits
from searchcsto.engines.whoosh.codec.dictionary import Dictionary, decode_key, encode_key
from searchcsto.engines.whoosh.leaves import Part

_CHUNK = 2048  # words that are compared between two looks at the clock


class PartsVocabulary:
    """The words of the segments of one Searcher."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self.documents = sum(part.documents for part in parts)

    def count(self, words: set[str], *, prefix: str = "") -> Counter[str]:
        """Return the number of documents of each of some words that the index has; many of them have the prefix."""
        counts: Counter[str] = Counter()
        near = {encode_key(word) for word in words if prefix and word.startswith(prefix)}
        far = set(map(encode_key, words)) - near
        for part in self._parts:
            field = part.segment.fields["exact"]
            found = {key: field.terms.find(key) for key in sorted(far)}  # neighbours share what is read
            if near:  # reading all of them at once is faster than looking up each
                start, stop = field.terms.find_prefix(encode_key(prefix))
                found.update((key, start + at) for at, key in enumerate(field.terms.keys(start, stop)) if key in near)
            for key, number in found.items():
                if number is not None:
                    counts[decode_key(key)] += field.postings.frequency(number)
        return counts

    def find_far(self, text: str, *, deadline: float) -> Counter[str]:
        """Return the words that two edits or fewer make of a text, with the same first letter."""
        counts: Counter[str] = Counter()
        for size in (3, 2, 1):
            for part in self._parts:
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
