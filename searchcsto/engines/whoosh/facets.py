"""Give what matches, get the asked page of documents in order, and the facets of all matches."""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt

from searchcsto.engines.whoosh.columns import NO_DAY, Columns
from searchcsto.engines.whoosh.executor import Evaluation
from searchcsto.options import SearchOptions
from searchcsto.results import FacetValue


def order_documents(found: Evaluation, columns: Columns, options: SearchOptions) -> npt.NDArray[np.int64]:
    """Return the document numbers of one page, best first.

    Equal scores, and equal dates, are ordered by the document number. Undated documents come last in either order of
    dates.
    """
    documents = np.flatnonzero(found.mask)
    if options.sort == "score":
        keys = -found.scores[documents]
    else:
        days = columns.first_days[documents].astype(np.int64)
        keys = np.where(days == int(NO_DAY), np.iinfo(np.int64).max, -days if options.sort == "newest" else days)
    order = np.argsort(keys, kind="stable")[options.offset : options.offset + options.limit]
    return documents[order]


def count_facets(
    mask: npt.NDArray[np.bool_], columns: Columns, names: tuple[str, ...]
) -> tuple[dict[str, tuple[FacetValue, ...]], int]:
    """Return the facets of all matching documents, and how many of these have no date."""
    facets: dict[str, tuple[FacetValue, ...]] = {}
    for name in names:
        if name in ("year", "month"):
            labels = columns.years if name == "year" else columns.months
            counts = Counter(labels[number] for number in np.flatnonzero(mask).tolist())
            facets[name] = tuple(FacetValue(label, count) for label, count in sorted(counts.items()) if label)
        else:
            facets[name] = columns.values[name].count(mask)
    return facets, int((columns.first_days[mask] == NO_DAY).sum())
