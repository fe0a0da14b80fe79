"""Timelines: every period has a bucket, every hit is counted once or said to be nowhere, shares have their parts."""

from __future__ import annotations

import datetime
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchcsto import Document, Index, OptionInvalid, QueryInvalid, SearchOptions, Timeline
from searchcsto.periods import UNITS, Unit, find_days, label_period, number_period, parse_period
from tests.cluster.places import ENGINES, choose_place

DAYS = st.dates(datetime.date(2019, 11, 1), datetime.date(2022, 3, 1))
DATES = st.one_of(st.none(), DAYS.flatmap(lambda day: st.sampled_from([day.isoformat()[:size] for size in (4, 7, 10)])))
LENGTHS = {"year": 4, "month": 7, "week": 10, "day": 10}  # how much of a date has to be known
LARK, KESTREL = ("Lark",), ("Kestrel",)


def find_label(date: str, unit: Unit) -> str:
    """Return the bucket of a date, by other means than the program's."""
    if unit == "week":
        return datetime.date.fromisoformat(date).strftime("%G-W%V")
    return date[: LENGTHS[unit]]


def count_by_hand(documents: list[Document], unit: Unit) -> Counter[str]:
    known = [document.date for document in documents if document.date and len(document.date) >= LENGTHS[unit]]
    return Counter(find_label(date, unit) for date in known)


def check(timeline: Timeline, hits: list[Document], articles: list[Document], unit: Unit) -> None:
    """Compare a timeline with what is counted by hand."""
    assert {bucket.label: bucket.count for bucket in timeline.buckets if bucket.count} == count_by_hand(hits, unit)
    assert timeline.total == len(hits)
    assert timeline.undated == sum(document.date is None for document in hits)
    assert sum(bucket.count for bucket in timeline.buckets) + timeline.undated + timeline.imprecise == timeline.total
    of = count_by_hand(articles, unit)
    for before, after in zip(timeline.buckets, timeline.buckets[1:], strict=False):
        assert after.first == before.last + datetime.timedelta(days=1)
    for bucket in timeline.buckets:
        assert bucket.articles == of[bucket.label]
        assert find_label(bucket.first.isoformat(), unit) == find_label(bucket.last.isoformat(), unit) == bucket.label
    assert timeline.gaps == tuple(bucket.label for bucket in timeline.buckets if not of[bucket.label])


@settings(max_examples=25)
@given(st.lists(st.tuples(DATES, st.sampled_from(((), LARK, KESTREL, LARK + KESTREL)), st.booleans()), max_size=25))
def test_nothing_is_lost_and_nothing_is_invented(rows: list[tuple[str | None, tuple[str, ...], bool]]) -> None:
    documents = [
        Document(str(number), "tea" if has_tea else "salt", date=date, sources=sources)
        for number, (date, sources, has_tea) in enumerate(rows)
    ]
    hits = [document for document in documents if document.text == "tea"]
    with tempfile.TemporaryDirectory() as folder, Index.create(Path(folder) / "index") as index:
        index.add(*documents)
        for unit in UNITS:
            timeline = index.timeline("tea", by=unit, sources=1)
            check(timeline, hits, documents, unit)
            if timeline.buckets:  # from the first hit to the last
                assert timeline.buckets[0].count
                assert timeline.buckets[-1].count
            for series in timeline.series:
                named = [document for document in hits if series.source in document.sources]
                if series.source is None:
                    named = [each for each in hits if timeline.series[0].source not in each.sources]
                counts = {bucket.label: bucket.count for bucket in series.buckets if bucket.count}
                assert counts == count_by_hand(named, unit)
                assert series.total == len(named) == sum(counts.values()) + series.undated + series.imprecise
                assert [bucket.label for bucket in series.buckets] == [bucket.label for bucket in timeline.buckets]


@given(st.dates(), st.sampled_from(UNITS))
def test_periods_number_label_and_days_agree(day: datetime.date, unit: Unit) -> None:
    number = number_period(day, unit)
    first, last = find_days(number, unit)
    assert first <= day <= last
    assert parse_period(label_period(number, unit), unit) == number
    assert {number_period(first, unit), number_period(last, unit)} == {number}
    if last < datetime.date.max:
        assert number_period(last + datetime.timedelta(days=1), unit) == number + 1


ARTICLES = [
    Document("a", "tea", date="2021-11-30", sources=LARK),
    Document("b", "tea", date="2022-01-20", sources=LARK),
    Document("c", "tea", date="2022-01", sources=KESTREL),
    Document("d", "tea", date="2022", sources=KESTREL),
    Document("e", "tea"),
    Document("f", "salt", date="2022-01-02", sources=LARK),
    Document("g", "salt", date="2022-03-01", sources=("LARK",)),
]


@pytest.fixture(scope="module", params=ENGINES)
def press(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.create(choose_place(request, tmp_path_factory)) as index:
        index.add(*ARTICLES)
        yield index


def show(timeline: Timeline) -> dict[str, tuple[int, int]]:
    return {bucket.label: (bucket.count, bucket.articles) for bucket in timeline.buckets}


def test_months_from_the_first_hit_to_the_last(press: Index) -> None:
    timeline = press.timeline("tea")
    assert show(timeline) == {"2021-11": (1, 1), "2021-12": (0, 0), "2022-01": (2, 3)}
    assert (timeline.total, timeline.undated, timeline.imprecise) == (5, 1, 1)
    assert [bucket.share for bucket in timeline.buckets] == [1.0, None, pytest.approx(2 / 3)]
    assert (timeline.gaps, timeline.unplaced) == (("2021-12",), 1)
    assert timeline.notices == (
        "the index holds no article at all in 1 of these 3 months: 2021-12",
        "1 article whose date is not known to the month may lie in such gaps",
    )


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("tea", SearchOptions(after="2021-12", before="2022-04")),
        ("tea date:2021-12..2022-03", SearchOptions()),
        ("tea after:2021-12", SearchOptions(before="2022-04")),
        ("after:2021-12 before:2022-04 tea", SearchOptions(after="2000")),
        ("date:2021-12..2022-01 date:2022-03 tea", SearchOptions()),
    ],
)
def test_a_range_that_is_asked_for_is_filled(press: Index, query: str, options: SearchOptions) -> None:
    timeline = press.timeline(query, options)
    assert [bucket.label for bucket in timeline.buckets] == ["2021-12", "2022-01", "2022-02", "2022-03"]
    assert [bucket.count for bucket in timeline.buckets] == [0, 2, 0, 0]
    assert timeline.total == 3  # with the one known only to the year, which touches the range


def test_a_bucket_that_is_cut_by_the_range_has_its_share_of_what_is_left(press: Index) -> None:
    timeline = press.timeline("tea", SearchOptions(after="2022-01-10", before="2022-02"))
    # Of January 20 January, and what is known to the month only, which may be after the 10th; not 2 January.
    assert show(timeline) == {"2022-01": (2, 2)}


def test_filters_by_source_choose_what_shares_are_of_and_the_query_does_not(press: Index) -> None:
    assert show(press.timeline("tea", SearchOptions(sources=("lark",)))) == {
        "2021-11": (1, 1), "2021-12": (0, 0), "2022-01": (1, 2),
    }  # fmt: skip
    assert show(press.timeline("tea source:lark"))["2022-01"] == (1, 3)
    (notice,) = press.timeline("tea", SearchOptions(sources=("lark",))).notices
    assert notice == "the index holds no article of these sources at all in 1 of these 3 months: 2021-12"


def test_spellings_of_a_source_are_one_series(press: Index) -> None:
    timeline = press.timeline("*", sources=1)
    assert [(series.source, series.total) for series in timeline.series] == [("Lark", 4), (None, 3)]
    assert [bucket.count for bucket in timeline.series[0].buckets] == [1, 0, 2, 0, 1]


def test_hits_without_dates_have_no_buckets(press: Index) -> None:
    timeline = press.timeline("tea", SearchOptions(undated=True))
    assert (timeline.total, timeline.undated, timeline.buckets) == (1, 1, ())
    assert press.timeline("nothing").total == 0
    assert press.timeline("nothing").buckets == ()


def test_too_many_buckets_are_refused_with_what_to_do(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index") as index:
        index.add(Document("a", "tea", date="0001-01-01"), Document("b", "tea", date="9999-12-31"))
        for unit in ("day", "week", "month"):
            with pytest.raises(OptionInvalid, match="more than the 20,000 of a timeline: ask for it by year") as error:
                index.timeline("tea", by=unit)
            assert "from 0001-01-01 to 9999-12-31 there are " in str(error.value)
        assert len(index.timeline("tea", by="year").buckets) == 9999
        index.add(Document("c", "pot", date="2022-12-31"), Document("d", "pot", date="1822-01-01"))
        with pytest.raises(OptionInvalid, match=r"there are 73,414 days, .* ask for it by week, or for a shorter time"):
            index.timeline("pot", by="day")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"by": "hour"}, "no buckets of 'hour', only day, week, month, year"),
        ({"sources": -1}, "sources must be a number"),
        ({"sources": 101}, "from 0 to 100"),
    ],
)
def test_bad_arguments_are_refused(press: Index, arguments: dict[str, object], message: str) -> None:
    with pytest.raises(OptionInvalid, match=message):
        press.timeline("tea", **arguments)  # type: ignore[arg-type]
    with pytest.raises(QueryInvalid):
        press.timeline("(tea")


def test_count_is_exact_and_leaves_hits_alone(press: Index) -> None:
    assert press.count("tea") == 5
    assert press.count("tea", SearchOptions(sources=("kestrel",), limit=1, facets=("month",), facet_search=None)) == 2
    assert press.count("nothing") == 0
    for question in (press.count, press.timeline):
        with pytest.raises(OptionInvalid, match="takes a query as a text, and SearchOptions"):
            question("tea", {"limit": 1})  # type: ignore[arg-type]
