"""Hold what of a query is counted and scored as one term, and give the OpenSearch queries that find it and count it.

`make_filter` finds the documents of a leaf, `make_frequency` gives them as score how often it stands there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from searchcsto.engines.opensearch.schema import ALTERNATIVES
from searchcsto.query.tree import Pattern

Json = dict[str, Any]
Lengths = Literal["text", "title"]
WordField = Literal["exact", "heading"]

_FREQUENCY = "termFreq(params.field, params.term)"
NOTHING: Json = {"match_none": {}}


@dataclass(frozen=True, slots=True)
class TermLeaf:
    """A stem of `text` or `title`."""

    field: Lengths
    term: str


@dataclass(frozen=True, slots=True)
class PhraseLeaf:
    """Words of `exact` or `heading` that follow each other, or stand near; one word is a phrase, too."""

    field: WordField
    terms: tuple[str, ...]
    slop: int = 0


@dataclass(frozen=True, slots=True)
class WordsLeaf:
    """Any of the words of a pattern, in `exact` or `heading`."""

    field: WordField
    words: tuple[str, ...]
    pattern: Pattern  # two patterns are two leaves, even if they stand for the same words


@dataclass(frozen=True, slots=True)
class AnyLeaf:
    """Any of several leaves that mean the same; `lengths` is the field whose lengths count."""

    children: tuple[TermLeaf | PhraseLeaf | WordsLeaf, ...]
    lengths: Lengths


Leaf = TermLeaf | PhraseLeaf | WordsLeaf | AnyLeaf


def find_lengths(leaf: Leaf) -> Lengths:
    """Return the field whose lengths count for a leaf."""
    if isinstance(leaf, AnyLeaf):
        return leaf.lengths
    return "text" if leaf.field in ("text", "exact") else "title"


def list_single(leaf: Leaf) -> tuple[TermLeaf | PhraseLeaf | WordsLeaf, ...]:
    """Return the leaves whose frequencies make up that of a leaf."""
    return leaf.children if isinstance(leaf, AnyLeaf) else (leaf,)


def make_filter(leaf: Leaf) -> Json:
    """Return the query that finds a leaf, without scores that mean anything."""
    match leaf:
        case TermLeaf(field, term):
            return {"term": {field: term}}
        case PhraseLeaf(_, ()) | WordsLeaf(_, ()) | AnyLeaf(()):
            return NOTHING
        case PhraseLeaf(field, (term,)):
            return {"term": {field: term}}
        case PhraseLeaf(field, terms, slop):
            return {"match_phrase": {field: {"query": " ".join(terms), "slop": slop}}}
        case WordsLeaf(field, words):
            return {"terms": {field: list(words)}}
        case AnyLeaf(children):
            return {"bool": {"should": [make_filter(child) for child in children], "minimum_should_match": 1}}


def make_frequency(leaf: Leaf) -> Json:
    """Return the query that finds a leaf, and scores how often it stands in a document.

    Phrases with a slop are an exception: Lucene counts the nearer ones for more, see `nearness`.
    """
    match leaf:
        case TermLeaf(field, term):
            script = {"source": _FREQUENCY, "params": {"field": field, "term": term}}
            return {"script_score": {"query": {"term": {field: term}}, "script": script}}
        case PhraseLeaf(_, ()) | WordsLeaf(_, ()) | AnyLeaf(()):
            return NOTHING
        case PhraseLeaf(field, (term,)) | WordsLeaf(field, (term,)):
            return {"term": {field: {"value": term}}}
        case PhraseLeaf(field, terms, slop):
            # The similarity is asked once for each term of a phrase, and what it says is summed up.
            return {"match_phrase": {field: {"query": " ".join(terms), "slop": slop, "boost": 1 / len(terms)}}}
        case WordsLeaf(field, words):
            return {"match": {field: {"query": " ".join(words), "analyzer": ALTERNATIVES}}}
        case AnyLeaf(children):
            return {"bool": {"should": [make_frequency(child) for child in children], "minimum_should_match": 1}}


def count_clauses(leaf: Leaf) -> int:
    """Return how many terms a leaf takes of those that Lucene allows for one query."""
    match leaf:
        case TermLeaf():
            return 1
        case PhraseLeaf(_, terms):
            return len(terms)
        case WordsLeaf(_, words):
            return len(words)
        case AnyLeaf(children):
            return sum(map(count_clauses, children))
