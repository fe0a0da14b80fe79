"""Give a query and options, get how often it was found in each day, week, month or year.

Buckets are zero-filled from the first hit to the last, or over the range that date filters ask for. A hit counts where
its date is known as exactly as the bucket is long; others are told apart, never guessed into one. The options' filters
(sources, dates) also choose the articles that shares are of; what the query itself says does not, but for its dates.

Limits: 20,000 buckets and 100 sources with a series of their own. A hit with several sources counts for each.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterable, Mapping
from itertools import groupby

from searchcsto.analysis.transliteration import name_key
from searchcsto.analysis.values import value_key
from searchcsto.engines.base import Matches, Searcher
from searchcsto.errors import OptionInvalid
from searchcsto.options import SearchOptions
from searchcsto.periods import UNITS, Unit, find_days, label_period, number_period, parse_period
from searchcsto.query.tree import And, DateRange, Every, Not, Or, Query, Value
from searchcsto.results import FacetValue
from searchcsto.searching.facets import count_only
from searchcsto.searching.search import run_search
from searchcsto.searching.understanding import understand
from searchcsto.timelines import Bucket, Series, Timeline

MAX_BUCKETS = 20_000
MAX_SERIES = 100
_GAPS_NAMED = 6

Counts = Mapping[str, int]  # by label
Bounds = tuple[datetime.date | None, datetime.date | None]


def find_timeline(
    searcher: Searcher, query: str, options: SearchOptions, *, unit: Unit = "month", sources: int = 0
) -> Timeline:
    """Return the hits of a query by period, and those of its most frequent sources.

    Raises QueryInvalid, and OptionInvalid for a unit that is none and for more buckets than MAX_BUCKETS.
    """
    _check(unit, sources)
    started = time.perf_counter()
    results = run_search(searcher, query, count_only(options, unit, *(["source"] if sources else [])))
    tree, options, _ = understand(query, options, searcher)
    dates = [clause for clause in _list_clauses(tree) if _find_bounds(clause) is not None]
    frame: Query = And(tuple(dates)) if dates else Every()
    only = count_only(options, unit)
    articles = searcher.search(frame, only)
    hits = _to_counts(results.facets[unit])
    periods = _find_periods(hits, [(options.first_day, options.last_day), *map(_find_bounds, dates)], unit=unit)
    buckets = _fill_buckets(periods, hits, _to_counts(articles.facets[unit]), unit=unit)
    gaps = tuple(bucket.label for bucket in buckets if not bucket.articles)
    unplaced = articles.without[unit] - articles.undated if gaps else 0
    series: tuple[Series, ...] = ()
    if sources:
        named = _group_sources(results.facets["source"])[:sources]
        clauses = _name_clauses(named)
        found = {name: _search_pair(searcher, tree, frame, clause, only) for name, clause in clauses}
        series = tuple(_list_series(found, periods, unit=unit))
    return Timeline(
        query=query,
        interpreted=results.interpreted,
        unit=unit,
        total=results.total,
        buckets=buckets,
        undated=results.undated,
        imprecise=results.facet_summaries[unit].imprecise,
        gaps=gaps,
        unplaced=unplaced,
        series=series,
        took_ms=round((time.perf_counter() - started) * 1000, 3),
        notices=(*results.notices, *_describe_gaps(buckets, unplaced, options, unit=unit)),
    )


def _check(unit: str, sources: int) -> None:
    if unit not in UNITS:
        raise OptionInvalid(f"there are no buckets of {unit!r}, only {', '.join(UNITS)}")
    if not isinstance(sources, int) or isinstance(sources, bool) or not 0 <= sources <= MAX_SERIES:
        raise OptionInvalid(f"sources must be a number of sources from 0 to {MAX_SERIES}, not {sources!r}")


def _to_counts(values: Iterable[FacetValue]) -> Counts:
    return {item.value: item.count for item in values}


def _list_clauses(tree: Query) -> tuple[Query, ...]:
    return tree.children if isinstance(tree, And) else (tree,)


def _find_bounds(clause: Query) -> Bounds | None:
    """Return the first and last day that a clause asks for, None if it is not about dates alone.

    >>> _find_bounds(Or((DateRange(None, datetime.date(2022, 1, 31)), DateRange(None, datetime.date(2021, 1, 31)))))
    (None, datetime.date(2022, 1, 31))
    """
    if isinstance(clause, DateRange):
        return clause.first, clause.last
    if not isinstance(clause, Or) or not all(isinstance(child, DateRange) for child in clause.children):
        return None
    ranges = [child for child in clause.children if isinstance(child, DateRange)]
    firsts = [each.first for each in ranges if each.first]
    lasts = [each.last for each in ranges if each.last]
    return (
        min(firsts) if len(firsts) == len(ranges) else None,
        max(lasts) if len(lasts) == len(ranges) else None,
    )


def _find_periods(hits: Counts, asked: Iterable[Bounds | None], *, unit: Unit) -> range:
    """Return the numbers of the periods to show: those asked for, and all that have hits."""
    bounds = [each for each in asked if each is not None]
    found = [parse_period(label, unit) for label in hits]
    firsts = [number_period(first, unit) for first, _ in bounds if first]
    lasts = [number_period(last, unit) for _, last in bounds if last]
    if not (firsts or found) or not (lasts or found):
        return range(0)
    low = min([*([max(firsts)] if firsts else []), *found])
    high = max([*([min(lasts)] if lasts else []), *found])
    if high - low >= MAX_BUCKETS:
        raise OptionInvalid(_describe_length(low, high, unit=unit))
    return range(low, high + 1)


def _describe_length(low: int, high: int, *, unit: Unit) -> str:
    first, last = find_days(low, unit)[0], find_days(high, unit)[1]
    coarser = UNITS[UNITS.index(unit) + 1 :]
    fitting = [each for each in coarser if number_period(last, each) - number_period(first, each) < MAX_BUCKETS]
    return (
        f"from {first} to {last} there are {high - low + 1:,} {unit}s, more than the {MAX_BUCKETS:,} of a timeline: "
        f"ask for it by {fitting[0]}, or for a shorter time with after and before"
    )


def _fill_buckets(periods: range, hits: Counts, articles: Counts, *, unit: Unit) -> tuple[Bucket, ...]:
    buckets: list[Bucket] = []
    for number in periods:
        label = label_period(number, unit)
        buckets.append(Bucket(label, *find_days(number, unit), hits.get(label, 0), articles.get(label, 0)))
    return tuple(buckets)


def _group_sources(values: Iterable[FacetValue]) -> list[tuple[str, ...]]:
    """Return the sources, each with all spellings that meet, the most frequent first.

    A filter may join spellings; series of them that were not joined would count articles twice.
    """
    groups: dict[str, list[FacetValue]] = {}
    for item in values:
        if value_key(item.value) != "unknown":  # as a filter, that finds articles without a source
            groups.setdefault(name_key(item.value) or item.value, []).append(item)
    ordered = sorted(groups.values(), key=lambda group: -sum(item.count for item in group))
    return [tuple(item.value for item in group) for group in ordered]


def _name_clauses(groups: list[tuple[str, ...]]) -> list[tuple[str | None, Query]]:
    """Return a clause for each source, and last one for the others."""
    clauses: list[tuple[str | None, Query]] = [
        (spellings[0], Or(tuple(Value("source", name) for name in spellings))) for spellings in groups
    ]
    return [*clauses, (None, Not(Or(tuple(clause for _, clause in clauses))))] if clauses else []


def _search_pair(
    searcher: Searcher, tree: Query, frame: Query, clause: Query, only: SearchOptions
) -> tuple[Matches, Matches]:
    """Return the hits and the articles of some sources."""
    return searcher.search(And((tree, clause)), only), searcher.search(And((frame, clause)), only)


def _list_series(
    found: Mapping[str | None, tuple[Matches, Matches]], periods: range, *, unit: Unit
) -> Iterable[Series]:
    """Yield a series for each source, the most frequent first, and one for the others if they have hits."""
    for source, (hits, articles) in sorted(found.items(), key=lambda row: (row[0] is None, -row[1][0].total)):
        if hits.total:
            counts, of = _to_counts(hits.facets[unit]), _to_counts(articles.facets[unit])
            buckets = _fill_buckets(periods, counts, of, unit=unit)
            yield Series(source, hits.total, buckets, hits.undated, hits.without[unit] - hits.undated)


def _describe_gaps(buckets: tuple[Bucket, ...], unplaced: int, options: SearchOptions, *, unit: Unit) -> Iterable[str]:
    """Say for which buckets the index holds nothing: there, no hits mean nothing."""
    runs = [
        [bucket.label for bucket in run] for is_gap, run in groupby(buckets, lambda each: not each.articles) if is_gap
    ]
    if not runs:
        return
    count = sum(map(len, runs))
    named = ", ".join(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs[:_GAPS_NAMED])
    more = f" and {len(runs) - _GAPS_NAMED:,} more gaps" if len(runs) > _GAPS_NAMED else ""
    whose = " of these sources" if options.sources or options.not_sources else ""
    yield f"the index holds no article{whose} at all in {count:,} of these {len(buckets):,} {unit}s: {named}{more}"
    if unplaced:
        noun = "article" if unplaced == 1 else "articles"
        yield f"{unplaced:,} {noun} whose date is not known to the {unit} may lie in such gaps"
