"""Each line of a concordance points at its keyword, and says what stands left and right of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchcsto import Document, Index, OptionInvalid, SearchOptions
from searchcsto.analysis.terms import Analyzer
from searchcsto.lists import Concordance
from tests.cluster.places import ENGINES, choose_place

TEXTS = {
    "a1": ("2031-04-09", "The old pier is closed. Nobody knows why the pier of Orlo is closed."),
    "a2": ("2031-04-02", "Menu pier. A new pier opens; the old pier, they said, goes. Follow us!"),
    "b1": (None, "Миротворцы ушли.\nМиротворец остался в Орло."),
    "c1": ("2031", "上海合作组织 met at the pier."),
}


@pytest.fixture(scope="module", params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.create(choose_place(request, tmp_path_factory)) as index:
        for name, (date, text) in TEXTS.items():
            body = ((11, 59),) if name == "a2" else None
            index.add(Document(name, text, title="Pier", date=date, sources=("Kestrel",), body=body))
        index.commit()
        yield index


def show(found: Concordance) -> list[str]:
    return [f"{line.left}[{line.keyword}]{line.right}" for line in found.lines]


def test_words_in_their_forms_with_what_is_around_them(index: Index) -> None:
    found = index.concordance("миротворца", width=12)
    assert show(found) == ["[Миротворцы] ушли. Мирот", "ворцы ушли. [Миротворец] остался в О"]
    assert (found.found, found.read, found.total) == (2, 1, 1)


def test_a_phrase_is_one_keyword(index: Index) -> None:
    lines = index.concordance('"the old pier"', width=10).lines
    assert sorted((line.id, line.keyword) for line in lines) == [("a1", "The old pier"), ("a2", "the old pier")]


def test_only_the_article_is_shown(index: Index) -> None:
    (first, second) = (line for line in index.concordance("pier", width=40).lines if line.id == "a2")
    assert (first.left, second.right) == ("A new ", ", they said, goes.")


def test_patterns_and_overlapping_keywords(index: Index) -> None:
    assert {line.keyword for line in index.concordance("p*r").lines} == {"pier"}
    found = index.concordance('pier OR "old pier"')
    assert sorted(line.keyword for line in found.lines if line.id == "a1") == ["old pier", "pier"]


def test_orders(index: Index) -> None:
    firsts = [line.right.split()[0] for line in index.concordance("pier", sort="right").lines]
    assert firsts == [".", "is", "of", "opens;", ","]
    lefts = [line.left.split()[-1].lower() for line in index.concordance("pier", sort="left").lines]
    assert lefts == sorted(lefts)
    dates = [line.date for line in index.concordance("pier", sort="date").lines]
    assert dates == ["2031", "2031-04-02", "2031-04-02", "2031-04-09", "2031-04-09"]


def test_limits_are_told(index: Index) -> None:
    found = index.concordance("pier", SearchOptions(limit=2))
    assert (len(found.lines), found.total) == (2, 4)
    assert found.read < found.total
    by_context = index.concordance("pier", SearchOptions(limit=2), sort="left")
    assert (len(by_context.lines), by_context.found, by_context.read) == (2, 5, 4)  # one has it in its title


def test_filters_and_mistakes(index: Index) -> None:
    assert {line.id for line in index.concordance("pier", SearchOptions(after="2031-04-05")).lines} == {"a1", "c1"}
    with pytest.raises(OptionInvalid, match="lines are sorted by document"):
        index.concordance("pier", sort="middle")  # type: ignore[arg-type]
    with pytest.raises(OptionInvalid, match="width"):
        index.concordance("pier", width=0)


WORDS = st.sampled_from(
    ["pier", "Piers", "old", "peace-keepers", "пирс", "上海", "e\u0301lan", "\n", " ", ". ", "“", "x" * 90]
)


@given(st.lists(WORDS, min_size=1, max_size=60), st.integers(1, 40))
def test_offsets_point_at_keywords(tmp_path_factory: pytest.TempPathFactory, words: list[str], width: int) -> None:
    text = " ".join(words)
    analyzer = Analyzer()
    with Index.create(tmp_path_factory.mktemp("any") / "index") as index:
        index.add(Document("a", text))
        found = index.concordance('pier OR keepers OR "old pier" OR пирс', SearchOptions(limit=1000), width=width)
    ends = [-1]
    for line in found.lines:
        assert text[line.start : line.end] == line.keyword
        assert {"pier", "keeper", "пирс"} & set(analyzer.text_terms(line.keyword))
        assert len(line.left) <= width
        assert len(line.right) <= width
        assert " ".join(text[: line.start].split()).endswith(line.left.strip())
        assert " ".join(text[line.end :].split()).startswith(line.right.strip())
        assert line.start >= ends[-1]
        ends.append(line.end)
    wanted = sum(bool({"pier", "keeper", "пирс"} & set(analyzer.analyze(word).text)) for word in words)
    assert len(found.lines) == wanted
