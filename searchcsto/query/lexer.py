"""Give a query as it was typed, get its tokens, each with its place.

Signs have a meaning only where a person would expect it: `-` and `+` at the start of a word, `:` after a word that
could be a field, parentheses anywhere outside quotes, `~` and a number right behind a quote. Each character is looked
at once. Signs within words (`*`, `?`, `~`) are left to `patterns`.

Refused with the column: a query that is empty or too long, quotes that do not close, `~` without a number behind them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from searchcsto.errors import QueryInvalid

MAX_QUERY = 10_000  # characters
MAX_SLOP = 99  # more would reach from the title into the text, see `POSITION_GAP`

Kind = Literal["word", "phrase", "field", "open", "close", "minus", "plus", "and", "or", "not", "every"]

_QUOTES = {'"': '"', "“": '”“"', "„": '“”"', "«": "»", "”": '”"'}
_PLAIN = re.compile(r"[^\s()\"“”„«»]+")
_SLOP = re.compile(r"~(\d{1,9})(?![\w~])")
_FIELD = re.compile(r"([^\W\d][\w-]*):(?=[^\s)])")
ADDRESS = re.compile(r"(?:https?|ftp|mailto|www)[:.]", re.IGNORECASE)
_SIGNS: dict[str, Kind] = {"(": "open", ")": "close"}
_PREFIXES: dict[str, Kind] = {"-": "minus", "−": "minus", "+": "plus"}
_OPERATORS: dict[str, Kind] = {"AND": "and", "OR": "or", "NOT": "not", "*": "every"}


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `text` is without quotes, and without the colon of a field."""

    kind: Kind
    text: str
    start: int
    end: int
    slop: int = 0  # of a phrase


def read_tokens(query: str) -> list[Token]:
    """Cut a query into tokens.

    >>> [(token.kind, token.text) for token in read_tokens('-war source:"A B" peace-keeping')]
    [('minus', '-'), ('word', 'war'), ('field', 'source'), ('phrase', 'A B'), ('word', 'peace-keeping')]
    """
    if len(query) > MAX_QUERY:
        raise QueryInvalid(
            f"the query has {len(query):,} characters; at most {MAX_QUERY:,} are read", query=query, column=MAX_QUERY
        )
    tokens: list[Token] = []
    at = 0
    while at < len(query):
        if query[at].isspace():
            at += 1
            continue
        token = _read_token(query, at, after_field=bool(tokens) and tokens[-1].kind == "field")
        tokens.append(token)
        at = token.end + (token.kind == "field")
    if not tokens:
        raise QueryInvalid("the query is empty; * finds every document", query=query, column=0)
    return tokens


def _read_token(query: str, at: int, *, after_field: bool) -> Token:
    sign = query[at]
    if sign in _SIGNS:
        return Token(_SIGNS[sign], sign, at, at + 1)
    if sign in _QUOTES:
        return _read_phrase(query, at)
    if sign in _PREFIXES and not after_field and query[at + 1 : at + 2].strip() and query[at + 1] not in "+-−)":
        return Token(_PREFIXES[sign], sign, at, at + 1)
    match = _PLAIN.match(query, at)
    if match is None:  # a closing quote that nothing opened
        raise QueryInvalid(f"the quote {sign} closes nothing", query=query, column=at)
    field = None if after_field or ADDRESS.match(query, at) else _FIELD.match(query, at)
    if field is not None:
        return Token("field", field.group(1), at, field.end(1))
    text = match.group()
    kind: Kind = "word" if after_field else _OPERATORS.get(text, "word")
    return Token(kind, text, at, match.end())


def _read_phrase(query: str, at: int) -> Token:
    closing = _QUOTES[query[at]]
    ends = [end for end in (query.find(sign, at + 1) for sign in closing) if end >= 0]
    if not ends:
        raise QueryInvalid(f"the quote {query[at]} is not closed", query=query, column=at)
    end = min(ends) + 1
    slop = 0
    if query.startswith("~", end):
        match = _SLOP.match(query, end)
        slop = int(match.group(1)) if match else MAX_SLOP + 1
        if match is None or slop > MAX_SLOP:
            problem = f'behind a phrase, ~ needs a number of moves up to {MAX_SLOP}, as in "a b"~5'
            raise QueryInvalid(problem, query=query, column=end)
        end = match.end()
    return Token("phrase", query[at + 1 : min(ends)], at, end, slop)
