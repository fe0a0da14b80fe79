"""Give the paths of documents, get a column of them; give a segment, get the paths back, to be searched all at once.

| array      | type         | what                                             |
| ---------- | ------------ | ------------------------------------------------ |
| path       | u1, u2 or u4 | of each document, the number of its path's form  |

The forms are the dictionary `path`. Most paths end with the id of their document: there the form is what stands before
the id, and a zero byte in the place of the id, so that all files of a folder have one. Otherwise it is the path.
Segments that were written before paths had a column are asked for what they store, which takes longer.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np

from searchcsto.documents import Document
from searchcsto.engines.whoosh.codec.dictionary import Dictionary, encode_key, smallest_type, write_dictionary
from searchcsto.engines.whoosh.codec.files import Array, ArrayFile, ArrayWriter
from searchcsto.engines.whoosh.codec.stored import StoredReader

ID = b"\0"  # stands for the id; no path has it


def find_form(identifier: str, path: str) -> bytes:
    """Return the form of a path.

    >>> find_form("2031/a.txt", "press/2031/a.txt"), find_form("letters.jsonl#4", "press/letters.jsonl")
    (b'press/\\x00', b'press/letters.jsonl')
    """
    if path.endswith(identifier) and "\0" not in path:
        return encode_key(path[: len(path) - len(identifier)]) + ID
    return encode_key(path.replace("\0", " "))


class PathsWriter:
    """Collect the paths of documents in the order of their numbers, and write them."""

    def __init__(self) -> None:
        self._forms: dict[bytes, int] = {}
        self._numbers = array("I")

    def add(self, document: Document) -> None:
        """Add the path of the next document."""
        form = find_form(document.id, document.path)
        self._numbers.append(self._forms.setdefault(form, len(self._forms)))

    def add_segment(self, paths: Paths, kept: Array) -> None:
        """Add the paths of the kept documents of a segment."""
        forms, numbers = paths.forms()
        chosen = numbers[kept]
        own = np.zeros(len(forms), np.uintc)
        for number in np.unique(chosen).tolist():
            own[number] = self._forms.setdefault(forms[number], len(self._forms))
        self._numbers.frombytes(own[chosen].tobytes())

    def write(self, writer: ArrayWriter) -> None:
        """Write all that was added."""
        forms = sorted(self._forms)
        write_dictionary(writer, "path", forms)
        ranks = np.empty(len(forms), smallest_type(len(forms)))
        ranks[[self._forms[form] for form in forms]] = np.arange(len(forms), dtype=ranks.dtype)
        writer.add("path", ranks[np.array(self._numbers, np.uint32)])


class Paths:
    """The paths of the documents of an opened segment."""

    def __init__(self, file: ArrayFile, stored: StoredReader, *, documents: int) -> None:
        self._file = file
        self._stored = stored
        self._documents = documents
        self._forms: tuple[Sequence[bytes], Array] | None = None

    def forms(self) -> tuple[Sequence[bytes], Array]:
        """Return the forms of paths, and the number of the form of each document."""
        if self._forms is None:
            self._forms = self._read_column() if "path" in self._file.names() else self._read_stored()
        return self._forms

    def _read_column(self) -> tuple[Sequence[bytes], Array]:
        return list(Dictionary(self._file, "path")), self._file.array("path").all()

    def _read_stored(self) -> tuple[Sequence[bytes], Array]:
        forms: dict[bytes, int] = {}
        numbers = np.empty(self._documents, np.uint32)
        for place, values in enumerate(self._stored.list_facts()):
            form = find_form(values["id"], values.get("path", ""))
            numbers[place] = forms.setdefault(form, len(forms))
        return list(forms), numbers
