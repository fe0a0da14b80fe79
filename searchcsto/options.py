"""Hold the options of one search: the same for the command line, Python, HTTP and language models."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal, get_args

from searchcsto.documents import date_range
from searchcsto.errors import DocumentInvalid, OptionInvalid

Sort = Literal["score", "newest", "oldest"]
_SORTS = get_args(Sort)
FACETS = ("source", "year", "month", "language", "place")


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """What to return for a query, and from which documents.

    `after` and `before` take a year, a month or a day in ISO form. `after` includes the day it names (or the first
    day of the month or year), `before` ends on the day before it: after="2022-01", before="2022-02" is January. A
    document known only to the month or year is found if any day of it lies in the range. `undated` keeps only
    documents without a date. Several `sources` mean any of them.

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
    expand_aliases: bool = True  # search what is known to be the same as a word, too: aliases, acronyms, spellings

    def __post_init__(self) -> None:
        for name in ("limit", "offset", "snippets"):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                raise OptionInvalid(f"{name} must be a whole number from 0 up, not {value!r}")
        for name in ("sources", "not_sources", "facets"):
            value = getattr(self, name)
            if isinstance(value, str):
                raise OptionInvalid(f"{name} must be a list of names, not the string {value!r}")
            if not all(isinstance(item, str) for item in value):
                raise OptionInvalid(f"{name} must be a list of names, not {value!r}")
            object.__setattr__(self, name, tuple(value))
        if not isinstance(self.undated, bool):
            raise OptionInvalid(f"undated must be True or False, not {self.undated!r}")
        if not isinstance(self.expand_aliases, bool):
            raise OptionInvalid(f"expand_aliases must be True or False, not {self.expand_aliases!r}")
        if self.sort not in _SORTS:
            raise OptionInvalid(f"sort must be one of {', '.join(_SORTS)}, not {self.sort!r}")
        unknown = [name for name in self.facets if name not in FACETS]
        if unknown:
            raise OptionInvalid(f"there is no facet {unknown[0]!r}; facets are {', '.join(FACETS)}")
        first, last = self.first_day, self.last_day
        if self.undated and (first or last):
            raise OptionInvalid("undated documents have no date: leave out either undated or after and before")
        if first and last and first > last:
            raise OptionInvalid(
                f"no day is after {self.after} and before {self.before}: the day of before is not included"
            )

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
