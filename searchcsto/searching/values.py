"""Give a query and options, get them with the names of sources, languages and places that the index has, and notices.

A name stands for all values that differ from it in case, accents and punctuation only: that is the engine's matter.
Only where there is none, those count that may be the same name in the other script, Latin or Cyrillic ("тасс" for
"TASS"), and a notice says so. Where there is one, a notice names those others: they are not searched.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from searchcsto.analysis.transliteration import name_key, romanize
from searchcsto.analysis.values import value_key
from searchcsto.analysis.words import fold
from searchcsto.engines.base import Searcher
from searchcsto.options import SearchOptions
from searchcsto.query.tree import And, Not, Or, Prefer, Query, Value, print_query, walk

_NAMES = ("source", "language", "place")
_UNKNOWN = "unknown"
_MOST = 5  # other spellings that are named


def resolve_values(
    tree: Query, options: SearchOptions, searcher: Searcher
) -> tuple[Query, SearchOptions, tuple[str, ...]]:
    """Return the tree and the options with the values of the index, and what the person who asked should know."""
    asked = [node for node, _ in walk(tree) if isinstance(node, Value) and node.field in _NAMES]
    named = [*options.sources, *options.not_sources]
    if not asked and not named:
        return tree, options, ()
    found: dict[Value, tuple[str, ...]] = {}
    notices: dict[str, None] = {}
    for node in dict.fromkeys((*asked, *(Value("source", name) for name in named))):
        known = searcher.count_values(node.field)
        found[node], notice = _find_values(node, known)
        notices.update(dict.fromkeys(notice))
    if any(found[node] for node in asked):
        tree = _replace(tree, found)
    sources = _replace_names(options.sources, found)
    not_sources = _replace_names(options.not_sources, found)
    if (sources, not_sources) != (options.sources, options.not_sources):
        options = dataclasses.replace(options, sources=sources, not_sources=not_sources)
    return tree, options, tuple(notices)


def _find_values(node: Value, known: Mapping[str, int]) -> tuple[tuple[str, ...], Iterable[str]]:
    """Return the values to be searched in the place of a node, none if it may stay, and notices."""
    key, other_key = value_key(node.value), name_key(node.value)
    if key == _UNKNOWN or not other_key:
        return (), ()
    is_latin = _is_latin(node.value)
    alike = [value for value in known if name_key(value) == other_key and _is_latin(value) != is_latin]
    if not alike:
        return (), ()
    asked = print_query(node)
    names = ", ".join(f"{value} ({known[value]:,})" for value in alike[:_MOST])
    if any(value_key(value) == key for value in known):
        return (), [f"{asked} leaves out {names}, which may be the same name"]
    return tuple(alike), [f"{asked} was read as {', '.join(alike)}"]


def _is_latin(name: str) -> bool:
    return romanize(name) == fold(name)


def _replace(tree: Query, found: Mapping[Value, tuple[str, ...]]) -> Query:
    """Return a tree with other values."""
    match tree:
        case And(children):
            return And(tuple(_replace(child, found) for child in children))
        case Or(children):
            return Or(tuple(_replace(child, found) for child in children))
        case Prefer(required, wanted):
            return Prefer(_replace(required, found), _replace(wanted, found))
        case Not(child, span):
            return Not(_replace(child, found), span)
        case Value(field, _, span) if values := found.get(tree):
            nodes = tuple(Value(field, value, span) for value in values)
            return nodes[0] if len(nodes) == 1 else Or(nodes)
        case _:
            return tree


def _replace_names(names: tuple[str, ...], found: Mapping[Value, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(value for name in names for value in found.get(Value("source", name)) or (name,))
