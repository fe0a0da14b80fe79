import random
import threading
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchcsto.documents import Document
from searchcsto.engines.whoosh import expansions
from searchcsto.engines.whoosh.codec.build import SegmentBuilder
from searchcsto.engines.whoosh.codec.segment import Segment, segment_path
from searchcsto.engines.whoosh.executor import ColumnSearcher
from searchcsto.engines.whoosh.plan import All, Any, Constant, boost_plan
from searchcsto.options import SearchOptions
from searchcsto.query.parser import parse_query
from tests.engines.corpora import make_query
from tests.engines.differential import Corpus, check_corpora, tiny_thresholds


def build(folder: Path, documents: list[Document], name: str = "a") -> Segment:
    builder = SegmentBuilder()
    for document in documents:
        builder.add(document)
    builder.write(folder, name)
    return Segment(segment_path(folder, name))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_random_trees_agree_with_the_oracle(seed: int) -> None:
    check_corpora(seed=seed, count=60, queries=60)


def find(searcher: ColumnSearcher, query: str) -> list[str]:
    matches = searcher.search(parse_query(query), SearchOptions())
    return [searcher.load_document(number).id for number in matches.documents]


@pytest.fixture
def searcher(tmp_path: Path) -> ColumnSearcher:
    first = [
        Document("b", "Peace talks resume. War ends.", title="Crude oil", date="2022-01-20", sources=("TASS",)),
        Document("a", "Oil prices of crude goods", title="Prices", date="2022", sources=("BelTA", "TASS")),
    ]
    second = [Document("c", "crude", body=()), Document("a/1", "Peace. Talks", title=None, date="2023-02")]
    return ColumnSearcher([build(tmp_path, first, "a"), build(tmp_path, second, "b")])


def test_title_phrases_match_titles_only(searcher: ColumnSearcher) -> None:
    assert find(searcher, 'title:"crude oil"') == ["b"]
    assert find(searcher, '"prices of crude"') == ["a"]
    assert find(searcher, 'title:"prices of"') == []
    assert find(searcher, '"oil peace"') == []  # the title does not run on into the body
    assert find(searcher, "crude") == ["b", "a"]  # c has no body


def test_sorts_put_undated_last(searcher: ColumnSearcher) -> None:
    for sort, expected in (("newest", ["a/1", "b", "a", "c"]), ("oldest", ["a", "b", "a/1", "c"])):
        matches = searcher.search(parse_query("*"), SearchOptions(sort=sort))  # type: ignore[arg-type]
        assert [searcher.load_document(number).id for number in matches.documents] == expected
        assert matches.undated == 1


def test_ids_are_found_exactly_and_by_prefix(searcher: ColumnSearcher) -> None:
    assert [searcher.load_document(number).id for number in searcher.find_numbers("a", prefix=True)] == ["a", "a/1"]
    assert [searcher.load_document(number).id for number in searcher.find_numbers("a")] == ["a"]
    assert searcher.find_numbers("nothing") == []


def test_values_and_words_are_counted(searcher: ColumnSearcher) -> None:
    assert searcher.count_values("source") == {"TASS": 2, "BelTA": 1}
    assert searcher.count_documents(parse_query("peace")) == 2  # type: ignore[arg-type]
    assert searcher.count_documents(parse_query('"crude goods"')) == 1  # type: ignore[arg-type]
    assert searcher.count_documents(parse_query("nothing")) == 0  # type: ignore[arg-type]


def test_boosts_and_constants_agree_with_the_oracle(tmp_path: Path) -> None:
    for seed in range(12):
        rng = random.Random(seed)
        folder = tmp_path / str(seed)
        folder.mkdir()
        with tiny_thresholds(small=rng.choice((0, 10_000))):
            corpus = Corpus(rng, folder)
            for _ in range(10):
                check_boosts(corpus, rng)


def check_boosts(corpus: Corpus, rng: random.Random) -> None:
    trees = [make_query(rng) for _ in range(3)]
    first, second, third = (corpus.oracle.find(tree) for tree in trees)
    plans = [corpus.searcher.translate_query(tree) for tree in trees]
    plan = Any((boost_plan(All((plans[0], Constant(plans[1], 0.5))), 2.5), boost_plan(plans[2], 0.1)))
    expected = {key: 2.5 * (first[key] + 0.5) for key in first.keys() & second.keys()}
    for key, score in third.items():
        expected[key] = expected.get(key, 0) + 0.1 * score
    matches = corpus.searcher.run_plan(plan, SearchOptions(limit=1000))
    ids = [corpus.searcher.load_document(number).id for number in matches.documents]
    assert dict(zip(ids, matches.scores, strict=True)) == pytest.approx(expected, abs=1e-6), trees
    best = corpus.searcher.run_plan(plan, SearchOptions(limit=3))
    assert best.documents == matches.documents[:3]


def test_patterns_keep_the_most_frequent_terms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expansions, "MAX_TERMS", 2)
    first = [Document("a", "peace peaceful peas"), Document("b", "peaceful peanut")]
    second = [Document("c", "peas"), Document("d", "peaceful"), Document("e", "peat", title="Peat")]
    searcher = ColumnSearcher([build(tmp_path, first, "a"), build(tmp_path, second, "b")])
    node = parse_query("pea*")
    assert searcher.expand(node) == (["peaceful", "peas"], True)  # type: ignore[arg-type]
    assert searcher.expand(parse_query("peac*")) == (["peaceful", "peace"], False)  # type: ignore[arg-type]
    assert sorted(find(searcher, "pea*")) == ["a", "b", "c", "d"]
    assert searcher.count_documents(node) == 4  # type: ignore[arg-type]
    assert find(searcher, "title:pe?t") == ["e"]
    assert find(searcher, "paet~1") == ["e"]


def test_the_terms_of_a_pattern_rank_as_one(tmp_path: Path) -> None:
    texts = ["boat boats ferry", "boat boat ferry", "boats boats ferry", "ferry ferry ferry"]
    searcher = ColumnSearcher([build(tmp_path, [Document(str(at), text) for at, text in enumerate(texts)])])
    scores = searcher.search(parse_query("boat*"), SearchOptions()).scores
    assert len(scores) == 3
    assert len(set(scores)) == 1


def test_a_wanted_word_only_adds_to_what_is_required(tmp_path: Path) -> None:
    texts = ["boat", "boat ferry", "ferry ferry", "boat ferry ferry pier", "pier"]
    searcher = ColumnSearcher([build(tmp_path, [Document(str(at), text) for at, text in enumerate(texts)])])

    def score(query: str) -> dict[str, float]:
        # Without the bonuses for several words.
        matches = searcher.run_plan(searcher.translate_query(parse_query(query)), SearchOptions())
        return dict(zip([texts[number] for number in matches.documents], matches.scores, strict=True))

    boat, ferry, both = score("boat"), score("ferry"), score("+boat ferry")
    assert set(both) == {"boat", "boat ferry", "boat ferry ferry pier"}
    assert both == pytest.approx({text: boat[text] + ferry.get(text, 0.0) for text in both})
    assert score("+boat ferry pier") == pytest.approx(
        {text: each + score("pier").get(text, 0) for text, each in both.items()}
    )
    assert score("+boat +ferry") == pytest.approx(score("boat AND ferry"))
    assert list(score("+source:unknown pier")) == ["pier", "boat ferry ferry pier", "boat", "boat ferry", "ferry ferry"]


@pytest.mark.parametrize(
    ("glob", "expected"),
    [
        ("*.txt", "abd"),
        ("a.txt", "a"),
        ("?.TXT", "abd"),
        ("*", "abcdefg"),
        ("press", ""),
        ("press/", "abce"),
        ("/press/", "abce"),
        ("/2031/", ""),
        ("2031/*", "ab"),
        ("2031/04/a.txt", "a"),
        ("04/a.txt", "a"),
        ("4/a.txt", ""),
        ("old.zip/", "d"),
        ("old.zip/*.txt", "d"),
        ("*.jsonl", "ce"),
        ("letters.jsonl", "ce"),
        ("пресса/*", "f"),
        ("ПРЕССА/*.html", "f"),
        ("*é*", "f"),
        ("*o*/*", "d"),
        ("*s*/*", "abce"),
    ],
)
def test_paths_are_found_by_globs(tmp_path: Path, glob: str, expected: str) -> None:
    paths = {
        "a": "press/2031/04/a.txt",
        "b": "press/2031/b.txt",
        "c": "press/letters.jsonl",
        "d": "old.zip/folder/d.txt",
        "e": "press/letters.jsonl",
        "f": "пресса/Cafe\u0301.html",
        "g": "",
    }
    ids = {"a": "2031/04/a.txt", "b": "2031/b.txt", "d": "folder/d.txt"}  # below the folders that were named
    documents = [Document(ids.get(name, name), "", title=name, path=path) for name, path in paths.items()]
    searcher = ColumnSearcher([build(tmp_path, documents[:3], "a"), build(tmp_path, documents[3:], "b")])
    matches = searcher.search(parse_query(f"path:{glob}"), SearchOptions(limit=100))
    assert sorted(str(searcher.load_document(number).title) for number in matches.documents) == list(expected)


def test_patterns_of_many_stars_are_tried_once(tmp_path: Path) -> None:
    searcher = ColumnSearcher([build(tmp_path, [Document("a", "a" * 100, path="a" * 2000)])])
    started = time.perf_counter()
    assert find(searcher, "*a" * 30 + "b") == []
    assert find(searcher, "path:" + "*a" * 30 + "b") == []
    assert time.perf_counter() - started < 2  # some milliseconds; all ways would take longer than anybody lives


def test_no_segments_find_nothing() -> None:
    matches = ColumnSearcher([]).search(parse_query("peace"), SearchOptions())
    assert (matches.total, list(matches.documents)) == (0, [])


def test_threads_share_a_searcher(tmp_path: Path) -> None:
    rng = random.Random(5)
    corpus = Corpus(rng, tmp_path)
    corpus.searcher._translator._memory = 10_000  # so that leaves come and go
    failures: list[BaseException] = []

    def work(seed: int) -> None:
        try:
            for _ in range(60):
                corpus.check(random.Random(seed))
                seed += 1
        except BaseException as failure:  # noqa: BLE001
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(0, 400, 100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
