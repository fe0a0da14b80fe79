"""Give an acronym, get what it stands for in the live documents of all segments; give stems of words, get acronyms.

The cases and writings of one long form ("Организации Договора", "Организация Договора") are taken together by the stems
of their words, and with them slips of the pen and other spellings ("Organisation", "Organiaation"): words of five
letters or more of which one begins with the other, or that differ in one letter. How many documents explain an acronym
is counted exactly, over live documents.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from searchcsto.engines.base import LearnedAcronym
from searchcsto.engines.whoosh.codec.acronyms import AcronymsReader, Entry
from searchcsto.engines.whoosh.leaves import Part


def find_acronyms(parts: Sequence[Part], acronym: str) -> list[LearnedAcronym]:
    """Return what an acronym stands for, most frequent first."""
    return _gather((part, entry) for part, reader in _list_readers(parts) for entry in reader.find(acronym))


def find_long_forms(parts: Sequence[Part], beginning: str) -> list[tuple[str, str]]:
    """Return the keys of all long forms that begin so, each with a folded acronym."""
    found = (pair for _, reader in _list_readers(parts) for pair in reader.find_long_forms(beginning))
    return list(dict.fromkeys(found))


def list_acronyms(parts: Sequence[Part]) -> list[LearnedAcronym]:
    """Return all acronyms in their order, of each the most frequent long form first."""
    return _gather((part, entry) for part, reader in _list_readers(parts) for entry in reader.read())


def _list_readers(parts: Sequence[Part]) -> list[tuple[Part, AcronymsReader]]:
    readers = [(part, part.segment.acronyms) for part in parts]
    return [(part, reader) for part, reader in readers if reader is not None and len(reader)]


def _gather(entries: Iterable[tuple[Part, Entry]]) -> list[LearnedAcronym]:
    documents: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    shorts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    longs: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for part, entry in entries:
        numbers = entry.documents if part.live is None else entry.documents[part.live[entry.documents]]
        key = entry.folded, entry.key
        if len(numbers):
            documents[key].update((numbers.astype(np.int64) + part.base).tolist())
            shorts[key][entry.short] += len(numbers)
            longs[key][entry.long] += len(numbers)
    found: list[LearnedAcronym] = []
    for same in _cluster(documents):
        folded = same[0][0]
        short = _order(sum((shorts[key] for key in same), Counter()))[0]
        writings = tuple(_order(sum((longs[key] for key in same), Counter())))
        count = len(set().union(*(documents[key] for key in same)))
        found.append(LearnedAcronym(folded, short, tuple(key for _, key in same), writings, count))
    return sorted(found, key=lambda each: (each.folded, -each.documents, each.keys))


def _cluster(documents: Mapping[tuple[str, str], set[int]]) -> list[list[tuple[str, str]]]:
    """Return folded acronyms with keys, near ones in one list, the most frequent first."""
    clusters: defaultdict[str, list[list[tuple[str, str]]]] = defaultdict(list)
    for pair in sorted(documents, key=lambda pair: (-len(documents[pair]), pair)):
        known = clusters[pair[0]]
        for cluster in known:
            if _are_near(cluster[0][1], pair[1]):
                cluster.append(pair)
                break
        else:
            known.append([pair])
    return [cluster for known in clusters.values() for cluster in known]


def _are_near(one: str, other: str) -> bool:
    pairs = one.split(), other.split()
    return len(pairs[0]) == len(pairs[1]) and all(map(_are_near_words, *pairs))


def _are_near_words(one: str, other: str) -> bool:
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < 5 or len(long) - len(short) > 3:
        return False
    start = _count_common(one, other)
    end = _count_common(one[start:][::-1], other[start:][::-1])
    return start == len(short) or len(long) - start - end <= 1


def _count_common(one: str, other: str) -> int:
    """Return how many letters two words begin with alike."""
    return next(
        (place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )


def _order(writings: Counter[str]) -> list[str]:
    return sorted(writings, key=lambda writing: (-writings[writing], writing))
