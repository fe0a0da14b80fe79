"""Hold what a search answers: hits with snippets, the exact count of all hits, facets and notices."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from searchcsto.documents import Evidence, Precision, Span, Status


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage that stands literally in a document's text."""

    text: str
    start: int  # offset of the passage in the document's text, in code points
    highlights: tuple[Span, ...]  # matched words, as offsets within the passage
    cut_before: bool = False  # it begins within a sentence
    cut_after: bool = False  # it ends within a sentence


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found, with what is known about it."""

    rank: int  # 1 for the best, counted from the start of all hits, not of the page
    id: str
    path: str
    score: float
    title: str | None
    lead: str  # the first sentence of an article that has no title, to be shown in its place; else empty
    date: str | None
    date_precision: Precision | None
    date_status: Status
    date_evidence: Evidence | None
    sources: tuple[str, ...]
    language: str | None
    place: str | None
    snippets: tuple[Snippet, ...] = ()


class FacetValue(NamedTuple):
    """One value of a facet and how many of the hits have it."""

    value: str
    count: int  # type: ignore[assignment]  # a tuple has a method of this name, which nobody misses


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to one search: one page of hits, and counts over all of them."""

    query: str
    interpreted: str  # the query as it was understood, in the query language
    total: int  # how many documents match, exactly
    took_ms: float
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    undated: int = 0  # how many of all hits have no date
    notices: tuple[str, ...] = ()  # what the person who asked should know, one sentence each

    def __len__(self) -> int:
        return len(self.hits)
