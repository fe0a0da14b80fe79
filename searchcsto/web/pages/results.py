"""Give the index and what an address asks for, get all that the search page shows, ready for its template."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from searchcsto.index import Index
from searchcsto.options import SearchOptions
from searchcsto.periods import choose_unit
from searchcsto.results import FacetValue, Hit, Results, describe_expansions
from searchcsto.timelines import Timeline
from searchcsto.web.pages.addresses import keep_query, make_address, make_article_address, make_query_string
from searchcsto.web.pages.chart import MOST_BARS, Chart, draw_chart
from searchcsto.web.pages.facets import Chip, FacetList, list_chips, list_facets
from searchcsto.web.pages.marking import Piece, mark_words
from searchcsto.web.pages.parameters import PAGE_SIZE, FacetName, PageParameters

_FACET_VALUES = 50  # that are found within a facet


@dataclass(frozen=True, slots=True)
class Entry:
    """One hit, ready to be shown."""

    hit: Hit
    href: str
    title: tuple[Piece, ...]
    passages: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another state of the page."""

    name: str
    href: str
    is_current: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class ResultPage:
    """What the search page shows."""

    results: Results
    articles: int  # in the index
    entries: tuple[Entry, ...]
    facets: tuple[FacetList, ...]
    chips: tuple[Chip, ...]
    timeline: Timeline | None
    chart: Chart | None
    sorts: tuple[Link, ...]
    suggestions: tuple[Link, ...]
    pages: tuple[Link, ...]
    previous: str
    next: str
    wide_href: str  # without the filters by date
    clear_href: str  # without all filters
    expansions: tuple[str, ...]  # what was searched besides the words that were typed
    typed_href: str  # without that
    exports: str  # the query string that the API takes


def find_page(index: Index, parameters: PageParameters) -> ResultPage:
    """Return what the search page shows. Raises SearchError."""
    options = parameters.make_search()
    results = index.search(parameters.query, options)
    timeline = _find_timeline(index, results, parameters, options)
    searched: dict[FacetName, Results] = {}
    for name, text in parameters.find_facet_searches().items():
        only = replace(options, limit=0, facets=(f"{name}:{_FACET_VALUES}",), facet_search=text.strip())
        searched[name] = index.search(parameters.query, only)
    return ResultPage(
        results=results,
        articles=index.document_count,
        entries=_list_entries(index, results, parameters),
        facets=list_facets(results, searched, parameters),
        chips=list_chips(parameters),
        timeline=timeline,
        chart=draw_chart(timeline, parameters) if timeline is not None else None,
        sorts=_list_sorts(parameters),
        suggestions=_list_suggestions(results, parameters),
        pages=_list_pages(results.total, parameters),
        previous=_turn(parameters, -1) if parameters.offset else "",
        next=_turn(parameters, 1) if parameters.offset + PAGE_SIZE < results.total else "",
        wide_href=make_address(parameters, after=None, before=None),
        clear_href=make_address(keep_query(parameters)),
        expansions=tuple(describe_expansions(results.expansions)),
        typed_href=make_address(parameters, expand_aliases=False),
        exports=make_query_string(parameters),
    )


def _list_entries(index: Index, results: Results, parameters: PageParameters) -> tuple[Entry, ...]:
    hits = tuple(results.hits)
    titles = [hit.title or hit.lead or hit.id for hit in hits]
    marks = index.highlight(parameters.query, titles, parameters.make_options())
    return tuple(
        Entry(
            hit,
            make_article_address(hit.id, parameters),
            mark_words(title, spans),
            tuple(mark_words(each.text, each.highlights) for each in hit.snippets),
        )
        for hit, title, spans in zip(hits, titles, marks, strict=True)
    )


def _find_timeline(
    index: Index, results: Results, parameters: PageParameters, options: SearchOptions
) -> Timeline | None:
    """Return a timeline of as many buckets as can be told apart, None where nothing is dated."""
    days = _find_days(results, options)
    if days is None or parameters.undated:
        return None
    return index.timeline(parameters.query, options, by=choose_unit(*days, most=MOST_BARS))


def _find_days(results: Results, options: SearchOptions) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and the last day that the timeline will have, as near as the facets tell."""
    years = _keep_years(results.facets["year"], options)
    if not years:
        return None
    months = [item.value for item in results.facets["month"] if int(item.value[:4]) in (years[0], years[-1])]
    first = datetime.date(years[0], _read_month(months, years[0], last=False), 1)
    last = datetime.date(years[-1], _read_month(months, years[-1], last=True), 28)
    return (options.first_day or first, max(options.last_day or last, options.first_day or first))


def _keep_years(values: tuple[FacetValue, ...], options: SearchOptions) -> list[int]:
    low = options.first_day.year if options.first_day else 1
    high = options.last_day.year if options.last_day else 9999
    return [year for item in values if low <= (year := int(item.value)) <= high]


def _read_month(months: list[str], year: int, *, last: bool) -> int:
    found = [int(month[5:]) for month in months if int(month[:4]) == year]
    if not found:
        return 12 if last else 1
    return max(found) if last else min(found)


def _list_sorts(parameters: PageParameters) -> tuple[Link, ...]:
    names = {"score": "Best match", "newest": "Newest", "oldest": "Oldest"}
    return tuple(
        Link(name, make_address(parameters, sort=sort), is_current=sort == parameters.order)
        for sort, name in names.items()
    )


def _list_suggestions(results: Results, parameters: PageParameters) -> tuple[Link, ...]:
    return tuple(
        Link(each.query, make_address(parameters, q=each.query), note=f"{each.total:,}") for each in results.suggestions
    )


def _turn(parameters: PageParameters, pages: int) -> str:
    return make_address(parameters, offset=max(0, parameters.offset + pages * PAGE_SIZE))


def _list_pages(total: int, parameters: PageParameters) -> tuple[Link, ...]:
    """Return links to the pages around this one, the first of all included."""
    last = -(-min(total, 100_000) // PAGE_SIZE)
    current = parameters.offset // PAGE_SIZE + 1
    if last < 2:
        return ()
    near = [1, *range(max(2, current - 2), min(last, current + 3) + 1)]
    return tuple(
        Link(f"{page:,}", make_address(parameters, offset=(page - 1) * PAGE_SIZE), is_current=page == current)
        for page in dict.fromkeys(near)
    )
