"""Give a sorted list of keys (terms, ids, values), get arrays; give a key, get its number.

| array        | type     | what                                                                     |
| ------------ | -------- | ------------------------------------------------------------------------ |
| name.keys    | u1       | the keys in UTF-8 (lone surrogates passed), sorted, one after another    |
| name.ends    | u4 or u8 | 0, then where each key ends                                              |
| name.guide   | u1       | every 64th key, from the first on, one after another                     |
| name.guides  | u4       | 0, then where each of these ends                                         |

The order of UTF-8 bytes is the order of code points. A look-up bisects the guide, which is small and read once, and
then one group of 64 keys, so that a cold look-up touches few pages.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

import numpy as np

from searchcsto.engines.whoosh.codec.files import ArrayFile, ArrayWriter
from searchcsto.engines.whoosh.codec.kernels import KERNELS

GROUP = 64


def encode_key(key: str) -> bytes:
    """Return a key as it is stored."""
    return key.encode("utf-8", "surrogatepass")


def decode_key(key: bytes) -> str:
    """Return a stored key as text."""
    return key.decode("utf-8", "surrogatepass")


def write_dictionary(writer: ArrayWriter, name: str, keys: Sequence[bytes]) -> None:
    """Write keys, which must be sorted and distinct."""
    _write_keys(writer, f"{name}.keys", f"{name}.ends", keys)
    _write_keys(writer, f"{name}.guide", f"{name}.guides", keys[::GROUP])


def _write_keys(writer: ArrayWriter, name: str, ends_name: str, keys: Sequence[bytes]) -> None:
    ends = np.fromiter(accumulate(map(len, keys), initial=0), np.int64, len(keys) + 1)
    writer.add(name, np.frombuffer(b"".join(keys), np.uint8))
    writer.add(ends_name, ends.astype(smallest_type(int(ends[-1]), least=4)))


def smallest_type(largest: int, *, least: int = 1) -> np.dtype[np.unsignedinteger]:
    """Return the smallest unsigned type of at least so many bytes that holds a number.

    >>> smallest_type(255), smallest_type(256), smallest_type(255, least=4)
    (dtype('uint8'), dtype('uint16'), dtype('uint32'))
    """
    size = next(size for size in (1, 2, 4, 8) if size >= least and largest < 1 << 8 * size)
    return np.dtype(f"<u{size}")


class Dictionary:
    """The keys of one dictionary of a file, numbered in their order."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._keys = file.array(f"{name}.keys")
        self._ends = file.array(f"{name}.ends")
        self._guide_arrays = file.array(f"{name}.guide"), file.array(f"{name}.guides")
        self._guide: list[bytes] | None = None
        self._size = len(self._ends) - 1

    def __len__(self) -> int:
        return self._size

    def key(self, number: int) -> bytes:
        """Return the key with this number."""
        start, stop = self._ends.read(number, number + 2).tolist()
        return self._keys.read(start, stop).tobytes()

    def keys(self, start: int = 0, stop: int | None = None) -> list[bytes]:
        """Return the keys from the number start to stop, without stop."""
        stop = self._size if stop is None else stop
        if start >= stop:
            return []
        ends = self._ends.read(start, stop + 1).tolist()
        blob, base = self._keys.read(ends[0], ends[-1]).tobytes(), ends[0]
        return [blob[begin - base : end - base] for begin, end in pairwise(ends)]

    def find(self, key: bytes) -> int | None:
        """Return the number of a key, or None."""
        place, found = self._bisect(key)
        return place if found else None

    def find_place(self, key: bytes) -> int:
        """Return how many keys are smaller than this one."""
        return self._bisect(key)[0]

    def _bisect(self, key: bytes) -> tuple[int, bool]:
        """Return how many keys are smaller than this one, and whether the next is equal to it."""
        group = bisect_right(self._load_guide(), key) - 1
        if group < 0:
            return 0, False
        first = group * GROUP
        places = self._ends.read(first, min(first + GROUP, self._size) + 1)
        if KERNELS is not None:
            place = KERNELS.bisect(self._keys.read(int(places[0]), int(places[-1])), places, key)
            if place is None:
                raise self._keys.damage("has keys without an order")
            return first + place[0], place[1]
        ends = places.tolist()
        base = ends[0]
        keys = self._keys.read(base, ends[-1]).tobytes()
        low, high = 0, len(ends) - 1
        while low < high:
            middle = (low + high) // 2
            if keys[ends[middle] - base : ends[middle + 1] - base] < key:
                low = middle + 1
            else:
                high = middle
        return first + low, low < len(ends) - 1 and keys[ends[low] - base : ends[low + 1] - base] == key

    def find_prefix(self, prefix: bytes) -> tuple[int, int]:
        """Return the range of the numbers of the keys that begin with a prefix."""
        after = _successor(prefix)
        return self.find_place(prefix), self.find_place(after) if after else self._size

    def __iter__(self) -> Iterator[bytes]:
        for start in range(0, self._size, 4096):
            yield from self.keys(start, min(start + 4096, self._size))

    def _load_guide(self) -> list[bytes]:
        if self._guide is None:
            blob, ends = self._guide_arrays[0].all().tobytes(), self._guide_arrays[1].all().tolist()
            self._guide = [blob[start:stop] for start, stop in pairwise(ends)]
        return self._guide


def _successor(prefix: bytes) -> bytes:
    """Return the smallest key greater than all that begin with prefix, or nothing if there is none."""
    stripped = prefix.rstrip(b"\xff")
    return stripped[:-1] + bytes([stripped[-1] + 1]) if stripped else b""
