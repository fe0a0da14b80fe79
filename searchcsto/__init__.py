"""Index press articles and search them: ranked, highlighted, dated and attributed, with the words that prove it.

`__all__` is the whole public face; everything else may change. Names load when they are first used, so that importing
the package costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from searchcsto.accounts import BuildReport
    from searchcsto.build import BuildOptions, build_index
    from searchcsto.documents import DateReading, Document, Evidence
    from searchcsto.errors import (
        DocumentInvalid,
        DocumentMissing,
        IndexClosed,
        IndexDamaged,
        IndexLocked,
        IndexMissing,
        IndexOutdated,
        IndexUnwritable,
        InputMissing,
        OptionInvalid,
        QueryInvalid,
        SearchError,
        WorkerLost,
    )
    from searchcsto.index import Index
    from searchcsto.ingest.articles import Given, read_article
    from searchcsto.options import SearchOptions
    from searchcsto.reasons import Clause, Explanation, ScorePart, Suggestion, Verdict
    from searchcsto.results import FacetSummary, FacetValue, Hit, Results, Snippet
    from searchcsto.timelines import Bucket, Series, Timeline

__version__ = "0.1.0"

_PLACES = {
    "accounts": ("BuildReport",),
    "build": ("BuildOptions", "build_index"),
    "documents": ("DateReading", "Document", "Evidence"),
    "errors": (
        "DocumentInvalid",
        "DocumentMissing",
        "IndexClosed",
        "IndexDamaged",
        "IndexLocked",
        "IndexMissing",
        "IndexOutdated",
        "IndexUnwritable",
        "InputMissing",
        "OptionInvalid",
        "QueryInvalid",
        "SearchError",
        "WorkerLost",
    ),
    "index": ("Index",),
    "ingest.articles": ("Given", "read_article"),
    "options": ("SearchOptions",),
    "reasons": ("Clause", "Explanation", "ScorePart", "Suggestion", "Verdict"),
    "results": ("FacetSummary", "FacetValue", "Hit", "Results", "Snippet"),
    "timelines": ("Bucket", "Series", "Timeline"),
}
_MODULES = {name: module for module, names in _PLACES.items() for name in names}

__all__ = [
    "Bucket",
    "BuildOptions",
    "BuildReport",
    "Clause",
    "DateReading",
    "Document",
    "DocumentInvalid",
    "DocumentMissing",
    "Evidence",
    "Explanation",
    "FacetSummary",
    "FacetValue",
    "Given",
    "Hit",
    "Index",
    "IndexClosed",
    "IndexDamaged",
    "IndexLocked",
    "IndexMissing",
    "IndexOutdated",
    "IndexUnwritable",
    "InputMissing",
    "OptionInvalid",
    "QueryInvalid",
    "Results",
    "ScorePart",
    "SearchError",
    "SearchOptions",
    "Series",
    "Snippet",
    "Suggestion",
    "Timeline",
    "Verdict",
    "WorkerLost",
    "build_index",
    "read_article",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
