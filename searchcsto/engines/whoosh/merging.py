"""Choose which segments to merge: few for the reader, and seldom for the writer.

Segments of about the same size make a tier. A tier that has FACTOR segments is merged into one of the next, so that
each document is written again about log_FACTOR(n) times, whatever the order in which documents come. A commit of a
few documents merges small segments only (it should take a fraction of a second), unless too many have gathered. One
that brings as many documents as there were before makes a single segment of all: that adds a third to its time, and
halves the time of every query after it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from searchcsto.engines.whoosh.manifest import Part

FACTOR = 8
SMALL = 20_000  # documents that a small commit may merge
_PATIENCE = 3  # a tier of so many times FACTOR is merged even in a small commit
_WASTE = 0.5  # a segment with such a share of deleted documents is written anew


def choose_merge(parts: Sequence[Part], *, limit: int, added: int = 0) -> list[int]:
    """Return the places of segments that should become one; none if all is well.

    `limit` is the number of live documents that may be merged; `added` is how many of all came since the last merge.
    """
    if len(parts) > 1 and 2 * added >= sum(part.live for part in parts) > SMALL:
        return list(range(len(parts)))
    empty = [place for place, part in enumerate(parts) if part.live == 0]
    if empty:
        return empty
    tiers: dict[int, list[int]] = {}
    for place, part in enumerate(parts):
        tiers.setdefault(int(math.log(part.live + 1, FACTOR)), []).append(place)
    for _, places in sorted(tiers.items()):
        total = sum(parts[place].live for place in places)
        if len(places) >= FACTOR and (total <= limit or len(places) >= _PATIENCE * FACTOR):
            return places
    wasted = [place for place, part in enumerate(parts) if part.live < (1 - _WASTE) * part.segment.documents]
    return [place for place in wasted if parts[place].live <= limit][:1]
