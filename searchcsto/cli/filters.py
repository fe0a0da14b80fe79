"""Hold the options that restrict what is found: the same for every command that searches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

_OPTIONS = (
    click.option("--source", "sources", multiple=True, metavar="NAME", help="Only this source; may be repeated."),
    click.option("--not-source", "not_sources", multiple=True, metavar="NAME", help="Not this source."),
    click.option("--after", metavar="DATE", help="Only from this day, month or year on: 2022-01-06, 2022-01 or 2022."),
    click.option("--before", metavar="DATE", help="Only before this day, month or year (itself not included)."),
    click.option("--undated", is_flag=True, help="Only articles whose date is unknown."),
)


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that restrict what is found; their values are named as in SearchOptions."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
