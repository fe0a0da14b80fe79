"""Hold a query as the executor runs it: a tree whose leaves know their documents.

Scores add up through All and Any; Constant has its own; No, Filter and Everything give none. A node answers two
questions for a segment: which documents it finds (`find`), and which of these few it finds (`test`), whichever is
cheaper.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from searchcsto.deadlines import check_time
from searchcsto.engines.whoosh.codec.files import Array
from searchcsto.engines.whoosh.codec.kernels import KERNELS
from searchcsto.engines.whoosh.leaves import Floats, Leaf, Lengths, Part, Scores
from searchcsto.engines.whoosh.scratch import SCRATCH
from searchcsto.engines.whoosh.sets import SPARSE_SHARE, DocumentSet, Flags, Ints, list_documents, unite

# Plain classes: seven frozen dataclasses would take longer to define than many a query takes to run.


class Term:
    """The documents of a term or phrase, scored; scores are multiplied by `boost`, which is not negative."""

    __match_args__ = ("leaf", "boost")
    __slots__ = ("boost", "leaf")

    def __init__(self, leaf: Leaf, boost: float = 1.0) -> None:
        self.leaf = leaf
        self.boost = boost


class Constant:
    """The documents of the child, all with the same score, which is not negative."""

    __match_args__ = ("child", "score")
    __slots__ = ("child", "score")

    def __init__(self, child: Plan, score: float) -> None:
        self.child = child
        self.score = score


class Filter:
    """The documents that a test on columns finds, not scored.

    `test` takes the number of a segment and documents of it, or None for all of them.
    """

    __match_args__ = ("test",)
    __slots__ = ("test",)

    def __init__(self, test: Callable[[int, Ints | None], Flags]) -> None:
        self.test = test


class Everything:
    """All documents, not scored."""

    __slots__ = ()


class All:
    """The documents that all children find; scores add up."""

    __match_args__ = ("children",)
    __slots__ = ("children",)

    def __init__(self, children: tuple[Plan, ...]) -> None:
        self.children = children


class Any:
    """The documents that any child finds, none without children; scores add up."""

    __match_args__ = ("children",)
    __slots__ = ("children",)

    def __init__(self, children: tuple[Plan, ...]) -> None:
        self.children = children


class No:
    """The documents that the child does not find, not scored."""

    __match_args__ = ("child",)
    __slots__ = ("child",)

    def __init__(self, child: Plan) -> None:
        self.child = child


Plan = Term | Constant | Filter | Everything | All | Any | No


def boost_plan(plan: Plan, boost: float) -> Plan:
    """Return a plan that finds the same, with all scores multiplied."""
    match plan:
        case Term(leaf, before):
            return Term(leaf, before * boost)
        case Constant(child, score):
            return Constant(child, score * boost)
        case All(children):
            return All(tuple([boost_plan(child, boost) for child in children]))
        case Any(children):
            return Any(tuple([boost_plan(child, boost) for child in children]))
        case _:
            return plan


class SegmentRun:
    """One run of a plan over one segment."""

    def __init__(self, number: int, part: Part, lengths: dict[str, Lengths]) -> None:
        self.number = number
        self.part = part
        self.documents = part.documents
        self._lengths = lengths
        self._found: dict[int, DocumentSet] = {}
        self._scored: Ints | None = None  # the documents that `_additions` belong to
        self._additions: dict[str, Floats] = {}
        self.factors: Floats | None = None  # scores of documents are multiplied by, from 1 to recency.MOST

    def find(self, plan: Plan) -> DocumentSet:
        """Return the live documents that a plan finds."""
        found = self._found.get(id(plan))
        if found is None:
            check_time()
            found = self._found[id(plan)] = self._find(plan)
        return found

    def _find(self, plan: Plan) -> DocumentSet:
        match plan:
            case Term(leaf):
                return leaf.parts[self.number].find()
            case Any(children):
                return self._find_any(children)
            case All(children):
                return self._find_all(children)
            case Constant(child):
                return self.find(child)
            case No(child):
                flags = SCRATCH.lend_flags(self.documents)
                np.logical_not(self.find(child).to_flags(self.documents), out=flags)
                return DocumentSet(flags=self._alive(flags))
            case Filter(test):
                return DocumentSet(flags=self._alive(test(self.number, None)))
            case _:
                return DocumentSet(flags=self._alive(np.ones(self.documents, bool)))

    def _alive(self, flags: Flags) -> Flags:
        """Return the flags without those of deleted documents; they are the caller's own."""
        return flags if self.part.live is None else np.logical_and(flags, self.part.live, out=flags)

    def _find_any(self, children: tuple[Plan, ...]) -> DocumentSet:
        if KERNELS is None or len(children) < 2 or not all(isinstance(child, Term) for child in children):
            return unite([self.find(child) for child in children], self.documents)
        leaves = [child.leaf.parts[self.number] for child in children if isinstance(child, Term)]
        numbers = [leaf.numbers for leaf in leaves if leaf.numbers is not None]
        if len(numbers) == len(leaves) and sum(map(len, numbers)) * SPARSE_SHARE < self.documents:
            return DocumentSet(numbers=KERNELS.unite(numbers))
        flags = SCRATCH.lend_flags(self.documents)
        return DocumentSet(count=KERNELS.flag(leaves, flags), flags=flags)

    def _find_all(self, children: tuple[Plan, ...]) -> DocumentSet:
        first, *others = sorted(children, key=self.estimate)
        found = self.find(first)
        is_few = found.count() * SPARSE_SHARE < self.documents
        if found.listed is None or not (is_few or all(map(_is_filter, others))):
            flags = found.to_flags(self.documents)
            while others:
                other = self.find(others.pop(0)).to_flags(self.documents)
                flags = np.logical_and(flags, other, out=SCRATCH.lend_flags(self.documents))
                if others and np.count_nonzero(flags) * SPARSE_SHARE < self.documents:
                    return DocumentSet(numbers=self._test_all(others, np.flatnonzero(flags)))
            return DocumentSet(flags=flags)
        numbers = self._test_all(others, found.listed)
        if found.flags is None:
            return DocumentSet(numbers=numbers)
        return list_documents(numbers, self.documents)

    def _test_all(self, others: list[Plan], numbers: Ints) -> Ints:
        """Return those of some documents that all of some plans find."""
        for child in others:
            if not len(numbers):
                break
            numbers = numbers.compress(self.test(child, numbers))
        return numbers

    def estimate(self, plan: Plan) -> int:
        """Return at most how many documents a plan finds, cheaply."""
        match plan:
            case Term(leaf):
                return leaf.parts[self.number].count
            case Constant(child):
                return self.estimate(child)
            case Any(children):
                return min(self.documents, sum(map(self.estimate, children)))
            case All(children):
                return min(map(self.estimate, children))
            case _:
                return self.documents + 1  # what is not scored comes last

    def test(self, plan: Plan, numbers: Ints) -> Flags:
        """Return which of some live documents a plan finds."""
        match plan:
            case Term(leaf):
                return leaf.parts[self.number].contains(numbers)
            case Any(()):
                return np.zeros(len(numbers), bool)
            case Any(children) | All(children):
                results = [self.test(child, numbers) for child in children]
                join = np.logical_or if isinstance(plan, Any) else np.logical_and
                return np.asarray(join.reduce(results))
            case Constant(child):
                return self.test(child, numbers)
            case No(child):
                return ~self.test(child, numbers)
            case Filter(test):
                return test(self.number, numbers)
            case _:
                return np.ones(len(numbers), bool)

    def read_formula(self, field: str) -> tuple[Array, float, float]:
        """Return what BM25 adds to frequencies in all documents, see `Lengths.formula`."""
        return self._lengths[field].formula(self.number)

    def read_additions(self, field: str, numbers: Ints) -> Floats:
        """Return what BM25 adds to frequencies in some documents, exactly."""
        if self._scored is not numbers:
            self._scored, self._additions = numbers, {}
        if field not in self._additions:
            self._additions[field] = self._lengths[field].exact(self.number, numbers)
        return self._additions[field]

    def score(self, plan: Plan, numbers: Ints) -> tuple[Floats, Flags]:
        """Return the exact scores of some live documents, and which of them the plan finds; others score 0."""
        match plan:
            case Term(leaf, boost):
                check_time()
                frequencies = leaf.parts[self.number].frequencies(numbers)
                scores = frequencies / (frequencies + self.read_additions(leaf.field, numbers))
                scores *= leaf.weight * boost
                return scores, frequencies > 0
            case Constant(child, score):
                found = self.test(child, numbers)
                return np.where(found, score, 0.0), found
            case Any(children) | All(children) if children:
                results = [self.score(child, numbers) for child in children]
                scores = np.zeros(len(numbers))
                for result, _ in results:
                    scores += result
                join = np.logical_or if isinstance(plan, Any) else np.logical_and
                found = np.asarray(join.reduce([found for _, found in results]))
                return scores * found, found
            case _:
                return np.zeros(len(numbers)), self.test(plan, numbers)

    def add_scores(self, plan: Plan, scores: Scores, skipped: set[int], *, is_root: bool) -> None:
        """Add the scores of all documents, in the precision given, except those of the skipped terms.

        Of the root, documents that the plan does not find may get scores too.
        """
        match plan:
            case Term(leaf, boost):
                if id(plan) not in skipped:
                    check_time()
                    additions = self._lengths[leaf.field].additions(self.number)
                    leaf.parts[self.number].add_scores(scores, additions, leaf.weight, boost=boost)
            case Constant(child, score):
                found = self.find(child)
                scores[found.numbers if found.flags is None else found.flags] += scores.dtype.type(score)
            case Any(children):
                for child in children:
                    self.add_scores(child, scores, skipped, is_root=False)
            case All(children) if is_root:
                for child in children:
                    # A nested All may find less than the root finds only within an Any.
                    self.add_scores(child, scores, skipped, is_root=isinstance(child, All))
            case All(children):
                inner = np.zeros(self.documents, scores.dtype)
                for child in children:
                    self.add_scores(child, inner, skipped, is_root=False)
                inner *= self.find(plan).to_flags(self.documents)
                scores += inner


def _is_filter(plan: Plan) -> bool:
    """Whether a plan is a test on columns, which is as cheap for documents in any order."""
    match plan:
        case Filter() | Everything():
            return True
        case No(child):
            return _is_filter(child)
        case Any(children) | All(children):
            return all(map(_is_filter, children))
        case _:
            return False


def find_scored(plan: Plan) -> list[Term | Constant]:
    """Return the nodes that give scores, each as often as it does."""
    match plan:
        case Term() | Constant():
            return [plan]
        case Any(children) | All(children):
            return [scored for child in children for scored in find_scored(child)]
        case _:
            return []


def list_sum(plan: Plan, *, is_root: bool = True) -> list[Term] | None:
    """Return the terms whose scores add up to that of each document that a plan finds; None if it is no such sum."""
    match plan:
        case Term():
            return [plan]
        case Any(children):
            lists = [list_sum(child, is_root=False) for child in children]
        case All(children) if is_root or not find_scored(plan):
            lists = [list_sum(child) for child in children]
        case All() | Constant():
            return None
        case _:
            return []
    return None if None in lists else [term for each in lists if each for term in each]


def finds_all_scored(plan: Plan) -> bool:
    """Whether a plan finds every document to which any part of it gives a score."""
    match plan:
        case Term() | Constant():
            return True
        case Any(children):
            return all(map(finds_all_scored, children))
        case _:
            return not find_scored(plan)
