"""Hold the options that commands share, and give them to a command as SearchOptions.

`filter_options` restrict what is found; `query_options` say how a query is read, too; `ranking_options` say how it is
ranked.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from typing import Any

import click

from searchcsto.cli.candidates import complete_source
from searchcsto.options import SearchOptions

_HELP = {
    "--source": "Only this source; repeat for any of several.",
    "--not-source": "Not this source; may be repeated.",
    "--after": "Only from this day, month or year on: 2022-01-06, 2022-01 or 2022.",
    "--before": "Only before this day, month or year (itself not included).",
    "--undated": "Only articles whose date is unknown.",
    "--all": "Words side by side mean all of them, not any.",
    "--plain": "Take the query as plain words: no sign in it means anything.",
    "--no-expand": "Search the words as they were typed only: no aliases, acronyms, or other spellings of names.",
}


def _make_source_option(flag: str, name: str) -> Callable[[Any], Any]:
    return click.option(
        flag, name, multiple=True, metavar="NAME", help=_HELP[flag], shell_complete=complete_source
    )  # fmt: skip


_FILTERS = (
    _make_source_option("--source", "sources"),
    _make_source_option("--not-source", "not_sources"),
    click.option("--after", metavar="DATE", help=_HELP["--after"]),
    click.option("--before", metavar="DATE", help=_HELP["--before"]),
    click.option("--undated", is_flag=True, help=_HELP["--undated"]),
)
_READING = (
    click.option("--all", "require_all", is_flag=True, help=_HELP["--all"]),
    click.option("--plain", is_flag=True, help=_HELP["--plain"]),
    click.option("--no-expand", is_flag=True, help=_HELP["--no-expand"]),
)


_RANKING = (
    click.option(
        "--boost-recent",
        type=float,
        is_flag=False,
        flag_value=30.0,
        default=None,
        metavar="[DAYS]",
        help="Rank recent articles higher; their advantage is halved in so many days [30].",
    ),
    click.option("--expand", "feedback", is_flag=True, help="Rank by words of the best articles too; finds no others."),
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

    return _add(_FILTERS, run)


def query_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of all filters, and those of how a query is read, as `filters`."""

    @functools.wraps(command)
    def run(*, filters: SearchOptions, require_all: bool, plain: bool, no_expand: bool, **others: Any) -> None:
        filters = dataclasses.replace(
            filters, require_all=require_all, plain=plain, expand_aliases=not no_expand
        )  # fmt: skip
        command(filters=filters, **others)

    return filter_options(_add(_READING, run))


def ranking_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of how what is found is ordered by score, as `boost_recent` and `feedback`."""
    return _add(_RANKING, command)


def _add(options: tuple[Callable[[Any], Any], ...], command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(options):
        command = option(command)
    return command
