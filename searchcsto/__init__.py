"""Index press articles and search them: ranked, highlighted, dated and attributed, with the words that prove it.

`__all__` is the whole public face; everything else may change. Names load when they are first used, so that importing
the package costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from searchcsto.accounts import BuildReport
    from searchcsto.asynchronous import AsyncIndex
    from searchcsto.build import BuildOptions, build_index
    from searchcsto.deadlines import limit_time
    from searchcsto.documents import DateReading, Document, Evidence
    from searchcsto.errors import (
        DocumentInvalid,
        DocumentMissing,
        EngineBusy,
        EngineForbidden,
        EngineRefused,
        EngineUnreachable,
        EngineUnusable,
        IndexClosed,
        IndexDamaged,
        IndexForeign,
        IndexLocked,
        IndexMissing,
        IndexOutdated,
        IndexUnwritable,
        InputMissing,
        OptionInvalid,
        QueryInvalid,
        SearchError,
        SearchTimeout,
        WorkerLost,
    )
    from searchcsto.excerpts import Excerpt, cut_excerpt
    from searchcsto.index import Index
    from searchcsto.ingest.articles import Given, read_article
    from searchcsto.locators import Locator, make_locator, parse_locator
    from searchcsto.options import SearchOptions
    from searchcsto.reasons import Clause, Explanation, ScorePart, Suggestion, Verdict
    from searchcsto.results import AliasGroup, Expansion, FacetSummary, FacetValue, Hit, Results, Snippet
    from searchcsto.timelines import Bucket, Series, Timeline

__version__ = "0.1.0"

_PLACES = {
    "accounts": ("BuildReport",),
    "asynchronous": ("AsyncIndex",),
    "build": ("BuildOptions", "build_index"),
    "deadlines": ("limit_time",),
    "documents": ("DateReading", "Document", "Evidence"),
    "errors": (
        "DocumentInvalid",
        "DocumentMissing",
        "EngineBusy",
        "EngineForbidden",
        "EngineRefused",
        "EngineUnreachable",
        "EngineUnusable",
        "IndexClosed",
        "IndexDamaged",
        "IndexForeign",
        "IndexLocked",
        "IndexMissing",
        "IndexOutdated",
        "IndexUnwritable",
        "InputMissing",
        "OptionInvalid",
        "QueryInvalid",
        "SearchError",
        "SearchTimeout",
        "WorkerLost",
    ),
    "excerpts": ("Excerpt", "cut_excerpt"),
    "index": ("Index",),
    "ingest.articles": ("Given", "read_article"),
    "locators": ("Locator", "make_locator", "parse_locator"),
    "options": ("SearchOptions",),
    "reasons": ("Clause", "Explanation", "ScorePart", "Suggestion", "Verdict"),
    "results": ("AliasGroup", "Expansion", "FacetSummary", "FacetValue", "Hit", "Results", "Snippet"),
    "timelines": ("Bucket", "Series", "Timeline"),
}
_MODULES = {name: module for module, names in _PLACES.items() for name in names}

__all__ = [
    "AliasGroup",
    "AsyncIndex",
    "Bucket",
    "BuildOptions",
    "BuildReport",
    "Clause",
    "DateReading",
    "Document",
    "DocumentInvalid",
    "DocumentMissing",
    "EngineBusy",
    "EngineForbidden",
    "EngineRefused",
    "EngineUnreachable",
    "EngineUnusable",
    "Evidence",
    "Excerpt",
    "Expansion",
    "Explanation",
    "FacetSummary",
    "FacetValue",
    "Given",
    "Hit",
    "Index",
    "IndexClosed",
    "IndexDamaged",
    "IndexForeign",
    "IndexLocked",
    "IndexMissing",
    "IndexOutdated",
    "IndexUnwritable",
    "InputMissing",
    "Locator",
    "OptionInvalid",
    "QueryInvalid",
    "Results",
    "ScorePart",
    "SearchError",
    "SearchOptions",
    "SearchTimeout",
    "Series",
    "Snippet",
    "Suggestion",
    "Timeline",
    "Verdict",
    "WorkerLost",
    "build_index",
    "cut_excerpt",
    "limit_time",
    "make_locator",
    "parse_locator",
    "read_article",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
