"""Look words up in the vocabulary of an index: by their beginning, by a pattern, by how they are spelt.

Each word is one small document, written before the documents that have it, and kept when they are deleted: who asks
counts the words afterwards, and drops those that no document has. `documents` is how many had it when a loader last
looked: it only chooses where there are too many.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from searchcsto.analysis.words import fold
from searchcsto.engines.opensearch.connection import Cluster
from searchcsto.engines.opensearch.counts import Counter
from searchcsto.engines.opensearch.globs import make_word_pattern
from searchcsto.engines.shared.edits import count_edits
from searchcsto.query.tree import Fuzzy, Pattern, Prefix, Wildcard

Json = dict[str, Any]

_AHEAD = 1000  # words with one beginning that are read at once: longer beginnings need no question then
_REMEMBERED = 2000  # beginnings
_PAGE = 5000
_LETTERS = "abcdefghijklmnopqrstuvwxyzабвгдежзийклмнопрстуфхцчшщъыьэюя"
_FUZZY = 1000  # words that Lucene looks for


class Words:
    """The words of one generation, folded and unstemmed; may be shared by threads."""

    def __init__(self, cluster: Cluster, index: str) -> None:
        self._cluster = cluster
        self._index = index
        self._complete: dict[str, list[str]] = {}  # by beginning: all words that begin so
        self._unused: frozenset[str] | None = None

    def list_words(self, beginning: str, *, limit: int) -> tuple[Sequence[str], bool]:
        """Return the words that begin so, in order, and whether there are more than the limit."""
        words = self._find_complete(beginning)
        if words is None and beginning and beginning[0] in self._find_unused():
            words = []
        if words is None:
            size = max(limit + 1, _AHEAD if len(beginning) > 1 else 0)
            found = self._search({"prefix": {"word": beginning}} if beginning else {"match_all": {}}, size=size)
            if len(found) < size:
                if len(self._complete) >= _REMEMBERED:
                    self._complete.clear()
                self._complete[beginning] = found
            words = found
        return words[:limit], len(words) > limit

    def _find_unused(self) -> frozenset[str]:
        """Return the letters with which no word begins, found with one question."""
        if self._unused is None:
            letters: Json = {letter: {"prefix": {"word": letter}} for letter in _LETTERS}
            body = {"size": 0, "track_total_hits": False, "aggs": {"letters": {"filters": {"filters": letters}}}}
            buckets = self._cluster.search(f"/{self._index}/_search", body)["aggregations"]["letters"]["buckets"]
            self._unused = frozenset(letter for letter, bucket in buckets.items() if not bucket["doc_count"])
        return self._unused

    def _find_complete(self, beginning: str) -> list[str] | None:
        for size in range(len(beginning), 0, -1):
            known = self._complete.get(beginning[:size])
            if known is not None:
                return [word for word in known if word.startswith(beginning)]
        return None

    def find_frequent(self, query: Json, *, most: int) -> list[str]:
        """Return the words that a query finds; of too many those that most documents had."""
        order: list[Json] = [{"documents": {"order": "desc", "missing": "_last"}}, {"word": "asc"}]
        return self._search(query, size=most, sort=order)

    def make_query(self, pattern: Pattern) -> Json:
        """Return the query that finds at least the words of a pattern."""
        match pattern:
            case Prefix(text):
                return {"prefix": {"word": fold(text)}}
            case Wildcard(text):
                return {"regexp": {"word": {"value": make_word_pattern(text), "flags": "NONE"}}}
            case Fuzzy(text, edits):
                return _make_fuzzy(fold(text), edits)

    def match_pattern(self, pattern: Pattern, *, most: int) -> list[str]:
        """Return the words of a pattern; of too many those that most documents had."""
        found = self.find_frequent(self.make_query(pattern), most=most)
        if not isinstance(pattern, Fuzzy) or not found:
            return found
        edits = count_edits(found, fold(pattern.text), most=pattern.edits).tolist()
        return [word for word, number in zip(found, edits, strict=True) if number <= pattern.edits]

    def find_known(self, words: Sequence[str]) -> list[str]:
        """Return which of some words the vocabulary has."""
        return self._search({"terms": {"word": list(words)}}, size=len(words)) if words else []

    def find_near(self, text: str, *, edits: int) -> list[str]:
        """Return words that so many edits make of a text, with the same first letter."""
        found = [word for word in self._search(_make_fuzzy(text, edits), size=_FUZZY) if word.isalpha()]
        near = count_edits(found, text, most=edits).tolist() if found else []
        return [word for word, number in zip(found, near, strict=True) if number <= edits]

    def _search(self, query: Json, *, size: int, sort: list[Json] | None = None) -> list[str]:
        words: list[str] = []
        body: Json = {
            "query": {"constant_score": {"filter": query}} if "fuzzy" not in query else query,
            "_source": False,
            "docvalue_fields": ["word"],
            "track_total_hits": False,
            "sort": sort or [{"word": "asc"}],
        }
        while len(words) < size:
            body["size"] = min(size - len(words), _PAGE)
            hits = self._cluster.search(f"/{self._index}/_search", body)["hits"]["hits"]
            words += [hit["fields"]["word"][0] for hit in hits]
            if len(hits) < body["size"]:
                break
            body["search_after"] = hits[-1]["sort"]
        return words


def _make_fuzzy(text: str, edits: int) -> Json:
    options: Json = {"value": text, "fuzziness": edits, "prefix_length": 1, "max_expansions": _FUZZY}
    return {"fuzzy": {"word": options}}


class CountedWords:
    """The words of an index as `shared.corrections` asks for them."""

    def __init__(self, words: Words, counter: Counter, count: Callable[[], int]) -> None:
        self._words = words
        self._counter = counter
        self._count = count

    @property
    def documents(self) -> int:
        """How many documents there are."""
        return self._count()

    def count(self, words: set[str], *, prefix: str = "") -> Mapping[str, int]:
        """Return how many documents have each of some words."""
        return self._counter.count_words(self._words.find_known(sorted(words)))

    def find_far(self, text: str, *, deadline: float) -> Mapping[str, int]:
        """Return the words two edits away, each with its documents."""
        return self._counter.count_words(self._words.find_near(text, edits=2))
