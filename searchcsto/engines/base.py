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
from searchcsto.query.tree import Pattern, Phrase, Query, Synonyms, Word
from searchcsto.results import FacetValue

K1, B = 1.2, 0.75  # BM25's constants, Lucene's defaults
TITLE_WEIGHT = 2  # a word of the title counts as often as two of the body


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


@dataclass(frozen=True, slots=True)
class LearnedAcronym:
    """What an acronym stands for, as the texts say: its cases, writings and misspellings together."""

    folded: str
    short: str  # as most documents write it
    keys: tuple[str, ...]  # stems of the long form, see `analysis.acronyms.make_long_key`; slips of the pen have others
    longs: tuple[str, ...]  # its writings, the most frequent first
    documents: int  # that say so


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

    def count_documents(self, node: Word | Phrase | Pattern | Synonyms) -> int:
        """Return how many documents have this word or phrase, or any word of this pattern or these synonyms."""

    def expand(self, node: Pattern) -> tuple[Sequence[str], bool]:
        """Return the words that a pattern stands for, the most frequent first, and whether there were too many.

        Words are folded and unstemmed, as in the field `exact`. Of too many the most frequent are kept and searched.
        """

    def count_values(self, field: str) -> Mapping[str, int]:
        """Return each value of a field with the number of its documents, see `query.tree.ValueField`."""

    def load_document(self, number: int) -> Document:
        """Return a document as it was added. Raises IndexDamaged."""

    def load_facts(self, number: int) -> Document:
        """Return a document as it was added, but with an empty text: all that a list of hits shows, and faster."""

    def find_numbers(self, identifier: str, *, prefix: bool = False) -> Sequence[int]:
        """Return the number of the document with this id, or of all whose ids begin so, in the order of ids."""

    def list_words(self, beginning: str, *, limit: int) -> tuple[Sequence[str], bool]:
        """Return the words that begin so, folded and unstemmed, in order, and whether there are more than the limit."""

    def find_acronyms(self, acronym: str) -> Sequence[LearnedAcronym]:
        """Return what an acronym stands for in the texts, however it is written, most frequent first."""

    def find_long_forms(self, beginning: str) -> Sequence[tuple[str, str]]:
        """Return the keys of all long forms of acronyms that begin so, each with an acronym that stands for it."""

    def list_acronyms(self) -> Sequence[LearnedAcronym]:
        """Return all acronyms that the texts explain, in their order, of each the most frequent long form first."""

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
