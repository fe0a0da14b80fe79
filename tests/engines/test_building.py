"""The compiled loops of indexing against the calls of NumPy that do the same where they are missing."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchcsto.documents import Document
from searchcsto.engines.whoosh.codec import chunks, invert, packing
from searchcsto.engines.whoosh.codec.build import SegmentBuilder
from searchcsto.engines.whoosh.codec.kernels import BUILDING
from searchcsto.engines.whoosh.codec.merge import merge_segments
from searchcsto.engines.whoosh.codec.segment import Segment, segment_path

compiled = pytest.mark.skipif(BUILDING is None, reason="the loops are not compiled here")


@contextmanager
def without_building() -> Iterator[None]:
    """Let NumPy do what compiled loops would do."""
    before = vars(packing)["BUILDING"]
    modules = chunks, invert, packing
    for module in modules:
        vars(module)["BUILDING"] = None
    try:
        yield
    finally:
        for module in modules:
            vars(module)["BUILDING"] = before


def write(folder: Path, documents: list[Document]) -> list[Path]:
    """Write two segments and what they give when they are merged."""
    folder.mkdir()
    for name, part in (("a", documents[::2]), ("b", documents[1::2])):
        builder = SegmentBuilder()
        for document in part:
            builder.add(document)
        builder.write(folder, name)
    merge_segments([Segment(segment_path(folder, name)) for name in "ab"], [None, None], folder, "merged")
    return [segment_path(folder, name) for name in ("a", "b", "merged")]


@compiled
def test_both_ways_write_the_same_bytes(tmp_path: Path, seeds: Path) -> None:
    rng = random.Random(3)
    words = " ".join(path.read_text(encoding="utf-8") for path in sorted(seeds.glob("*.txt"))).split()
    words += ["U.S.", "us", "C++", "миротворцы", "上海", "don't", "1,500.5", "x" * 300, "ъ" * 70, "the" * 12] * 40
    documents = [
        Document(str(number), " ".join(rng.choices(words, k=rng.choice((0, 3, 200, 900)))), title=rng.choice(words))
        for number in range(120)
    ]
    documents.append(Document("many", "the " * 700 + "peace " * 40))
    first = write(tmp_path / "compiled", documents)
    with without_building():
        second = write(tmp_path / "plain", documents)
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()


@compiled
@given(st.lists(st.lists(st.sampled_from(" a.'-,\nZüя上9_"), max_size=60).map("".join), max_size=5))
def test_texts_are_cut_both_ways(texts: list[str]) -> None:
    text = " ".join(texts).encode()
    first = chunks.cut_chunks(text)
    with without_building():
        second = chunks.cut_chunks(text)
    assert first.starts.tolist() == second.starts.tolist()
    assert first.sizes.tolist() == second.sizes.tolist()


@compiled
@settings(deadline=None)
@given(st.lists(st.lists(st.binary(min_size=1, max_size=40), max_size=400), max_size=4))
def test_chunks_keep_their_numbers(lists: list[list[bytes]]) -> None:
    assert BUILDING is not None
    table, known = BUILDING.ChunkTable(), dict[bytes, int]()
    for each in lists:
        starts = np.cumsum([0, *map(len, each)])[:-1].astype(np.int64)
        numbers, fresh = table.find(b"".join(each) + b" ", starts, np.array([len(chunk) for chunk in each], np.int64))
        assert fresh == list(dict.fromkeys(chunk for chunk in each if chunk not in known))
        for chunk in fresh:
            known[chunk] = -1 if chunk.startswith(b"\0") else len(known)
        table.settle(numbers, fresh, [known[chunk] for chunk in fresh])
        assert numbers.tolist() == [known[chunk] for chunk in each]


@compiled
def test_a_table_grows_and_forgets_nothing() -> None:
    assert BUILDING is not None
    table = BUILDING.ChunkTable()
    words = [str(number).encode() for number in range(50_000)]
    sizes = np.array([len(word) for word in words], np.int64)
    starts = np.cumsum(sizes) - sizes
    numbers, fresh = table.find(b"".join(words) + b" ", starts, sizes)
    table.settle(numbers, fresh, list(range(len(fresh))))
    numbers, fresh = table.find(b"".join(words) + b" ", starts, sizes)
    assert fresh == []
    assert numbers.tolist() == list(range(50_000))


@compiled
def test_damaged_postings_are_found_out() -> None:
    documents = np.array([3, 700, 701, 90_000, 5, 9])
    starts = np.array([0, 4, 6])
    lengths, packed = packing.encode_postings(documents, np.array([1, 2, 15, 4, 5, 6]), starts, documents=1 << 20)
    places, frequency = np.concatenate(([0], np.cumsum(lengths))), np.diff(starts)
    decoded = packing.decode_postings(packed, places, frequency, documents=1 << 20)
    assert decoded is not None
    assert decoded[0].tolist() == documents.tolist()
    assert decoded[1].tolist() == [1, 2, 255, 4, 5, 6]
    for wrong in (frequency + 1, frequency - 1, frequency[::-1]):
        assert packing.decode_postings(packed, places, wrong, documents=1 << 20) is None
