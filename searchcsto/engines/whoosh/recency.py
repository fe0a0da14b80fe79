"""Give a half-life, get for each document of a segment what its score is multiplied with: a prior for recent articles.

1 + 2^(-age / half-life), age being the days from the first day of its date to the newest of the index (or to today, if
a document claims to be from the future): twice as much for the newest article, almost nothing for one of long ago.
An article without a date counts as it is.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import numpy as np

from searchcsto.engines.whoosh.codec.columns import EPOCH, UNDATED
from searchcsto.engines.whoosh.leaves import Floats, Part

MOST = 2.0  # no factor is above


class Recency:
    """The factors of all documents of some segments."""

    def __init__(self, parts: Sequence[Part], *, half_life: float) -> None:
        self._parts = parts
        self.half_life = half_life
        newest = max((_find_newest(part) for part in parts), default=UNDATED)
        self._last = min(newest, datetime.date.today().toordinal() - EPOCH)
        self._factors: list[Floats | None] = [None] * len(parts)

    def factors(self, part: int) -> Floats:
        """Return the factor of each document of a segment."""
        known = self._factors[part]
        if known is None:
            first = self._parts[part].segment.columns.first
            ages = np.maximum(self._last - first.astype(np.int64), 0)
            known = 1.0 + np.exp2(ages / -self.half_life)
            known[first == UNDATED] = 1.0
            self._factors[part] = known
        return known


def _find_newest(part: Part) -> int:
    first = part.segment.columns.first
    return int((first if part.live is None else first[part.live]).max(initial=UNDATED))
