"""Create, open, fill and search an index from Python: what every other door of searchcsto uses.

    with Index.create("archive") as index:
        index.add(Document("a1", "ORLO, April 7, 2031. /KESTREL/. Talks resume.", date="2031-04-07"))
        results = index.search("talks", SearchOptions(limit=5))

What was added is visible to the next search of this Index, and durable after `commit` or `close`. An Index may be
shared by threads. Others that have the same folder open see a commit when they open it again or call `refresh`.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, get_args

from searchcsto.aliases import ALIASES_NAME, AliasTable, read_aliases
from searchcsto.documents import Document, Span
from searchcsto.engines.base import Searcher, Writer
from searchcsto.engines.choice import choose_engine, has_compiled_loops
from searchcsto.errors import DocumentInvalid, IndexClosed, OptionInvalid
from searchcsto.lists import BatchAnswer, Concordance, ConcordanceSort, SimilarDocuments
from searchcsto.locations import Location, parse_location
from searchcsto.options import SearchOptions
from searchcsto.periods import Unit
from searchcsto.query.tree import ValueField
from searchcsto.reasons import TypedSuggestions, Verdict
from searchcsto.results import AliasGroup, Hit, Hits, Results
from searchcsto.searching.aliases import list_aliases
from searchcsto.searching.batch import answer_queries, read_queries
from searchcsto.searching.beginnings import suggest_queries
from searchcsto.searching.completions import complete_query, complete_value
from searchcsto.searching.concordance import make_concordance
from searchcsto.searching.facets import count_only
from searchcsto.searching.highlights import find_highlights
from searchcsto.searching.identifiers import find_number
from searchcsto.searching.search import run_search
from searchcsto.searching.similar import find_similar
from searchcsto.searching.thesaurus import Thesaurus
from searchcsto.searching.timeline import find_timeline
from searchcsto.searching.verdicts import judge_document
from searchcsto.snippets import find_lead
from searchcsto.timelines import Timeline

Aliases = str | Path | AliasTable | Iterable[Iterable[str]]


class Index:
    """An index in a folder or a cluster. Use `create` or `open`; close it, or use it in a `with` block."""

    def __init__(self, path: Location, *, aliases: AliasTable | None = None) -> None:
        self.path = path
        self._engine = choose_engine(path)
        self._aliases = aliases
        self._guard = threading.RLock()
        self._searcher: Searcher | None = None
        self._thesaurus: Thesaurus | None = None
        self._is_closed = False
        self._writer: Writer | None = None
        self._stamp: tuple[object, ...] = ()

    @staticmethod
    def has_compiled_loops() -> bool:
        """Return whether folders are searched and indexed by compiled loops, or else by NumPy in their place."""
        return has_compiled_loops()

    @classmethod
    def create(cls, path: str | Location, *, aliases: Aliases | None = None) -> Index:
        """Open the index in a folder, or at an address, made new if there is none. Raises IndexLocked."""
        location = parse_location(path)
        choose_engine(location).create_index(location)
        return cls.open(location, aliases=aliases)

    @classmethod
    def open(cls, path: str | Location, *, aliases: Aliases | None = None) -> Index:
        """Open the index in a folder, or at an address as "opensearch://search.example:9200/csto" (see `locations`).

        Raises IndexMissing, IndexDamaged or IndexOutdated, and for an address EngineUnusable.

        `aliases` is a file of words that mean the same, or the groups themselves: [["CSTO", "ОДКБ"]]. By default it is
        `aliases.txt` in the folder (at an address: none), read again by `refresh`. Raises OptionInvalid.
        """
        index = cls(parse_location(path), aliases=None if aliases is None else read_aliases(aliases))
        index.refresh()
        return index

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._forget_changes()
        self.close()

    @property
    def document_count(self) -> int:
        """How many documents the index holds."""
        return self._current().document_count

    @property
    def version(self) -> str:
        """A name for the state of the index that is searched; each commit gives it another one."""
        return self._current().version

    def add(self, *documents: Document) -> None:
        """Add documents, each in the place of one with the same id. Raises IndexLocked, DocumentInvalid."""
        with self._guard:
            for document in documents:
                if not isinstance(document, Document):
                    raise DocumentInvalid(f"add takes Documents, not {type(document).__name__}")
                self._open_writer().add(document)

    def delete(self, *identifiers: str) -> int:
        """Delete the documents with these ids; return how many there were. Raises IndexLocked."""
        with self._guard:
            return sum(self._open_writer().delete(identifier) for identifier in identifiers)

    def commit(self) -> None:
        """Make what was added and deleted durable and visible, and let others write."""
        with self._guard:
            if self._writer is not None:
                self._writer.commit()
                self._forget_changes()
                self.refresh()

    def optimize(self) -> None:
        """Make one segment of all, without what was deleted: smaller, and faster to search. Raises IndexLocked."""
        with self._guard:
            self._open_writer().optimize()
            self._forget_changes()
            self.refresh()

    def refresh(self) -> None:
        """See what others have committed since this index was opened."""
        with self._guard:
            if self._is_closed:
                raise IndexClosed(self.path)
            # The one before is not closed: a search in another thread may still read it. It goes with its last user.
            stamp = self._engine.read_stamp(
                self.path
            )  # before what it stands for: a commit in between is seen the next time
            searcher = self._engine.open_searcher(self.path)
            self._searcher, self._thesaurus = searcher, Thesaurus(searcher, self._read_aliases)
            self._stamp = stamp

    def follow(self) -> bool:
        """See what others have committed, if they have: so cheap that a server may do it for each request.

        Return whether there was something new. Raises IndexMissing, IndexDamaged, IndexOutdated.
        """
        if self._engine.read_stamp(self.path) == self._stamp:
            return False
        self.refresh()
        return True

    def close(self) -> None:
        """Commit what is open and release the files."""
        with self._guard:
            try:
                if self._writer is not None:
                    self._writer.commit()
            finally:
                self._forget_changes()
                self._searcher = self._thesaurus = (
                    None  # another thread may still read them: they go with their last user
                )
                self._is_closed = True

    def whoosh(self) -> Any:
        """Return the index as a `whoosh.index.FileIndex`, for those who know Whoosh. It cannot be written through it.

        Opening it reads a pickle in the folder: use it for indexes that you trust. Raises SearchError.
        """
        from searchcsto.engines.whoosh.bridge.whoosh_index import open_whoosh  # needs Whoosh, which searching does not

        if not isinstance(self.path, Path):
            raise OptionInvalid(f"the index at {self.path} is kept by OpenSearch: Whoosh cannot open it")
        self.commit()
        return open_whoosh(self.path)

    def search(self, query: str, options: SearchOptions | None = None) -> Results:
        """Return the documents that a query finds, best first, with counts over all of them. Raises QueryInvalid."""
        options = _check_options("search", query, options)
        searcher, thesaurus = self._current_state()
        return run_search(searcher, query, options, thesaurus=thesaurus)

    def list_aliases(self) -> list[AliasGroup]:
        """Return the words that are known to mean the same: groups of the file, and acronyms that the texts explain.

        Acronyms come in their order, and of each the most frequent meaning first.
        """
        return list_aliases(*self._current_state())

    def export(self, query: str, options: SearchOptions | None = None) -> Iterator[Hit]:
        """Yield all documents that a query finds, best first, whatever the limit; none is kept. Raises QueryInvalid.

        Passages are made only if the options ask for them; without options there are none.
        """
        options = dataclasses.replace(
            options or SearchOptions(snippets=0), limit=self.document_count, facets=(), facet_search=None
        )
        hits = self.search(query, options).hits
        return hits.stream() if isinstance(hits, Hits) else iter(hits)

    def concordance(
        self, query: str, options: SearchOptions | None = None, *, sort: ConcordanceSort = "document", width: int = 60
    ) -> Concordance:
        """Return each place where words of a query stand in articles, with `width` characters left and right of it.

        `sort` is "document", "left" or "right" (by the context) or "date". At most `options.limit` lines are returned.
        Raises QueryInvalid, OptionInvalid.
        """
        searcher, thesaurus = self._current_state()
        options = options or SearchOptions(limit=50)
        return make_concordance(searcher, query, options, thesaurus=thesaurus, sort=sort, width=width)

    def similar(self, identifier: str, options: SearchOptions | None = None) -> SimilarDocuments:
        """Return the documents most like one, within the options' filters, and the words that make them so.

        Raises DocumentMissing.
        """
        searcher = self._current()
        number = find_number(searcher, identifier)
        return find_similar(searcher, number, options or SearchOptions())

    def batch(
        self, lines: Iterable[bytes], options: SearchOptions | None = None, *, with_hits: bool = True
    ) -> Iterator[BatchAnswer]:
        """Yield the answer to the query of each line: a query, or JSON as {"id": ..., "text": ...}.

        A line that cannot be read is answered by its problem. `with_hits=False` gives ids and scores only.
        """
        options = options or SearchOptions(snippets=0)
        searcher, thesaurus = self._current_state()
        return answer_queries(searcher, read_queries(lines), options, thesaurus=thesaurus, with_hits=with_hits)

    def document(self, identifier: str) -> Document:
        """Return the document with this id, or with the one id that begins so. Raises DocumentMissing."""
        searcher = self._current()
        return searcher.load_document(find_number(searcher, identifier))

    def why(self, identifier: str, query: str, options: SearchOptions | None = None) -> Verdict:
        """Return whether a query finds this document, which clause is the reason if not, else its rank and score.

        Raises QueryInvalid, DocumentMissing.
        """
        options = _check_options("why", query, options)
        searcher, thesaurus = self._current_state()
        number = find_number(searcher, identifier)
        return judge_document(searcher, number, query, options=options, thesaurus=thesaurus)

    def complete(self, beginning: str, *, field: str | None = None) -> list[str]:
        """Return what the beginning of a query, or of a value of a field, may become: names of fields, and values."""
        if field is None:
            return complete_query(self._current(), beginning)
        return complete_value(self._current(), field, beginning)

    def suggest(self, beginning: str, *, limit: int = 10) -> TypedSuggestions:
        """Return what the beginning of a query may become, and what may have been meant by words that are nowhere."""
        if not isinstance(beginning, str) or not isinstance(limit, int) or limit < 1:
            raise OptionInvalid("suggest takes the beginning of a query as a text, and a limit above 0")
        searcher, thesaurus = self._current_state()
        return suggest_queries(searcher, beginning, thesaurus=thesaurus, limit=limit)

    def count_values(self, field: str) -> dict[str, int]:
        """Return each value of "source", "language", "place" or a status or rule with the number of its documents.

        Statuses and rules are "date-status", "date-rule", both together "date-basis", and the same of "source".
        """
        if field not in get_args(ValueField):
            raise OptionInvalid(f"there is no field {field!r} with values, only {', '.join(get_args(ValueField))}")
        return dict(self._current().count_values(field))

    def count(self, query: str, options: SearchOptions | None = None) -> int:
        """Return how many documents a query finds within the options' filters, exactly. Raises QueryInvalid."""
        return self.search(query, count_only(_check_options("count", query, options))).total

    def timeline(
        self, query: str, options: SearchOptions | None = None, *, by: Unit = "month", sources: int = 0
    ) -> Timeline:
        """Return how often a query is found in each "day", "week", "month" or "year", without gaps.

        The most frequent `sources` get a series of their own, and the others one together. Of the options only the
        filters count. Raises QueryInvalid, OptionInvalid.
        """
        options = _check_options("timeline", query, options)
        searcher, thesaurus = self._current_state()
        return find_timeline(searcher, query, options, thesaurus=thesaurus, unit=by, sources=sources)

    def lead(self, document: Document) -> str:
        """Return the first sentence of an article: what stands in for a title that it has not."""
        return find_lead(document.text, document.body if document.body is not None else ((0, len(document.text)),))

    def highlight(
        self, query: str, texts: Sequence[str], options: SearchOptions | None = None
    ) -> tuple[tuple[Span, ...], ...]:
        """Return for each text the places of the words that a query looks for, in order. Raises QueryInvalid.

        Filters do not count. Of one text, 2,000 places at most.
        """
        options = _check_options("highlight", query, options)
        searcher, thesaurus = self._current_state()
        return find_highlights(searcher, query, texts, options=options, thesaurus=thesaurus)

    def _current(self) -> Searcher:
        return self._current_state()[0]

    def _current_state(self) -> tuple[Searcher, Thesaurus]:
        with self._guard:
            if self._writer is not None:
                self.commit()
            if self._searcher is None or self._thesaurus is None:
                raise IndexClosed(self.path)
            return self._searcher, self._thesaurus

    def _read_aliases(self) -> AliasTable:
        if self._aliases is not None:
            return self._aliases
        if not isinstance(self.path, Path):
            return AliasTable()
        file = self.path / ALIASES_NAME
        return read_aliases(file) if file.is_file() else AliasTable()

    def _open_writer(self) -> Writer:
        if self._searcher is None:
            raise IndexClosed(self.path)
        if self._writer is None:
            self._writer = self._engine.open_writer(self.path)
        return self._writer

    def _forget_changes(self) -> None:
        with self._guard:
            if self._writer is not None:
                self._writer.close()
                self._writer = None


def _check_options(method: str, query: object, options: object) -> SearchOptions:
    """Return the options of a search, the usual ones for None. Raises OptionInvalid."""
    options = SearchOptions() if options is None else options
    if not isinstance(query, str) or not isinstance(options, SearchOptions):
        raise OptionInvalid(f"{method} takes a query as a text, and SearchOptions")
    return options
