"""Give the parameters of a request, get a query and SearchOptions; or what is wrong with them, in one line.

Each question has a class of parameters. `refuse_strange` refuses what the class does not have, and what comes twice.
"""

from __future__ import annotations

import datetime
import difflib
import functools
import typing
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints
from starlette.requests import Request

from searchcsto.errors import OptionInvalid
from searchcsto.lists import ConcordanceSort
from searchcsto.options import SearchOptions, Sort
from searchcsto.periods import Unit

MAX_PAGE = 200  # hits of one answer; an export has all
MAX_QUERIES = 50  # counted at once

_Name = Annotated[str, StringConstraints(max_length=500)]
# What other programs call it.
_MEANT = {
    "query": "q",
    "search": "q",
    "text": "q",
    "n": "limit",
    "size": "limit",
    "count": "limit",
    "rows": "limit",
    "page": "offset",
    "start": "offset",
    "from": "after",
    "since": "after",
    "to": "before",
    "until": "before",
    "order": "sort",
    "filter": "q",
}


class Filters(BaseModel):
    """A query and what it is restricted to: every question has these."""

    q: str = Field(description="The query, in the query language; * finds everything.")
    source: list[_Name] = Field([], max_length=100, description="Only these sources; repeat it for any of several.")
    not_source: list[_Name] = Field([], max_length=100, description="Not these sources.")
    after: str | None = Field(None, max_length=40, description="From this day, month or year on, as in 2022-01.")
    before: str | None = Field(None, max_length=40, description="Until the day before this day, month or year.")
    undated: bool = Field(False, description="Only articles whose date is unknown.")
    all: bool = Field(False, description="Words side by side mean all of them, not any.")
    plain: bool = Field(False, description="The query is plain words, and its signs mean nothing.")
    today: datetime.date | None = Field(None, description="The day from which last-30-days in a query counts.")
    expand_aliases: bool = Field(True, description="Search what means the same as a word, too.")

    language: list[str] = Field([], max_length=100, description="Only these languages.")
    not_language: list[str] = Field([], max_length=100, description="Not these languages.")
    place: list[str] = Field([], max_length=100, description="Only these places.")
    not_place: list[str] = Field([], max_length=100, description="Not these places.")
    not_date: list[str] = Field([], max_length=100, description="Not these years, months or days.")

    def make_options(self, **more: Any) -> SearchOptions:
        """Return the options. Raises OptionInvalid."""
        return SearchOptions(
            sources=tuple(self.source),
            not_sources=tuple(self.not_source),
            after=self.after,
            before=self.before,
            undated=self.undated,
            require_all=self.all,
            plain=self.plain,
            today=self.today,
            languages=tuple(self.language),
            not_languages=tuple(self.not_language),
            places=tuple(self.place),
            not_places=tuple(self.not_place),
            not_dates=tuple(self.not_date),
            expand_aliases=self.expand_aliases,
            **more,
        )


class Counted(Filters):
    """A query, what it is restricted to, and what is counted of what it finds."""

    facet: list[_Name] = Field(
        ["source", "year", "month", "language"],
        max_length=20,
        description="Count by source, year, month, week, day, language or place; source:20: 20 values; none: nothing.",
    )
    facet_search: str | None = Field(None, max_length=200, description="Only sources, languages, places with this.")
    disjunctive: bool = Field(False, description="Count each facet as if its own filter were not set.")

    def make_options(self, **more: Any) -> SearchOptions:
        """Return the options. Raises OptionInvalid."""
        facets = () if self.facet == ["none"] else tuple(self.facet)
        return super().make_options(
            facets=facets, facet_search=self.facet_search, disjunctive_facets=self.disjunctive, **more
        )


class WhyParameters(Filters):
    """What the question takes why a document is found or not."""

    boost_recent: float | None = Field(
        None, gt=0, le=100_000, description="Days in which the advantage of the newest articles is halved."
    )
    feedback: bool = Field(False, description="Let words of the best articles order the others.")

    def make_search(self) -> SearchOptions:
        """Return the options of the search. Raises OptionInvalid."""
        return self.make_options(boost_recent=self.boost_recent, feedback=self.feedback)


class SearchParameters(Counted):
    """What a search takes."""

    limit: int = Field(10, ge=0, le=MAX_PAGE, description="Hits in the answer.")
    offset: int = Field(0, ge=0, le=10**6, description="Hits to leave out before them.")
    sort: Sort = Field("score", description="Order.")
    snippets: int = Field(3, ge=0, le=20, description="Passages of each hit, at most.")
    width: int = Field(240, ge=20, le=2000, description="Letters of a passage, about.")
    boost_recent: float | None = Field(
        None, gt=0, le=100_000, description="Days in which the advantage of the newest articles is halved."
    )
    feedback: bool = Field(False, description="Let words of the best articles order the others.")
    explain: bool = Field(False, description="Say how the query was understood, and what each score is made of.")

    def make_search(self) -> SearchOptions:
        """Return the options of the search. Raises OptionInvalid."""
        return self.make_options(
            limit=self.limit,
            offset=self.offset,
            sort=self.sort,
            snippets=self.snippets,
            width=self.width,
            boost_recent=self.boost_recent,
            feedback=self.feedback,
            explain=self.explain,
        )


class FacetParameters(Counted):
    """What counting by facet takes."""

    def make_search(self) -> SearchOptions:
        """Return the options of the search. Raises OptionInvalid."""
        return self.make_options(limit=0, snippets=0)


class CountParameters(Filters):
    """What counting takes."""

    q: list[str] = Field(  # type: ignore[assignment]
        min_length=1, max_length=MAX_QUERIES, description="The query; repeat it to count several."
    )

    def make_search(self) -> SearchOptions:
        """Return the options of the search. Raises OptionInvalid."""
        return self.make_options(limit=0, snippets=0, facets=())


class TimelineParameters(Filters):
    """What a timeline takes."""

    by: Unit = Field("month", description="The length of a bucket.")
    series: int = Field(0, ge=0, le=100, description="So many sources get a series of their own.")


class ExportParameters(Filters):
    """What an export takes."""

    format: Literal["jsonl", "csv"] = Field("jsonl", description="A hit a line, or a table.")
    sort: Sort = Field("score", description="Order.")
    snippets: int = Field(0, ge=0, le=20, description="Passages of each hit, at most.")

    def make_search(self) -> SearchOptions:
        """Return the options of the search. Raises OptionInvalid."""
        return self.make_options(sort=self.sort, snippets=self.snippets, facets=())


class SuggestParameters(BaseModel):
    """What a suggestion takes."""

    q: str = Field(max_length=1000, description="What was typed so far.")
    limit: int = Field(10, ge=1, le=50, description="Suggestions of each kind, at most.")


class SimilarParameters(BaseModel):
    """What looking for similar documents takes."""

    source: list[_Name] = Field([], max_length=100, description="Only these sources; repeat it for any of several.")
    not_source: list[_Name] = Field([], max_length=100, description="Not these sources.")
    after: str | None = Field(None, max_length=40, description="From this day, month or year on, as in 2022-01.")
    before: str | None = Field(None, max_length=40, description="Until the day before this day, month or year.")
    undated: bool = Field(False, description="Only articles whose date is unknown.")
    limit: int = Field(10, ge=0, le=MAX_PAGE, description="Documents in the answer.")
    offset: int = Field(0, ge=0, le=10**6, description="Documents to leave out before them.")

    def make_search(self) -> SearchOptions:
        """Return the options of the search. Raises OptionInvalid."""
        return SearchOptions(
            limit=self.limit,
            offset=self.offset,
            sources=tuple(self.source),
            not_sources=tuple(self.not_source),
            after=self.after,
            before=self.before,
            undated=self.undated,
            snippets=0,
        )


class ConcordanceParameters(Filters):
    """What a concordance takes."""

    limit: int = Field(50, ge=0, le=1000, description="Lines in the answer.")
    sort: ConcordanceSort = Field("document", description="Order: as they stand, by the context, or by date.")
    width: int = Field(60, ge=0, le=500, description="Letters left and right of the word.")


class DocumentParameters(BaseModel):
    """What a document takes."""

    raw: bool = Field(False, description="The text alone, as it was read, instead of JSON.")


def refuse_strange(request: Request) -> None:
    """Refuse parameters that a question does not have, and several values for one. Raises OptionInvalid."""
    known = list_parameters(request.scope["endpoint"])
    path = request.url.path
    for name, count in Counter(name for name, _ in request.query_params.multi_items()).items():
        if name not in known:
            raise OptionInvalid(f"{path} has no parameter {name[:50]!r}; {_hint(name, known)}")
        if count > 1 and not known[name]:
            raise OptionInvalid(f"{name} is given {count} times; {path} takes one")


@functools.cache
def list_parameters(endpoint: Callable[..., Any]) -> Mapping[str, bool]:
    """Return the names of the parameters of a question, each with whether it may be repeated."""
    found: dict[str, bool] = {}
    for kind in typing.get_type_hints(endpoint).values():
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            for name, field in kind.model_fields.items():
                found[name] = typing.get_origin(field.annotation) is list
    return found


def _hint(name: str, known: Mapping[str, bool]) -> str:
    if not known:
        return "it takes none"
    meant = _MEANT.get(name.lower(), "")
    near = [meant] if meant in known else difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.5)
    return f"did you mean {near[0]}?" if near else "/api/docs lists them"


def describe_problems(problems: Sequence[Any], path: str) -> str:
    """Return in one line what is wrong with the parameters of a request."""
    return "; ".join(dict.fromkeys(_describe(problem, path) for problem in problems))


def _describe(problem: Any, path: str) -> str:
    name = str(problem["loc"][-1] if len(problem["loc"]) < 3 else problem["loc"][1])
    match problem["type"]:
        case "extra_forbidden":
            return f"{path} has no parameter {name[:50]!r}"
        case "missing":
            return f"{path} needs the parameter {name}"
        case "literal_error":
            return f"{name} must be {problem['ctx']['expected']}, not {problem['input'][:50]!r}"
        case _:
            message = str(problem["msg"]).replace("Input should", "it should")
            given = f", not {problem['input'][:50]!r}" if isinstance(problem["input"], str) else ""
            return f"{name}: {message}{given}"
