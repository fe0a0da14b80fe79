"""Give what stands before the cursor, get what may follow: field names and their values in the index, for the shell.

Nothing is said of errors, for there is no place to say it: where the index cannot be read there is nothing to offer.
"""

from __future__ import annotations

import click

from searchcsto.cli.options import choose_index
from searchcsto.errors import SearchError
from searchcsto.index import Index
from searchcsto.locations import Location


def complete_query(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the query so far with its last field name or value completed."""
    return _complete(context, incomplete, field=None)


def complete_source(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the sources of the index that begin so."""
    return _complete(context, incomplete, field="source")


def _complete(context: click.Context, incomplete: str, *, field: str | None) -> list[str]:
    flag: Location | None = context.params.get("index")
    try:
        with Index.open(choose_index(flag)) as opened:
            return opened.complete(incomplete, field=field)
    except (SearchError, OSError):
        return []
