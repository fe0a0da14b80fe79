"""Give segments and their deletions, get one segment without the deleted documents.

Nothing is analysed again: postings are renumbered and concatenated, blocks of stored documents are copied as they are
unless a document of theirs is gone. Documents keep their order, segment by segment.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from searchcsto.engines.whoosh.codec.build import write_facts, write_ids
from searchcsto.engines.whoosh.codec.columns import LENGTHS, ColumnsWriter
from searchcsto.engines.whoosh.codec.dictionary import write_dictionary
from searchcsto.engines.whoosh.codec.files import Array, ArrayWriter
from searchcsto.engines.whoosh.codec.packing import Ints, expand_ranges
from searchcsto.engines.whoosh.codec.postings import Postings, PostingsWriter
from searchcsto.engines.whoosh.codec.segment import FIELDS, NO_STEM, Segment, SegmentEntry, segment_path
from searchcsto.engines.whoosh.codec.store import BLOCK_BYTES, StoredWriter

_RUN = 1 << 19  # postings that are renumbered at a time
_DROPPED = -1


@dataclass(frozen=True, slots=True)
class Source:
    """One segment to be merged."""

    segment: Segment
    kept: Array  # a flag for each document
    numbers: Ints  # the new number of each document, _DROPPED for a deleted one


def merge_segments(
    segments: Sequence[Segment], deleted: Sequence[Array | None], folder: Path, name: str
) -> SegmentEntry:
    """Write one segment with the live documents of several; `deleted` flags the deleted ones of each."""
    sources = _number_documents(segments, deleted)
    documents = sum(int(source.kept.sum()) for source in sources)
    with ArrayWriter(segment_path(folder, name)) as writer:
        totals = _merge_columns(sources, writer)
        write_facts(writer, documents, text=totals["text"], title=totals["title"])
        write_ids(writer, _merge_ids(sources, documents))
        _merge_stored(sources, writer, folder=folder)
        maps = {field: _merge_field(sources, field, writer, documents=documents) for field in FIELDS}
        writer.add("exact.stem", _merge_stems(sources, text=maps["text"], exact=maps["exact"]))
    return SegmentEntry(name, documents, writer.checksum, writer.bytes)


def _number_documents(segments: Sequence[Segment], deleted: Sequence[Array | None]) -> list[Source]:
    sources = []
    base = 0
    for segment, flags in zip(segments, deleted, strict=True):
        kept = np.ones(segment.documents, bool) if flags is None else ~flags
        numbers = np.where(kept, base + np.cumsum(kept) - 1, _DROPPED)
        base += int(kept.sum())
        sources.append(Source(segment, kept, numbers))
    return sources


def _merge_columns(sources: list[Source], writer: ArrayWriter) -> dict[str, int]:
    columns = ColumnsWriter()
    totals = dict.fromkeys(LENGTHS, 0)
    for source in sources:
        columns.add_segment(source.segment.columns, source.kept)
        for name in LENGTHS:
            totals[name] += int(source.segment.columns.lengths(name)[source.kept].sum(dtype=np.int64))
    columns.write(writer)
    return totals


def _merge_ids(sources: list[Source], documents: int) -> list[bytes]:
    ids = [b""] * documents
    for source in sources:
        segment = source.segment
        for key, number in zip(segment.ids, source.numbers[segment.id_numbers].tolist(), strict=True):
            if number != _DROPPED:
                ids[number] = key
    return ids


def _merge_stored(sources: list[Source], writer: ArrayWriter, *, folder: Path) -> None:
    merged = StoredWriter(spool=folder)
    for source in sources:
        stored = source.segment.stored
        for block in range(stored.blocks):
            first, after = stored.block_range(block)
            kept = source.kept[first:after]
            compressed = stored.read_compressed(block)
            if kept.all() and len(compressed) > BLOCK_BYTES // 8:
                merged.add_block(compressed, documents=after - first)
            elif kept.any():
                for record, is_kept in zip(stored.read_block(block), kept.tolist(), strict=True):
                    if is_kept:
                        merged.add(record)
    merged.write(writer)


def _merge_field(sources: list[Source], name: str, writer: ArrayWriter, *, documents: int) -> list[Ints]:
    """Merge one field, and return the new number of each term of each segment, _DROPPED where it is gone."""
    fields = [source.segment.fields[name] for source in sources]
    terms, maps = _merge_terms([list(field.terms) for field in fields])
    types = [kind for field in fields if (kind := field.postings.position_type)]
    positions = max(types, key=lambda kind: kind.itemsize, default=None)
    merged = PostingsWriter(documents, positions=positions, spool=writer.path.parent)
    used = np.zeros(len(terms), bool)
    for start, stop in _cut_runs(sources, name, maps, terms=len(terms)):
        parts = [
            _renumber(source, name, numbers, start=start, stop=stop)
            for source, numbers in zip(sources, maps, strict=True)
        ]
        run = _join_runs([part for part in parts if part is not None], terms=stop - start)
        used[start:stop] = run.frequency > 0
        merged.append(Postings(run.frequency[run.frequency > 0], run.documents, run.counts, run.positions))
    ranks = np.where(used, np.cumsum(used) - 1, _DROPPED)
    write_dictionary(writer, name, [term for term, is_used in zip(terms, used.tolist(), strict=True) if is_used])
    merged.write(writer, name)
    return [ranks[numbers] for numbers in maps]


def _merge_terms(lists: list[list[bytes]]) -> tuple[list[bytes], list[Ints]]:
    """Return all terms in order, and the place there of each term of each list."""
    terms = [term for term, _ in groupby(heapq.merge(*lists))]
    places = {term: place for place, term in enumerate(terms)}
    return terms, [np.fromiter(map(places.__getitem__, each), np.int64, len(each)) for each in lists]


def _cut_runs(sources: list[Source], name: str, maps: list[Ints], *, terms: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of merged terms that have about _RUN postings."""
    frequency = np.zeros(terms, np.int64)
    for source, numbers in zip(sources, maps, strict=True):
        frequency[numbers] += source.segment.fields[name].postings.frequencies()
    ends = np.cumsum(frequency)
    start = 0
    while start < terms:
        before = int(ends[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, before + _RUN, side="right")))
        yield start, stop
        start = stop


def _renumber(source: Source, name: str, numbers: Ints, *, start: int, stop: int) -> tuple[Ints, Postings] | None:
    """Return a segment's postings of a range of merged terms: the term of each, counted from start, and all else."""
    first, after = np.searchsorted(numbers, [start, stop]).tolist()
    if first == after:
        return None
    run = source.segment.fields[name].postings.read_run(first, after)
    terms = np.repeat(numbers[first:after] - start, run.frequency)
    documents = source.numbers[run.documents]
    kept = documents != _DROPPED
    positions = run.positions
    if positions is not None and not kept.all():
        positions = positions[np.repeat(kept, run.counts)]
    return terms[kept], Postings(run.frequency, documents[kept], run.counts[kept], positions)


def _join_runs(parts: list[tuple[Ints, Postings]], *, terms: int) -> Postings:
    """Bring the postings of the same terms in all segments together."""
    term = np.concatenate([part[0] for part in parts])
    documents = np.concatenate([part[1].documents for part in parts])
    counts = np.concatenate([part[1].counts for part in parts])
    order = np.argsort(term << 32 | documents)
    frequency = np.bincount(term, minlength=terms)
    positions = None
    if parts[0][1].positions is not None:
        wide = [part[1].positions for part in parts if part[1].positions is not None]
        starts = np.cumsum(counts) - counts
        positions = np.concatenate(wide)[expand_ranges(starts[order], counts[order])]
    return Postings(frequency, documents[order], counts[order], positions)


def _merge_stems(sources: list[Source], *, text: list[Ints], exact: list[Ints]) -> Array:
    """Return the number of the stem of each merged term of `exact`."""
    stems = np.full(max((int(each.max(initial=-1)) for each in exact), default=-1) + 1, NO_STEM, np.uint32)
    for source, text_numbers, exact_numbers in zip(sources, text, exact, strict=True):
        old = source.segment.stems
        known = (old != NO_STEM) & (exact_numbers != _DROPPED)
        new = text_numbers[old[known]]
        stems[exact_numbers[known][new != _DROPPED]] = new[new != _DROPPED]
    return stems
