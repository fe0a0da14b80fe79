"""Give a field and its value as typed, get the node of the tree, or an error that points at the value.

| written                | finds documents                                   |
| ---------------------- | ------------------------------------------------- |
| title:word             | with the word (phrase, pattern) in the title      |
| source:tass            | of this source                                    |
| language:ru, lang:ru   | in this language                                  |
| place:minsk            | with this place in the dateline                   |
| date:2022-01           | dated in this year, month or on this day          |
| date:2022-01..2022-02  | from the first to the last; either may be left out |
| date:unknown           | without a date                                    |
| date-status:derived    | whose date is given, stated, derived or unknown   |
| date-rule:dateline     | whose date was read by this rule                  |
| source-status:stated   | the same of the first source                      |
| source-rule:credit     | the same of the first source                      |
| after:2022-01          | from its first day on                             |
| before:2022-02         | until the day before its first day                |
"""

from __future__ import annotations

import datetime
from typing import cast

from searchcsto.documents import date_range
from searchcsto.errors import DocumentInvalid, QueryInvalid
from searchcsto.query.lexer import Token
from searchcsto.query.patterns import read_word
from searchcsto.query.tree import DateRange, Phrase, Query, Undated, Value, ValueField

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
    "date-status": "date-status",
    "date-rule": "date-rule",
    "source-status": "source-status",
    "source-rule": "source-rule",
}


def read_field(name: Token, value: Token, *, query: str) -> Query:
    """Return the node for field:value. Raises QueryInvalid if the value does not fit the field."""
    span = (name.start, value.end)
    field = FIELDS[name.text.lower()]
    if not value.text.strip():
        raise QueryInvalid(f"{name.text}: needs a value that is not empty", query=query, column=value.start)
    if value.slop and field != "title":
        raise QueryInvalid(f"{name.text}: takes no ~", query=query, column=value.end - len(f"~{value.slop}"))
    match field:
        case "title":
            if value.kind == "phrase":
                return Phrase(value.text, "title", value.slop, span)
            return read_word(value, "title", span=span, query=query)
        case "after":
            return DateRange(_read_day(value.text, value.start, query)[0], None, span)
        case "before":
            day = _read_day(value.text, value.start, query)[0]
            if day == datetime.date.min:
                raise QueryInvalid(f"no day comes before {value.text}", query=query, column=value.start)
            return DateRange(None, day - datetime.timedelta(days=1), span)
        case "date":
            return _read_date(value, span, query)
        case _:
            return Value(cast(ValueField, field), value.text.strip(), span)


def _read_date(value: Token, span: tuple[int, int], query: str) -> Query:
    if value.text.lower() == "unknown":
        return Undated(span)
    first, dots, last = value.text.partition("..")
    if not dots:
        return DateRange(*_read_day(first, value.start, query), span)
    if not first and not last:
        raise QueryInvalid("date: needs a first or a last date around the dots", query=query, column=value.start)
    start = _read_day(first, value.start, query)[0] if first else None
    end = _read_day(last, value.start + len(first) + 2, query)[1] if last else None
    if start and end and start > end:
        raise QueryInvalid(f"the range {value.text} ends before it begins", query=query, column=value.start)
    return DateRange(start, end, span)


def _read_day(text: str, column: int, query: str) -> tuple[datetime.date, datetime.date]:
    try:
        return date_range(text)
    except DocumentInvalid as problem:
        raise QueryInvalid(str(problem), query=query, column=column) from None
