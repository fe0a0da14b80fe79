"""Give the parameters of a request, get a query and SearchOptions; or what is wrong with them, in one line."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from searchcsto.options import SearchOptions, Sort

MAX_PAGE = 200  # hits of one answer; an export has all


class Filters(BaseModel):
    """A query and what it is restricted to: every question has these."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(description="The query, in the query language; * finds everything.")
    source: list[str] = Field([], max_length=100, description="Only these sources.")
    not_source: list[str] = Field([], max_length=100, description="Not these sources.")
    after: str | None = Field(None, description="From this day, month or year on, as in 2022-01.")
    before: str | None = Field(None, description="Until the day before this day, month or year.")
    undated: bool = Field(False, description="Only articles whose date is unknown.")

    def make_options(self, **more: Any) -> SearchOptions:
        """Return the options. Raises OptionInvalid."""
        return SearchOptions(
            sources=tuple(self.source),
            not_sources=tuple(self.not_source),
            after=self.after,
            before=self.before,
            undated=self.undated,
            **more,
        )


class SearchParameters(Filters):
    """What a search takes."""

    limit: int = Field(10, ge=0, le=MAX_PAGE, description="Hits in the answer.")
    offset: int = Field(0, ge=0, le=10**9, description="Hits to leave out before them.")
    sort: Sort = Field("score", description="Order.")
    snippets: int = Field(3, ge=0, le=20, description="Passages of each hit, at most.")

    def make_search(self) -> SearchOptions:
        """Return the options of the search. Raises OptionInvalid."""
        return self.make_options(limit=self.limit, offset=self.offset, sort=self.sort, snippets=self.snippets)


def describe_problems(problems: Sequence[Any], path: str) -> str:
    """Return in one line what is wrong with the parameters of a request, and what was perhaps meant."""
    return "; ".join(dict.fromkeys(_describe(problem, path) for problem in problems))


def _describe(problem: Any, path: str) -> str:
    name = str(problem["loc"][-1] if len(problem["loc"]) < 3 else problem["loc"][1])
    match problem["type"]:
        case "extra_forbidden":
            known = list(SearchParameters.model_fields)
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else "/api/docs lists them"
            return f"{path} has no parameter {name[:50]!r}; {hint}"
        case "missing":
            return f"the parameter {name} is missing"
        case _:
            return f"{name}: {problem['msg']}"
