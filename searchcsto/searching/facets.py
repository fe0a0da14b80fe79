"""Give what a query finds, get its facets as they were asked for: cut, searched, and with what was excluded.

A facet is counted over all hits, exactly. What else it needs (the hits that there would be without a filter) is another
search, which is done only for options that ask for it.
"""

from __future__ import annotations

import dataclasses

from searchcsto.analysis.transliteration import name_key, romanize
from searchcsto.analysis.values import value_key
from searchcsto.engines.base import Matches, Searcher
from searchcsto.options import TIME_FACETS, SearchOptions
from searchcsto.query.tree import Query
from searchcsto.results import FacetSummary, FacetValue

Values = tuple[FacetValue, ...]

_LONG_KEY = 4  # letters of a name: the keys of shorter ones are part of too many other names
_UNKNOWN = "unknown"


def select_facets(
    matches: Matches, tree: Query, searcher: Searcher, options: SearchOptions
) -> tuple[dict[str, Values], dict[str, FacetSummary]]:
    """Return the values of each facet of the options, and a summary of it."""
    facets: dict[str, Values] = {}
    summaries: dict[str, FacetSummary] = {}
    for name, size in options.facet_sizes.items():
        counted = _find_counted(name, matches, tree, searcher, options) if options.disjunctive_facets else matches
        values = counted.facets[name]
        excluded: Values = ()
        if options.not_sources and name == "source":
            excluded = _find_excluded(matches, tree, searcher, options)
            gone = {item.value for item in excluded}
            values = tuple(item for item in values if item.value not in gone)
        if options.facet_search is not None and name not in TIME_FACETS:
            values = search_values(values, options.facet_search)
            excluded = search_values(excluded, options.facet_search)
        summaries[name] = _summarize(name, len(values), counted, excluded)
        facets[name] = values if size is None else _cut(values, size, by_time=name in TIME_FACETS)
    return facets, summaries


def describe_inexact(matches: Matches) -> list[str]:
    """Return a sentence for each facet that may lack values, or count too few of some.

    >>> describe_inexact(Matches(5, [], [], {"source": (FacetValue("TASS", 4),)}, 0, inexact=("source",)))[0][:49]
    'the facet source counts its 1 most frequent value'
    """
    return [
        f"the facet {name} counts its {len(matches.facets[name]):,} most frequent values, and perhaps too few of them: "
        "the index has more than can be counted"
        for name in matches.inexact
    ]


def _summarize(name: str, size: int, counted: Matches, excluded: Values) -> FacetSummary:
    without = counted.without[name]
    if name in TIME_FACETS:
        return FacetSummary(size, counted.total, counted.undated, without - counted.undated)
    return FacetSummary(size, counted.total, without, 0, excluded)


def search_values(values: Values, wanted: str) -> Values:
    """Return the values that contain a text, however it is written.

    Case, accents, punctuation and the script do not count. A name of four letters or more is also found in the other
    spellings of its transliteration.

    >>> values = (FacetValue("РИА Новости", 3), FacetValue("Tokaev Daily", 2), FacetValue("TASS", 1))
    >>> [value.value for text in ("ria", "Токаев", "ТАСС") for value in search_values(values, text)]
    ['РИА Новости', 'Tokaev Daily', 'TASS']
    """
    plain, latin, name = value_key(wanted), value_key(romanize(wanted)), name_key(wanted)

    def contains(value: str) -> bool:
        if plain in value_key(value) or latin in value_key(romanize(value)):
            return True
        return len(name) >= _LONG_KEY and name in name_key(value)

    return tuple(item for item in values if contains(item.value))


def _cut(values: Values, size: int, *, by_time: bool) -> Values:
    """Return the most frequent values, or the latest times."""
    return values[max(0, len(values) - size) :] if by_time else values[:size]


def _find_counted(name: str, matches: Matches, tree: Query, searcher: Searcher, options: SearchOptions) -> Matches:
    """Return what there would be to count if the facet's own filter were not set."""
    if name == "source" and (options.sources or options.not_sources):
        wide = dataclasses.replace(options, sources=(), not_sources=())
    elif name == "language" and (options.languages or options.not_languages):
        wide = dataclasses.replace(options, languages=(), not_languages=())
    elif name == "place" and (options.places or options.not_places):
        wide = dataclasses.replace(options, places=(), not_places=())
    elif name in TIME_FACETS and (options.after or options.before or options.undated or options.not_dates):
        wide = dataclasses.replace(options, after=None, before=None, undated=False, not_dates=())
    else:
        return matches
    return searcher.search(tree, count_only(wide, name))


def _find_excluded(matches: Matches, tree: Query, searcher: Searcher, options: SearchOptions) -> Values:
    """Return the sources that the options exclude, with the hits that each would have if none were."""
    name = "source"
    names = {key for excluded in options.not_sources for key in (value_key(excluded), name_key(excluded)) if key}
    wide = searcher.search(tree, count_only(dataclasses.replace(options, not_sources=()), name))
    left = {item.value for item in matches.facets[name]}
    # What is excluded has no hit left. Names that only look alike have, whichever of their spellings the engine joins.
    gone = (item for item in wide.facets[name] if item.value not in left)
    found = [item for item in gone if value_key(item.value) in names or name_key(item.value) in names]
    if _UNKNOWN in names and wide.without[name]:
        found.append(FacetValue(_UNKNOWN, wide.without[name]))
    return tuple(found)


def count_only(options: SearchOptions, *facets: str) -> SearchOptions:
    """Return options that count within the same filters: no hits, only these facets."""
    return dataclasses.replace(
        options,
        limit=0,
        offset=0,
        snippets=0,
        facets=facets,
        facet_search=None,
        disjunctive_facets=False,
    )
