"""Give words and a text, get how many edits make each word of it; give a text, get all that one edit makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєўґ")


def count_edits(words: Sequence[str], text: str, *, most: int) -> npt.NDArray[Any]:
    """Return how many edits make each of some words of a text; more than `most` are not told apart.

    Edits are letters added, dropped or replaced, and neighbours exchanged; none in a place that another has changed
    (the optimal string alignment distance).

    >>> count_edits(["pier", "pire", "peer", "piers", "boat"], "pier", most=1).tolist()
    [0, 1, 1, 1, 2]
    """
    if not words:
        return np.empty(0, np.uint8)
    lengths = np.array([len(word) for word in words], np.int64)
    width = int(lengths.max(initial=0))
    padded = "".join([word.ljust(width, "\0") for word in words]).encode("utf-32-le", "surrogatepass")
    columns = np.ascontiguousarray(np.frombuffer(padded, "<u4").reshape(len(words), width).T)
    letters = [ord(letter) for letter in text]
    result = np.full(len(words), most + 1, np.uint8)
    rows = [np.full((len(letters) + 1, len(words)), most + 1, np.uint8) for _ in range(3)]
    before, last, row = rows
    for place in range(min(most, len(letters)) + 1):
        last[place] = place
    for at in range(1, width + 1):
        row[:] = most + 1
        if at <= most:
            row[0] = at
        for place in range(max(1, at - most), min(len(letters), at + most) + 1):
            best = np.minimum(last[place], row[place - 1]) + np.uint8(1)
            np.minimum(best, last[place - 1] + (columns[at - 1] != letters[place - 1]), out=best)
            if at > 1 and place > 1:
                swapped = (columns[at - 1] == letters[place - 2]) & (columns[at - 2] == letters[place - 1])
                np.minimum(best, before[place - 2] + np.uint8(1), out=best, where=swapped)
            row[place] = best
        ends = lengths == at
        result[ends] = np.minimum(row[-1][ends], most + 1)
        before, last, row = last, row, before
    return result


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
