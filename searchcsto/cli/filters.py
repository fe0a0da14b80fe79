"""Hold the filters that commands share, and give them to a command as SearchOptions."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from searchcsto.options import SearchOptions

_HELP = {
    "--source": "Only this source; repeat for any of several.",
    "--not-source": "Not this source; may be repeated.",
    "--after": "Only from this day, month or year on: 2022-01-06, 2022-01 or 2022.",
    "--before": "Only before this day, month or year (itself not included).",
    "--undated": "Only articles whose date is unknown.",
}
_OPTIONS = (
    click.option("--source", "sources", multiple=True, metavar="NAME", help=_HELP["--source"]),
    click.option("--not-source", "not_sources", multiple=True, metavar="NAME", help=_HELP["--not-source"]),
    click.option("--after", metavar="DATE", help=_HELP["--after"]),
    click.option("--before", metavar="DATE", help=_HELP["--before"]),
    click.option("--undated", is_flag=True, help=_HELP["--undated"]),
)


def filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of all filters; it gets them as `filters`, which are SearchOptions."""

    @functools.wraps(command)
    def run(
        *,
        sources: tuple[str, ...],
        not_sources: tuple[str, ...],
        after: str | None,
        before: str | None,
        undated: bool,
        **others: Any,
    ) -> None:
        filters = SearchOptions(
            sources=sources, not_sources=not_sources, after=after, before=before, undated=undated, limit=0, snippets=0
        )
        command(filters=filters, **others)

    for option in reversed(_OPTIONS):
        run = option(run)
    return run
