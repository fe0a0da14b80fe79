"""What an order of hits must be like, on articles made for it."""

from __future__ import annotations

import datetime
import itertools
import random
from pathlib import Path

import pytest

from searchcsto import Document, Index, SearchOptions
from searchcsto.engines.base import WINDOW
from searchcsto.engines.whoosh.engine import open_searcher
from searchcsto.errors import OptionInvalid
from searchcsto.query.plain import parse_plain
from searchcsto.searching.feedback import add_feedback

HAMLET = "Hamlet asks whether to be or not to be, and leaves the harbour."
COMMON = ["to", "be", "or", "not", "the", "of", "a", "in"]


def make(folder: Path, *documents: Document) -> Index:
    index = Index.create(folder / "index")
    index.add(*documents)
    return index


def ids(index: Index, query: str, **options: object) -> list[str]:
    return [hit.id for hit in index.search(query, SearchOptions(**options)).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize("others", [20, 400])
def test_no_word_is_worth_nothing(tmp_path: Path, others: int) -> None:
    rng = random.Random(7)
    documents = [Document(f"d{number}", " ".join(rng.choices(COMMON, k=40))) for number in range(others)]
    index = make(tmp_path, *documents, Document("hamlet", HAMLET))
    for query in ("to be or not to be", "To be, or not to be?"):
        assert ids(index, query, plain=True, limit=1) == ["hamlet"]


def test_documents_with_all_words_come_first_when_scores_are_near(tmp_path: Path) -> None:
    fillers = [Document(f"f{number}", "ferry " * (number % 5) + "pier market boats") for number in range(60)]
    one, all_of_it = Document("a", "talks talks and tea"), Document("b", "summit with tea talks")
    index = make(tmp_path, *fillers, one, all_of_it)
    assert ids(index, "talks summit")[0] == "b"


def test_words_side_by_side_and_as_written_come_first(tmp_path: Path) -> None:
    fillers = [Document(f"f{number}", "ferry pier market boats of old") for number in range(60)]
    index = make(
        tmp_path, *fillers, Document("a", "security of the collective"), Document("b", "the collective security of")
    )
    assert ids(index, "collective security")[0] == "b"
    index.add(Document("c", "the treaties were kept"), Document("d", "the treaty was kept"))
    assert ids(index, "kept treaty") == ["d", "c"]
    assert ids(index, "kept treaties") == ["c", "d"]


def test_an_article_without_a_title_is_not_punished(tmp_path: Path) -> None:
    fillers = [Document(f"f{number}", "ferry pier market boats", title="Harbour") for number in range(60)]
    body = "Peacekeepers left the valley. The peacekeepers were few."
    index = make(tmp_path, *fillers, Document("a", body, title="Weather report"), Document("b", body))
    assert ids(index, "peacekeepers") == ["b", "a"]


def test_pages_agree_with_the_whole_order(tmp_path: Path) -> None:
    rng = random.Random(3)
    words = [f"word{number}" for number in range(30)]
    texts = (" ".join(rng.choices(words, weights=range(1, 31), k=30)) for _ in range(3 * WINDOW))
    index = make(tmp_path, *(Document(f"d{number:03}", text) for number, text in enumerate(texts)))
    for feedback in (False, True):
        hits = index.search("word3 word4 word29", SearchOptions(limit=1000, feedback=feedback)).hits
        whole = [hit.id for hit in hits]
        starts = range(0, len(whole), 37)
        pages = [ids(index, "word3 word4 word29", limit=37, offset=at, feedback=feedback) for at in starts]
        assert list(itertools.chain.from_iterable(pages)) == whole
        scores = [hit.score for hit in hits]
        assert scores == sorted(scores, reverse=True)


def test_recent_articles_may_be_preferred(tmp_path: Path) -> None:
    dates = {"old": "2019-01-01", "new": "2022-01-30", "older": "2021-12-31", "none": None}
    index = make(tmp_path, *(Document(name, "talks in Orlo", date=date) for name, date in dates.items()))
    assert ids(index, "talks") == ["new", "none", "old", "older"]
    scores = {hit.id: hit.score for hit in index.search("talks", SearchOptions(boost_recent=30)).hits}
    plain = index.search("talks").hits[0].score
    assert list(scores) == ["new", "older", "none", "old"] or list(scores) == ["new", "older", "old", "none"]
    assert scores["new"] == pytest.approx(2 * plain)
    assert scores["older"] == pytest.approx(1.5 * plain)
    assert scores["none"] == pytest.approx(plain)


def test_nothing_is_newer_than_today(tmp_path: Path) -> None:
    today = datetime.date.today()
    past = (today - datetime.timedelta(days=30)).isoformat()
    index = make(tmp_path, Document("a", "talks", date="2900-01-01"), Document("b", "talks", date=past))
    a, b = index.search("talks", SearchOptions(boost_recent=30)).hits
    assert a.score / b.score == pytest.approx(2 / 1.5)


@pytest.mark.parametrize("days", [0, -1, float("nan"), float("inf"), True, "30"])
def test_a_half_life_is_a_number_of_days(days: object) -> None:
    with pytest.raises(OptionInvalid, match="boost_recent"):
        SearchOptions(boost_recent=days)  # type: ignore[arg-type]


def test_feedback_brings_the_same_matter_forward_and_finds_no_more(tmp_path: Path) -> None:
    fillers = [Document(f"f{number}", "ferry pier market boats old harbour") for number in range(60)]
    about = [Document(f"a{number}", "alliance talks with peacekeepers and summit") for number in range(12)]
    far = Document("far", "alliance of tea merchants and boats")
    near = Document("near", "alliance peacekeepers and boats x")
    index = make(tmp_path, *fillers, *about, near, far)
    plain, expanded = (index.search("alliance", SearchOptions(limit=20, feedback=each)) for each in (False, True))
    assert plain.total == expanded.total == 14
    assert {hit.id for hit in plain.hits} == {hit.id for hit in expanded.hits}
    order = [hit.id for hit in expanded.hits]
    assert order.index("near") < order.index("far")
    assert [notice for notice in expanded.notices if notice.startswith("also searched (feedback): ")]
    assert "peacekeepers" in expanded.notices[-1]


def test_the_parts_of_a_score_add_up(tmp_path: Path) -> None:
    fillers = [Document(f"f{number}", "ferry pier market", date="2021") for number in range(60)]
    found = Document("a", "collective security talks", date="2022-01-01")
    with make(tmp_path, *fillers, found, Document("b", "security talks of the collective security"), found) as index:
        index.commit()
    searcher = open_searcher(tmp_path / "index")
    tree = parse_plain("collective security")
    options = SearchOptions(boost_recent=30, facets=())
    tree, _ = add_feedback(tree, searcher, options)
    matches = searcher.search(tree, options)
    for number, score in zip(matches.documents, matches.scores, strict=True):
        parts = searcher.explain_score(tree, options, number)
        assert sum(part.value for part in parts) == pytest.approx(score, abs=1e-8)
        assert {part.name for part in parts} >= {"bm25", "exact", "proximity", "coverage", "feedback", "recency"}
    (missing,) = searcher.find_numbers("f0")
    assert searcher.explain_score(tree, options, missing) == []
