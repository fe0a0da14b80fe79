"""Give an acronym, get what it stands for in the live documents of all segments; give stems of words, get acronyms.

The cases and writings of one long form ("Организации Договора", "Организация Договора") are taken together by the stems
of their words. How many documents explain an acronym is counted exactly, over live documents.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

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
    found = [
        LearnedAcronym(key[0], _order(shorts[key])[0], key[1], tuple(_order(longs[key])), len(documents[key]))
        for key in documents
    ]
    return sorted(found, key=lambda each: (each.folded, -each.documents, each.key))


def _order(writings: Counter[str]) -> list[str]:
    return sorted(writings, key=lambda writing: (-writings[writing], writing))
