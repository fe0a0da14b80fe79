"""Say which fields Whoosh sees in the index, and how it turns words of a query into terms.

| field                   | terms                          | stored   | column | use in Whoosh                         |
| ----------------------- | ------------------------------ | -------- | ------ | ------------------------------------- |
| text                    | stems, the title's included    | yes      |        | words, highlights                     |
| title                   | stems                          | yes      |        | words of the title                    |
| exact                   | unstemmed words with positions |          |        | phrases, spans, patterns, suggestions |
| id                      | the id                         | yes      | yes    | one document                          |
| source, language, place | values, however written        | yes      | yes    | filters, groups                       |
| year, month             | 2022, 2022-01                  |          | yes    | groups                                |
| date                    | every day it may be            | as known | yes    | ranges, sorting (by the first day)    |
| path, date_status       |                                | yes      |        |                                       |
| sha256                  |                                | yes      |        |                                       |

Words are analysed by `analysis.terms`, so that Whoosh's own QueryParser asks for the terms that searchcsto asks for.
Phrases are asked of `exact`: `text` has no positions, and Whoosh says so.

    QueryParser("text", schema).parse('peacekeepers exact:"peace talks" source:al-jazeera date:[2022-01 TO 2022-02]')

A pickle of the schema only says where it is made, so that an index written next to Whoosh 2.7.4 opens in whoosh3 and
the other way round. Nothing can be written through Whoosh: adding, deleting and committing raise a SearchError.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from whoosh import analysis, columns, fields, formats

from searchcsto.analysis.stems import Stemmer
from searchcsto.analysis.terms import Analyzer
from searchcsto.analysis.values import value_key
from searchcsto.analysis.words import find_word_spans, fold
from searchcsto.engines.whoosh.codec.dictionary import decode_key, encode_key
from searchcsto.errors import SearchError

NO_DATE = (1 << 64) - 1  # in the column `date`; Whoosh's own value for none
STORED = ("id", "path", "title", "text", "source", "date", "date_status", "language", "place", "sha256")

_WILDCARDS = "*?[]-!"


def refuse_writing() -> NoReturn:
    """Raise the one error for every way to change the index through Whoosh."""
    raise SearchError("this index is written by searchcsto index, not through Whoosh")


class WordAnalyzer(analysis.Analyzer):  # type: ignore[misc]  # Whoosh has no types
    """Turn text into tokens: stems for "text" and "title", words with positions for "exact".

    >>> [token.text for token in WordAnalyzer(stems=True)("The peace-keepers", mode="query")]
    ['the', 'peacekeep']
    >>> [(token.text, token.pos) for token in WordAnalyzer(stems=False)("The peace-keepers", positions=True)]
    [('the', 0), ('peace', 1), ('keepers', 2)]
    """

    def __init__(self, *, stems: bool) -> None:
        self._stems = stems
        self._analyzer = Analyzer(Stemmer())

    def __call__(
        self, value: str, *, start_pos: int = 0, start_char: int = 0, mode: str = "", **options: Any
    ) -> Iterator[analysis.Token]:
        """Yield the tokens of a text; with mode "query", the one term of `text` that a query for a word asks for.

        With tokenize=False the text is a pattern of a query, and one token.
        """
        token = analysis.Token(mode=mode, **options)
        if not options.get("tokenize", True):
            yield _fill(token, fold(value), 0, len(value))
            return
        position = start_pos
        for start, end in find_word_spans(value):
            word = self._analyzer.analyze(value[start:end])
            terms = word.exact
            if self._stems:
                terms = (word.query,) if mode == "query" and word.query is not None else word.text
            for place, term in enumerate(terms):
                token.pos = position + (0 if self._stems else place)
                yield _fill(token, term, start + start_char, end + start_char)
            position += len(word.exact)


class ValueAnalyzer(analysis.Analyzer):  # type: ignore[misc]  # Whoosh has no types
    """Turn a source, language or place into the one token by which it is compared."""

    def __call__(self, value: str, *, start_char: int = 0, mode: str = "", **options: Any) -> Iterator[analysis.Token]:
        """Yield the token of a value."""
        token = analysis.Token(mode=mode, pos=0, **options)
        key = value_key(value)
        if not options.get("tokenize", True):  # a pattern of a query
            key = "".join(letter for letter in fold(value) if letter.isalnum() or letter in _WILDCARDS)
        yield _fill(token, key, start_char, start_char + len(value))


def _fill(token: analysis.Token, text: str, start: int, end: int) -> analysis.Token:
    token.text = token.original = text
    token.startchar, token.endchar = start, end
    return token


class BytesColumn(columns.VarBytesColumn):  # type: ignore[misc]  # Whoosh has no types
    """The type of the columns of text."""

    def writer(self, dbfile: Any) -> NoReturn:
        """Refuse: this is where Whoosh begins to copy a segment."""
        refuse_writing()


class DaysColumn(columns.NumericColumn):  # type: ignore[misc]  # Whoosh has no types
    """The type of the column of dates."""

    def writer(self, dbfile: Any) -> NoReturn:
        """Refuse."""
        refuse_writing()


class SourcesColumn(BytesColumn):
    """The type of the column of sources: there may be several."""

    def stores_lists(self) -> bool:
        """Say yes."""
        return True

    def default_value(self, reverse: bool = False) -> tuple[str, ...]:
        """Return what a document without sources has."""
        return ("",)


class ReadOnlyField(fields.FieldType):  # type: ignore[misc]  # Whoosh has no types
    """A field that no writer of Whoosh can write, with terms in the index's own UTF-8."""

    def separate_spelling(self) -> NoReturn:
        """Refuse: only writers ask this, for every field of a document that is added."""
        refuse_writing()

    def to_bytes(self, value: Any) -> bytes:
        """Return a term as it is stored."""
        value = value[0] if isinstance(value, list | tuple) else value
        return value if isinstance(value, bytes) else encode_key(value)

    def from_bytes(self, bs: bytes) -> str:
        """Return a stored term as text."""
        return decode_key(bs)

    def to_column_value(self, value: Any) -> bytes:
        """Return a value as it is in the column."""
        return ReadOnlyField.to_bytes(self, value)

    def from_column_value(self, value: Any) -> Any:
        """Return a value of the column as text; of several, all."""
        return value if isinstance(value, tuple) else decode_key(value)


class WordField(ReadOnlyField):
    """A field of words."""

    def __init__(self, format_: formats.Format, *, stems: bool, stored: bool) -> None:
        super().__init__(format_, WordAnalyzer(stems=stems), scorable=True, stored=stored)
        self.multitoken_query = "and" if stems else "phrase"


class IdField(ReadOnlyField):
    """A field of whole values that are compared letter by letter."""

    def __init__(self, *, stored: bool, unique: bool = False) -> None:
        super().__init__(
            formats.Existence(), analysis.IDAnalyzer(), stored=stored, unique=unique, sortable=BytesColumn()
        )


class ValueField(ReadOnlyField):
    """A field of values that are found however they are written."""

    def __init__(self, column: columns.Column) -> None:
        super().__init__(formats.Existence(), ValueAnalyzer(), stored=True, sortable=column)

    def to_bytes(self, value: Any) -> bytes:
        """Return the term of a value."""
        value = value[0] if isinstance(value, list | tuple) else value
        return value if isinstance(value, bytes) else encode_key(value_key(value))


class StoredField(ReadOnlyField):
    """A field that is only stored."""

    indexed = False

    def __init__(self) -> None:
        super().__init__(None, None, stored=True)


class DateField(fields.DATETIME):  # type: ignore[misc]  # Whoosh has no types
    """The days from which a document may be; sorts by the first."""

    def __init__(self) -> None:
        super().__init__(stored=True, sortable=DaysColumn("Q", default=NO_DATE))
        self.shift_step = 0  # no terms for groups of days: there are few enough days

    def separate_spelling(self) -> NoReturn:
        """Refuse: only writers ask this."""
        refuse_writing()

    def from_column_value(self, value: int) -> datetime.datetime | None:
        """Return a first day, None for none."""
        return None if abs(value) == NO_DATE else super().from_column_value(abs(value))


class ArticleSchema(fields.Schema):  # type: ignore[misc]  # Whoosh has no types
    """The fields of the index. Whoosh cleans a schema just before it writes it: that is where a commit is refused."""

    def __init__(self, **named: fields.FieldType) -> None:
        super().__init__(**named)
        self.is_writable = False

    def __reduce__(self) -> tuple[Callable[[], ArticleSchema], tuple[()]]:
        return make_schema, ()

    def clean(self) -> None:
        """Refuse, unless it is searchcsto that writes."""
        if not self.is_writable:
            refuse_writing()
        super().clean()


def make_schema() -> ArticleSchema:
    """Return the schema.

    >>> from whoosh.qparser import QueryParser
    >>> print(QueryParser("text", make_schema()).parse("peacekeepers source:Al-Jazeera"))
    (text:peacekeep AND source:aljazeera)
    """
    return ArticleSchema(
        text=WordField(formats.Frequency(), stems=True, stored=True),
        title=WordField(formats.Frequency(), stems=True, stored=True),
        exact=WordField(formats.Positions(), stems=False, stored=False),
        id=IdField(stored=True, unique=True),
        source=ValueField(SourcesColumn()),
        language=ValueField(BytesColumn()),
        place=ValueField(BytesColumn()),
        year=IdField(stored=False),
        month=IdField(stored=False),
        date=DateField(),
        path=StoredField(),
        date_status=StoredField(),
        sha256=StoredField(),
    )
