"""Give a query as it was typed, get its tree, or an error that points at the column.

    query    = both ("OR" both)*            AND binds tighter than OR,
    both     = run ("AND" run)*             and words side by side tighter than both
    run      = item+
    item     = ("-" | "+" | "NOT")* (word | "phrase" ["~" number] | pattern | field | "*" | "(" query ")")
               | "(" word "=" word ("=" word)* ")"      phrases and patterns, too, but all of one field
    pattern  = a word with * or ?, or word "~" [1 | 2], or word "="
    field    = name ":" (value | "(" query of values ")")

A run of words finds documents with any of them, best match first, or with `require_all` those with all. In it `-x` and
`NOT x` exclude, `+x` requires, and a field that names a property (source, date, language, place, path) restricts;
several values of one field mean any of them. `title:word` is a word to be found in the title; a field before
parentheses is that of everything in them. `(a = b)` finds either, and ranks as one word. Operators are written in
capitals: `and`, `or` and `not` are words.

Limits: 10,000 characters, and parentheses 100 deep. Time is linear in the length.
"""

from __future__ import annotations

import datetime
import functools
from dataclasses import dataclass, field

from searchcsto.errors import QueryInvalid
from searchcsto.query.fields import FIELDS, read_field
from searchcsto.query.lexer import Token, read_tokens
from searchcsto.query.patterns import make_phrase, read_word
from searchcsto.query.tree import (
    And,
    DateRange,
    Every,
    Fuzzy,
    Glob,
    Not,
    Or,
    Phrase,
    Prefer,
    Prefix,
    Query,
    Synonyms,
    Undated,
    Value,
    Wildcard,
    Word,
)

MAX_DEPTH = 100


def parse_query(query: str, *, require_all: bool = False, today: datetime.date | None = None) -> Query:
    """Return the tree of a query. Raises QueryInvalid.

    With `require_all` words side by side mean all of them. Dates like "last-30-days" count from `today`, by default
    the day on which this is called.

    >>> parse_query("peace")
    Word(text='peace', field='text', span=(0, 5))
    >>> parse_query("peace talks", require_all=True) == parse_query("peace AND talks")
    True
    """
    # The day is part of what is remembered: a query that was read yesterday is read again.
    return _parse(query, require_all, today or datetime.date.today())


@functools.lru_cache(maxsize=256)
def _parse(query: str, require_all: bool, today: datetime.date) -> Query:
    parser = _Parser(query, read_tokens(query), require_all=require_all, today=today)
    tree = parser.read_query(0)
    if parser.token is not None:
        raise parser.error("this parenthesis closes nothing")
    return tree


@dataclass(slots=True)
class _Run:
    """What a run of items says: what is wanted, required, restricted and excluded."""

    wanted: list[Query] = field(default_factory=list)
    required: list[Query] = field(default_factory=list)
    restrictions: dict[str, list[Query]] = field(default_factory=dict)
    excluded: list[Query] = field(default_factory=list)

    def tree(self, *, require_all: bool) -> Query:
        if require_all:
            found = [*self.required, *self.wanted]
        elif self.required and self.wanted:
            # What is only wanted adds to the score of what is required, and finds nothing by itself.
            found = [Prefer(_join(And, self.required), _join(Or, self.wanted))]
        else:
            found = self.required or ([_join(Or, self.wanted)] if self.wanted else [])
        restrictions = [_join(Or, values) for values in self.restrictions.values()]
        return _join(And, [*found, *restrictions, *self.excluded])


def _join(kind: type[And] | type[Or], parts: list[Query]) -> Query:
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


class _Parser:
    """Read tokens from left to right; `token` is the next one, None at the end."""

    def __init__(self, query: str, tokens: list[Token], *, require_all: bool, today: datetime.date) -> None:
        self._query = query
        self._tokens = tokens
        self._require_all = require_all
        self._today = today
        self._at = 0
        self._group: Token | None = None  # the field before the parentheses that are being read

    @property
    def token(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def error(self, problem: str, token: Token | None = None) -> QueryInvalid:
        token = token or self.token
        return QueryInvalid(problem, query=self._query, column=token.start if token else len(self._query))

    def read_query(self, depth: int) -> Query:
        return self._read_chain("or", Or, depth)

    def _read_chain(self, operator: str, kind: type[And] | type[Or], depth: int) -> Query:
        parts = [self._read_operand(operator, depth)]
        while self.token is not None and self.token.kind == operator:
            self._at += 1
            parts.append(self._read_operand(operator, depth))
        return _join(kind, parts)

    def _read_operand(self, operator: str, depth: int) -> Query:
        return self._read_chain("and", And, depth) if operator == "or" else self._read_run(depth)

    def _read_run(self, depth: int) -> Query:
        run = _Run()
        if self.token is None or self.token.kind in ("and", "or", "close"):
            raise self.error(self._describe_gap())
        while self.token is not None and self.token.kind not in ("and", "or", "close"):
            self._read_item(run, depth)
        return run.tree(require_all=self._require_all)

    def _describe_gap(self) -> str:
        before = self._tokens[self._at - 1] if self._at else None
        if before is not None and before.kind in ("and", "or"):
            return f"{before.text} needs something to find after it"
        if before is not None and before.kind == "open":
            return "there is nothing in these parentheses" if self.token else "this parenthesis is not closed"
        if self.token is not None and self.token.kind == "close":
            return "this parenthesis closes nothing"
        return f"{self.token.text} needs something to find before it" if self.token else "the query ends too early"

    def _read_item(self, run: _Run, depth: int) -> None:
        start = self._at
        required, negative = False, False
        while self.token is not None and self.token.kind in ("minus", "plus", "not"):
            negative ^= self.token.kind in ("minus", "not")
            required |= self.token.kind == "plus"
            self._at += 1
        if self.token is None or self.token.kind in ("and", "or", "close"):
            raise self.error(f"{self._tokens[self._at - 1].text} needs something to find after it")
        node = self._read_primary(depth)
        span = (self._tokens[start].start, self._tokens[self._at - 1].end)
        if negative:
            run.excluded.append(Not(node, span))
        elif required:
            run.required.append(node)
        elif (name := self._find_restriction(node, start)) is not None:
            run.restrictions.setdefault(name, []).append(node)
        else:
            run.wanted.append(node)

    def _find_restriction(self, node: Query, start: int) -> str | None:
        """Return the field that a node restricts, None for what is to be found in the text or the title."""
        # after: and before: are fields of their own, so that they narrow each other.
        token = self._group or self._tokens[start]
        name = FIELDS.get(token.text.lower()) if token.kind == "field" else None
        if name is None:
            return type(node).__name__ if isinstance(node, Value | DateRange | Undated | Glob) else None
        return None if name == "title" else name

    def _read_primary(self, depth: int) -> Query:
        token = self.token
        assert token is not None  # the caller has looked
        self._at += 1
        span = (token.start, token.end)
        if token.kind == "open":
            return self._read_group(token, depth)
        if token.kind == "field":
            return self._read_field(token, depth)
        if self._group is not None:
            return read_field(self._group, token, query=self._query, today=self._today)
        if token.kind == "phrase":
            return make_phrase(token.text, "text", span=span, slop=token.slop)
        if token.kind == "every":
            return Every(span)
        if token.text.endswith(":") and token.text[:-1].lower() in FIELDS:
            raise self.error(f"{token.text} needs a value right after it, without a space", token)
        return read_word(token, "text", span=span, query=self._query)

    def _read_group(self, opening: Token, depth: int) -> Query:
        if depth >= MAX_DEPTH:
            raise self.error(f"parentheses are nested more than {MAX_DEPTH} deep", opening)
        if self.token is None:
            raise self.error("this parenthesis is not closed", opening)
        tree = self._read_synonyms(depth) or self.read_query(depth + 1)
        if self.token is None or self.token.kind != "close":
            raise self.error("this parenthesis is not closed", opening)
        self._at += 1
        return tree

    def _read_synonyms(self, depth: int) -> Query | None:
        """Return what stands in parentheses as "a = b", None if something else does."""
        start = self._at
        nodes: list[Query] = []
        while self.token is not None and self.token.kind in ("word", "phrase", "field") and not self._is_at_equals():
            nodes.append(self._read_primary(depth))
            if not self._is_at_equals():
                break
            self._at += 1
        words = tuple(node for node in nodes if isinstance(node, Word | Phrase | Prefix | Wildcard | Fuzzy))
        is_whole = self.token is not None and self.token.kind == "close" and not self._is_at_equals(-1)
        if is_whole and len(words) == len(nodes) > 1 and len({node.field for node in words}) == 1:
            return Synonyms(words)
        self._at = start
        return None

    def _is_at_equals(self, step: int = 0) -> bool:
        token = self._tokens[self._at + step] if self._at + step < len(self._tokens) else None
        return token is not None and (token.kind, token.text) == ("word", "=")

    def _read_field(self, name: Token, depth: int) -> Query:
        value = self.token
        if FIELDS.get(name.text.lower()) is None:
            known = ", ".join(f"{field}:" for field in FIELDS)
            raise self.error(f'there is no field {name.text}:, only {known} — or put "quotes" around it', name)
        if self._group is not None:
            raise self.error(f"{name.text}: cannot stand in the parentheses of {self._group.text}:", name)
        if value is None or value.kind not in ("word", "phrase", "open"):
            raise self.error(f"{name.text}: needs a value right after it", name)
        self._at += 1
        if value.kind != "open":
            return read_field(name, value, query=self._query, today=self._today)
        self._group = name
        tree = self._read_group(value, depth)
        self._group = None
        return tree
