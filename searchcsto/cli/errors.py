"""`searchcsto errors`: the files that were skipped or failed, and why."""

from __future__ import annotations

import csv
import json
import sys

import click

from searchcsto.cli import terminal
from searchcsto.cli.options import choose_index, index_option
from searchcsto.ledger import SkippedItem
from searchcsto.locations import Location
from searchcsto.status import list_errors
from searchcsto.web.wire import write_error, write_errors

_COLUMNS = ("path", "line", "reason", "indexed")


@click.command("errors")
@index_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl", "csv"]),
    default="text",
    show_default=True,
    help="For a person, or for other programs: everything, a file a line, a table.",
)
def errors_command(index: Location | None, form: str) -> None:
    """List the files that were skipped or failed, and why.

    A line is named with its number, a file within an archive with its path there. What was indexed, but for a
    value in it, is "partly read". To try all of them again: searchcsto index --retry-failed
    """
    errors = list_errors(choose_index(index))
    if form == "json":
        terminal.write(json.dumps(write_errors(errors), ensure_ascii=False, indent=2))
    elif form == "jsonl":
        for item in errors:
            terminal.write(json.dumps(write_error(item), ensure_ascii=False))
    elif form == "csv":
        table = csv.DictWriter(sys.stdout, _COLUMNS)
        table.writeheader()
        table.writerows(write_error(item) for item in errors)
    else:
        for item in errors:
            terminal.write(describe_error(item))
        skipped = sum(item.skipped for item in errors)
        terminal.note(f"{skipped:,} skipped, {len(errors) - skipped:,} partly read")


def describe_error(item: SkippedItem) -> str:
    """Return a line about what was skipped, or not indexed as it stands.

    >>> describe_error(SkippedItem("press/a.png", "a picture (image/png) is not read"))
    'skipped: press/a.png: a picture (image/png) is not read'
    """
    return f"{'skipped' if item.skipped else 'partly read'}: {terminal.make_line(str(item))}"
