"""Give what the texts say acronyms stand for, get the long forms that are one and the same together.

The cases and writings of one long form ("Организации Договора", "Организация Договора") are taken together by the stems
of their words, and with them slips of the pen and other spellings ("Organisation", "Organiaation"): words of five
letters or more of which one begins with the other, or that differ in one letter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from searchcsto.analysis.words import fold
from searchcsto.engines.base import LearnedAcronym

Pair = tuple[str, str]  # a folded acronym, and the stems of a long form
Writings = Mapping[Pair, Counter[str]]


def gather_acronyms(
    documents: Mapping[Pair, int], shorts: Writings, longs: Writings, *, count_any: Callable[[Sequence[Pair]], int]
) -> list[LearnedAcronym]:
    """Return what acronyms stand for, in their order, of each the most frequent long form first.

    `documents` says how many documents have each pair, `count_any` how many have any of several pairs.
    """
    found: list[LearnedAcronym] = []
    for same in _cluster(documents):
        short = _order(sum((shorts[key] for key in same), Counter()))[0]
        writings = tuple(_order(sum((longs[key] for key in same), Counter())))
        count = documents[same[0]] if len(same) == 1 else count_any(same)
        found.append(LearnedAcronym(same[0][0], short, tuple(key for _, key in same), writings, count))
    return sorted(found, key=lambda each: (each.folded, -each.documents, each.keys))


def fold_acronym(acronym: str) -> str:
    """Return the form in which acronyms are compared.

    >>> fold_acronym("C.S.T.O.")
    'csto'
    """
    return "".join(filter(str.isalnum, fold(acronym)))


def _cluster(documents: Mapping[Pair, int]) -> list[list[Pair]]:
    """Return folded acronyms with keys, near ones in one list, the most frequent first."""
    clusters: defaultdict[str, list[list[Pair]]] = defaultdict(list)
    for pair in sorted(documents, key=lambda pair: (-documents[pair], pair)):
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
