"""Give a field and its value as typed, get the node of the tree, or an error that points at the value.

| written                | finds documents                                   |
| ---------------------- | ------------------------------------------------- |
| title:word             | with the word (phrase, pattern) in the title      |
| source:tass            | of this source                                    |
| language:ru, lang:ru   | in this language                                  |
| place:minsk            | with this place in the dateline                   |
| path:*.pdf             | whose file has such a name, see `tree.Glob`       |
| date:2022-01, after:, before: | of a time, see `dates`                     |
| date:unknown           | without a date (source:, language:, place: alike) |
| date:*                 | with a date (source:, language:, place: alike)    |
| date-status:derived    | whose date is given, stated, derived or unknown   |
| date-rule:dateline     | whose date was read by this rule                  |
| source-status:stated   | the same of the first source                      |
| source-rule:credit     | the same of the first source                      |
"""

from __future__ import annotations

import datetime
from typing import cast

from searchcsto.errors import QueryInvalid
from searchcsto.query.dates import read_after, read_before, read_date
from searchcsto.query.lexer import Token
from searchcsto.query.patterns import make_phrase, read_word
from searchcsto.query.tree import Glob, Not, Query, Undated, Value, ValueField

# What may be typed before a colon, and what it means.
FIELDS = {
    "title": "title",
    "source": "source",
    "date": "date",
    "after": "after",
    "before": "before",
    "language": "language",
    "lang": "language",
    "place": "place",
    "path": "path",
    "date-status": "date-status",
    "date-rule": "date-rule",
    "source-status": "source-status",
    "source-rule": "source-rule",
}
_MAY_LACK = ("source", "language", "place")


def read_field(name: Token, value: Token, *, query: str, today: datetime.date) -> Query:
    """Return the node for field:value. Raises QueryInvalid if the value does not fit the field."""
    span = (min(name.start, value.start), value.end)
    field = FIELDS[name.text.lower()]
    text = value.text.strip()
    if not text:
        raise QueryInvalid(f"{name.text}: needs a value that is not empty", query=query, column=value.start)
    if value.slop and field != "title":
        raise QueryInvalid(f"{name.text}: takes no ~", query=query, column=value.end - len(f"~{value.slop}"))
    is_any = text == "*" and value.kind != "phrase"
    match field:
        case "title":
            if value.kind == "phrase":
                return make_phrase(value.text, "title", span=span, slop=value.slop)
            return read_word(value, "title", span=span, query=query)
        case "after":
            return read_after(value, span=span, query=query, today=today)
        case "before":
            return read_before(value, span=span, query=query, today=today)
        case "date":
            return Not(Undated(span), span) if is_any else read_date(value, span=span, query=query, today=today)
        case "path":
            return Glob(text, span)
        case _:
            if is_any and field in _MAY_LACK:
                return Not(Value(cast(ValueField, field), "unknown", span), span)
            return Value(cast(ValueField, field), text, span)
