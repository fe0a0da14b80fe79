"""Hold lists other than pages of hits: lines of a concordance, documents like another, answers to many queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from searchcsto.results import Hit

ConcordanceSort = Literal["document", "left", "right", "date"]


@dataclass(frozen=True, slots=True)
class ConcordanceLine:
    """A matched word, or all words of a matched phrase, with what stands left and right of it in the article."""

    id: str
    path: str
    start: int  # offset of the keyword in the document's text, in code points
    end: int
    left: str  # at most so wide as was asked for; runs of white space are one blank
    keyword: str  # literally as in the text
    right: str
    title: str | None
    date: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concordance:
    """Lines in the order that was asked for, and how much there is beyond them."""

    query: str
    interpreted: str
    lines: tuple[ConcordanceLine, ...]
    found: int  # lines in the documents that were read
    read: int  # documents that were read, the best first
    total: int  # documents that the query finds
    notices: tuple[str, ...] = ()


class SignificantWord(NamedTuple):
    """A word that sets a document apart from the others."""

    word: str  # as it stands in the document most often
    weight: float
    documents: int  # that have it, in any of its forms


@dataclass(frozen=True, slots=True)
class SimilarDocument:
    """A document that is like another, and the words of that one that it has, those that count most first."""

    hit: Hit
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SimilarDocuments:
    """The documents that are most like one, and the words that they were looked for with."""

    id: str
    title: str | None
    words: tuple[SignificantWord, ...]
    documents: tuple[SimilarDocument, ...]
    total: int  # documents that have any of these words, the one itself not counted
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchQuery:
    """One of many queries: its number (of its line, from 1), the id that was given to it or else that number."""

    number: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """What one of many queries finds, or why it could not be read."""

    query: BatchQuery
    total: int = 0
    ids: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    hits: tuple[Hit, ...] = ()  # the same documents, where more than ids was asked for
    problem: str = ""
