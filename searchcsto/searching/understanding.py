"""Give what a person asked and the options, get what the index is asked: the same for every kind of question."""

from __future__ import annotations

from typing import NamedTuple

from searchcsto.engines.base import Searcher
from searchcsto.options import SearchOptions
from searchcsto.query.parser import parse_query
from searchcsto.query.plain import parse_plain
from searchcsto.query.tree import Query
from searchcsto.searching.expansion import Expanded, expand_query
from searchcsto.searching.thesaurus import Thesaurus
from searchcsto.searching.values import resolve_values


class Understood(NamedTuple):
    """A query and options in the words of the index."""

    tree: Query
    options: SearchOptions
    notices: tuple[str, ...]  # on what was read otherwise than it was typed
    expanded: Expanded  # the tree with what means the same as its words, and without


def read_tree(query: str, options: SearchOptions) -> Query:
    """Return the tree of a query. Raises QueryInvalid."""
    return (
        parse_plain(query)
        if options.plain
        else parse_query(query, require_all=options.require_all, today=options.today)
    )


def understand(query: str, options: SearchOptions, searcher: Searcher, *, thesaurus: Thesaurus) -> Understood:
    """Read a query, and add what means the same as its words. Raises QueryInvalid."""
    tree, options, notices = resolve_values(read_tree(query, options), options, searcher)
    expanded = Expanded(tree, tree)
    if options.expand_aliases:
        expanded = expand_query(tree, query, searcher, thesaurus)
    return Understood(expanded.tree, options, (*notices, *expanded.notices), expanded)
