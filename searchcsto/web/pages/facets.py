"""Give the facets of a search, get the lists to tick: what each value leads to, and what leaves it out."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from searchcsto.results import FacetValue, Results
from searchcsto.web.pages.addresses import make_address, toggle
from searchcsto.web.pages.chart import make_range
from searchcsto.web.pages.parameters import FACET_SIZES, FacetName, PageParameters
from searchcsto.web.pages.phrasing import describe_date, describe_value

_HEADINGS: dict[FacetName, str] = {"source": "Source", "place": "Place", "language": "Language"}
_TIMES = 40  # years or months that are listed


@dataclass(frozen=True, slots=True)
class Choice:
    """One value: its number, and where its links lead."""

    value: str
    name: str
    count: int | None  # None: not known
    href: str  # chooses it, or gives it up if it is chosen
    exclude_href: str
    share: float  # of the most frequent value, in percent
    is_chosen: bool = False
    is_excluded: bool = False
    is_part: bool = False  # a month, shown below its year


@dataclass(frozen=True, slots=True)
class FacetList:
    """One facet, as it is shown."""

    name: str
    heading: str
    choices: tuple[Choice, ...]
    size: int  # how many values there are
    wanted: str = ""  # what was looked for within it
    more_href: str = ""  # shows all
    less_href: str = ""
    can_search: bool = False
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is set, and the search without it."""

    kind: str
    name: str
    href: str
    is_excluding: bool = False


def list_facets(
    results: Results, searched: Mapping[FacetName, Results], parameters: PageParameters
) -> tuple[FacetList, ...]:
    """Return all facets that have something to choose from."""
    facets = [_list_names(name, searched.get(name, results), parameters) for name in FACET_SIZES]
    facets.insert(1, _list_times(results, parameters))
    return tuple(each for each in facets if each.choices or each.wanted)


def _fold(value: str) -> str:
    """Return what values are compared by: what a person typed into an address may be in other case."""
    return value.casefold()


def _list_names(name: FacetName, results: Results, parameters: PageParameters) -> FacetList:
    chosen: list[str] = getattr(parameters, name)
    excluded: list[str] = getattr(parameters, f"not_{name}")
    summary = results.facet_summaries[name]
    values = list(results.facets[name])
    wanted = getattr(parameters, f"in_{name}").strip()
    if not wanted:
        if summary.without:
            values.append(FacetValue("unknown", summary.without))
        known = {_fold(item.value) for item in values}
        values += [item for item in summary.excluded if _fold(item.value) not in known]
        known |= {_fold(item.value) for item in summary.excluded}
        counts = {_fold(item.value): item.count for item in values}
        missing = [value for value in [*chosen, *excluded] if _fold(value) not in known]
        values += [FacetValue(value, counts.get(_fold(value), -1)) for value in missing]
    peak = max((item.count for item in values), default=1) or 1
    keys = {_fold(value): value for value in chosen}
    gone = {_fold(value): value for value in excluded}
    choices = []
    for item in values:
        key = _fold(item.value)
        choices.append(
            Choice(
                item.value,
                describe_value(name, item.value),
                item.count if item.count >= 0 else None,
                href=toggle(parameters, name, keys.get(key, item.value)),
                exclude_href=toggle(parameters, f"not_{name}", gone.get(key, item.value)),
                share=round(100 * max(item.count, 0) / peak, 1),
                is_chosen=key in keys,
                is_excluded=key in gone,
            )
        )
    is_whole = name in parameters.more
    rest = [each for each in parameters.more if each != name]
    return FacetList(
        name,
        _HEADINGS[name],
        tuple(choices),
        summary.size,
        wanted=wanted,
        more_href=make_address(parameters, more=[*rest, name]) if summary.was_cut(results.facets[name]) else "",
        less_href=make_address(parameters, more=rest) if is_whole else "",
        can_search=bool(wanted) or is_whole or summary.size > len(results.facets[name]),
    )


def _list_times(results: Results, parameters: PageParameters) -> FacetList:
    """Return the years, the latest first; the months of a year below it if it is the only one, or chosen."""
    years = results.facets["year"][-_TIMES:]
    months = results.facets["month"]
    summary = results.facet_summaries["year"]
    opened = parameters.after[:4] if parameters.after else (years[0].value if len(years) == 1 else "")
    peak = max((item.count for item in years), default=1) or 1
    choices: list[Choice] = []
    for year in reversed(years):
        choices.append(_make_time(year, parameters, peak))
        if year.value == opened:
            below = [item for item in months if item.value.startswith(opened)]
            choices += [_make_time(item, parameters, peak, is_part=True) for item in below]
    if summary.without:
        href = make_address(parameters, after=None, before=None, undated=not parameters.undated)
        share = round(100 * summary.without / max(peak, summary.without), 1)
        choices.append(Choice("undated", "undated", summary.without, href, "", share, parameters.undated))
    listed = {choice.value for choice in choices}
    for value in (each for each in parameters.not_date if each not in listed):
        without = toggle(parameters, "not_date", value)
        choices.append(Choice(value, describe_date(value), None, without, without, 0, is_excluded=True))
    return FacetList("date", "Date", tuple(choices), summary.size)


def _make_time(item: FacetValue, parameters: PageParameters, peak: int, *, is_part: bool = False) -> Choice:
    behind = _find_next(item.value)
    is_chosen = (parameters.after, parameters.before) == (item.value, behind)
    span = {"after": None, "before": None} if is_chosen else {"after": item.value, "before": behind}
    return Choice(
        item.value,
        describe_date(item.value).split()[0] if is_part else item.value,
        item.count,
        href=make_address(parameters, undated=False, **span),
        exclude_href=toggle(parameters, "not_date", item.value),
        share=round(100 * item.count / peak, 1),
        is_chosen=is_chosen,
        is_excluded=item.value in parameters.not_date,
        is_part=is_part,
    )


def _find_next(value: str) -> str | None:
    """Return the year or month behind one; None for a day, and behind the last year.

    >>> _find_next("2021"), _find_next("2021-12"), _find_next("9999")
    ('2022', '2022-01', None)
    """
    if len(value) > 7:
        return None
    year, month = int(value[:4]), int(value[5:7] or 0)
    year, month = (year, month + 1) if 0 < month < 12 else (year + 1, 1 if month else 0)
    if year > 9999:
        return None
    return f"{year:04d}-{month:02d}" if month else f"{year:04d}"


def list_chips(parameters: PageParameters) -> tuple[Chip, ...]:
    """Return all filters that are set, each with the search without it."""
    chips: list[Chip] = []
    for name in FACET_SIZES:
        for field_name, is_excluding in ((name, False), (f"not_{name}", True)):
            for value in getattr(parameters, field_name):
                href = toggle(parameters, field_name, value)
                chips.append(Chip(name, describe_value(name, value), href, is_excluding))
    if parameters.after or parameters.before:
        href = make_address(parameters, after=None, before=None)
        chips.append(Chip("date", _describe_range(parameters), href))
    chips += [
        Chip("date", describe_date(value), toggle(parameters, "not_date", value), True) for value in parameters.not_date
    ]
    if parameters.undated:
        chips.append(Chip("date", "unknown", make_address(parameters, undated=False)))
    if not parameters.expand_aliases:
        chips.append(Chip("words", "only as typed", make_address(parameters, expand_aliases=True)))
    return tuple(chips)


def _describe_range(parameters: PageParameters) -> str:
    """Return the days that are left, both ends included; a whole month or year by its name."""
    options = parameters.make_options()
    first, last = options.first_day, options.last_day
    if first is None or last is None:
        return f"from {describe_date(parameters.after)}" if parameters.after else f"until {_name_day(last)}"
    span = make_range(first, last)
    if span["after"] and _find_next(span["after"]) == span["before"]:
        return describe_date(span["after"])
    return _name_day(first) if first == last else f"{_name_day(first)} – {_name_day(last)}"


def _name_day(day: datetime.date | None) -> str:
    return describe_date(day.isoformat()) if day is not None else ""
