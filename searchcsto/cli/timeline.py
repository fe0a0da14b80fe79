"""`searchcsto timeline`: how often a query is found over time, as a bar chart, JSON, JSON lines or CSV."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import click

from searchcsto.cli import terminal
from searchcsto.cli.candidates import complete_query
from searchcsto.cli.filters import query_options
from searchcsto.cli.options import aliases_option, choose_aliases, choose_index, index_option
from searchcsto.cli.timeline_chart import write_chart
from searchcsto.errors import OptionInvalid
from searchcsto.index import Index
from searchcsto.locations import Location
from searchcsto.options import SearchOptions
from searchcsto.periods import UNITS, Unit
from searchcsto.timelines import Timeline
from searchcsto.web.wire_lists import write_bucket, write_timeline

_COLUMNS = ("period", "first", "last", "count", "articles", "share")
_OTHERS = "(others)"


@click.command("timeline")
@click.argument("query", nargs=-1, required=True, shell_complete=complete_query)
@index_option
@query_options
@aliases_option
@click.option(
    "--by",
    multiple=True,
    type=click.Choice([*UNITS, "source"]),
    help="How long a bucket is [default: month]; source, as a second --by, counts each source apart.",
)
@click.option("--by-source", is_flag=True, help="The same as --by source.")
@click.option("--top", type=int, default=5, show_default=True, metavar="N", help="Count so many sources apart.")
@click.option("--share", is_flag=True, help="Show the hits as a share of all articles of the bucket.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl", "csv"]),
    default="text",
    show_default=True,
    help="For a person, or for other programs: everything, a bucket a line, a table.",
)
def timeline_command(
    query: tuple[str, ...],
    index: Location | None,
    aliases: Path | None,
    filters: SearchOptions,
    by: tuple[str, ...],
    by_source: bool,
    top: int,
    share: bool,
    form: str,
) -> None:
    """Show how often a query is found over time, as a chart or a table.

    Every bucket from the first hit to the last has a line, or of the time that --after, --before or date: in the query
    ask for. An article known only to the month is in no day and no week; such articles are counted by themselves.

    A share is of all articles of the bucket that pass --source, --not-source, --after and --before; of a single
    source, it is of the articles of that source.

    \b
    searchcsto timeline CSTO --by week --after 2022-01
    searchcsto timeline "peacekeeping OR peacekeepers" --share
    searchcsto timeline CSTO --by month --by source --format csv

    Exit code: 0 found, 1 nothing found, 2 the query or an option is wrong, 3 no index or locked,
    4 damaged index.
    """
    unit, is_split = _read_units(by)
    sources = _read_top(top) if is_split or by_source else 0
    with Index.open(choose_index(index), aliases=choose_aliases(aliases)) as opened:
        timeline = opened.timeline(" ".join(query), filters, by=unit, sources=sources)
    if form == "text" and timeline.total:
        write_chart(timeline, is_share=share)
    elif form != "text":
        _WRITERS[form](timeline)
    _write_notes(timeline, form=form)
    if not timeline.total:
        raise click.exceptions.Exit(1)


def _read_units(by: tuple[str, ...]) -> tuple[Unit, bool]:
    """Return the unit asked for, and whether sources are to be counted apart. Raises OptionInvalid."""
    units = [unit for unit in UNITS if unit in by]
    if len(units) > 1:
        raise OptionInvalid(f"by: a timeline has buckets of one length, not of a {' and a '.join(units)}")
    return units[0] if units else "month", "source" in by


def _read_top(top: int) -> int:
    if top < 1:
        raise OptionInvalid(f"top must be a number of sources from 1 up, not {top}")
    return top


def _write_json(timeline: Timeline) -> None:
    terminal.write(json.dumps(write_timeline(timeline), ensure_ascii=False, indent=2))


def _write_jsonl(timeline: Timeline) -> None:
    for place, bucket in enumerate(timeline.buckets):
        line: dict[str, Any] = write_bucket(bucket)
        if timeline.series:
            line["series"] = [
                {"source": series.source, **write_bucket(series.buckets[place])} for series in timeline.series
            ]
        terminal.write(json.dumps(line, ensure_ascii=False))


def _write_csv(timeline: Timeline) -> None:
    """Write a table in which a row is a bucket, or a bucket of a source if these are counted apart."""
    table = csv.writer(sys.stdout)
    if not timeline.series:
        table.writerow(_COLUMNS)
        table.writerows([write_bucket(bucket)[name] for name in _COLUMNS] for bucket in timeline.buckets)
        return
    table.writerow(["source", *_COLUMNS])
    for series in timeline.series:
        for bucket in series.buckets:
            values = write_bucket(bucket)
            table.writerow([series.source or _OTHERS, *(values[name] for name in _COLUMNS)])


_WRITERS = {"json": _write_json, "jsonl": _write_jsonl, "csv": _write_csv}


def _write_notes(timeline: Timeline, *, form: str) -> None:
    if form != "json":
        for notice in timeline.notices:
            terminal.note(f"note: {terminal.make_safe(notice)}")
    query = terminal.make_safe(timeline.interpreted)
    if not timeline.total:
        terminal.note(f"nothing found for: {query}")
        return
    placed = timeline.total - timeline.undated - timeline.imprecise
    parts = [f"{placed:,} in {terminal.count_nouns(len(timeline.buckets), timeline.unit)}"]
    parts += [f"{timeline.imprecise:,} not known to the {timeline.unit}"] if timeline.imprecise else []
    parts += [f"{timeline.undated:,} undated"] if timeline.undated else []
    found = terminal.count_nouns(timeline.total, "document")
    terminal.note(f"{found}: {', '.join(parts)}, in {timeline.took_ms:.1f} ms: {query}")
