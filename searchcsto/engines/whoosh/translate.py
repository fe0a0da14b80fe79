"""Give a query tree, get the plan that finds its documents: its leaves are read, and remembered up to `memory` bytes.

A Translator belongs to one Searcher, and may be shared by threads.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence

from searchcsto.analysis.stems import Stemmer
from searchcsto.analysis.terms import Analyzer
from searchcsto.analysis.words import find_words
from searchcsto.deadlines import check_time
from searchcsto.engines.whoosh.codec.dictionary import decode_key, encode_key
from searchcsto.engines.whoosh.codec.segment import Segment
from searchcsto.engines.whoosh.expansions import expand_pattern, read_expansion
from searchcsto.engines.whoosh.filters import Filters
from searchcsto.engines.whoosh.leaves import Leaf, Part, read_term
from searchcsto.engines.whoosh.phrases import read_phrase
from searchcsto.engines.whoosh.plan import All, Any, Everything, No, Plan, Term, boost_plan
from searchcsto.engines.whoosh.synonyms import unite_counts
from searchcsto.options import SearchOptions
from searchcsto.query.tree import (
    And,
    DateRange,
    Every,
    Fuzzy,
    Glob,
    Not,
    Or,
    Pattern,
    Phrase,
    Prefer,
    Prefix,
    Query,
    Synonyms,
    Undated,
    Value,
    Weighted,
    Wildcard,
    Word,
)

MEMORY = 64 << 20  # bytes of decoded postings that a Searcher keeps
_MAX_WORDS = 50_000  # analysed words that it remembers

# "text", "title", "exact" or "heading" (phrases and patterns in titles); the terms, the pattern or the synonyms; slop
Key = tuple[str, tuple[bytes, ...] | Pattern | Synonyms, int]
_POSITIONS = {"text": "exact", "title": "heading"}  # where phrases and patterns of a field are looked up


class KnownStems(Mapping[str, str]):
    """The stems of the words of an index, as Stemmer asks for them."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments

    def __getitem__(self, word: str) -> str:
        key = encode_key(word)
        for segment in self._segments:
            stem = segment.find_stem(key)
            if stem is not None:
                return decode_key(stem)
        raise KeyError(word)

    def __iter__(self) -> Iterator[str]:
        raise NotImplementedError("look words up one by one")

    def __len__(self) -> int:
        return sum(len(segment.fields["exact"].terms) for segment in self._segments)


class Translator:
    """Translate query trees for the segments of one Searcher; `documents` is how many of theirs are alive."""

    def __init__(self, parts: list[Part], *, documents: int, memory: int = MEMORY) -> None:
        self._parts = parts
        self._count = documents
        self._filters = Filters(parts)
        self._leaves: OrderedDict[Key, Leaf] = OrderedDict()
        self._memory = memory
        self._used = 0
        self._lock = threading.Lock()
        self._known = KnownStems([part.segment for part in parts])
        self._reset_analyzer()

    @property
    def analyzer(self) -> Analyzer:
        """An analyzer that knows the stems of the words of the index."""
        return self._analyzer

    def forget(self) -> None:
        """Release what is remembered."""
        self._leaves.clear()

    def translate_query(self, query: Query) -> Plan:
        """Return how a tree is run."""
        match query:
            case Word(text, field):
                return self._translate_word(text, field)
            case Phrase(text, field, slop):
                terms = [term for word in find_words(text) for term in self._analyzer.analyze(word).exact]
                return self.load(self._phrase_key(terms, field, slop)) if terms else Any(())
            case Prefix() | Wildcard() | Fuzzy():
                return self.load((_POSITIONS[query.field], query, 0))
            case And(children):
                return All(tuple(map(self.translate_query, children)))
            case Or(children):
                return Any(tuple(map(self.translate_query, children)))
            case Prefer(required, wanted):
                # Or everything: all documents, with a score where there is one.
                added = Any((self.translate_query(wanted), Everything()))
                return All((self.translate_query(required), added))
            case Not(child):
                return No(self.translate_query(child))
            case Weighted(child, weight):
                return boost_plan(self.translate_query(child), weight)
            case Value(field_name, value):
                return self._filters.value(field_name, value)
            case DateRange(first, last):
                return self._filters.days(first, last)
            case Undated():
                return self._filters.undated()
            case Glob(text):
                return self._filters.paths(text)
            case Every():
                return Everything()
            case Synonyms(children):
                return self.load((children[0].field, query, 0))

    def _translate_word(self, text: str, field: str) -> Plan:
        key = self._words.get((field, text))
        if key is None:
            key = self._find_key(text, field)
            if len(self._words) >= _MAX_WORDS:
                self._reset_analyzer()
            self._words[field, text] = key
        return self.load(key) if key[1] else Any(())

    def _find_key(self, text: str, field: str) -> Key:
        words = [self._analyzer.analyze(word) for word in find_words(text)]
        if len(words) == 1 and words[0].query is not None:
            return field, (encode_key(words[0].query),), 0
        return self._phrase_key([term for word in words for term in word.exact], field, 0)

    def _phrase_key(self, terms: list[str], field: str, slop: int) -> Key:
        return _POSITIONS[field], tuple(map(encode_key, terms)), slop

    def load(self, key: Key) -> Term:
        """Return the documents of a key, read if they are not remembered."""
        with self._lock:
            leaf = self._leaves.get(key)
            if leaf is not None:
                self._leaves.move_to_end(key)
                return Term(leaf)
        check_time()
        leaf = self._read_leaf(key)
        with self._lock:
            if key not in self._leaves:
                self._leaves[key] = leaf
                self._used += leaf.bytes
            while self._used > self._memory and len(self._leaves) > 1:
                self._used -= self._leaves.popitem(last=False)[1].bytes
        return Term(leaf)

    def _read_leaf(self, key: Key) -> Leaf:
        field, terms, slop = key
        in_title = field == "heading"
        expansion = None
        if isinstance(terms, Synonyms):
            plans = [plan for plan in map(self.translate_query, terms.children) if isinstance(plan, Term)]
            found = list({id(plan.leaf): plan.leaf.parts for plan in plans}.values())
            parts = [unite_counts([each[place] for each in found], part) for place, part in enumerate(self._parts)]
        elif not isinstance(terms, tuple):
            expansion = expand_pattern(self._parts, terms)
            parts = [read_expansion(part, expansion.terms, in_title=in_title) for part in self._parts]
        elif field in ("text", "title") or (field == "exact" and len(terms) == 1):
            parts = [read_term(part, field, terms[0]) for part in self._parts]
        else:
            parts = [read_phrase(part, list(terms), in_title=in_title, slop=slop) for part in self._parts]
        lengths = "text" if field in ("text", "exact") else "title"
        return Leaf(parts, field=lengths, live_documents=self._count, expansion=expansion)

    def restrict_plan(self, plan: Plan, options: SearchOptions) -> Plan:
        """Return a plan that finds only what passes the filters of the options."""
        filters: list[Plan] = []
        if options.sources:
            filters.append(Any(tuple(self._filters.value("source", name) for name in options.sources)))
        filters += [No(self._filters.value("source", name)) for name in options.not_sources]
        for field, wanted, unwanted in (
            ("language", options.languages, options.not_languages),
            ("place", options.places, options.not_places),
        ):
            if wanted:
                filters.append(Any(tuple(self._filters.value(field, name) for name in wanted)))
            filters += [No(self._filters.value(field, name)) for name in unwanted]
        filters += [No(self._filters.days(*days)) for days in options.excluded_days]
        if options.after or options.before:
            filters.append(self._filters.days(options.first_day, options.last_day))
        if options.undated:
            filters.append(self._filters.undated())
        return All((plan, *filters)) if filters else plan

    def _reset_analyzer(self) -> None:
        self._analyzer = Analyzer(Stemmer(known=self._known))
        self._words: dict[tuple[str, str], Key] = {}
