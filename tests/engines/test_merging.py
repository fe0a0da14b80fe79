"""Which segments are merged when: a whole archive ends in one, a small commit stays small."""

from __future__ import annotations

from searchcsto.engines.whoosh.codec.segment import SegmentEntry
from searchcsto.engines.whoosh.manifest import Part
from searchcsto.engines.whoosh.merging import FACTOR, SMALL, choose_merge


def make_parts(*sizes: int) -> list[Part]:
    return [Part(SegmentEntry(str(place), size, 0, 0)) for place, size in enumerate(sizes)]


def test_a_commit_that_brings_most_of_an_archive_makes_one_segment() -> None:
    parts = make_parts(30_000, 30_000, 10_000)
    assert choose_merge(parts, limit=140_000, added=70_000) == [0, 1, 2]
    assert choose_merge(make_parts(35_000, 30_000, 10_000), limit=80_000, added=40_000) == [0, 1, 2]


def test_a_commit_that_brings_little_leaves_large_segments_alone() -> None:
    assert choose_merge(make_parts(500_000, 1, 1), limit=SMALL, added=2) == []
    many = make_parts(500_000, *[1] * FACTOR)
    assert choose_merge(many, limit=SMALL, added=FACTOR) == list(range(1, FACTOR + 1))


def test_the_pieces_of_a_run_that_goes_on_are_left_for_its_end() -> None:
    assert choose_merge(make_parts(30_000, 30_000, 10_000), limit=SMALL) == []
    assert choose_merge(make_parts(*[30_000] * FACTOR * 3), limit=SMALL) == list(range(FACTOR * 3))
