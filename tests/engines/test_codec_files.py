import random
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from searchcsto.documents import DateReading, Document, Evidence
from searchcsto.engines.shared.records import decode_document, encode_document
from searchcsto.engines.whoosh.codec.build import SegmentBuilder
from searchcsto.engines.whoosh.codec.dictionary import Dictionary, write_dictionary
from searchcsto.engines.whoosh.codec.files import BLOCK, Array, ArrayFile, ArrayWriter, FormatTooNew, FormatTooOld
from searchcsto.engines.whoosh.codec.segment import Segment, segment_path
from searchcsto.engines.whoosh.executor import ColumnSearcher
from searchcsto.errors import IndexDamaged, SearchError
from searchcsto.options import SearchOptions
from searchcsto.query.parser import parse_query


def test_arrays_come_back(tmp_path: Path) -> None:
    arrays: dict[str, Array] = {
        "bytes": np.arange(5, dtype=np.uint8),
        "none": np.empty(0, np.int32),
        "long": np.arange(3 * BLOCK, dtype=np.uint32),
        "big": np.array([2**63, 1], np.uint64),
    }
    with ArrayWriter(tmp_path / "x") as writer:
        for name, array in arrays.items():
            writer.add(name, array)
    file = ArrayFile(tmp_path / "x")
    file.verify()
    assert file.names() == list(arrays)
    for name, array in arrays.items():
        assert file.array(name).all().tolist() == array.tolist()
        assert file.array(name).all().dtype == array.dtype
    assert file.array("long").read(BLOCK, BLOCK + 2).tolist() == [BLOCK, BLOCK + 1]
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_nothing_remains_of_a_writer_that_fails(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), ArrayWriter(tmp_path / "x") as writer:
        writer.add("a", np.arange(3))
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def rewrite_version(path: Path, version: int) -> None:
    data = bytearray(path.read_bytes())
    data[8:12] = struct.pack("<I", version)
    data[60:64] = struct.pack("<I", zlib.crc32(data[:60]))
    path.write_bytes(data)


def test_old_new_and_damaged_are_three_errors(tmp_path: Path) -> None:
    path = tmp_path / "x"
    with ArrayWriter(path) as writer:
        writer.add("a", np.arange(3))
    whole = path.read_bytes()
    for version, kind in ((0, FormatTooOld), (2, FormatTooNew)):
        rewrite_version(path, version)
        with pytest.raises(kind, match="x"):
            ArrayFile(path)
    for damaged in (whole[:-1], whole[:40], b"", whole + b"x"):
        path.write_bytes(damaged)
        with pytest.raises(IndexDamaged, match="x"):
            ArrayFile(path)
    path.unlink()
    with pytest.raises(IndexDamaged, match="missing"):
        ArrayFile(path)


def test_keys_are_found(tmp_path: Path) -> None:
    rng = random.Random(3)
    keys = sorted({bytes(rng.choices(b"ab\xc3\xa9", k=rng.randint(0, 6))) for _ in range(700)})
    with ArrayWriter(tmp_path / "x") as writer:
        write_dictionary(writer, "d", keys)
        write_dictionary(writer, "empty", [])
    dictionary = Dictionary(ArrayFile(tmp_path / "x"), "d")
    assert list(dictionary) == keys
    for number, key in enumerate(keys):
        assert dictionary.find(key) == number
        assert dictionary.key(number) == key
        assert dictionary.find(key + b"\0") is None
        start, stop = dictionary.find_prefix(key)
        assert keys[start:stop] == [each for each in keys if each.startswith(key)]
    empty = Dictionary(ArrayFile(tmp_path / "x"), "empty")
    assert (empty.find(b"a"), list(empty), empty.find_prefix(b"a")) == (None, [], (0, 0))


def test_documents_come_back_whole() -> None:
    evidence = Evidence("dateline", "20 января", 3, 12)
    full = Document(
        "id\ud800",
        "текст \ud800 text",
        title="",
        date="2022-01",
        sources=("TASS", "ТАСС"),
        place="MINSK",
        language="ru",
        path="a/b.txt",
        body=((0, 3), (4, 5)),
        title_evidence=evidence,
        date_status="derived",
        date_evidence=(evidence, evidence),
        alternatives=(DateReading("2021", "stated", (evidence,)),),
        source_evidence=(evidence, evidence),
        place_evidence=evidence,
    )
    for document in (full, Document("a", "")):
        assert decode_document(encode_document(document)) == document


def answers(path: Path) -> list[object]:
    searcher = ColumnSearcher([Segment(path)])
    found: list[object] = []
    for query in ("peace OR the", '"peace talks"', "title:oil source:tass date:2022", "NOT war place:minsk"):
        matches = searcher.search(parse_query(query), SearchOptions(facets=("source", "month", "language", "place")))
        found.append((matches.total, matches.facets, matches.undated, matches.scores))
        found += [searcher.load_document(number) for number in matches.documents]
    found.append(searcher.find_numbers("doc", prefix=True))
    return found


def test_no_flipped_byte_gives_a_wrong_answer(tmp_path: Path) -> None:
    builder = SegmentBuilder()
    for number in range(3):
        builder.add(
            Document(
                f"doc{number}",
                "Peace talks in the " * number,
                title="Oil",
                date="2022",
                sources=("TASS",),
                place="Minsk",
            )
        )
    builder.write(tmp_path, "a")
    path = segment_path(tmp_path, "a")
    whole = path.read_bytes()
    expected = answers(path)
    flipped = tmp_path / "flipped.col"
    named = 0
    for offset in range(len(whole)):
        data = bytearray(whole)
        data[offset] ^= 1 << offset % 8
        flipped.write_bytes(data)
        try:
            assert answers(flipped) == expected, offset
        except SearchError as error:
            assert "flipped.col" in str(error)
            named += 1
        with pytest.raises(SearchError, match=r"flipped\.col"):
            Segment(flipped).verify()
    assert named > len(whole) // 2
