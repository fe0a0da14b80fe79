"""Give a query as it was typed and its options, get its tree: the same for every kind of question."""

from __future__ import annotations

from searchcsto.options import SearchOptions
from searchcsto.query.parser import parse_query
from searchcsto.query.plain import parse_plain
from searchcsto.query.tree import Query


def read_tree(query: str, options: SearchOptions) -> Query:
    """Return the tree of a query. Raises QueryInvalid."""
    return parse_plain(query) if options.plain else parse_query(query)
