"""Hold the hits of a search: those of one answer, or as many as there are, read one answer after another."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, overload

from searchcsto.engines.opensearch.stored import StoredDocuments
from searchcsto.options import Sort

Json = dict[str, Any]
Found = tuple[int, float]  # the number of a document, and its score

_AT_ONCE = 1000  # hits of one answer
_KEPT = 3  # answers
_UNDATED = 1 << 62


@dataclass(frozen=True, slots=True)
class Ordering:
    """In which order hits come."""

    by: Sort
    is_ranked: bool

    @property
    def sort(self) -> list[Json]:
        """How a cluster is asked for it."""
        order: list[Json] = [{"_score": "desc"}] if self.is_ranked else []
        if self.by != "score":
            order.insert(0, {"first_day": {"order": "desc" if self.by == "newest" else "asc", "missing": "_last"}})
        return [*order, {"id": "asc"}]


class Page:
    """The hits of one answer; what they have of their documents is given to `keep`."""

    def __init__(self, hits: Sequence[Json], *, keep: StoredDocuments) -> None:
        self.found: list[Found] = []
        self.days: list[int] = []  # numbers that order hits by date, all 0 where that does not count
        self.last: Sequence[Any] = hits[-1].get("sort", ()) if hits else ()
        for hit in hits:
            number = keep.number(hit["fields"]["id"][0])
            if "_source" in hit:
                keep.keep(number, hit["_source"])
            self.found.append((number, float(hit.get("_score") or 0.0)))
            self.days.append(0)
        is_by_date = len(self.last) > 2  # the day, the score, the id
        previous, rank = None, 0
        for place, hit in enumerate(hits if is_by_date else ()):
            day = hit["sort"][0]
            rank += place > 0 and day != previous
            self.days[place], previous = rank, day

    def reorder(self, rows: Sequence[tuple[int, float]]) -> None:
        """Put the first hits in another order: for each the place that it had, and its score."""
        best = [(self.found[place][0], score) for place, score in rows]
        least = min((score for _, score in best), default=0.0)
        rest = [(number, min(score, least)) for number, score in self.found[len(best) :]]
        self.found = best + (rest if not any(self.days) else self.found[len(best) :])


class DeepPage(Sequence[Found]):
    """The hits from `start` to `stop`, read from the first one on and not kept: for lists longer than memory.

    Who looks at them in their order asks the cluster once for thousands of them; going back begins anew.
    """

    def __init__(self, page: Page, read: Callable[[Sequence[Any], int], Page], *, start: int, stop: int) -> None:
        self._read = read
        self._start = start
        self._size = max(stop - start, 0)
        self._lock = threading.Lock()
        self._page = page
        self._pages: list[tuple[int, Page]] = [(0, page)]

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> Found: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Found]: ...

    def __getitem__(self, place: int | slice) -> Found | Sequence[Found]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(self._size))]
        if not -self._size <= place < self._size:
            raise IndexError(place)
        return self._find(place % self._size + self._start)

    def _find(self, place: int) -> Found:
        with self._lock:
            while True:
                for first, page in self._pages:
                    if first <= place < first + len(page.found):
                        return page.found[place - first]
                first, page = self._pages[-1]
                if place < first:  # long gone: from the beginning again
                    self._pages = [(0, self._page)]
                    continue
                following = self._read(page.last, _AT_ONCE)
                if not following.found:
                    raise IndexError(place)
                self._pages = [*self._pages[1 - _KEPT :], (first + len(page.found), following)]


class DeepColumn(Sequence[Any]):
    """One column of a deep page: the numbers (0), or the scores (1)."""

    def __init__(self, found: DeepPage, place: int) -> None:
        self._found = found
        self._place = place

    def __len__(self) -> int:
        return len(self._found)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self._found[each][self._place] for each in range(*at.indices(len(self)))]
        return self._found[at][self._place]
