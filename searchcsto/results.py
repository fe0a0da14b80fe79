"""Hold what a search answers: hits with snippets, the exact count of all hits, facets and notices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, overload

from searchcsto.documents import Evidence, Precision, Span, Status
from searchcsto.reasons import Explanation, ScorePart, Suggestion


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
    score_parts: tuple[ScorePart, ...] = ()  # if they were asked for


class FacetValue(NamedTuple):
    """One value of a facet and how many of the hits have it."""

    value: str
    count: int  # type: ignore[assignment]  # a tuple has a method of this name, which nobody misses


class FacetSummary(NamedTuple):
    """What the values of a facet leave unsaid.

    `documents` are the hits; with `SearchOptions.disjunctive_facets`, those that there would be without this facet's
    own filter. Of them, `without` have no value (an unknown source, no date), and `imprecise` have a date, but one
    that is not known to the day, week or month that the facet counts.
    """

    size: int  # how many values there are (that `facet_search` finds), of which those in `Results.facets` are shown
    documents: int
    without: int
    imprecise: int = 0
    excluded: tuple[FacetValue, ...] = ()  # sources that `not_sources` excludes, with the hits they would have

    def was_cut(self, shown: Sequence[FacetValue]) -> bool:
        """Return whether there are more values than these."""
        return len(shown) < self.size


class Hits(Sequence[Hit]):
    """The hits of one page, each read from the index when it is first looked at; otherwise like a tuple.

    >>> hits = Hits(3, lambda place: f"hit {place}")
    >>> len(hits), hits[0], hits[-1], hits[1:]
    (3, 'hit 0', 'hit 2', ('hit 1', 'hit 2'))
    """

    __slots__ = ("_hits", "_load")

    def __init__(self, size: int, load: Callable[[int], Hit]) -> None:
        self._load = load
        self._hits: list[Hit | None] = [None] * size

    def __len__(self) -> int:
        return len(self._hits)

    @overload
    def __getitem__(self, place: int) -> Hit: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Hit, ...]: ...

    def __getitem__(self, place: int | slice) -> Hit | tuple[Hit, ...]:
        if isinstance(place, slice):
            return tuple(self[number] for number in range(*place.indices(len(self._hits))))
        hit = self._hits[place]
        if hit is None:
            hit = self._hits[place] = self._load(place if place >= 0 else place + len(self._hits))
        return hit

    def stream(self) -> Iterator[Hit]:
        """Yield each hit and keep none: for lists that are longer than memory."""
        yield from map(self._load, range(len(self._hits)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hits | tuple) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def __reduce__(self) -> tuple[type[tuple[Hit, ...]], tuple[tuple[Hit, ...]]]:
        return tuple, (tuple(self),)


class Suggestions(Sequence[Suggestion]):
    """Other queries, looked for when they are first looked at; otherwise like a tuple.

    >>> suggestions = Suggestions(lambda: (Suggestion("peace", 3, "spelling"),))
    >>> len(suggestions), suggestions[0].query
    (1, 'peace')
    """

    __slots__ = ("_find", "_found")

    def __init__(self, find: Callable[[], tuple[Suggestion, ...]]) -> None:
        self._find = find
        self._found: tuple[Suggestion, ...] | None = None

    def _load(self) -> tuple[Suggestion, ...]:
        if self._found is None:
            self._found = self._find()
        return self._found

    def __len__(self) -> int:
        return len(self._load())

    @overload
    def __getitem__(self, place: int) -> Suggestion: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Suggestion, ...]: ...

    def __getitem__(self, place: int | slice) -> Suggestion | tuple[Suggestion, ...]:
        return self._load()[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Suggestions | tuple) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(self._load())

    def __repr__(self) -> str:
        return repr(self._load())

    def __reduce__(self) -> tuple[type[tuple[Suggestion, ...]], tuple[tuple[Suggestion, ...]]]:
        return tuple, (self._load(),)


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to one search: one page of hits, and counts over all of them."""

    query: str
    interpreted: str  # the query as it was understood, in the query language
    total: int  # how many documents match, exactly
    took_ms: float  # to find, count and rank; hits are read when they are looked at
    hits: Sequence[Hit]
    facets: dict[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    undated: int = 0  # how many of all hits have no date
    notices: tuple[str, ...] = ()  # what the person who asked should know, one sentence each
    explanation: Explanation | None = None  # if it was asked for
    suggestions: Sequence[Suggestion] = ()  # the best first; looked for when they are first looked at

    facet_summaries: dict[str, FacetSummary] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.hits)
