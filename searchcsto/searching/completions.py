"""Give the beginning of a query or of a value, get what it may become: field names, and the values that they have."""

from __future__ import annotations

import re
from typing import get_args

from searchcsto.analysis.values import value_key
from searchcsto.engines.base import Searcher
from searchcsto.query.fields import FIELDS
from searchcsto.query.tree import Value, ValueField, print_query

MOST = 200  # values that are offered, the most frequent ones

# The last piece of a query: what stands before it with its signs, the field, and the value so far; or a name so far.
_VALUE = re.compile(r"((?:.*[\s(])?[-+−]*)([^\W\d][\w-]*):(\"[^\"]*|[^\s\"()]*)", re.DOTALL)
_NAME = re.compile(r"((?:.*[\s(])?[-+−]*)([\w-]*)", re.DOTALL)


def complete_query(searcher: Searcher, beginning: str) -> list[str]:
    """Return queries that begin so, with the field name or value at the end completed, the most frequent first."""
    match = _VALUE.fullmatch(beginning)
    if match is not None:
        head, name, typed = match.groups()
        values = complete_value(searcher, FIELDS.get(name.lower(), ""), typed.removeprefix('"'))
        return [f"{head}{name}:{_print_value(value)}" for value in values if '"' not in value]
    match = _NAME.fullmatch(beginning)
    if match is None or beginning.count('"') % 2:
        return []
    head, typed = match.groups()
    return [f"{head}{name}:" for name in FIELDS if name.startswith(typed.lower())]


def complete_value(searcher: Searcher, field: str, beginning: str) -> list[str]:
    """Return the values of a field that begin so, the most frequent first; none for fields without values."""
    if field not in get_args(ValueField):
        return []
    key = value_key(beginning) if beginning else ""
    values = searcher.count_values(field)
    return [value for value in values if value_key(value).startswith(key) and value.isprintable()][:MOST]


def _print_value(value: str) -> str:
    """Return a value as the query language writes it.

    >>> _print_value("TASS"), _print_value("Al Jazeera")
    ('TASS', '"Al Jazeera"')
    """
    return print_query(Value("source", value)).partition(":")[2]
