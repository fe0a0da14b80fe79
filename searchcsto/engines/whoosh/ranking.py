"""Give the documents that a plan finds in a segment, get the best of them in order.

Order is by descending score, and ids in ascending order among equals: it depends on nothing but the documents,
neither on the order in which they came nor on the segments they are in.

In a large segment scores are computed twice. In single precision for all documents, and perhaps without the most
common words, which can add little: that leaves few candidates. In double precision, and completely, for these. What is
answered is exact. In a small one, double precision at once is faster.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchcsto.deadlines import check_time
from searchcsto.engines.whoosh.codec.files import Array
from searchcsto.engines.whoosh.codec.kernels import KERNELS
from searchcsto.engines.whoosh.leaves import Floats, Scores, score_type
from searchcsto.engines.whoosh.plan import Constant, Plan, SegmentRun, Term, find_scored, finds_all_scored, list_sum
from searchcsto.engines.whoosh.recency import MOST
from searchcsto.engines.whoosh.scratch import SCRATCH
from searchcsto.engines.whoosh.sets import DocumentSet, Ints

DECIMALS = 9  # of a score; beyond them is rounding, which must not order what is equal
_EQUAL, _SCALE = 10.0**-DECIMALS, 10.0**DECIMALS
FEW = 256  # documents that are scored exactly at once
_LOOK_UP = 64  # a document that is looked up costs as much as so many that are scored in passing
_CANDIDATE_SHARE = 32  # more candidates than one document in so many are too many to be looked at one by one
_MANY = 4  # times the limit: so many are worth cutting down before they are ordered
_GROUPS = 1024
_BLOCK = 2048  # documents that compiled code scores at a time: their sums stay in the nearest cache
_ROUNDING = 1e-6  # of a sum of single precision scores, for each of them


@dataclass(frozen=True, slots=True)
class Ranked:
    """The best documents of one segment, in order."""

    numbers: Ints
    scores: Floats


def rank_by_score(run: SegmentRun, plan: Plan, found: DocumentSet, *, limit: int, floor: float = 0.0) -> Ranked:
    """Return the best documents of a segment; none need to be among them that score less than `floor`."""
    if not limit:
        return Ranked(np.empty(0, np.int64), np.empty(0))
    scored = find_scored(plan)
    if not scored:
        return _rank_by_id(run, found, limit=limit)
    if KERNELS is not None and run.factors is None and (terms := list_sum(plan)) is not None:
        return _rank_sum(run, terms, found, limit=limit, floor=floor)
    work = sum(map(run.estimate, scored)) + run.documents
    if found.numbers is not None and len(found.numbers) <= max(FEW, work // _LOOK_UP):
        return _choose(run, plan, found.numbers, limit=limit, floor=floor)
    if score_type(run.documents) is np.float64:
        return _rank_exactly(run, plan, found, limit=limit, floor=floor)
    candidates = _find_candidates(run, plan, found, scored=scored, limit=limit)
    return _choose(run, plan, candidates, limit=limit, floor=floor)


def find_floor(ranked: list[Ranked], *, limit: int) -> float:
    """Return the score that the best of some segments have at least; 0 if they are fewer than the limit."""
    if not limit or sum(len(each.numbers) for each in ranked) < limit:
        return 0.0
    scores: list[float] = [score for each in ranked for score in each.scores.tolist()]
    return sorted(scores, reverse=True)[limit - 1]


def _rank_sum(run: SegmentRun, terms: list[Term], found: DocumentSet, *, limit: int, floor: float) -> Ranked:
    assert KERNELS is not None
    check_time()
    documents = found.flags if found.numbers is None else found.numbers
    leaves = [term.leaf.parts[run.number] for term in terms]
    weights = [term.leaf.weight * term.boost for term in terms]
    formulas = [run.read_formula(term.leaf.field) for term in terms]
    ranks, are_flags = run.part.segment.id_ranks, found.numbers is None
    best = KERNELS.rank(leaves, weights, formulas, documents, are_flags, ranks, limit, floor, _SCALE, _BLOCK)
    return Ranked(*best)


def _rank_exactly(run: SegmentRun, plan: Plan, found: DocumentSet, *, limit: int, floor: float) -> Ranked:
    scores: Floats = _borrow_zeros(run.documents, np.float64)
    run.add_scores(plan, scores, set(), is_root=True)
    if run.factors is not None:
        scores *= run.factors
    if found.flags is None:
        numbers = found.to_numbers()
        return _order(run, numbers, scores[numbers], limit=limit, floor=floor)
    if not finds_all_scored(plan):
        scores *= found.flags
    best = _Best(scores, limit=limit)
    least = max(best.least, floor)
    numbers = best.find(least - _EQUAL) if least > _EQUAL else found.to_numbers()
    return _order(run, numbers, scores[numbers], limit=limit, floor=floor)


def _rank_by_id(run: SegmentRun, found: DocumentSet, *, limit: int) -> Ranked:
    if found.numbers is not None:
        numbers = found.numbers[np.argsort(run.part.segment.id_ranks[found.numbers])[:limit]]
    else:
        numbers = _first_by_id(run.part.segment.id_numbers, found, limit=limit)
    return Ranked(numbers, np.zeros(len(numbers)))


def _first_by_id(ordered: npt.NDArray[np.uint32], found: DocumentSet, *, limit: int) -> Ints:
    chosen: list[Ints] = []
    step = 4096
    for start in range(0, len(ordered), step):
        part = ordered[start : start + step].astype(np.int64)
        chosen.append(part[found.contains(part)])
        if sum(map(len, chosen)) >= limit:
            break
    return np.concatenate(chosen)[:limit] if chosen else np.empty(0, np.int64)


def _choose(run: SegmentRun, plan: Plan, numbers: Ints, *, limit: int, floor: float) -> Ranked:
    """Return the best of some documents by their exact scores."""
    scores = run.score(plan, numbers)[0]
    if run.factors is not None:
        scores = scores * run.factors[numbers]
    return _order(run, numbers, scores, limit=limit, floor=floor)


def _order(run: SegmentRun, numbers: Ints, scores: Floats, *, limit: int, floor: float) -> Ranked:
    if len(scores) > _MANY * limit:
        floor = max(floor, float(np.partition(scores, len(scores) - limit)[len(scores) - limit]))
    if floor > _EQUAL:
        kept = np.flatnonzero(scores >= floor - _EQUAL)
        numbers, scores = numbers[kept], scores[kept]
    return sort_ranked(run, numbers, scores, limit=limit)


def sort_ranked(run: SegmentRun, numbers: Ints, scores: Floats, *, limit: int | None = None) -> Ranked:
    """Return documents in order, the first `limit` of them."""
    if not len(numbers):
        return Ranked(numbers, scores)
    if KERNELS is not None:
        ranks = run.part.segment.id_ranks
        return Ranked(*KERNELS.order(numbers, scores, ranks, len(numbers) if limit is None else limit, 0.0, _SCALE))
    scores = scores.round(DECIMALS)
    order = np.lexsort((run.part.segment.id_ranks[numbers], -scores))[:limit]
    return Ranked(numbers[order], scores[order])


def _find_candidates(
    run: SegmentRun, plan: Plan, found: DocumentSet, *, scored: list[Term | Constant], limit: int
) -> Ints:
    """Return a superset of the best documents."""
    common = [each for each in scored if isinstance(each, Term) and each.leaf.parts[run.number].row is not None]
    for skipped in ([common] if 0 < len(common) < len(scored) else []) + [[]]:
        scores: Scores = _borrow_zeros(run.documents, np.float32)
        run.add_scores(plan, scores, {id(term) for term in skipped}, is_root=True)
        if run.factors is not None:
            scores *= run.factors.astype(np.float32)
        if found.flags is None:
            scores = scores[found.numbers]
        elif not finds_all_scored(plan):
            scores *= found.flags
        best = _Best(scores, limit=limit)
        if best.least <= 0:
            continue
        # A term's score is below its weight, since tf / (tf + x) < 1.
        most = sum(term.leaf.weight * term.boost for term in skipped) * (1 if run.factors is None else MOST)
        margin = most + _ROUNDING * (len(scored) + 2) * best.most
        if best.least > margin:
            candidates = best.find(best.least - margin)
            if not skipped or len(candidates) * _CANDIDATE_SHARE < run.documents:
                return candidates if found.numbers is None else found.numbers[candidates]
    return found.to_numbers()


def _borrow_zeros(size: int, dtype: type[np.floating]) -> Array:
    scores = SCRATCH.borrow("scores", size, dtype)
    scores.fill(0)
    return scores


class _Best:
    """The highest of many scores, found through the highest of each of some groups of neighbours.

    At least `limit` scores reach `least`, which is as high as is cheap to say; 0 if there are not so many.
    """

    def __init__(self, scores: Scores, *, limit: int) -> None:
        self._scores = scores
        self._width = max(1, len(scores) // max(_GROUPS, 8 * limit))
        self._highest = scores
        if self._width > 1:
            self._highest = np.maximum.reduceat(scores, np.arange(0, len(scores), self._width))
        self.least = 0.0
        if len(scores) > limit:
            rank = len(self._highest) - limit
            self.least = float(np.partition(self._highest, rank)[rank])

    @property
    def most(self) -> float:
        """The highest score."""
        return float(self._highest.max())

    def find(self, least: float) -> Ints:
        """Return the places of all scores that are at least so high."""
        groups = np.flatnonzero(self._highest >= least)
        if self._width == 1:
            return groups
        if len(groups) * 8 > len(self._highest):
            return np.flatnonzero(self._scores >= least)
        places = (groups[:, None] * self._width + np.arange(self._width)).ravel()
        if len(groups) and groups[-1] == len(self._highest) - 1:  # the last group may be shorter
            places = places[: places.searchsorted(len(self._scores))]
        return np.asarray(places[self._scores[places] >= least])


def rank_by_date(run: SegmentRun, plan: Plan, found: DocumentSet, *, limit: int, newest: bool) -> Ranked:
    """Return the first documents in order of their first day; undated ones last, equals as by score."""
    numbers = found.to_numbers()
    days = sort_days(run, numbers, newest=newest)
    if len(numbers) > limit:
        kept = days <= np.partition(days, max(limit - 1, 0))[max(limit - 1, 0)]
        numbers, days = numbers[kept], days[kept]
    scores = run.score(plan, numbers)[0].round(DECIMALS)
    order = np.lexsort((run.part.segment.id_ranks[numbers], -scores, days))[:limit]
    return Ranked(numbers[order], scores[order])


def sort_days(run: SegmentRun, numbers: Ints, *, newest: bool) -> Ints:
    """Return numbers that sort documents by date."""
    days = run.part.segment.columns.first[numbers].astype(np.int64)
    return np.where(days == -(1 << 31), 1 << 40, -days if newest else days)
