"""`searchcsto optimize`: make one segment of the whole index, without what was deleted."""

from __future__ import annotations

import click

from searchcsto.cli import terminal
from searchcsto.cli.options import choose_index, index_option
from searchcsto.index import Index
from searchcsto.locations import Location
from searchcsto.status import measure_index


@click.command("optimize")
@index_option
def optimize_command(index: Location | None) -> None:
    """Make the index as small and fast as it can be. While it runs, it needs its own size again on the disk."""
    folder = choose_index(index)
    with Index.open(folder) as opened:
        before = measure_index(folder)
        opened.optimize()
    terminal.write(
        f"{terminal.make_line(str(folder))}: {before / 1e6:,.1f} MB before, {measure_index(folder) / 1e6:,.1f} MB now"
    )
