"""Gather documents and write them as segments that a writer, perhaps in another process, takes into the index."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from searchcsto.analysis.stems import Stemmer
from searchcsto.documents import Document
from searchcsto.engines.base import Provenance
from searchcsto.engines.whoosh.codec.build import SegmentBuilder
from searchcsto.engines.whoosh.codec.segment import SegmentEntry


@dataclass(frozen=True, slots=True)
class Batch:
    """A segment that was written and is not part of the index yet."""

    entry: SegmentEntry
    ids: tuple[str, ...]  # of its documents, in the order of their numbers
    serial: int  # of the batches of one builder, from 0


class BatchBuilder:
    """Gather documents with distinct ids, up to `memory` bytes. Give `write` a name that the writer reserved."""

    def __init__(self, folder: Path, *, memory: int) -> None:
        self._folder = folder
        self._memory = memory
        self._stemmer = Stemmer()
        self.serial = 0  # of the batch that is gathering
        self._begin()

    def _begin(self) -> None:
        self._builder = SegmentBuilder(memory=self._memory, stemmer=self._stemmer)
        self._ids: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, identifier: str) -> bool:
        return identifier in self._ids

    @property
    def is_full(self) -> bool:
        """Whether it is time to write."""
        return self._builder.is_full

    def add(self, document: Document, provenance: Provenance | None = None) -> None:
        """Add a document, wherever it is from. Raises DocumentInvalid if its id was added since the last `write`."""
        self._builder.add(document)
        self._ids[document.id] = None

    def write(self, name: str) -> Batch:
        """Write what has gathered as a segment, and begin anew."""
        batch = Batch(self._builder.write(self._folder, name), tuple(self._ids), self.serial)
        self.serial += 1
        self._begin()
        return batch
