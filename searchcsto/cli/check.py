"""`searchcsto check`: verify every checksum and cross-reference of the index."""

from __future__ import annotations

import click

from searchcsto.cli import terminal
from searchcsto.cli.options import choose_index, index_option
from searchcsto.locations import Location
from searchcsto.status import check_index


@click.command("check")
@index_option
def check_command(index: Location | None) -> None:
    """Verify every byte of the index; say what is damaged.

    Exit code: 0 all is well, 3 no index, 4 something is damaged.
    """
    folder = choose_index(index)
    problems = check_index(folder)
    for problem in problems:
        terminal.write(terminal.make_safe(problem))
    if problems:
        raise click.exceptions.Exit(4)
    terminal.write(f"{terminal.make_line(str(folder))} is whole")
