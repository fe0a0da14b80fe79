"""Give a query with dates, learn how many of its documents are not known exactly enough to be sure of them.

A document that is known only to the month or year is found by every range that touches it. It is certainly meant only
if all of its days lie in the range: otherwise it is counted here, exactly.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from searchcsto.engines.base import Searcher
from searchcsto.options import SearchOptions
from searchcsto.query.tree import And, DateRange, Or, Query, Undated, list_clauses, print_query
from searchcsto.searching.facets import count_only

_DAY = datetime.timedelta(days=1)


def describe_precision(tree: Query, options: SearchOptions, searcher: Searcher, *, total: int) -> Iterable[str]:
    """Yield how many of all documents found may lie outside the dates that were asked for."""
    asked: list[Query] = [clause for clause in list_clauses(tree) if list_ranges(clause)]
    if options.first_day or options.last_day:
        asked.append(DateRange(options.first_day, options.last_day))
    if not asked or not total or not searcher.may_be_imprecise:
        return
    outside = [gap for clause in asked for gap in find_gaps(list_ranges(clause))]
    if not outside:
        return
    counting = count_only(options)
    parts = tree.children if isinstance(tree, And) else (tree,)
    uncertain = searcher.search(And((*parts, Or(tuple(outside)))), counting).total
    if uncertain:
        dates = " ".join(print_query(clause) for clause in asked)
        them = "1 of these is" if uncertain == 1 else f"{uncertain:,} of these are"
        yield f"{them} known only to the month or year, and may lie outside {dates}"


def list_ranges(clause: Query) -> Sequence[DateRange]:
    """Return the ranges of which a clause asks for any, none if it asks for something else."""
    match clause:
        case DateRange():
            return [clause]
        case Or(children) if all(isinstance(child, Undated) or list_ranges(child) for child in children):
            return [each for child in children for each in list_ranges(child)]
        case _:
            return []


def find_gaps(ranges: Sequence[DateRange]) -> list[DateRange]:
    """Return the days that are in none of some ranges, as ranges.

    >>> [print_query(gap) for gap in find_gaps([DateRange(datetime.date(2022, 1, 6), datetime.date(2022, 1, 31))])]
    ['date:..2022-01-05', 'date:2022-02-01..']
    """
    earliest, latest = datetime.date.min, datetime.date.max
    days = sorted((each.first or earliest, each.last or latest) for each in ranges)
    gaps: list[DateRange] = []
    free: datetime.date | None = earliest  # the first day that no range so far has
    for first, last in days:
        if free is None:
            break
        if first > free:
            gaps.append(DateRange(free if free > earliest else None, first - _DAY))
        if last >= free:
            free = last + _DAY if last < latest else None
    if days and free is not None:
        gaps.append(DateRange(free, None))
    return gaps
