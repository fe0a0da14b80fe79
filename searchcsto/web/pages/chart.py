"""Give a timeline, get the bars of its chart: where each stands, in percent, and the search that it leads to.

Of more buckets than can be told apart (one article that is dated to the year 1 is enough), those are drawn that are
side by side and have the most articles; how many lie before and behind them is told.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from searchcsto.periods import Unit
from searchcsto.timelines import Bucket, Timeline
from searchcsto.web.pages.addresses import make_address
from searchcsto.web.pages.parameters import PageParameters
from searchcsto.web.pages.phrasing import count, describe_date

MOST_BARS = 130
_TICKS = 7
_WIDEST = 4.0  # percent of the chart that a bar takes
_LOWEST = 2.0  # percent of the height: a single article is seen beside thousands


@dataclass(frozen=True, slots=True)
class Bar:
    """One bucket, as it is drawn and read."""

    label: str
    first: str
    last: str
    href: str  # empty where there is nothing to go to
    words: str
    x: float
    width: float
    bar_x: float
    bar_width: float
    height: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the chart: a gap in the archive, or a label below it."""

    x: float
    width: float
    label: str
    is_minor: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """What the chart shows."""

    unit: Unit
    bars: tuple[Bar, ...]
    gaps: tuple[Stretch, ...]
    ticks: tuple[Stretch, ...]
    peak: int
    outside: str  # how many articles are too far from the others to be drawn, empty for none
    first_bar: int  # the first that leads somewhere: keys begin there
    words: str  # what the chart says, for those who do not see it


def draw_chart(timeline: Timeline, parameters: PageParameters) -> Chart | None:
    """Return the chart of a timeline, None where nothing has a date that could be drawn."""
    timeline, outside = _cut_timeline(timeline)
    buckets = timeline.buckets
    peak = max((bucket.count for bucket in buckets), default=0)
    if not peak:
        return None
    best = max(buckets, key=lambda bucket: bucket.count)
    words = (
        f"{count(sum(each.count for each in buckets), 'article')} by {timeline.unit} from "
        f"{name_bucket(buckets[0], timeline.unit)} to {name_bucket(buckets[-1], timeline.unit)}; most, "
        f"{best.count:,}, in {name_bucket(best, timeline.unit)}"
    )
    if outside:
        words += f"; not shown: {outside}"
    return Chart(
        timeline.unit,
        tuple(_draw_bar(place, timeline, parameters, peak) for place in range(len(buckets))),
        _draw_gaps(buckets, timeline.unit),
        _draw_ticks(buckets, timeline.unit),
        peak,
        outside,
        next(place for place, bucket in enumerate(buckets) if bucket.count),
        words,
    )


def _cut_timeline(timeline: Timeline) -> tuple[Timeline, str]:
    """Return the part of a timeline that is drawn, and what is said of the rest."""
    buckets = timeline.buckets
    if len(buckets) <= MOST_BARS:
        return timeline, ""
    before = list(accumulate((bucket.count for bucket in buckets), initial=0))
    sums = [before[start + MOST_BARS] - before[start] for start in range(len(buckets) - MOST_BARS + 1)]
    start = sums.index(max(sums))  # of equal ones the earliest: it ends with an article
    parts = (
        (before[start], f"before {name_bucket(buckets[start], timeline.unit)}"),
        (before[-1] - before[start + MOST_BARS], f"after {name_bucket(buckets[start + MOST_BARS - 1], timeline.unit)}"),
    )
    outside = ", ".join(f"{number:,} {where}" for number, where in parts if number)
    return dataclasses.replace(timeline, buckets=buckets[start : start + MOST_BARS]), outside


def name_bucket(bucket: Bucket, unit: Unit) -> str:
    """Return the name of a bucket as it is read."""
    if unit == "week":
        return f"the week of {describe_date(bucket.first.isoformat())}"
    return describe_date(bucket.label)


def make_range(first: datetime.date, last: datetime.date) -> dict[str, str | None]:
    """Return the parameters that choose a range of days: whole years and months as such.

    >>> make_range(datetime.date(1987, 3, 1), datetime.date(1987, 4, 30))
    {'after': '1987-03', 'before': '1987-05'}
    """
    if last == datetime.date.max:
        return {"after": first.isoformat(), "before": None}
    behind = last + datetime.timedelta(days=1)
    size = 10
    if first.day == behind.day == 1:
        size = 4 if first.month == behind.month == 1 else 7
    return {"after": first.isoformat()[:size], "before": behind.isoformat()[:size]}


def _draw_bar(place: int, timeline: Timeline, parameters: PageParameters, peak: int) -> Bar:
    bucket, size = timeline.buckets[place], len(timeline.buckets)
    step = 100 / size
    width = min(step * (0.8 if size < 60 else 0.86), _WIDEST)
    height = max(_LOWEST, 92 * bucket.count / peak) if bucket.count else 0.0
    share = f" of {bucket.articles:,} ({bucket.share:.1%})" if bucket.share is not None else ""
    href = ""
    if bucket.count and size > 1:
        href = make_address(parameters, undated=False, **make_range(bucket.first, bucket.last))
    return Bar(
        label=bucket.label,
        first=bucket.first.isoformat(),
        last=bucket.last.isoformat(),
        href=href,
        words=f"{name_bucket(bucket, timeline.unit)}: {bucket.count:,}{share}",
        x=round(place * step, 4),
        width=round(step, 4),
        bar_x=round(place * step + (step - width) / 2, 4),
        bar_width=round(width, 4),
        height=round(height, 2),
    )


def _draw_gaps(buckets: Sequence[Bucket], unit: Unit) -> tuple[Stretch, ...]:
    """Return where the index holds no article at all: there, no bar means nothing."""
    step = 100 / len(buckets)
    gaps: list[Stretch] = []
    for is_gap, run in groupby(enumerate(buckets), lambda pair: not pair[1].articles):
        places = list(run)
        if is_gap:
            ends = [name_bucket(places[place][1], unit) for place in (0, -1)]
            label = " to ".join(dict.fromkeys(ends))
            gaps.append(Stretch(round(places[0][0] * step, 4), round(len(places) * step, 4), label))
    return tuple(gaps)


def _draw_ticks(buckets: Sequence[Bucket], unit: Unit) -> tuple[Stretch, ...]:
    step = 100 / len(buckets)
    every = -(-len(buckets) // _TICKS)
    chosen = range(0, len(buckets), every)
    names = [_name_tick(buckets[place], unit) for place in chosen]
    return tuple(
        Stretch(round(place * step, 4), round(every * step, 4), name, number % 2 == 1)
        for number, (place, name) in enumerate(zip(chosen, names, strict=True))
        if place * step < 93
    )


def _name_tick(bucket: Bucket, unit: Unit) -> str:
    if unit == "year":
        return bucket.label
    if unit == "month":
        return f"{bucket.first:%b} {bucket.first.year}"
    return f"{bucket.first.day} {bucket.first:%b %Y}"
