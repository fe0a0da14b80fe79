"""Give the address of a page, get what it shows: the filters that the API has too, and what is only on the page."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from searchcsto.options import SearchOptions, Sort
from searchcsto.web.parameters import Filters

PAGE_SIZE = 20
_LAST_OFFSET = 100_000  # nobody turns more pages than that; an export has all
_MORE = 200  # values of a facet that is shown as a whole

FacetName = Literal["source", "place", "language"]
FACET_SIZES: dict[FacetName, int] = {"source": 12, "place": 10, "language": 8}


class PageParameters(Filters):
    """What an address of the page may hold."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field("", description="The query; without one the page shows everything.")
    sort: Sort | None = None  # the best first, or the newest where there is no query
    offset: int = Field(0, ge=0, le=_LAST_OFFSET)
    more: list[FacetName] = Field([], max_length=3)  # facets shown as a whole
    in_source: str = Field("", max_length=100)  # values that contain this
    in_place: str = Field("", max_length=100)
    in_language: str = Field("", max_length=100)

    @property
    def query(self) -> str:
        """The query that is asked: everything, if nothing was typed."""
        return self.q.strip() or "*"

    @property
    def order(self) -> Sort:
        """The order that is asked for."""
        return self.sort or ("score" if self.q.strip() not in ("", "*") else "newest")

    def make_search(self) -> SearchOptions:
        """Return the options of the search behind the page. Raises OptionInvalid."""
        sizes = tuple(f"{name}:{_MORE if name in self.more else size}" for name, size in FACET_SIZES.items())
        return self.make_options(
            limit=PAGE_SIZE,
            offset=self.offset,
            sort=self.order,
            snippets=2,
            facets=(*sizes, "year", "month"),
            disjunctive_facets=True,
        )

    def find_facet_searches(self) -> dict[FacetName, str]:
        """Return what is looked for within facets."""
        wanted: dict[FacetName, str] = {
            "source": self.in_source,
            "place": self.in_place,
            "language": self.in_language,
        }
        return {name: text for name, text in wanted.items() if text.strip()}


class ArticleParameters(PageParameters):
    """What the address of an article may hold: the search that it was found by, to return to and to mark its words."""

    raw: bool = False


class CitationParameters(PageParameters):
    """What the address of citations may hold."""

    style: Literal["bibtex", "ris"] = "bibtex"
