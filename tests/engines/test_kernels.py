"""The compiled loops against the calls of NumPy that do the same where they are missing."""

import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from searchcsto.documents import Document
from searchcsto.engines.whoosh import ranking
from searchcsto.engines.whoosh.codec.dictionary import encode_key
from searchcsto.engines.whoosh.codec.kernels import KERNELS
from searchcsto.engines.whoosh.codec.packing import MANY, encode_postings
from searchcsto.engines.whoosh.executor import ColumnSearcher
from searchcsto.engines.whoosh.leaves import LeafPart
from searchcsto.options import SearchOptions
from searchcsto.query.parser import parse_query
from tests.engines.differential import without_kernels
from tests.engines.test_executor import build

compiled = pytest.mark.skipif(KERNELS is None, reason="the loops are not compiled here")
Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]


def make_leaf(rng: np.random.Generator, documents: int, share: float) -> tuple[LeafPart, Numbers]:
    """Return a leaf in one of its forms, and its count in each document."""
    counts = (rng.random(documents) < share) * rng.geometric(0.5, documents)
    counts[rng.random(documents) < 0.001] *= 400
    found = np.flatnonzero(counts)
    if share >= 0.125:
        many = np.flatnonzero(counts >= MANY)
        row = np.minimum(counts, MANY).astype(np.uint8)
        return LeafPart(row=row, many=(many, counts[many]) if len(many) else None), counts
    kept = counts[found] if len(found) and counts.max() >= MANY else counts[found].astype(np.uint8)
    return LeafPart(numbers=found, counts=kept), counts


@compiled
@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("block", [5, 64, 2048])
def test_the_best_are_those_of_all_scores(seed: int, block: int) -> None:
    assert KERNELS is not None
    rng = np.random.default_rng(seed)
    documents = int(rng.choice([1, 70, 3000, 9000]))
    shares = rng.choice([0.0005, 0.01, 0.1, 0.3, 0.9], rng.integers(1, 6))
    lengths = rng.integers(1, 200, documents).astype(("u1", "u2", "u4")[seed % 3])
    ranks = rng.permutation(documents).astype(np.uint16)
    flags = rng.random(documents) < rng.choice([0.05, 0.6, 1.1])
    made = [make_leaf(rng, documents, share) for share in shares]
    weights = [float(rng.choice([0.0, 0.2, 1.0, 7.5])) for _ in made]
    scores = np.zeros(documents)
    for (_, counts), weight in zip(made, weights, strict=True):
        scores += counts / (counts + (0.4 + 0.02 * lengths)) * weight
    scores = scores.round(ranking.DECIMALS)
    for limit in (1, 10, 100):
        for documents_asked, are_flags in ((flags, True), (np.flatnonzero(flags), False)):
            leaves, formulas = [leaf for leaf, _ in made], [(lengths, 0.4, 0.02)] * len(made)
            rest = ranks, limit, 0.0, 1e9, block
            numbers, found = KERNELS.rank(leaves, weights, formulas, documents_asked, are_flags, *rest)
            wanted = np.flatnonzero(flags)
            expected = wanted[np.lexsort((ranks[wanted], -scores[wanted]))][:limit]
            assert numbers.tolist() == expected.tolist()
            assert np.abs(found - scores[expected]).max(initial=0) < 1e-8


@compiled
@pytest.mark.parametrize("seed", range(6))
def test_sets_are_united_and_counted(seed: int) -> None:
    assert KERNELS is not None
    rng = np.random.default_rng(seed)
    documents = int(rng.integers(1, 2000))
    made = [make_leaf(rng, documents, share) for share in rng.choice([0.001, 0.05, 0.2], rng.integers(1, 5))]
    has = np.logical_or.reduce([counts > 0 for _, counts in made])
    flags = np.empty(documents, bool)
    assert KERNELS.flag([leaf for leaf, _ in made], flags) == has.sum()
    assert flags.tolist() == has.tolist()
    assert KERNELS.unite([np.flatnonzero(counts) for _, counts in made]).tolist() == np.flatnonzero(has).tolist()
    asked = np.flatnonzero(rng.random(documents) < 0.3)
    for leaf, counts in made:
        assert KERNELS.contains(leaf, asked).tolist() == (counts[asked] > 0).tolist()
    for dtype in (np.uint8, np.uint16, np.uint32):
        classes = rng.integers(0, 200, documents).astype(dtype)
        counts = KERNELS.count_classes(classes, flags, int(has.sum()), 200)
        assert counts.tolist() == np.bincount(classes[has], minlength=200).tolist()
        asked = np.flatnonzero(has)
        assert KERNELS.count_numbers(classes, asked, 200).tolist() == counts.tolist()
        table, found = rng.random(200) < 0.5, np.empty(documents, bool)
        KERNELS.look_up(classes, table, found)
        assert found.tolist() == table[classes].tolist()


@compiled
@pytest.mark.parametrize("groups", [0, 1, 40])
def test_groups_are_summed_and_ordered(groups: int) -> None:
    assert KERNELS is not None
    rng = np.random.default_rng(groups)
    counts = rng.integers(0, 3, 100) * (rng.random(100) < 0.3)
    members = [rng.integers(0, 100, rng.integers(1, 5)) for _ in range(groups)]
    rows = np.concatenate([np.empty(0, np.int64), *members])
    starts = np.cumsum([0, *map(len, members)])[:-1]
    expected = [(place, int(counts[each].sum())) for place, each in enumerate(members) if counts[each].sum()]
    for by_count in (False, True):
        places, sums, everything = KERNELS.sum_groups(counts, rows, starts, by_count)
        assert everything == sum(sums)
        assert list(zip(places, sums, strict=True)) == expected
        expected.sort(key=lambda row: (-row[1], row[0]))


@compiled
def test_postings_that_do_not_fit_their_number_are_found_out() -> None:
    assert KERNELS is not None
    documents = np.array([3, 700, 701, 90_000])
    for numbers in (documents, documents[:3], np.arange(0, 2000, 31)):
        counts = np.arange(len(numbers)) % 16 + 1
        _, packed = encode_postings(numbers, np.minimum(counts, 15), np.array([0, len(numbers)]), documents=1 << 20)
        found, unpacked, has_many = KERNELS.unpack(packed, len(numbers), 1 << 20)
        assert found.tolist() == numbers.tolist()
        assert unpacked.tolist() == np.where(counts >= 15, MANY, counts).tolist()
        assert has_many == (counts.max() >= 15)
        assert KERNELS.unpack(packed, len(numbers) + 2, 1 << 20) is None
        assert KERNELS.unpack(packed, len(numbers) - 2, 1 << 20) is None
        assert KERNELS.unpack(packed, len(numbers), int(numbers[-1])) is None
    assert KERNELS.unpack(np.zeros(0, np.uint8), 0, 1) is None


@compiled
def test_arrays_of_another_kind_are_refused() -> None:
    assert KERNELS is not None
    leaf = LeafPart(numbers=np.array([1, 5]), counts=np.array([1, 1]))
    for numbers in (np.array([1], np.int32), np.arange(8)[::2], [1, 2]):
        with pytest.raises(TypeError, match="contiguous array of 8 bytes"):
            KERNELS.contains(leaf, numbers)


def test_both_ways_give_the_same_answers(tmp_path: Path) -> None:
    rng = random.Random(5)
    words = [f"w{number}" for number in range(60)]
    weights = [1 / (number + 1) for number in range(60)]
    documents = [
        Document(str(number), " ".join(rng.choices(words, weights, k=rng.randint(1, 80))), sources=(rng.choice("abc"),))
        for number in range(3000)
    ]
    searcher = ColumnSearcher([build(tmp_path, documents, "a")])
    queries = [" ".join(rng.choices(words, k=rng.randint(1, 5))) for _ in range(80)]
    queries += ["+w1 w9", "w2 -w3", '"w1 w2" w30', "w1 source:a", "w40 (w2 w3)", "w5*", "w1 OR (w2 AND w3)"]
    for query in queries:
        tree, options = parse_query(query), SearchOptions(facets=("source",), limit=rng.choice((1, 10, 200)))
        first = searcher.search(tree, options)
        with without_kernels():
            second = searcher.search(tree, options)
        assert first.documents == second.documents, query
        assert np.abs(np.subtract(first.scores, second.scores)).max(initial=0) < 1e-8
        assert (first.total, first.facets) == (second.total, second.facets)


def test_keys_are_found_both_ways(tmp_path: Path) -> None:
    words = [f"{letter}{number}" for letter in ("a", "я", "上", "zz") for number in range(70)]
    segment = build(tmp_path, [Document("1", " ".join(words))])
    terms = segment.fields["exact"].terms
    for word in [*words, "", "a", "a7", "a700", "zzz", "яя"]:
        key = encode_key(word)
        place = terms.find(key), terms.find_place(key)
        with without_kernels():
            assert (terms.find(key), terms.find_place(key)) == place, word


@compiled
def test_they_can_be_left_unused() -> None:
    script = "from searchcsto.engines.whoosh.codec.kernels import KERNELS; print(KERNELS)"
    for value, expected in (("1", "None"), ("0", "_kernels"), ("", "_kernels")):
        environment = os.environ | {"SEARCHCSTO_PURE": value}
        shown = subprocess.check_output([sys.executable, "-c", script], env=environment, text=True)
        assert expected in shown
