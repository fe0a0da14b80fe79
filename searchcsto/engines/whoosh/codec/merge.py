"""Give segments and their deletions, get one segment without the deleted documents.

Nothing is analysed again: postings are renumbered and concatenated, blocks of stored documents are copied as they are
unless a document of theirs is gone. Documents keep their order, segment by segment.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from searchcsto.analysis.terms import ANALYSIS_VERSION
from searchcsto.engines.whoosh.codec.build import write_facts, write_ids
from searchcsto.engines.whoosh.codec.columns import LENGTHS, ColumnsWriter
from searchcsto.engines.whoosh.codec.dictionary import write_dictionary
from searchcsto.engines.whoosh.codec.files import Array, ArrayWriter
from searchcsto.engines.whoosh.codec.packing import Ints, expand_ranges
from searchcsto.engines.whoosh.codec.paths import PathsWriter
from searchcsto.engines.whoosh.codec.postings import Postings, PostingsWriter
from searchcsto.engines.whoosh.codec.segment import FIELDS, NO_STEM, Segment, SegmentEntry, segment_path
from searchcsto.engines.whoosh.codec.store import BLOCK_BYTES, StoredWriter

_RUN = 1 << 18  # postings that are renumbered at a time
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
        # What one segment has no terms for, all are asked for by its older ones.
        analysis = min((source.segment.analysis for source in sources), default=ANALYSIS_VERSION)
        write_facts(writer, documents, text=totals["text"], title=totals["title"], analysis=analysis)
        write_ids(writer, _merge_ids(sources, documents))
        with ThreadPoolExecutor() as threads:  # NumPy lets other threads run while it works
            merged = [threads.submit(_merge_field, sources, field, documents, folder=folder) for field in FIELDS]
            _merge_stored(sources, writer, folder=folder)
        maps: dict[str, list[Ints]] = {}
        for field, task in zip(FIELDS, merged, strict=True):
            terms, postings, maps[field] = task.result()
            write_dictionary(writer, field, terms)
            postings.write(writer, field)
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
    columns, paths = ColumnsWriter(), PathsWriter()
    totals = dict.fromkeys(LENGTHS, 0)
    for source in sources:
        columns.add_segment(source.segment.columns, source.kept)
        paths.add_segment(source.segment.paths, source.kept)
        for name in LENGTHS:
            totals[name] += int(source.segment.columns.lengths(name)[source.kept].sum(dtype=np.int64))
    columns.write(writer)
    paths.write(writer)
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
        source.segment.file.release()
    merged.write(writer)


def _merge_field(
    sources: list[Source], name: str, documents: int, *, folder: Path
) -> tuple[list[bytes], PostingsWriter, list[Ints]]:
    """Merge one field.

    Returns its terms, its postings, and the new number of each term of each segment, _DROPPED where it is gone.
    """
    fields = [source.segment.fields[name] for source in sources]
    terms, maps = _merge_terms([list(field.terms) for field in fields])
    types = [kind for field in fields if (kind := field.postings.position_type)]
    positions = max(types, key=lambda kind: kind.itemsize, default=None)
    merged = PostingsWriter(documents, positions=positions, spool=folder)
    used = np.zeros(len(terms), bool)
    for start, stop in _cut_runs(sources, name, maps, terms=len(terms)):
        parts = [
            _renumber(source, name, numbers, start=start, stop=stop)
            for source, numbers in zip(sources, maps, strict=True)
        ]
        run = _join_runs(parts)
        _release(sources)
        used[start:stop] = run.frequency > 0
        merged.append(Postings(run.frequency[run.frequency > 0], run.documents, run.counts, run.positions))
    ranks = np.where(used, np.cumsum(used) - 1, _DROPPED)
    kept = [term for term, is_used in zip(terms, used.tolist(), strict=True) if is_used]
    return kept, merged, [ranks[numbers] for numbers in maps]


def _release(sources: list[Source]) -> None:
    for source in sources:
        source.segment.file.release()


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


def _renumber(source: Source, name: str, numbers: Ints, *, start: int, stop: int) -> Postings:
    """Return a segment's postings of a range of merged terms, with a frequency for each of these terms."""
    first, after = np.searchsorted(numbers, [start, stop]).tolist()
    run = source.segment.fields[name].postings.read_run(first, after)
    frequency = np.zeros(stop - start, np.int64)
    documents = source.numbers[run.documents]
    kept = documents != _DROPPED
    if kept.all():
        frequency[numbers[first:after] - start] = run.frequency
        return Postings(frequency, documents, run.counts, run.positions)
    terms = np.repeat(numbers[first:after] - start, run.frequency)[kept]
    frequency += np.bincount(terms, minlength=stop - start)
    positions = None if run.positions is None else run.positions[np.repeat(kept, run.counts)]
    return Postings(frequency, documents[kept], run.counts[kept], positions)


def _join_runs(parts: list[Postings]) -> Postings:
    """Bring the postings of the same terms in all segments together.

    Those of a term are in order as they come, since documents are numbered segment by segment: nothing is sorted.
    """
    frequencies = [part.frequency for part in parts]
    places = _find_places(frequencies)
    documents = _scatter([part.documents for part in parts], places)
    counts = _scatter([part.counts for part in parts], places)
    positions = None
    wide = [part.positions for part in parts if part.positions is not None]
    if wide:
        occurrences = [_sum_runs(part.counts, part.frequency) for part in parts]
        positions = _scatter(wide, _find_places(occurrences))
    return Postings(np.sum(frequencies, axis=0), documents, counts, positions)


def _find_places(sizes: list[Ints]) -> list[Ints]:
    """Return where the items of each part go, if those of a term follow each other; `sizes`: how many each term has."""
    table = np.array(sizes)
    # Behind all smaller terms, and behind the same term in the parts before.
    starts = (np.cumsum(table.sum(axis=0)) - table.sum(axis=0)) + (np.cumsum(table, axis=0) - table)
    return [expand_ranges(*each) for each in zip(starts, table, strict=True)]


def _scatter(parts: list[Array], places: list[Ints]) -> Array:
    joined = np.empty(sum(map(len, parts)), max((part.dtype for part in parts), key=lambda kind: kind.itemsize))
    for part, place in zip(parts, places, strict=True):
        joined[place] = part
    return joined


def _sum_runs(values: Ints, sizes: Ints) -> Ints:
    """Return the sums of runs of values that have these sizes."""
    totals = np.concatenate(([0], np.cumsum(values)))
    ends = np.cumsum(sizes)
    return np.asarray(totals[ends] - totals[ends - sizes])


def _merge_stems(sources: list[Source], *, text: list[Ints], exact: list[Ints]) -> Array:
    """Return the number of the stem of each merged term of `exact`."""
    stems = np.full(max((int(each.max(initial=-1)) for each in exact), default=-1) + 1, NO_STEM, np.uint32)
    for source, text_numbers, exact_numbers in zip(sources, text, exact, strict=True):
        old = source.segment.stems
        known = (old != NO_STEM) & (exact_numbers != _DROPPED)
        new = text_numbers[old[known]]
        stems[exact_numbers[known][new != _DROPPED]] = new[new != _DROPPED]
    return stems
