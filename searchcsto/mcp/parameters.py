"""Give the arguments of a tool, get them checked; or what is wrong with them, in one line.

The descriptions are what a language model reads before it asks.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from searchcsto.errors import OptionInvalid
from searchcsto.options import SearchOptions, Sort
from searchcsto.periods import Unit

MAX_QUERY = 2000  # characters
MAX_QUERIES = 20  # of one count

_Parameters = TypeVar("_Parameters", bound="Parameters")


def _make_list(value: object) -> object:
    """Return a list for the single name that models often send in its place."""
    return [value] if isinstance(value, str) else value


Query = Annotated[
    str,
    Field(
        max_length=MAX_QUERY,
        description='Words (any of them; the best match first), "exact phrases", AND, OR, NOT, -word, peace*, '
        "source:TASS, date:2022-01..2022-03, lang:ru, place:minsk, title:word, path:*.pdf; * finds everything.",
    ),
]
Names = Annotated[list[str], BeforeValidator(_make_list), Field(max_length=100)]
Identifier = Annotated[str, Field(min_length=1, max_length=5000)]


class Parameters(BaseModel):
    """What a tool takes, and nothing else."""

    model_config = ConfigDict(extra="forbid")


class Filters(Parameters):
    """From which articles."""

    sources: Names = Field([], description="Only articles of any of these sources.")
    not_sources: Names = Field([], description="No articles of these sources.")
    after: str | None = Field(None, max_length=10, description="From this day, month or year on: 2022-01-06, 2022-01.")
    before: str | None = Field(None, max_length=10, description="Before this day, month or year (not included).")
    undated: bool = Field(False, description="Only articles whose date is unknown.")

    def make_options(self, **more: Any) -> SearchOptions:
        """Return the options. Raises OptionInvalid."""
        return SearchOptions(
            sources=tuple(self.sources),
            not_sources=tuple(self.not_sources),
            after=self.after,
            before=self.before,
            undated=self.undated,
            **more,
        )


class QueryParameters(Filters):
    """How a query is understood, and from which articles: the same for all that take one, so that numbers agree."""

    require_all: bool = Field(False, description="Words side by side mean all of them.")
    plain: bool = Field(False, description="The query is plain words; its signs mean nothing.")
    expand_aliases: bool = Field(True, description="Also search acronyms, aliases and other spellings of the words.")

    def make_options(self, **more: Any) -> SearchOptions:
        """Return the options. Raises OptionInvalid."""
        return super().make_options(
            require_all=self.require_all, plain=self.plain, expand_aliases=self.expand_aliases, **more
        )


class SearchParameters(QueryParameters):
    """What `search` takes."""

    query: Query
    limit: int = Field(10, ge=1, le=100, description="Hits to return, at most.")
    offset: int = Field(0, ge=0, le=10**6, description="Hits to leave out before them: next_offset of the last answer.")
    sort: Sort = Field("score", description="Best match, newest or oldest first.")
    snippets: int = Field(3, ge=0, le=10, description="Passages of each hit, at most.")
    boost_recent: float | None = Field(
        None,
        gt=0,
        le=36_500,
        description="Prefer newer articles: in so many days their advantage halves.",
    )
    max_characters: int = Field(20_000, ge=1000, le=200_000, description="Room for the hits; fewer come if it is full.")


class DocumentParameters(Parameters):
    """What `get_document` takes."""

    id: Identifier = Field(description="The id of a hit, or the address in its `cite`: then just that passage.")
    start: int | None = Field(
        None, ge=0, description="Offset of the first character; without it, where the article begins."
    )
    end: int | None = Field(None, ge=0, description="Offset behind the last character; without it, the end.")
    max_characters: int = Field(8000, ge=1, le=100_000, description="Characters of text to return, at most.")


class CountParameters(QueryParameters):
    """What `count` takes."""

    queries: Annotated[list[Query], BeforeValidator(_make_list)] = Field(
        min_length=1, max_length=MAX_QUERIES, description="One query or several; each is counted by itself."
    )


class TimelineParameters(QueryParameters):
    """What `timeline` takes."""

    query: Query
    by: Unit = Field("month", description="The length of a period.")
    limit: int = Field(120, ge=1, le=1000, description="Periods to return, the last ones.")


class FacetParameters(QueryParameters):
    """What `facets` takes."""

    query: Query = "*"
    field: str = Field(description="What to count by: source, year, month, week, day, language or place.")
    contains: str | None = Field(None, max_length=200, description="Only sources, languages or places with this text.")
    limit: int = Field(20, ge=1, le=500, description="Values to return: the most frequent, or the last of time.")


class SimilarParameters(Filters):
    """What `similar` takes."""

    id: Identifier = Field(description="The id of a hit.")
    limit: int = Field(10, ge=1, le=100, description="Articles to return, at most.")
    max_characters: int = Field(20_000, ge=1000, le=200_000, description="Room for them; fewer come if it is full.")


class StatusParameters(Parameters):
    """What `status` takes: nothing."""


def read_parameters(kind: type[_Parameters], arguments: Mapping[str, Any] | None, *, tool: str) -> _Parameters:
    """Return the arguments of a tool. Raises OptionInvalid."""
    try:
        return kind.model_validate(dict(arguments or {}))
    except ValidationError as problem:
        problems = sorted(problem.errors(include_url=False), key=lambda each: each["type"] != "extra_forbidden")
        lines = dict.fromkeys(_describe(each, kind, tool) for each in problems)
        raise OptionInvalid("; ".join(lines)) from None


def _describe(problem: Any, kind: type[Parameters], tool: str) -> str:
    name = str(problem["loc"][0])
    match problem["type"]:
        case "extra_forbidden":
            known = list(kind.model_fields)
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else f"it takes {', '.join(known) or 'none'}"
            return f"{tool} has no parameter {name[:50]!r}; {hint}"
        case "missing":
            return f"{tool} needs the parameter {name}"
        case _:
            return f"{name}: {problem['msg']}"
