import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchcsto.analysis.stems import Stemmer
from searchcsto.analysis.terms import Analyzer
from searchcsto.analysis.words import find_words
from searchcsto.documents import Document
from searchcsto.engines.whoosh.codec.build import SegmentBuilder
from searchcsto.engines.whoosh.codec.chunks import Chunks, cut_chunks
from searchcsto.engines.whoosh.codec.files import ArrayFile, ArrayWriter
from searchcsto.engines.whoosh.codec.invert import Inverter
from searchcsto.engines.whoosh.codec.merge import merge_segments
from searchcsto.engines.whoosh.codec.packing import decode_postings, encode_postings
from searchcsto.engines.whoosh.codec.postings import Postings, PostingsReader, PostingsWriter
from searchcsto.engines.whoosh.codec.segment import Segment, segment_path
from searchcsto.errors import DocumentInvalid
from tests.engines.corpora import make_document

TEXTS = st.one_of(
    st.text(),
    st.text(alphabet="aUS01.,-'_’ \n()/é上ж²٣\u0301\u00ad\u2009\x1c\x85", max_size=60),
)
ANALYZER = Analyzer()


def cut(text: str) -> list[str]:
    """Return the chunks of a text, as they are written there."""
    found = cut_chunks(text.encode("utf-8", "surrogatepass"))
    spans = zip(found.starts.tolist(), found.sizes.tolist(), strict=True)
    return [found.cased[start : start + size].decode("utf-8", "surrogatepass") for start, size in spans]


def find_terms(chunks: Chunks, text: str) -> tuple[list[str], list[str]]:
    """Return the terms of a text in `exact` and in `text`."""
    numbers = chunks.find(cut_chunks(text.encode("utf-8", "surrogatepass")))
    exact, stems = list(chunks.exact), list(chunks.text)
    return (
        [exact[number] for number in chunks.exact_terms.expand(numbers)[0].tolist()],
        [stems[number] for number in chunks.text_terms.expand(numbers)[0].tolist()],
    )


@settings(max_examples=1000, deadline=None)
@given(TEXTS)
def test_chunks_hold_the_same_words(text: str) -> None:
    assert [word for chunk in cut(text) for word in find_words(chunk)] == find_words(text)


@settings(max_examples=1000, deadline=None)
@given(st.lists(TEXTS, max_size=3))
def test_chunks_have_the_same_terms(texts: list[str]) -> None:
    chunks = Chunks(Stemmer())
    for text in texts:
        assert find_terms(chunks, text) == (ANALYZER.exact_terms(text), ANALYZER.text_terms(text))


@pytest.mark.parametrize("letters", ["abX", "бВé“’", "aUS.”"])
def test_many_chunks_of_all_lengths_are_told_apart(letters: str) -> None:
    rng = random.Random(letters)
    chunks = Chunks(Stemmer())
    for _ in range(3):
        words = ["".join(rng.choices(letters, k=rng.randint(1, 40))) for _ in range(3000)]
        text = " ".join(rng.choices(words, k=8000))
        assert find_terms(chunks, text) == (ANALYZER.exact_terms(text), ANALYZER.text_terms(text))


def test_postings_come_back_in_every_form(tmp_path: Path) -> None:
    rng = np.random.default_rng(6)
    documents = 300_000
    lists = [
        np.sort(rng.choice(documents, size, replace=False))
        for size in (1, 2, 3, 50, 900, 1200, 5000, documents // 9, documents // 8, documents // 2, documents)
    ]
    lists.append(np.array([0]))
    lists.append(np.array([254, 255, 510, 65535, 65536, 131072, documents - 1]))
    frequency = np.array([len(each) for each in lists])
    counts = rng.integers(1, 300, int(frequency.sum()))
    places = [np.sort(rng.choice(500, count, replace=False)) for count in counts[: int(frequency[:7].sum())]]
    run = Postings(frequency, np.concatenate(lists), counts)
    writer = PostingsWriter(documents)
    writer.append(run)
    placed = PostingsWriter(documents, positions=np.uint16, spool=tmp_path)
    few = int(frequency[:7].sum())
    placed.append(Postings(frequency[:7], run.documents[:few], counts[:few], np.concatenate(places)))
    with ArrayWriter(tmp_path / "x") as file:
        writer.write(file, "f")
        placed.write(file, "p")
    reader = PostingsReader(ArrayFile(tmp_path / "x"), "f", documents=documents)
    start = 0
    for term, expected in enumerate(lists):
        found, found_counts = reader.read_counts(term)
        assert found.tolist() == expected.tolist()
        assert found_counts.tolist() == counts[start : start + len(expected)].tolist()
        assert reader.frequency(term) == len(expected)
        start += len(expected)
    whole = reader.read_run(0, len(lists))
    assert whole.documents.tolist() == run.documents.tolist()
    assert whole.counts.tolist() == counts.tolist()
    placed_reader = PostingsReader(ArrayFile(tmp_path / "x"), "p", documents=documents)
    found_places = np.concatenate([placed_reader.read_positions(term) for term in range(7)])
    assert found_places.tolist() == np.concatenate(places).tolist()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sets(st.integers(0, 70_000), min_size=1, max_size=30), min_size=1, max_size=8))
def test_any_postings_survive_packing(sets: list[set[int]]) -> None:
    lists = [sorted(each) for each in sets]
    frequency = np.array([len(each) for each in lists])
    starts = np.concatenate(([0], np.cumsum(frequency)))
    documents = np.concatenate([np.array(each) for each in lists])
    counts = documents % 14 + 1
    lengths, data = encode_postings(documents, counts, starts, documents=70_001)
    places = np.concatenate(([0], np.cumsum(lengths)))
    decoded = decode_postings(data, places, frequency, documents=70_001)
    assert decoded is not None
    found, found_counts = decoded
    assert found.tolist() == documents.tolist()
    assert found_counts.tolist() == counts.tolist()


def test_one_id_is_added_once() -> None:
    builder = SegmentBuilder()
    builder.add(Document("a", "text"))
    with pytest.raises(DocumentInvalid, match="added before"):
        builder.add(Document("a", "other"))


def test_forgotten_chunks_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [make_document(random.Random(seed), str(seed)) for seed in range(60)]

    def write(name: str) -> bytes:
        builder = SegmentBuilder()
        for document in documents:
            builder.add(document)
            builder._inverter.number_pending()
        builder.write(tmp_path, name)
        return segment_path(tmp_path, name).read_bytes()

    before = write("a")
    monkeypatch.setattr("searchcsto.engines.whoosh.codec.invert.MAX_CHUNKS", 3)
    assert write("b") == before
    assert Inverter(Stemmer()).pending == 0


def test_a_merge_equals_building_at_once(tmp_path: Path) -> None:
    documents = [make_document(random.Random(seed), f"{seed:04d}") for seed in range(200)]
    deleted = np.array([seed % 3 == 0 for seed in range(200)])

    def build(name: str, chosen: list[Document]) -> Segment:
        builder = SegmentBuilder()
        for document in chosen:
            builder.add(document)
        assert builder.write(tmp_path, name) == Segment(segment_path(tmp_path, name)).entry
        return Segment(segment_path(tmp_path, name))

    parts = [build("a", documents[:50]), build("b", documents[50:51]), build("c", documents[51:])]
    merge_segments(parts, [deleted[:50], deleted[50:51], deleted[51:]], tmp_path, "merged")
    merged = Segment(segment_path(tmp_path, "merged"))
    merged.verify()
    kept = [document for document, gone in zip(documents, deleted, strict=True) if not gone]
    whole = build("whole", kept)
    assert [merged.load_document(number) for number in range(merged.documents)] == kept
    for name in merged.file.names():
        if not name.startswith(("stored", "class", "date")):
            assert merged.file.array(name).all().tolist() == whole.file.array(name).all().tolist(), name
