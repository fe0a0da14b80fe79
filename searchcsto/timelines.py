"""Hold how often a query was found over time: a timeline of periods, zero-filled, and one for each of its sources."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from searchcsto.periods import Unit


@dataclass(frozen=True, slots=True)
class Bucket:
    """One period of a timeline.

    `articles` are all of the index in this period, as far as the filters of the options let them: what a share is of.
    """

    label: str  # "2022-01-06", "2022-W01", "2022-01" or "2022"
    first: datetime.date
    last: datetime.date
    count: int
    articles: int

    @property
    def share(self) -> float | None:
        """The hits as a part of all articles of the period; None where there are no articles."""
        return self.count / self.articles if self.articles else None


@dataclass(frozen=True, slots=True)
class Series:
    """The hits of one source, in the same periods as the timeline that it belongs to.

    The sum of all `count`, `undated` and `imprecise` is `total`. `articles` of a bucket are those of the source.
    """

    source: str | None  # None: hits with none of the sources that have a series
    total: int
    buckets: tuple[Bucket, ...]
    undated: int
    imprecise: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """The hits of a query by period, from the first to the last.

    The sum of all `count`, `undated` and `imprecise` is `total`: nothing is placed in a period that is not known.
    """

    query: str
    interpreted: str  # the query as it was understood, in the query language
    unit: Unit
    total: int
    buckets: tuple[Bucket, ...]
    undated: int  # how many hits have no date
    imprecise: int  # how many have a date that is not known to the period
    gaps: tuple[str, ...]  # the labels of the buckets for which the index holds no articles at all
    unplaced: int  # articles that may lie in one of the gaps: dated, but not to the period
    series: tuple[Series, ...] = ()  # the most frequent sources first; the others last, if there are any
    took_ms: float = 0.0
    notices: tuple[str, ...] = ()  # what the person who asked should know, one sentence each
