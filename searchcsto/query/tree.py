"""Hold a query as a tree of plain values, and print a tree in the query language.

`print_query(parse_query(text))` says how a query was understood; parsing what was printed gives the same tree, but
for the spans. Spans are the offsets of a node in what the person typed, for messages.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from searchcsto.documents import Span

TextField = Literal["text", "title"]
ValueField = Literal[
    "source", "language", "place",
    "date-status", "date-rule", "date-basis", "source-status", "source-rule", "source-basis",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """Documents with this word, in any of its forms."""

    text: str
    field: TextField = "text"
    span: Span = dataclasses.field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Documents with exactly these words, unstemmed, in this order, or so near that `slop` moves bring them there."""

    text: str
    field: TextField = "text"
    slop: int = 0  # 0 to 99; see `analysis.nearness`
    span: Span = dataclasses.field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Prefix:
    """Documents with a word that begins so, unstemmed; all such words rank as one."""

    text: str  # without the *
    field: TextField = "text"
    span: Span = dataclasses.field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Documents with a word like this, unstemmed: * is any letters or none, ? is one. All such words rank as one."""

    text: str
    field: TextField = "text"
    span: Span = dataclasses.field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Documents with a word, unstemmed, that has the same first letter and is at most `edits` edits away.

    An edit adds, drops or replaces a letter, or exchanges two neighbours. All such words rank as one.
    """

    text: str
    edits: int = 1  # 1 or 2
    field: TextField = "text"
    span: Span = dataclasses.field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Value:
    """Documents with this source, language or place, or whose date or first source rests on this status or rule.

    Case, accents and punctuation do not count.
    """

    field: ValueField
    value: str  # "unknown" finds the documents that have none
    span: Span = dataclasses.field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class DateRange:
    """Documents dated from first to last, both included; None is open. Known to the month: any day of it will do."""

    first: datetime.date | None
    last: datetime.date | None
    span: Span = dataclasses.field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Undated:
    """Documents without a date."""

    span: Span = dataclasses.field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Every:
    """All documents."""

    span: Span = dataclasses.field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class And:
    """Documents that all children find; scores add up."""

    children: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Documents that any child finds; scores add up."""

    children: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Documents that the child does not find."""

    child: Query
    span: Span = dataclasses.field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Documents that any child finds, all of one field; they rank as one word, that stands wherever a child does."""

    children: tuple[Word | Phrase | Pattern, ...]  # at least one


Pattern = Prefix | Wildcard | Fuzzy
Query = Word | Phrase | Pattern | Value | DateRange | Undated | Every | And | Or | Not | Synonyms


def walk(query: Query) -> Iterator[tuple[Query, bool]]:
    """Yield each node of a tree from left to right, and whether it is wanted (False below an odd number of Nots)."""
    stack = [(query, True)]
    while stack:
        node, wanted = stack.pop()
        yield node, wanted
        match node:
            case And(children) | Or(children) | Synonyms(children):
                stack += [(child, wanted) for child in reversed(children)]
            case Not(child):
                stack.append((child, not wanted))


def replace_nodes(query: Query, change: Callable[[Query], Query | None]) -> Query:
    """Return a tree in which nodes are what `change` makes of them; where that is None, its children are looked at.

    >>> tree = Or((Word("a"), Not(Word("b"))))
    >>> print_query(replace_nodes(tree, lambda node: Phrase(node.text) if isinstance(node, Word) else None))
    '"a" OR NOT "b"'
    """
    changed = change(query)
    if changed is not None:
        return changed
    kinds = get_args(Query)
    inner: dict[str, object] = {}
    for place in dataclasses.fields(query):
        value = getattr(query, place.name)
        if isinstance(value, kinds):
            inner[place.name] = replace_nodes(value, change)
        elif isinstance(value, tuple) and value and all(isinstance(each, kinds) for each in value):
            inner[place.name] = tuple(replace_nodes(each, change) for each in value)
    return dataclasses.replace(query, **inner) if inner else query  # type: ignore[arg-type]


def print_query(query: Query) -> str:
    """Return a tree in the query language, fully parenthesised.

    >>> print_query(And((Or((Word("peace"), Word("talks"))), Not(Value("source", "TASS")))))
    '(peace OR talks) AND NOT source:TASS'
    """
    match query:
        case And(children):
            return " AND ".join(_print_child(child) for child in children)
        case Or(children):
            return " OR ".join(_print_child(child) for child in children)
        case Not(child):
            return f"NOT {_print_child(child)}"
        case Synonyms(children):
            return f"({' = '.join(map(_print_leaf, children))})"
        case _:
            return _print_leaf(query)


def _print_child(query: Query) -> str:
    printed = print_query(query)
    return f"({printed})" if isinstance(query, And | Or) else printed


def print_text(node: Word | Phrase | Pattern) -> str:
    """Return a word, phrase or pattern in the query language, without its field.

    >>> print_text(Fuzzy("Tokayev", 2, "title")), print_text(Phrase("peace talks", slop=5))
    ('Tokayev~2', '"peace talks"~5')
    """
    match node:
        case Phrase(text, _, slop):
            return f'"{text}"~{slop}' if slop else f'"{text}"'
        case Prefix(text):
            return f"{text}*"
        case Fuzzy(text, edits):
            return f"{text}~{edits}"
        case _:
            return node.text


def _print_leaf(query: Word | Phrase | Pattern | Value | DateRange | Undated | Every) -> str:
    match query:
        case Word() | Phrase() | Prefix() | Wildcard() | Fuzzy():
            return print_text(query) if query.field == "text" else f"{query.field}:{print_text(query)}"
        case Value(field_name, value):
            plain = value.replace("-", "").isalnum()
            return f"{field_name}:{value}" if plain else f'{field_name}:"{value}"'
        case DateRange(first, last):
            return f"date:{first or ''}..{last or ''}" if first != last else f"date:{first}"
        case Undated():
            return "date:unknown"
        case Every():
            return "*"
