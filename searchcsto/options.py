"""Hold the options of one search: the same for the command line, Python, HTTP and language models."""

from __future__ import annotations

import datetime
import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from searchcsto.documents import date_range
from searchcsto.errors import DocumentInvalid, OptionInvalid

Sort = Literal["score", "newest", "oldest"]
_SORTS = get_args(Sort)
FACETS = ("source", "year", "month", "week", "day", "language", "place")
TIME_FACETS = frozenset(("year", "month", "week", "day"))  # the others have names as values


@functools.lru_cache(maxsize=64)  # every search asks for it, and most for the same
def _read_sizes(facets: tuple[str, ...]) -> Mapping[str, int | None]:
    parts = (facet.partition(":") for facet in facets)
    return MappingProxyType({name: int(size) if size else None for name, _, size in parts})


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """What to return for a query, and from which documents.

    `after` and `before` take a year, a month or a day in ISO form. `after` includes the day it names (or the first
    day of the month or year), `before` ends on the day before it: after="2022-01", before="2022-02" is January. A
    document known only to the month or year is found if any day of it lies in the range. `undated` keeps only
    documents without a date. Several `sources` mean any of them.

    A facet is a name, or a name and how many of its values to return: "source:20" are the 20 most frequent sources,
    "month:12" the last 12 months. `facet_search` keeps the sources, languages and places that contain a text.
    `disjunctive_facets` counts each facet as if the filters of the same property were not set (`sources` and
    `not_sources` for "source"; `after`, `before` and `undated` for those of time): as pages with boxes to tick do.

    Raises OptionInvalid for a value that cannot be used.

    >>> SearchOptions(after="2022-01").first_day
    datetime.date(2022, 1, 1)
    """

    limit: int = 10
    offset: int = 0
    sources: tuple[str, ...] = ()
    not_sources: tuple[str, ...] = ()
    after: str | None = None
    before: str | None = None
    undated: bool = False
    sort: Sort = "score"
    facets: tuple[str, ...] = ("source", "year", "month", "language")
    snippets: int = 3  # at most so many for each hit; 0 for none
    width: int = 240  # characters of a snippet, about; 20 at least
    facet_search: str | None = None
    disjunctive_facets: bool = False
    plain: bool = False  # the query is plain words, and its signs mean nothing
    boost_recent: float | None = None  # days in which the advantage of the newest articles is halved
    feedback: bool = False  # let words of the best articles order the others (RM3)
    explain: bool = False  # say how the query was understood, and what each score is made of
    require_all: bool = False  # words side by side mean all of them, not any
    today: datetime.date | None = None  # from which "last-30-days" in a query counts; None for the present day

    def __post_init__(self) -> None:
        for name in ("limit", "offset", "snippets", "width"):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                raise OptionInvalid(f"{name} must be a whole number from 0 up, not {value!r}")
        if self.width < 20:
            raise OptionInvalid(f"width must be 20 characters or more, not {self.width}")
        for name in ("sources", "not_sources", "facets"):
            value = getattr(self, name)
            if isinstance(value, str):
                raise OptionInvalid(f"{name} must be a list of names, not the string {value!r}")
            if not all(isinstance(item, str) for item in value):
                raise OptionInvalid(f"{name} must be a list of names, not {value!r}")
            object.__setattr__(self, name, tuple(value))
        for name in ("undated", "plain", "explain", "require_all", "feedback"):
            value = getattr(self, name)
            if not isinstance(value, bool):
                raise OptionInvalid(f"{name} must be True or False, not {value!r}")
        if self.today is not None and type(self.today) is not datetime.date:
            raise OptionInvalid(f"today must be a datetime.date, not {self.today!r}")
        days = self.boost_recent
        if days is not None and not (type(days) in (int, float) and 0 < days < math.inf):
            raise OptionInvalid(f"boost_recent must be a number of days above 0, not {days!r}")
        if self.sort not in _SORTS:
            raise OptionInvalid(f"sort must be one of {', '.join(_SORTS)}, not {self.sort!r}")
        self._check_facets()
        first, last = self.first_day, self.last_day
        if self.undated and (first or last):
            raise OptionInvalid("undated documents have no date: leave out either undated or after and before")
        if first and last and first > last:
            raise OptionInvalid(
                f"no day is after {self.after} and before {self.before}: the day of before is not included"
            )

    def _check_facets(self) -> None:
        for facet in self.facets:
            name, colon, size = facet.partition(":")
            if name not in FACETS:
                raise OptionInvalid(f"there is no facet {name!r}; facets are {', '.join(FACETS)}")
            if colon and not (size.isascii() and size.isdecimal()):
                raise OptionInvalid(f"facet {facet!r}: {size!r} is no number of values; write {name}:20, or {name}")
        if not isinstance(self.disjunctive_facets, bool):
            raise OptionInvalid(f"disjunctive_facets must be True or False, not {self.disjunctive_facets!r}")
        if self.facet_search is None:
            return
        if not isinstance(self.facet_search, str) or not self.facet_search.strip():
            raise OptionInvalid(f"facet_search must be a text that values contain, not {self.facet_search!r}")
        if TIME_FACETS.issuperset(self.facet_names):
            raise OptionInvalid("facet_search looks in sources, languages and places: ask for one of these facets")

    @property
    def facet_names(self) -> tuple[str, ...]:
        """The names of the facets, each once."""
        return tuple(self.facet_sizes)

    @property
    def facet_sizes(self) -> Mapping[str, int | None]:
        """The name of each facet with how many values to return; None: all of them."""
        return _read_sizes(self.facets)

    @property
    def first_day(self) -> datetime.date | None:
        """The first day that `after` includes."""
        return self._day("after")

    @property
    def last_day(self) -> datetime.date | None:
        """The last day that `before` includes: the day before the one it names."""
        day = self._day("before")
        if day == datetime.date.min:
            raise OptionInvalid(f"before: no day comes before {self.before}")
        return day - datetime.timedelta(days=1) if day else None

    def _day(self, name: str) -> datetime.date | None:
        value = getattr(self, name)
        if value is None:
            return None
        if isinstance(value, datetime.date):
            return value
        try:
            return date_range(value)[0]
        except (DocumentInvalid, TypeError):
            raise OptionInvalid(f"{name}: {value!r} is not a date; write 2022, 2022-01 or 2022-01-20") from None
