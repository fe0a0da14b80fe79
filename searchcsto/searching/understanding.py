"""Give what a person asked and the options, get what the index is asked: the same for every kind of question."""

from __future__ import annotations

from typing import NamedTuple

from searchcsto.engines.base import Searcher
from searchcsto.options import SearchOptions
from searchcsto.query.parser import parse_query
from searchcsto.query.plain import parse_plain
from searchcsto.query.tree import Query
from searchcsto.searching.values import resolve_values


class Understood(NamedTuple):
    """A query and options in the words of the index."""

    tree: Query
    options: SearchOptions
    notices: tuple[str, ...]  # on what was read otherwise than it was typed


def understand(query: str, options: SearchOptions, searcher: Searcher) -> Understood:
    """Read a query. Raises QueryInvalid."""
    return Understood(*resolve_values(read_tree(query, options), options, searcher))


def read_tree(query: str, options: SearchOptions) -> Query:
    """Return the tree of a query. Raises QueryInvalid."""
    return (
        parse_plain(query)
        if options.plain
        else parse_query(query, require_all=options.require_all, today=options.today)
    )
