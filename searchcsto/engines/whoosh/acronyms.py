"""Give an acronym, get what it stands for in the live documents of all segments; give stems of words, get acronyms.

How many documents explain an acronym is counted exactly, over live documents.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from searchcsto.engines.base import LearnedAcronym
from searchcsto.engines.shared.acronyms import Pair, gather_acronyms
from searchcsto.engines.whoosh.codec.acronyms import AcronymsReader, Entry
from searchcsto.engines.whoosh.leaves import Part


def find_acronyms(parts: Sequence[Part], acronym: str) -> list[LearnedAcronym]:
    """Return what an acronym stands for, most frequent first."""
    entries = [(part, entry) for part, reader in _list_readers(parts) for entry in reader.find(acronym)]
    return _gather(entries) if entries else []


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
    documents: defaultdict[Pair, set[int]] = defaultdict(set)
    shorts: defaultdict[Pair, Counter[str]] = defaultdict(Counter)
    longs: defaultdict[Pair, Counter[str]] = defaultdict(Counter)
    for part, entry in entries:
        numbers = entry.documents if part.live is None else entry.documents[part.live[entry.documents]]
        key = entry.folded, entry.key
        if len(numbers):
            documents[key].update((numbers.astype(np.int64) + part.base).tolist())
            shorts[key][entry.short] += len(numbers)
            longs[key][entry.long] += len(numbers)

    def count_any(pairs: Sequence[Pair]) -> int:
        return len(set().union(*(documents[pair] for pair in pairs)))

    counts = {pair: len(numbers) for pair, numbers in documents.items()}
    return gather_acronyms(counts, shorts, longs, count_any=count_any)
