"""Write to an index: documents become segments, replaced ones are flagged, and a commit makes it all visible at once.

Documents gather in memory until `memory` is used up or `commit` is called. Segments that other processes have built
are taken in by `adopt`. A commit writes the manifest last; until then readers see the state before, and after a crash
the index opens as of the last commit. Left-over files are removed by the next writer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import filelock
import numpy as np

from searchcsto.documents import Document
from searchcsto.engines.base import Refusal
from searchcsto.engines.whoosh.batch import Batch, BatchBuilder
from searchcsto.engines.whoosh.codec.build import MEMORY
from searchcsto.engines.whoosh.codec.dictionary import encode_key
from searchcsto.engines.whoosh.codec.merge import merge_segments
from searchcsto.engines.whoosh.codec.segment import Segment
from searchcsto.engines.whoosh.lock import lock_folder
from searchcsto.engines.whoosh.manifest import Manifest, Part, read_manifest, write_manifest
from searchcsto.engines.whoosh.merging import SMALL, choose_merge
from searchcsto.engines.whoosh.storage import (
    Flags,
    open_part,
    read_deletions,
    remove_leftovers,
    write_deletions,
    writing,
)
from searchcsto.errors import IndexDamaged, IndexMissing, IndexOutdated

_LOOKUP = 20  # ids of a segment are read in order about so many times as fast as they are looked up one by one


class WhooshWriter:
    """The one writer of an index. Raises IndexMissing, IndexDamaged, IndexOutdated or IndexLocked."""

    def __init__(self, folder: Path, *, memory: int = MEMORY, rebuild: bool = False) -> None:
        self._folder = folder
        self._lock: filelock.BaseFileLock = lock_folder(folder)
        try:
            self._manifest = _read_for_rebuild(folder) if rebuild else read_manifest(folder)
            if not rebuild:
                remove_leftovers(folder)
        except BaseException:
            self._lock.release()
            raise
        self._states = [_State(folder, part) for part in self._manifest.parts]
        self._next_number = self._manifest.next_number
        self._memory = memory
        self._batch = BatchBuilder(folder, memory=memory)
        self._is_changed = rebuild
        self._added = 0  # documents since all segments were made one

    def add(self, document: Document) -> None:
        """Add a document in the place of one with the same id."""
        if document.id in self._batch or self._batch.is_full:
            self.flush()
        self._batch.add(document)

    def delete(self, identifier: str) -> bool:
        """Delete the document with this id; return whether there was one."""
        if identifier in self._batch:
            self.flush()
        return self._flag([identifier]) > 0

    @property
    def target(self) -> Path:
        """The folder in which batches are written."""
        return self._folder

    def adopt(self, batch: Batch, *, rejected: Iterable[str] = ()) -> Sequence[Refusal]:
        """Take in a batch that was written in this folder; its documents replace those with the same ids.

        Documents of the batch with a `rejected` id are left out, and replace nothing. Nothing else is refused.
        """
        refused = set(rejected)
        self._flag(identifier for identifier in batch.ids if identifier not in refused)
        state = _State(self._folder, Part(batch.entry))
        state.flag({encode_key(identifier) for identifier in refused & set(batch.ids)})
        self._states.append(state)
        self._added += state.part.live
        self._is_changed = True
        return ()

    def reserve_name(self) -> str:
        """Return a name for a segment that somebody else will build in this folder."""
        self._next_number += 1
        return _base36(self._next_number)

    def flush(self) -> None:
        """Write what has gathered in memory as a segment."""
        if len(self._batch):
            with writing(self._folder):
                batch = self._batch.write(self.reserve_name())
            self.adopt(batch)

    def commit(self, *, is_last: bool = True) -> None:
        """Make all changes so far visible and durable, and merge segments where there are too many.

        The last commit of a run may merge for as long as the run took; those before it are only to lose nothing.
        """
        self.flush()
        before = self._manifest
        if self._is_changed:
            self._write_manifest()
        is_one = False
        while chosen := self._choose_merge(is_last=is_last):
            is_one = len(chosen) == len(self._states)
            self._merge(chosen)
            self._write_manifest()
        if is_one:
            self._write_manifest()  # so that what was merged is no part of the generation before, and its files can go
        if self._manifest is not before:
            self._publish()

    def _choose_merge(self, *, is_last: bool) -> list[int]:
        added = self._added if is_last else 0
        return choose_merge([state.part for state in self._states], limit=max(SMALL, 2 * added), added=added)

    def optimize(self) -> None:
        """Make one segment of all, without the deleted documents, and commit."""
        self.commit()
        if len(self._states) > 1 or any(state.part.deletions for state in self._states):
            self._merge(list(range(len(self._states))))
            self._write_manifest()
            self._write_manifest()  # as in `commit`
            self._publish()

    def _publish(self) -> None:
        """Tell stock Whoosh of the commit, and remove the files that nobody needs any more."""
        from searchcsto.engines.whoosh.toc import write_toc  # imports Whoosh, which nothing else here needs

        segments = [(state.part.segment.name, state.part.segment.documents, state.flags) for state in self._states]
        with suppress(OSError):  # the commit is done; Whoosh keeps seeing the one before it
            write_toc(self._folder, self._manifest.generation, segments)
        remove_leftovers(self._folder)

    def close(self) -> None:
        """Forget what was not committed, and let others write."""
        for state in self._states:
            state.close()
        self._states = []
        if self._lock.is_locked:
            remove_leftovers(self._folder)
            self._lock.release()

    def _flag(self, identifiers: Iterable[str]) -> int:
        """Flag the documents with these ids as deleted in all segments; return how many there were."""
        keys = {encode_key(identifier) for identifier in identifiers}
        found = sum(state.flag(keys) for state in self._states)
        self._is_changed |= found > 0
        return found

    def _merge(self, chosen: list[int]) -> None:
        states = [self._states[place] for place in chosen]
        live = [state for state in states if state.part.live]
        self._batch = BatchBuilder(self._folder, memory=self._memory)  # the words it knows need not be kept meanwhile
        rest = [state for place, state in enumerate(self._states) if place not in chosen]
        if live:
            name = self.reserve_name()
            with writing(self._folder):
                entry = merge_segments(
                    [state.segment for state in live], [state.flags for state in live], self._folder, name
                )
            rest.append(_State(self._folder, Part(entry)))
        for state in states:
            state.close()
        self._states = rest
        if len(rest) < 2:
            self._added = 0

    def _write_manifest(self) -> None:
        generation = self._manifest.generation + 1
        with writing(self._folder):
            for state in self._states:
                state.write_flags(self._folder, generation)
            parts = tuple(state.part for state in self._states)
            manifest = Manifest(generation, self._next_number, parts)
            write_manifest(self._folder, manifest)
        self._manifest = manifest
        self._is_changed = False


class _State:
    """A segment while an index is written: opened when it is needed, with the flags of its deleted documents."""

    def __init__(self, folder: Path, part: Part) -> None:
        self.part = part
        self._folder = folder
        self._segment: Segment | None = None
        self._flags: Flags | None = None
        self._is_changed = False

    @property
    def segment(self) -> Segment:
        """The opened segment."""
        if self._segment is None:
            self._segment, self._flags = open_part(self._folder, self.part)
        return self._segment

    @property
    def flags(self) -> Flags | None:
        """The flags of the deleted documents, None if there are none."""
        return self._flags if self._segment is not None or self._is_changed else read_deletions(self._folder, self.part)

    def flag(self, keys: set[bytes]) -> int:
        """Flag the documents with these ids; return how many were not flagged before."""
        segment = self.segment
        if len(keys) * _LOOKUP < segment.documents:
            found = [segment.find_document(key) for key in keys]
            numbers = [number for number in found if number is not None]
        else:
            pairs = zip(segment.ids, segment.id_numbers.tolist(), strict=True)
            numbers = [number for key, number in pairs if key in keys]
        if not numbers:
            return 0
        if self._flags is None:
            self._flags = np.zeros(segment.documents, bool)
        count = len(numbers) - int(self._flags[numbers].sum())
        self._flags[numbers] = True
        self._is_changed |= count > 0
        return count

    def write_flags(self, folder: Path, generation: int) -> None:
        """Write changed flags for a commit to come."""
        if self._is_changed and self._flags is not None:
            deletions = write_deletions(folder, self.part.segment.name, self._flags, generation=generation)
            self.part = Part(self.part.segment, deletions)
            self._is_changed = False

    def close(self) -> None:
        if self._segment is not None:
            self._segment.close()
            self._segment = None


def _read_for_rebuild(folder: Path) -> Manifest:
    """Return an empty state that follows the one in the folder, whatever is left of that."""
    try:
        before = read_manifest(folder)
    except (IndexDamaged, IndexOutdated, IndexMissing):
        taken = [int(name[5:].partition(".")[0], 36) for name in (path.name for path in folder.glob("MAIN_*.*"))]
        return Manifest(generation=max(taken, default=0), next_number=max(taken, default=0))
    return Manifest(before.generation, before.next_number)


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number or not text:
        number, digit = divmod(number, 36)
        text = digits[digit] + text
    return text
