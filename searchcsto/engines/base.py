"""Say what an engine does: it takes Documents and query trees, and gives document numbers, counts and facets.

A Searcher sees one committed state of an index and keeps seeing it while others write. Document numbers mean nothing
outside the Searcher that gave them. A Writer is the only one at its time; nothing that it adds or deletes is seen
before `commit`, and nothing that was committed is lost after.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from searchcsto.analysis.terms import Analyzer
from searchcsto.documents import Document
from searchcsto.options import SearchOptions
from searchcsto.query.tree import Pattern, Phrase, Query, Synonyms, Word
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
    inexact: tuple[str, ...] = ()  # the facets that may lack values, or count too few of some


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
    def slowness(self) -> float:
        """How many times as long as in a folder of this machine a question to the engine may take."""

    @property
    def document_count(self) -> int:
        """How many documents there are."""

    @property
    def may_be_imprecise(self) -> bool:
        """Whether a document may have a date that is known only to the month or year; False is certain."""

    def search(self, query: Query, options: SearchOptions) -> Matches:
        """Find, count and rank the documents of a query tree within the options' filters."""

    def explain_score(self, query: Query, options: SearchOptions, number: int) -> list[ScorePart]:
        """Return the parts of the score that `search` gives a document; empty if it does not find it."""

    def count_documents(self, node: Word | Phrase | Pattern | Synonyms) -> int:
        """Return how many documents have this word or phrase, or any word of this pattern or these synonyms."""

    def count_ahead(self, nodes: Iterable[Word | Phrase | Pattern | Synonyms]) -> None:
        """Be told what will be counted: where each question to the engine takes time, all is asked at once."""

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

    def complete_word(self, beginning: str, *, limit: int) -> Sequence[tuple[str, int]]:
        """Return the words that begin so, folded and unstemmed, the most frequent first, each with its documents.

        They are counted quickly: deleted documents may be among them.
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


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a document comes from: whoever brings an id first keeps it, and brings it again as often as they like."""

    owner: str = ""  # the file; empty for what a program adds, which takes the place of anything
    run: str = ""  # the run of `index`, in which an id that comes twice is kept as it came first
    place: tuple[int, int] = (0, 0)  # the piece of the file, and the number within


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that the engine did not take."""

    id: str
    reason: str


class Batch(Protocol):
    """Documents that were written, and are not part of the index yet."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its documents."""

    @property
    def serial(self) -> int:
        """Its number among the batches of one builder, from 0."""


class BatchBuilder(Protocol):
    """Gather documents with distinct ids, and write them."""

    @property
    def serial(self) -> int:
        """The number of the batch that is gathering."""

    def __len__(self) -> int:
        """Return how many documents have gathered."""

    def __contains__(self, identifier: str) -> bool:
        """Return whether a document with this id has gathered."""

    @property
    def is_full(self) -> bool:
        """Whether it is time to write."""

    def add(self, document: Document, provenance: Provenance) -> None:
        """Add a document. Raises DocumentInvalid if its id was added since the last `write`."""

    def write(self, name: str) -> Batch:
        """Write what has gathered under a name that the writer reserved, and begin anew."""


class Writer(Protocol):
    """A run of changes to an index."""

    @property
    def target(self) -> Any:
        """What `Engine.open_builder` takes, also in another process, to write batches for this writer."""

    def reserve_name(self) -> str:
        """Return a name for a batch that somebody else will write."""

    def adopt(self, batch: Any, *, rejected: Iterable[str] = ()) -> Sequence[Refusal]:
        """Take in a batch without the documents with `rejected` ids; return what else could not be taken."""

    def add(self, document: Document) -> None:
        """Add a document in the place of one with the same id."""

    def delete(self, identifier: str) -> bool:
        """Delete the document with this id; return whether there was one."""

    def commit(self, *, is_last: bool = True) -> None:
        """Make all changes so far visible and durable; after the last commit of a run there may be more to tidy up."""

    def optimize(self) -> None:
        """Commit, and make the index as small and fast as it can be."""

    def close(self) -> None:
        """Forget what was not committed, and let others write."""


class Engine(Protocol):
    """What the module `engine` of an engine has: it keeps indexes, each at a location."""

    def create_index(self, location: Any) -> None:
        """Make an empty index where there is none. Raises IndexLocked, IndexUnwritable."""

    def open_searcher(self, location: Any) -> Searcher:
        """Return a searcher on the last committed state. Raises IndexMissing, IndexDamaged or IndexOutdated."""

    def open_writer(self, location: Any, *, memory: int = ..., rebuild: bool = False) -> Writer:
        """Return a writer; with `rebuild` it begins with nothing, and what it commits takes the old index's place."""

    def open_builder(self, target: Any, *, memory: int) -> BatchBuilder:
        """Return what gathers documents for the writer that gave the target."""

    def read_stamp(self, location: Any) -> tuple[object, ...]:
        """Return what changes with every commit, and costs little to read. Raises IndexMissing."""

    def check_index(self, location: Any) -> list[str]:
        """Verify all that can be verified; return what is wrong, a line each. Raises IndexMissing."""

    def measure_index(self, location: Any) -> int:
        """Return the bytes that an index takes."""
