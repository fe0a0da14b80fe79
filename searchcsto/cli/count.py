"""`searchcsto count`: how many articles a query finds, as a bare number, and by source or time as a table."""

from __future__ import annotations

import csv
import dataclasses
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from searchcsto.cli import terminal
from searchcsto.cli.candidates import complete_query
from searchcsto.cli.filters import query_options
from searchcsto.cli.options import aliases_option, choose_aliases, choose_index, index_option
from searchcsto.index import Index
from searchcsto.locations import Location
from searchcsto.options import FACETS, TIME_FACETS, SearchOptions
from searchcsto.results import Results
from searchcsto.web.wire_lists import write_count, write_counts


@click.command("count")
@click.argument("queries", metavar="QUERY...", nargs=-1, required=True, shell_complete=complete_query)
@index_option
@query_options
@aliases_option
@click.option("--by", type=click.Choice(FACETS), help="A line for each value, instead of one for all articles.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl", "csv"]),
    default="text",
    show_default=True,
    help="Lines with tabs, or for other programs: everything, a query a line, a table.",
)
def count_command(
    queries: tuple[str, ...],
    index: Location | None,
    aliases: Path | None,
    filters: SearchOptions,
    by: str | None,
    form: str,
) -> None:
    """Tell how many articles a query finds, or several, by source or time.

    One query prints its number and nothing else. Of several, each has a line with its number, a tab, and itself; a
    query of more than one word is put in quotation marks for that.

    \b
    searchcsto count "peacekeeping Kazakhstan"
    searchcsto count CSTO NATO --source TASS
    searchcsto count CSTO --by month

    Exit code: 0 found, 1 nothing found by any of the queries, 2 a query or an option is wrong, 3 no index or
    locked, 4 damaged index.
    """
    options = dataclasses.replace(filters, facets=(by,) if by else ())
    with Index.open(choose_index(index), aliases=choose_aliases(aliases)) as opened:
        counts = [opened.search(query, options) for query in queries]
    _WRITERS[form](counts, by)
    for results in counts:
        _write_notes(results, by, is_named=len(counts) > 1, is_json=form in ("json", "jsonl"))
    if not any(results.total for results in counts):
        raise click.exceptions.Exit(1)


def _list_rows(counts: Sequence[Results], by: str | None) -> Iterator[tuple[int, str | None, str]]:
    """Yield counts with the value that they belong to, and the query."""
    for results in counts:
        if by is None:
            yield results.total, None, results.query
        else:
            yield from ((item.count, item.value, results.query) for item in results.facets[by])


def _write_text(counts: Sequence[Results], by: str | None) -> None:
    for count, value, query in _list_rows(counts, by):
        cells = [str(count), *([value] if value is not None else []), *([query] if len(counts) > 1 else [])]
        terminal.write("\t".join(map(terminal.make_line, cells)))


def _write_json(counts: Sequence[Results], by: str | None) -> None:
    terminal.write(json.dumps(write_counts(counts), ensure_ascii=False, indent=2))


def _write_jsonl(counts: Sequence[Results], by: str | None) -> None:
    for results in counts:
        terminal.write(json.dumps(write_count(results), ensure_ascii=False))


def _write_csv(counts: Sequence[Results], by: str | None) -> None:
    table = csv.writer(sys.stdout)
    table.writerow(["query", *([by] if by else []), "count"])
    for count, value, query in _list_rows(counts, by):
        table.writerow([query, *([value] if value is not None else []), count])


_WRITERS = {"text": _write_text, "json": _write_json, "jsonl": _write_jsonl, "csv": _write_csv}


def _write_notes(results: Results, by: str | None, *, is_named: bool, is_json: bool) -> None:
    """Say what the numbers leave unsaid."""
    name = f"{terminal.make_line(results.query)}: " if is_named else ""
    if not is_json:
        terminal.note_expansions(results.expansions)
    for notice in () if is_json else results.notices:
        terminal.note(f"note: {name}{terminal.make_safe(notice)}")
    if by is None:
        return
    summary = results.facet_summaries[by]
    unsaid = "undated" if by in TIME_FACETS else f"without a known {by}"
    parts = [f"{summary.without:,} {unsaid}"] if summary.without else []
    parts += [f"{summary.imprecise:,} not known to the {by}"] if summary.imprecise else []
    if parts:
        terminal.note(f"note: {name}of {terminal.count_nouns(results.total, 'document')}, {' and '.join(parts)}")
