"""Draw a timeline on a terminal: a line for each bucket with its numbers and a bar, within the terminal's width."""

from __future__ import annotations

from collections.abc import Sequence

from searchcsto.cli import terminal
from searchcsto.cli.facets import draw_bar
from searchcsto.timelines import Bucket, Timeline

_LEAST_BAR, _MOST_BAR = 8, 60  # characters; a shorter one says nothing, a longer one no more
_LEAST_NAME = 6  # characters of a source in the head of its column
_GAP = "  "

Row = list[str]


def write_chart(timeline: Timeline, *, is_share: bool) -> None:
    """Write a timeline that has hits."""
    rows = [_make_row(timeline, place, is_share=is_share) for place in range(len(timeline.buckets))]
    widths = _measure(rows)
    if timeline.series:
        head = _make_head(timeline, widths)
        widths = _measure([head, *rows])
        terminal.write(terminal.style(_join(head, widths).rstrip(), bold=True))
    bar = min(_MOST_BAR, terminal.find_width() - sum(widths) - len(_GAP) * len(widths))
    values = [_value(bucket, is_share=is_share) for bucket in timeline.buckets]
    most = max(values, default=0)
    for row, value in zip(rows, values, strict=True):
        drawn = draw_bar(value, most, width=bar) if bar >= _LEAST_BAR and most else ""
        line = _join(row, widths)
        terminal.write(f"{line}{_GAP}{terminal.style(drawn, fg='cyan')}" if drawn else line)
    rests = [(f"not known to the {timeline.unit}", timeline.imprecise), ("undated", timeline.undated)]
    _write_rests([[name, f"{count:,}"] for name, count in rests if count])


def _write_rests(rows: Sequence[Row]) -> None:
    """Write the hits that are in no bucket, in columns of their own: these names are long."""
    widths = _measure(rows)
    for row in rows:
        terminal.write(_join(row, widths))


def _value(bucket: Bucket, *, is_share: bool) -> float:
    return bucket.share or 0.0 if is_share else bucket.count


def _make_row(timeline: Timeline, place: int, *, is_share: bool) -> Row:
    """Return the cells of a bucket: its label, all hits, and those of each series."""
    bucket = timeline.buckets[place]
    cells = [bucket.label, *_write_numbers(bucket, is_share=is_share)]
    for series in timeline.series:
        part = series.buckets[place]
        cells.append(f"{part.count:,}/{part.articles:,}" if is_share else f"{part.count:,}")
    return cells


def _write_numbers(bucket: Bucket, *, is_share: bool) -> Row:
    if not is_share:
        return [f"{bucket.count:,}"]
    share = "no articles" if bucket.share is None else f"{100 * bucket.share:.2f} %"
    return [f"{bucket.count:,} of {bucket.articles:,}", share]


def _make_head(timeline: Timeline, widths: Sequence[int]) -> Row:
    """Return the names of the columns, cut so that all of them fit if they can."""
    named = len(timeline.series)
    head = ["", "all", *[""] * (len(widths) - named - 2)]
    free = terminal.find_width() - sum(widths[:-named]) - len(_GAP) * (len(widths) - 1) - _LEAST_BAR - len(_GAP)
    room = max(_LEAST_NAME, free // named)
    for series in timeline.series:
        name = terminal.make_line(series.source) if series.source is not None else "others"
        head.append(name if len(name) <= room else name[: room - 1] + "…")
    return head


def _measure(rows: Sequence[Row]) -> list[int]:
    return [max(len(row[place]) for row in rows if place < len(row)) for place in range(max(map(len, rows), default=0))]


def _join(row: Row, widths: Sequence[int]) -> str:
    """Return cells in columns, the first to the left and numbers to the right."""
    cells = [*row, *[""] * (len(widths) - len(row))]
    return _GAP.join([f"{cells[0]:<{widths[0]}}", *(f"{c:>{w}}" for c, w in zip(cells[1:], widths[1:], strict=True))])
