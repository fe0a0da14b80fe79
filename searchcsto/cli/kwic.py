"""`searchcsto kwic`: each place where the words stand, below one another, with what is left and right of them."""

from __future__ import annotations

import csv
import dataclasses
import json
import sys
from pathlib import Path

import click

from searchcsto.cli import terminal
from searchcsto.cli.candidates import complete_query
from searchcsto.cli.columns import keep_end, keep_start, measure
from searchcsto.cli.filters import query_options
from searchcsto.cli.options import aliases_option, choose_aliases, choose_index, index_option
from searchcsto.index import Index
from searchcsto.lists import Concordance, ConcordanceLine
from searchcsto.locations import Location
from searchcsto.options import SearchOptions
from searchcsto.web.wire_lists import write_concordance, write_concordance_line

_COLUMNS = ("id", "start", "end", "left", "keyword", "right", "date", "sources", "title", "path")
_KEYWORD = 30  # columns of the widest keyword
_NAME = 24  # columns of the widest id


@click.command("kwic")
@click.argument("query", nargs=-1, required=True, shell_complete=complete_query)
@index_option
@query_options
@aliases_option
@click.option("-n", "--limit", type=int, default=50, show_default=True, metavar="N", help="Show so many lines.")
@click.option(
    "--sort",
    type=click.Choice(["document", "left", "right", "date"]),
    default="document",
    show_default=True,
    help="Best documents first, by the words left or right of the keyword, or oldest first.",
)
@click.option("--width", type=int, metavar="N", help="Characters of each context [default: what the terminal has].")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl", "csv"]),
    default="text",
    show_default=True,
    help="For a person, or for other programs: everything, a line each, a table.",
)
def kwic_command(
    query: tuple[str, ...],
    index: Location | None,
    aliases: Path | None,
    limit: int,
    sort: str,
    width: int | None,
    form: str,
    filters: SearchOptions,
) -> None:
    """Show each place where the words of a query stand in articles (keyword in context).

    A word, phrase or pattern is searched as by `query`. Each line has the document's id, and for other programs the
    offset of the keyword in its text (see `show --raw`), date and source.

    To sort by contexts, all lines of the 1,000 best documents are compared; how many were read is told.
    """
    options = dataclasses.replace(filters, limit=limit, snippets=0)
    with Index.open(choose_index(index), aliases=choose_aliases(aliases)) as opened:
        found = opened.concordance(
            " ".join(query),
            options,
            sort=sort,  # type: ignore[arg-type]  # click has checked it
            width=width if width is not None else terminal.find_width() if form == "text" else 60,
        )
    _WRITERS[form](found, width)
    sys.stdout.flush()
    if form != "json":
        for notice in found.notices:
            terminal.note(f"note: {terminal.make_safe(notice)}")
    if form != "json" or not found.lines:
        terminal.note(describe_count(found, limit))
    if not found.lines and not (limit == 0 and found.total):
        raise click.exceptions.Exit(1)


def describe_count(found: Concordance, limit: int) -> str:
    """Return how much is shown of how much."""
    documents = terminal.count_nouns(found.read, "document")
    query = terminal.make_safe(found.interpreted)
    rest = f" of {found.total:,} found" if found.read < found.total else ""
    if not found.total:
        return f"nothing found for: {query}"
    if not found.found and limit:
        return f"no line in {documents}{rest}: what was found stands in titles or has no words: {query}"
    shown = f"{len(found.lines):,} of " if len(found.lines) < found.found else ""
    return f"{shown}{terminal.count_nouns(found.found, 'line')} in {documents}{rest}: {query}"


def _write_text(found: Concordance, width: int | None) -> None:
    if not found.lines:
        return
    names = min(max(measure(terminal.make_line(line.id)) for line in found.lines), _NAME)
    keywords = min(max(measure(terminal.make_line(line.keyword)) for line in found.lines), _KEYWORD)
    # The lines of a phrase may be wider than its column; what stands right of it gives way.
    room = max(terminal.find_width() - names - keywords - 4, 20) // 2
    columns = min(room, width) if width is not None and width < room else room if width is None else width
    for line in found.lines:
        terminal.write(_align(line, names=names, columns=columns, keywords=keywords))


def _align(line: ConcordanceLine, *, names: int, columns: int, keywords: int) -> str:
    keyword = terminal.make_line(line.keyword)
    left, right = terminal.make_safe(line.left), terminal.make_safe(line.right)
    more = max(keywords - measure(keyword), 0)
    marked = terminal.style(keyword, fg="yellow", bold=True)
    name = terminal.style(keep_start(terminal.make_line(line.id), names), dim=True)
    return f"{name}  {keep_end(left, columns)}{marked}{keep_start(right, columns + more).rstrip()}"


def _write_json(found: Concordance, width: int | None) -> None:
    terminal.write(json.dumps(write_concordance(found), ensure_ascii=False, indent=2))


def _write_jsonl(found: Concordance, width: int | None) -> None:
    for line in found.lines:
        terminal.write(json.dumps(write_concordance_line(line), ensure_ascii=False))


def _write_csv(found: Concordance, width: int | None) -> None:
    table = csv.writer(sys.stdout)
    table.writerow(_COLUMNS)
    for line in found.lines:
        values = {**write_concordance_line(line), "sources": "; ".join(line.sources)}
        values["keyword"] = " ".join(line.keyword.split())
        table.writerow([values[name] for name in _COLUMNS])


_WRITERS = {"text": _write_text, "json": _write_json, "jsonl": _write_jsonl, "csv": _write_csv}
