"""Hold why a query finds what it finds: its clauses and their counts, the parts of a score, other queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# Why a query is suggested: a word was misspelt, typed with the other keyboard, two words were run together, the words
# of a phrase stand near each other only, or a part of the query is left out.
Reason = Literal["spelling", "keyboard", "joined", "nearness", "relaxed"]


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a query, with those that it is made of."""

    kind: str  # "all of", "any of", "not", "word", "phrase", "prefix", "wildcard", "fuzzy", "date range", a field, ...
    query: str  # in the query language
    documents: int  # how many it finds by itself
    detail: str = ""  # what a word is searched as; what a document has instead
    words: tuple[tuple[str, int], ...] = ()  # of a pattern: the most frequent with the number of their documents
    word_count: int | None = None  # of a pattern: how many words are searched
    was_cut: bool = False  # of a pattern: there are more words than are searched
    holds: bool | None = None  # whether it finds the document that was asked about; None: none was
    children: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a query was understood, and how many documents each part of it finds."""

    tree: Clause
    filters: tuple[Clause, ...] = ()  # what the options ask for beside the query


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One of the parts that the score of a document is the sum of."""

    name: str  # "bm25", "exact", "proximity", "coverage", "feedback" or "recency"
    value: float
    detail: str  # of "bm25": the word, phrase or pattern as the query language writes it


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A query that finds something where the one asked finds nothing or little. It was not searched instead."""

    query: str  # as it can be typed, with the same options
    total: int  # how many documents it finds
    reason: Reason


@dataclass(frozen=True, slots=True)
class Completion:
    """A query that begins as it was typed, with its last word, field or value completed."""

    query: str
    documents: int | None = None  # that have the word; None for fields and values


@dataclass(frozen=True, slots=True)
class TypedSuggestions:
    """What may become of what somebody is typing."""

    query: str  # as typed so far
    completions: tuple[Completion, ...]
    corrections: tuple[Suggestion, ...]  # if it were the whole query: others that find more


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a query finds a document, and which clause is the reason if it does not."""

    id: str
    path: str
    title: str | None
    query: str
    interpreted: str
    total: int  # how many documents the query finds
    rank: int | None  # among them, 1 for the best; None if it is not found
    score: float | None
    score_parts: tuple[ScorePart, ...]
    explanation: Explanation  # every clause says whether it holds for this document
    failing: tuple[Clause, ...]  # the clauses that keep it from being found; none if it is found
    feedback: tuple[str, ...] = ()  # words of the best articles that order what is found, too

    @property
    def is_found(self) -> bool:
        """Whether the query finds the document."""
        return self.rank is not None
