"""Say which fields the Whoosh index has, and give Whoosh our analysis for them.

| field    | holds                                                            |
| -------- | ---------------------------------------------------------------- |
| id       | the document's id, unique                                        |
| text     | stems of title (weighted) and body, with frequencies             |
| exact    | words of title and body, unstemmed, with positions               |
| title    | stems of the title                                               |
| title_exact | words of the title, unstemmed, with positions                 |
| source, language, place | the values, as they are                           |
| record   | stored: the document as JSON, without its text                   |
| content  | stored: the text                                                 |
| column   | a column: what facets, filters and ranking need, as JSON         |

The classes here are pickled into the index by Whoosh: their names and this module's name must stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh import analysis, columns, fields, formats

from searchcsto.analysis.terms import Analyzer
from searchcsto.analysis.words import find_words
from searchcsto.documents import Document
from searchcsto.engines.base import TITLE_WEIGHT

_SPAN_END = "\x1e"  # between spans of the body, and after the title: no phrase reaches across
_TITLE_END = "\x1f"
_GAP = 100  # positions

_analyzer = Analyzer()


class StemAnalysis(analysis.Analyzer):  # type: ignore[misc]  # Whoosh has no types
    """Give Whoosh the terms of the field `text`."""

    def __call__(self, value: str, **options: Any) -> Iterator[analysis.Token]:
        """Yield the tokens of a value, as Whoosh asks for them."""
        token = analysis.Token(positions=False, chars=False, removestops=True, mode="index")
        title, end, body = value.rpartition(_TITLE_END)
        terms = _analyzer.text_terms(title) * TITLE_WEIGHT + _analyzer.text_terms(body) if end else None
        for term in _analyzer.text_terms(value) if terms is None else terms:
            token.text = term
            token.boost = 1.0
            token.stopped = False
            yield token


class ExactAnalysis(analysis.Analyzer):  # type: ignore[misc]
    """Give Whoosh the terms of the field `exact`, with positions."""

    def __call__(self, value: str, **options: Any) -> Iterator[analysis.Token]:
        """Yield the tokens of a value, as Whoosh asks for them."""
        token = analysis.Token(positions=True, chars=False, removestops=True, mode="index")
        position = 0
        for span in value.replace(_TITLE_END, _SPAN_END).split(_SPAN_END):
            for term in _analyzer.exact_terms(span):
                token.text = term
                token.boost = 1.0
                token.stopped = False
                token.pos = position
                yield token
                position += 1
            position += _GAP


class TermsField(fields.FieldType):  # type: ignore[misc]
    """A field of our terms, with positions or without."""

    def __init__(self, analyzer: analysis.Analyzer, *, positions: bool) -> None:
        self.analyzer = analyzer
        self.format = formats.Positions() if positions else formats.Frequency()
        self.scorable = True
        self.stored = False
        self.unique = False
        self.vector = None
        self.column_type = None


def create_schema() -> fields.Schema:
    """Return the schema of a new index."""
    return fields.Schema(
        id=fields.ID(unique=True, stored=True),
        text=TermsField(StemAnalysis(), positions=False),
        exact=TermsField(ExactAnalysis(), positions=True),
        title=TermsField(StemAnalysis(), positions=False),
        title_exact=TermsField(ExactAnalysis(), positions=True),
        source=fields.KEYWORD(),
        language=fields.ID(),
        place=fields.ID(),
        record=fields.STORED(),
        content=fields.STORED(),
        column=fields.COLUMN(columns.VarBytesColumn()),
    )


def read_fields(document: Document) -> dict[str, Any]:
    """Return the text fields of a document as Whoosh's writer takes them."""
    body = _SPAN_END.join(_body_texts(document))
    title = _clean(document.title or "")
    return {
        "id": document.id,
        "text": title + _TITLE_END + body,
        "exact": title + _TITLE_END + body,
        "title": title,
        "title_exact": title,
        "source": list(document.sources),
        "language": document.language,
        "place": document.place,
    }


def count_length(document: Document) -> int:
    """Return how many terms the document has in the field `text`."""
    title = len(_analyzer.text_terms(document.title or ""))
    return title * TITLE_WEIGHT + sum(len(_analyzer.text_terms(text)) for text in _body_texts(document))


def query_terms(word: str) -> tuple[str | None, tuple[str, ...]]:
    """Return what a word of a query asks for: a term of `text`, or else the terms of a phrase in `exact`."""
    words = find_words(word)
    if len(words) == 1:
        terms = _analyzer.analyze(words[0])
        return terms.query, terms.exact
    return None, tuple(_analyzer.exact_terms(word))


def _body_texts(document: Document) -> list[str]:
    """Return the spans of the body, without the title where it stands among them: the title is counted by itself."""
    text, spans = document.text, document.body if document.body is not None else ((0, len(document.text)),)
    evidence = document.title_evidence
    parts: list[str] = []
    for start, end in spans:
        if evidence is not None and start <= evidence.start and evidence.end <= end:
            parts += [text[start : evidence.start], text[evidence.end : end]]
        else:
            parts.append(text[start:end])
    return [_clean(part) for part in parts if part.strip()]


def _clean(text: str) -> str:
    return text.replace(_SPAN_END, " ").replace(_TITLE_END, " ")
