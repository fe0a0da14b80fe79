"""Facets: exact counts of the hits, cut and searched as asked, and what is excluded or not known."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from searchcsto import Document, FacetValue, Index, OptionInvalid, SearchOptions
from tests.cluster.places import ENGINES, choose_place

ARTICLES = (
    Document("a", "tea and salt", date="2021-12-31", sources=("РИА Новости",), place="ORLO", language="en"),
    Document("b", "tea", date="2022-01-02", sources=("РИА Новости", "Kestrel"), place="ORLO", language="ru"),
    Document("c", "tea", date="2022-01-03", sources=("Kestrel",)),
    Document("d", "salt", date="2022-01-03", sources=("Lark",), place="VELM"),
    Document("e", "tea", date="2022-01", sources=("Lark",)),
    Document("f", "tea", date="2022"),
    Document("g", "tea"),
)


@pytest.fixture(scope="module", params=ENGINES)
def press(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.create(choose_place(request, tmp_path_factory)) as index:
        index.add(*ARTICLES)
        yield index


def read(index: Index, query: str, facet: str, **options: object) -> dict[str, int]:
    results = index.search(query, SearchOptions(facets=(facet,), **options))  # type: ignore[arg-type]
    return {item.value: item.count for item in results.facets[facet.partition(":")[0]]}


def test_each_facet_counts_what_is_known_to_it(press: Index) -> None:
    assert read(press, "tea", "year") == {"2021": 1, "2022": 4}
    assert read(press, "tea", "month") == {"2021-12": 1, "2022-01": 3}
    assert read(press, "tea", "week") == {"2021-W52": 2, "2022-W01": 1}
    assert read(press, "tea", "day") == {"2021-12-31": 1, "2022-01-02": 1, "2022-01-03": 1}
    assert read(press, "tea", "source") == {"Kestrel": 2, "РИА Новости": 2, "Lark": 1}
    assert read(press, "tea", "place") == {"ORLO": 2}
    assert read(press, "tea", "language") == {"en": 1, "ru": 1}


@pytest.mark.parametrize(
    ("facet", "without", "imprecise"),
    [("year", 1, 0), ("month", 1, 1), ("week", 1, 2), ("day", 1, 2), ("source", 2, 0), ("place", 4, 0)],
)
def test_what_has_no_value_is_told_apart_from_what_is_not_precise(
    press: Index, facet: str, without: int, imprecise: int
) -> None:
    results = press.search("tea", SearchOptions(facets=(facet,)))
    summary = results.facet_summaries[facet]
    assert (summary.documents, summary.without, summary.imprecise) == (6, without, imprecise)
    if facet not in ("source", "place"):
        assert sum(item.count for item in results.facets[facet]) + without + imprecise == results.total


def test_a_number_cuts_names_to_the_most_frequent_and_times_to_the_last(press: Index) -> None:
    results = press.search("*", SearchOptions(facets=("source:1", "day:2", "month:0", "place:9")))
    assert results.facets["source"] == (FacetValue("Kestrel", 2),)
    assert results.facets["day"] == (FacetValue("2022-01-02", 1), FacetValue("2022-01-03", 2))
    assert results.facets["month"] == ()
    assert len(results.facets["place"]) == 2
    sizes = {name: summary.size for name, summary in results.facet_summaries.items()}
    assert sizes == {"source": 3, "day": 3, "month": 2, "place": 2}
    cut = [name for name, summary in results.facet_summaries.items() if summary.was_cut(results.facets[name])]
    assert cut == ["source", "day", "month"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ria", {"РИА Новости"}),
        ("НОВОСТИ", {"РИА Новости"}),
        ("кестрел", {"Kestrel"}),
        ("r", {"РИА Новости", "Kestrel", "Lark"}),
        ("x", set()),
    ],
)
def test_facet_search_knows_both_scripts(press: Index, text: str, found: set[str]) -> None:
    results = press.search("*", SearchOptions(facets=("source", "month"), facet_search=text))
    assert {item.value for item in results.facets["source"]} == found
    assert results.facet_summaries["source"].size == len(found)
    assert len(results.facets["month"]) == 2  # times are not searched


def test_excluded_sources_keep_their_counts(press: Index) -> None:
    options = SearchOptions(facets=("source",), not_sources=("kestrel", "unknown"))
    results = press.search("tea", options)
    assert results.total == 2
    assert results.facets["source"] == (FacetValue("Lark", 1), FacetValue("РИА Новости", 1))
    assert results.facet_summaries["source"].excluded == (FacetValue("Kestrel", 2), FacetValue("unknown", 2))
    assert press.search("tea", SearchOptions(facets=("source",))).facet_summaries["source"].excluded == ()


def test_disjunctive_counts_leave_out_the_own_filter_only(press: Index) -> None:
    options = SearchOptions(facets=("source", "month"), sources=("lark",), after="2022", disjunctive_facets=True)
    results = press.search("tea", options)
    assert results.total == 1
    # Sources: as if none were chosen, but from 2022 on. Months: as if no time were chosen, but of Lark.
    assert {item.value: item.count for item in results.facets["source"]} == {"Kestrel": 2, "РИА Новости": 1, "Lark": 1}
    assert results.facet_summaries["source"].documents == 4
    assert results.facets["month"] == (FacetValue("2022-01", 1),)
    assert press.search("tea", SearchOptions(facets=("source",), sources=("lark",))).facets["source"] == (
        FacetValue("Lark", 1),
    )


def test_disjunctive_counts_still_tell_what_is_excluded(press: Index) -> None:
    options = SearchOptions(facets=("source",), not_sources=("Kestrel",), disjunctive_facets=True)
    results = press.search("tea", options)
    assert results.facets["source"] == (FacetValue("РИА Новости", 2), FacetValue("Lark", 1))
    assert results.facet_summaries["source"].excluded == (FacetValue("Kestrel", 2),)


def test_facets_over_segments_and_deletions_are_exact(tmp_path: Path) -> None:
    dates = (None, "1999", "1999-12", "1999-12-31", "2000-01-01", "2000-01-03", "0001-01-01", "9999-12-31")
    documents = [Document(f"d{n}", "tea" if n % 3 else "salt", date=dates[n % len(dates)]) for n in range(200)]
    with Index.create(tmp_path / "index") as index:
        for start in range(0, 200, 50):
            index.add(*documents[start : start + 50])
            index.commit()
        index.delete(*(f"d{n}" for n in range(0, 200, 7)))
        left = [document for n, document in enumerate(documents) if n % 7 and n % 3]
        expected = Counter(document.date for document in left if document.date and len(document.date) == 10)
        assert read(index, "tea", "day") == dict(expected)
        weeks = read(index, "tea", "week")
        assert weeks["1999-W52"] == expected["1999-12-31"] + expected["2000-01-01"]
        assert weeks["9999-W52"] == expected["9999-12-31"]
        assert sum(weeks.values()) == expected.total()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"facets": ("source:x",)}, "'x' is no number of values; write source:20"),
        ({"facets": ("source:",)}, "'' is no number of values"),
        ({"facets": ("hour",)}, "there is no facet 'hour'; facets are source, year, month, week, day"),
        ({"facet_search": " "}, "facet_search must be a text"),
        ({"facets": ("month",), "facet_search": "a"}, "ask for one of these facets"),
        ({"disjunctive_facets": "yes"}, "disjunctive_facets must be True or False"),
    ],
)
def test_bad_options_are_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(OptionInvalid, match=message):
        SearchOptions(**options)  # type: ignore[arg-type]


def test_an_empty_index_has_facets_without_values(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index") as index:
        results = index.search("*", SearchOptions(facets=("source:3", "week")))
        assert results.facets == {"source": (), "week": ()}
        assert results.facet_summaries["week"].size == 0


def find(index: Index, query: str, **options: object) -> str:
    return "".join(sorted(hit.id for hit in index.search(query, SearchOptions(snippets=0, **options)).hits))  # type: ignore[arg-type]


def test_languages_places_and_times_filter_and_are_excluded(press: Index) -> None:
    assert find(press, "*", languages=("en", "ru")) == "ab"
    assert find(press, "*", languages=("EN",)) == "a"
    assert find(press, "*", languages=("unknown",)) == "cdefg"
    assert find(press, "*", not_languages=("en", "unknown")) == "b"
    assert find(press, "*", places=("orlo", "velm")) == "abd"
    assert find(press, "*", places=("orlo",), not_languages=("ru",)) == "a"
    assert find(press, "*", not_places=("orlo",)) == "cdefg"
    assert find(press, "*", not_dates=("2022-01",)) == "ag"
    assert find(press, "*", not_dates=("2021", "2022-01-03")) == "bg"


def test_a_filter_of_language_or_place_does_not_change_its_own_numbers(press: Index) -> None:
    assert read(press, "*", "language", languages=("en",), disjunctive_facets=True) == {"en": 1, "ru": 1}
    assert read(press, "*", "place", not_places=("ORLO",), disjunctive_facets=True) == {"ORLO": 2, "VELM": 1}
    assert read(press, "*", "year", not_dates=("2022",), disjunctive_facets=True) == {"2021": 1, "2022": 5}


def test_filters_by_language_place_and_time_are_explained(press: Index) -> None:
    options = SearchOptions(languages=("en",), places=("VELM",), not_dates=("2021",))
    notices = " ".join(press.search("tea", options).notices)
    assert "no document matches all of it" in notices
    assert (
        "no document has the place 'ORLA'; nearest: ORLO"
        in press.search("tea", SearchOptions(places=("ORLA",))).notices
    )
    with pytest.raises(OptionInvalid, match="not_dates: 'May' is not a date"):
        SearchOptions(not_dates=("May",))
    with pytest.raises(OptionInvalid, match="languages must be a list of names"):
        SearchOptions(languages="en")  # type: ignore[arg-type]


def test_a_search_of_facets_is_no_matter_of_what_else_is_asked(press: Index) -> None:
    options = SearchOptions(facets=("source",), facet_search="lark", after="2022-01-03")
    assert len(press.search("tea", options).notices) == 1  # on dates that are not known to the day
    assert press.search("tea AND pepper", options).suggestions[:]
    assert press.why("c", "tea", options).rank == 1
    assert press.search("tea", dataclasses.replace(options, feedback=True)).total
