"""Give the file of a segment, get its documents and terms.

A segment is the file `MAIN_<name>.col`. Besides the arrays of its parts it holds

| array      | type     | what                                                                                     |
| ---------- | -------- | ---------------------------------------------------------------------------------------- |
| facts      | u8       | number of documents, sum of the lengths in `text`, the same in `title`, ANALYSIS_VERSION |
| exact.stem | u4       | of each term of `exact`, the number of its stem among the terms of `text`, or NO_STEM    |
| ids.number | u1 to u4 | of each id in order, the number of its document                                          |
| ids.rank   | u1 to u4 | of each document, the place of its id in this order                                      |

and the dictionaries `text`, `title`, `exact` (terms), `ids`, `source`, `language`, `place` and `path`. Which documents
are deleted is not a matter of the segment: whoever opens it knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from searchcsto.analysis.terms import ANALYSIS_VERSION, OLDEST_ANALYSIS
from searchcsto.documents import Document
from searchcsto.engines.shared.records import decode_document
from searchcsto.engines.whoosh.codec.acronyms import AcronymsReader
from searchcsto.engines.whoosh.codec.columns import Columns
from searchcsto.engines.whoosh.codec.dictionary import Dictionary
from searchcsto.engines.whoosh.codec.files import Array, ArrayFile
from searchcsto.engines.whoosh.codec.paths import Paths
from searchcsto.engines.whoosh.codec.postings import PostingsReader
from searchcsto.engines.whoosh.codec.stored import StoredReader
from searchcsto.errors import IndexOutdated

FIELDS = ("text", "title", "exact")
NO_STEM = (1 << 32) - 1


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """What a manifest says about a segment."""

    name: str
    documents: int  # deleted ones included
    checksum: int
    bytes: int


def segment_path(folder: Path, name: str) -> Path:
    """Return the file of a segment."""
    return folder / f"MAIN_{name}.col"


class Field:
    """The terms of one field, and their postings."""

    def __init__(self, file: ArrayFile, name: str, *, documents: int) -> None:
        self.name = name
        self.terms = Dictionary(file, name)
        self.postings = PostingsReader(file, name, documents=documents)


class Segment:
    """An opened segment; safe to share between threads. Raises IndexDamaged and IndexOutdated.

    `fields` holds the fields by their names, `columns` and `paths` the properties of the documents, `ids` the ids in
    order, `stored` what was added.
    """

    def __init__(self, path: Path) -> None:
        self.file = ArrayFile(path)
        facts = self.file.array("facts").all().tolist()
        self.analysis: int = facts[3]
        if not OLDEST_ANALYSIS <= self.analysis <= ANALYSIS_VERSION:
            raise IndexOutdated(
                f"{path} was written with analysis {facts[3]}, and this program has {ANALYSIS_VERSION}; "
                "rebuild the index: searchcsto index --rebuild"
            )
        self.documents: int = facts[0]
        self.total_lengths = {"text": facts[1], "title": facts[2]}
        self.fields = {name: Field(self.file, name, documents=self.documents) for name in FIELDS}
        self.columns = Columns(self.file, documents=self.documents)
        self.stored = StoredReader(self.file)
        self.paths = Paths(self.file, self.stored, documents=self.documents)
        self.ids = Dictionary(self.file, "ids")
        self._stems = self.file.array("exact.stem")
        self._numbers = self.file.array("ids.number")
        self._ranks = self.file.array("ids.rank")
        for array in (self._numbers, self._ranks):
            array.check_size(self.documents)
        self._acronyms: AcronymsReader | None = None

    @property
    def entry(self) -> SegmentEntry:
        """What a manifest says about this segment."""
        name = self.file.path.stem.removeprefix("MAIN_")
        return SegmentEntry(name, self.documents, self.file.checksum, self.file.size)

    @property
    def id_ranks(self) -> Array:
        """The place of the id of each document in the order of ids."""
        return self._ranks.all()

    @property
    def id_numbers(self) -> Array:
        """The numbers of the documents in the order of their ids."""
        return self._numbers.all()

    @property
    def stems(self) -> Array:
        """The number of the stem in `text` of each term of `exact`, NO_STEM for none."""
        return self._stems.all()

    @property
    def acronyms(self) -> AcronymsReader | None:
        """The acronyms that the documents explain, None in a segment that was written before they were learned."""
        if self._acronyms is None and self.file.has_array("acronym.limits"):
            self._acronyms = AcronymsReader(self.file)
        return self._acronyms

    def find_stem(self, word: bytes) -> bytes | None:
        """Return the stem of a term of `exact`, or None if the segment does not know the word."""
        exact = self.fields["exact"].terms.find(word)
        if exact is None:
            return None
        stem = int(self._stems.read(exact, exact + 1)[0])
        return self.fields["text"].terms.key(stem) if stem != NO_STEM else None

    def find_document(self, identifier: bytes) -> int | None:
        """Return the number of the document with this id, deleted or not, or None."""
        place = self.ids.find(identifier)
        return None if place is None else int(self._numbers.read(place, place + 1)[0])

    def load_document(self, number: int) -> Document:
        """Return a document as it was added."""
        return decode_document(self.stored.read(number))

    def load_facts(self, number: int) -> Document:
        """Return a document with an empty text, which is read much faster."""
        return decode_document(self.stored.read_facts(number))

    def verify(self) -> None:
        """Check every byte of the file."""
        self.file.verify()
        if self.acronyms is not None:
            self.acronyms.verify()

    def close(self) -> None:
        """Release the file."""
        self.file.close()
