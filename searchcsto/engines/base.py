"""Say what an engine does: it takes Documents and query trees, and gives document numbers, counts and facets.

A Searcher sees one committed state of an index and keeps seeing it while others write. Document numbers mean nothing
outside the Searcher that gave them. A Writer is the only one at its time; nothing that it adds or deletes is seen
before `commit`, and nothing that was committed is lost after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from searchcsto.analysis.terms import Analyzer
from searchcsto.documents import Document
from searchcsto.options import SearchOptions
from searchcsto.query.tree import Pattern, Phrase, Query, Word
from searchcsto.reasons import ScorePart as ScorePart
from searchcsto.results import FacetValue

# BM25's constants: b as in Lucene, k1 in the middle of the usual 1.2 to 2 (Manning et al., IIR 11.4.3), because the
# weight of the title raises frequencies. docs/benchmarks.md says what was measured.
K1, B = 1.5, 0.75
TITLE_WEIGHT = 2  # a word of the title counts as often as two of the body
WINDOW = 100  # so many of the best documents by BM25 are ordered anew, with the three bonuses
EXACT_WEIGHT = 0.25  # of a word in the form in which it was written
PAIR_WEIGHT = 0.25  # of two words that stand side by side, as in the query
COVERAGE_WEIGHT = 0.1  # of a document that has all words
COMMON_SHARE = 8  # a word is common if more than one document in so many has it
EVERYWHERE_SHARE = 2  # and everywhere if more than one in so many has it


@dataclass(frozen=True, slots=True)
class Matches:
    """What a query finds: the asked page of document numbers with scores, and counts over all matches.

    Facets are complete: cutting them to `SearchOptions.facet_sizes` is not the engine's business.
    """

    total: int
    documents: Sequence[int]
    scores: Sequence[float]
    facets: Mapping[str, tuple[FacetValue, ...]]  # most frequent value first; those of time in its order
    undated: int
    without: Mapping[str, int] = field(default_factory=dict)  # of each facet, how many matches have no value in it


class Searcher(Protocol):
    """One committed state of an index; safe to share between threads."""

    @property
    def analyzer(self) -> Analyzer:
        """An analyzer that knows the stems of the words of the index, and seldom needs a stemmer for them."""

    @property
    def version(self) -> str:
        """A name for the committed state that is seen; another state has another name."""

    @property
    def document_count(self) -> int:
        """How many documents there are."""

    def search(self, query: Query, options: SearchOptions) -> Matches:
        """Find, count and rank the documents of a query tree within the options' filters."""

    def explain_score(self, query: Query, options: SearchOptions, number: int) -> list[ScorePart]:
        """Return the parts of the score that `search` gives a document; empty if it does not find it."""

    def count_documents(self, node: Word | Phrase | Pattern) -> int:
        """Return how many documents have this word or phrase, or any word of this pattern."""

    def expand(self, node: Pattern) -> tuple[Sequence[str], bool]:
        """Return the words that a pattern stands for, the most frequent first, and whether there were too many.

        Words are folded and unstemmed, as in the field `exact`. Of too many the most frequent are kept and searched.
        """

    def finds(self, query: Query, number: int) -> bool:
        """Return whether a query tree finds a document."""

    def find_similar(self, word: str, *, seconds: float) -> Sequence[tuple[str, int]]:
        """Return words of the index that a person may have meant, the likeliest first, each with its documents.

        They are folded and unstemmed; two with a blank between them are words that may have been run together. What is
        not found within the time is left out.
        """

    def count_values(self, field: str) -> Mapping[str, int]:
        """Return each value of a field with the number of its documents, see `query.tree.ValueField`."""

    def load_document(self, number: int) -> Document:
        """Return a document as it was added. Raises IndexDamaged."""

    def load_facts(self, number: int) -> Document:
        """Return a document as it was added, but with an empty text: all that a list of hits shows, and faster."""

    def read_id(self, number: int) -> str:
        """Return the id of a document, fast."""

    def find_numbers(self, identifier: str, *, prefix: bool = False) -> Sequence[int]:
        """Return the number of the document with this id, or of all whose ids begin so, in the order of ids."""

    def close(self) -> None:
        """Release the files."""


class Writer(Protocol):
    """A run of changes to an index."""

    def add(self, document: Document) -> None:
        """Add a document in the place of one with the same id."""

    def delete(self, identifier: str) -> bool:
        """Delete the document with this id; return whether there was one."""

    def commit(self) -> None:
        """Make all changes so far visible and durable."""

    def optimize(self) -> None:
        """Commit, and make the index as small and fast as it can be."""

    def close(self) -> None:
        """Forget what was not committed, and let others write."""
