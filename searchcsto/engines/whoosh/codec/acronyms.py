"""Give documents, get arrays of the acronyms that they explain; give an acronym, get what it stands for, and where.

| array             | type     | what                                                                               |
| ----------------- | -------- | ---------------------------------------------------------------------------------- |
| acronym.limits    | u4       | 0, then where the documents of each entry end in acronym.documents                 |
| acronym.documents | u1 to u4 | the documents that explain it so, in order                                         |

and the dictionaries `acronym` and `long_form`. An entry of `acronym` is the folded acronym, the acronym, what it stands
for and the stems of that (`analysis.acronyms`), with tabs between; one of `long_form` is these stems and the folded
acronym. Segments that were written before acronyms were learned have none of these arrays, and know no acronyms.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from searchcsto.analysis.acronyms import Acronym, find_acronyms, make_long_key
from searchcsto.engines.shared.acronyms import fold_acronym
from searchcsto.engines.whoosh.codec.dictionary import (
    Dictionary,
    decode_key,
    encode_key,
    smallest_type,
    write_dictionary,
)
from searchcsto.engines.whoosh.codec.files import Array, ArrayFile, ArrayWriter


class Entry(NamedTuple):
    """What an acronym stands for, as some documents write it."""

    folded: str  # the acronym
    short: str
    long: str
    key: str  # stems of the long form
    documents: Array

    @property
    def line(self) -> bytes:
        """The entry as the dictionary has it."""
        return encode_key("\t".join(self[:4]))


class AcronymsWriter:
    """Collect the acronyms of documents in the order of their numbers, and write them."""

    def __init__(self) -> None:
        self._found: dict[Acronym, array[int]] = {}
        self._merged: dict[bytes, list[Array]] = {}

    def add(self, document: int, text: str) -> None:
        """Add the acronyms that a piece of a document explains."""
        for acronym in find_acronyms(text):
            documents = self._found.setdefault(acronym, array("I"))
            if not documents or documents[-1] != document:
                documents.append(document)

    def add_entry(self, entry: Entry) -> None:
        """Add an entry of another segment, with documents behind those of the entries before."""
        if len(entry.documents):
            self._merged.setdefault(entry.line, []).append(entry.documents)

    def write(self, writer: ArrayWriter, stem: Callable[[str], str]) -> None:
        """Write all that was added."""
        for (short, long), numbers in self._found.items():
            self.add_entry(
                Entry(fold_acronym(short), short, long, make_long_key(long, stem), np.array(numbers, np.uint32))
            )
        lines = sorted(self._merged)
        lists = [np.concatenate(self._merged[line]) for line in lines]
        documents: Array = np.concatenate([np.empty(0, np.uint32), *lists])
        write_dictionary(writer, "acronym", lines)
        writer.add("acronym.limits", np.cumsum([0, *map(len, lists)], dtype=np.uint32))
        writer.add("acronym.documents", documents.astype(smallest_type(int(documents.max(initial=0)))))
        entries = (decode_key(line).split("\t") for line in lines)
        write_dictionary(writer, "long_form", sorted({encode_key(f"{key}\t{folded}") for folded, _, _, key in entries}))


class AcronymsReader:
    """The acronyms of an opened segment; nothing is read before it is asked for."""

    def __init__(self, file: ArrayFile) -> None:
        self._entries = Dictionary(file, "acronym")
        self._long_forms = Dictionary(file, "long_form")
        self._limits = file.array("acronym.limits")
        self._documents = file.array("acronym.documents")

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, acronym: str) -> Sequence[Entry]:
        """Return the entries of an acronym, however it is written."""
        return list(self.read(*self._entries.find_prefix(encode_key(f"{fold_acronym(acronym)}\t"))))

    def find_long_forms(self, beginning: str) -> Sequence[tuple[str, str]]:
        """Return the stems of all long forms that begin so, each with a folded acronym."""
        found = self._long_forms.keys(*self._long_forms.find_prefix(encode_key(beginning)))
        return [(key, folded) for key, _, folded in (decode_key(line).partition("\t") for line in found)]

    def read(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """Yield the entries from the number start to stop, without stop."""
        lines = self._entries.keys(start, stop)
        if not lines:
            return
        limits = self._limits.read(start, start + len(lines) + 1).tolist()
        documents = self._documents.read(limits[0], limits[-1])
        for line, (first, after) in zip(lines, pairwise(limits), strict=True):
            folded, short, long, key = decode_key(line).split("\t")
            yield Entry(folded, short, long, key, documents[first - limits[0] : after - limits[0]])

    def verify(self) -> None:
        """Compare the sizes of the arrays. Raises IndexDamaged."""
        limits = self._limits.all()
        if len(limits) != len(self._entries) + 1 or int(limits[-1]) != len(self._documents):
            raise self._limits.damage("has documents of acronyms that belong to none")
