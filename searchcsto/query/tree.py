"""Hold a query as a tree of plain values, and print a tree in the query language.

`print_query(parse_query(text))` says how a query was understood; parsing what was printed gives the same tree, but
for the spans. Spans are the offsets of a node in what the person typed, for messages.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

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
class Glob:
    """Documents whose path is like this: * is any characters or none, ? is one; case does not count.

    Without a slash it is compared with the name of the file; with one, with the end of the path from any folder on. A
    slash at the beginning stands for the beginning of the path, one at the end for everything below a folder.
    """

    text: str
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
class Prefer:
    """Documents that `required` finds; where `wanted` finds them too, its score is added."""

    required: Query
    wanted: Query


@dataclass(frozen=True, slots=True)
class Not:
    """Documents that the child does not find."""

    child: Query
    span: Span = dataclasses.field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Weighted:
    """Documents that the child finds, with its scores multiplied; nobody can type it."""

    child: Query
    weight: float  # above 0


Pattern = Prefix | Wildcard | Fuzzy
Leaf = Word | Phrase | Pattern | Value | DateRange | Undated | Glob | Every
Query = Leaf | And | Or | Prefer | Not | Weighted

# What a word without quotes, after the colon of a field, is read as just as it stands.
_BARE = re.compile(r"[^\s()\"“”„«»]+")
_PREFIXES = "+-−"


def walk(query: Query) -> Iterator[tuple[Query, bool]]:
    """Yield each node of a tree from left to right, and whether it is wanted (False below an odd number of Nots)."""
    stack = [(query, True)]
    while stack:
        node, wanted = stack.pop()
        yield node, wanted
        match node:
            case And(children) | Or(children):
                stack += [(child, wanted) for child in reversed(children)]
            case Prefer(required, preferred):
                stack += [(preferred, wanted), (required, wanted)]
            case Not(child):
                stack.append((child, not wanted))
            case Weighted(child):
                stack.append((child, wanted))


def list_clauses(query: Query) -> list[Query]:
    """Return what a document must fulfil, each for itself: the parts that AND and + join.

    >>> [print_query(clause) for clause in list_clauses(Prefer(And((Word("a"), Word("b"))), Word("c")))]
    ['a', 'b']
    """
    match query:
        case And(children):
            return [clause for child in children for clause in list_clauses(child)]
        case Prefer(required):
            return list_clauses(required)
        case _:
            return [query]


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
        case Prefer(required, wanted):
            return f"+{_print_item(required)} {_print_item(wanted)}"
        case Not(child):
            return f"NOT {_print_item(child)}"
        case Weighted(child):
            return print_query(child)
        case _:
            return _print_leaf(query)


def _print_child(query: Query) -> str:
    printed = print_query(query)
    return f"({printed})" if isinstance(query, And | Or | Prefer) else printed


def _print_item(query: Query) -> str:
    """Return a tree as an item of a run of words, where a sign or NOT of its own would be one of the run."""
    printed = _print_child(query)
    return f"({printed})" if isinstance(query, Not) or printed[0] in _PREFIXES else printed


def print_text(node: Word | Phrase | Pattern) -> str:
    """Return a word, phrase or pattern in the query language, without its field.

    >>> print_text(Fuzzy("Tokayev", 2, "title")), print_text(Phrase("peace talks", slop=5))
    ('Tokayev~2', '"peace talks"~5')
    """
    match node:
        case Phrase(text, _, slop):
            return f"{_quote(text)}~{slop}" if slop else _quote(text)
        case Prefix(text):
            return f"{text}*"
        case Fuzzy(text, edits):
            return f"{text}~{edits}"
        case _:
            return node.text


def _quote(text: str) -> str:
    return f"«{text}»" if '"' in text else f'"{text}"'


def _print_leaf(query: Leaf) -> str:
    match query:
        case Word() | Phrase() | Prefix() | Wildcard() | Fuzzy():
            return print_text(query) if query.field == "text" else f"{query.field}:{print_text(query)}"
        case Value(field_name, value):
            plain = value.replace("-", "").isalnum()
            return f"{field_name}:{value if plain else _quote(value)}"
        case DateRange(first, last):
            return f"date:{first or ''}..{last or ''}" if first != last else f"date:{first}"
        case Glob(text):
            return f"path:{text if _BARE.fullmatch(text) else _quote(text)}"
        case Undated():
            return "date:unknown"
        case Every():
            return "*"
