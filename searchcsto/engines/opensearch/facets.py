"""Give the names of facets, get the aggregations that count them; give the answer, get the values.

Every value is asked for, so that the counts are exact however many shards there are. Of a facet with more values than
MOST the most frequent are counted, perhaps too low, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from searchcsto.options import TIME_FACETS
from searchcsto.results import FacetValue

Json = dict[str, Any]

MOST = 20_000  # values; a cluster refuses more than 65,535 in one answer
_UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Counted:
    """The facets of the documents found."""

    values: dict[str, tuple[FacetValue, ...]]
    without: dict[str, int]
    undated: int
    inexact: tuple[str, ...]  # the facets that have more values than were counted


def make_aggregations(names: Sequence[str]) -> Json:
    """Return what counts the facets, and the documents without a date."""
    asked: Json = {_UNDATED: {"missing": {"field": "first_day"}}}
    for name in names:
        asked[f"by {name}"] = {"terms": {"field": name, "size": MOST}}
        asked[f"without {name}"] = {"missing": {"field": name}}
    return asked


def read_aggregations(answer: Json, names: Sequence[str]) -> Counted:
    """Return the facets in an answer."""
    values: dict[str, tuple[FacetValue, ...]] = {}
    inexact: list[str] = []
    for name in names:
        found = answer[f"by {name}"]
        pairs = [FacetValue(bucket["key"], bucket["doc_count"]) for bucket in found["buckets"]]
        pairs.sort(key=(lambda pair: (0, pair[0])) if name in TIME_FACETS else (lambda pair: (-pair[1], pair[0])))
        values[name] = tuple(pairs)
        if found["sum_other_doc_count"] or found.get("doc_count_error_upper_bound"):
            inexact.append(name)
    without = {name: answer[f"without {name}"]["doc_count"] for name in names}
    return Counted(values, without, answer[_UNDATED]["doc_count"], tuple(inexact))
