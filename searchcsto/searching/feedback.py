"""Give a query, get it with words of the best articles added, which bring other articles on the same matter forward.

Relevance model 3 (Lavrenko and Croft 2001; Abdul-Jaleel et al. 2004): the words of the best DOCUMENTS articles are
rated by how often they stand there, an article counting by its score and its length, and the best TERMS of them are
added to the query, with a share of its weight: 1 - ORIGINAL. Left out are numbers, words of one letter, words in more
than one of COMMON_SHARE articles of the index, and words of one article only, which say more about it than about the
matter.

Added words order what the query finds, and find nothing by themselves: total and facets stay as they were.
"""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from searchcsto.analysis.terms import Analyzer
from searchcsto.analysis.words import find_words, fold
from searchcsto.documents import Document
from searchcsto.engines.base import TITLE_WEIGHT, Searcher
from searchcsto.options import SearchOptions
from searchcsto.query.tree import Or, Phrase, Prefer, Query, Weighted, Word, walk

DOCUMENTS = 10
TERMS = 30
ORIGINAL = 0.75  # the share of the weight that stays with the query as it was written
COMMON_SHARE = 4
_CANDIDATES = 4 * TERMS  # of which so many are looked up in the index


@dataclass(slots=True)
class _Model:
    """What the best articles speak of: by term, how much, in how many of them, and in which words."""

    weights: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    documents: Counter[str] = field(default_factory=Counter)
    words: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def add_feedback(query: Query, searcher: Searcher, options: SearchOptions) -> tuple[Query, list[str]]:
    """Return the tree with what was added, and these words, the weightiest first; the tree itself if there are none."""
    own = _list_own(query, searcher.analyzer)
    if not own:
        return query, []
    best = dataclasses.replace(
        options, limit=DOCUMENTS, offset=0, facets=(), sort="score", feedback=False, boost_recent=None
    )
    matches = searcher.search(query, best)
    model = _Model()
    for number, score in zip(matches.documents, matches.scores, strict=True):
        _read_document(searcher.load_document(number), score / (sum(matches.scores) or 1), model, searcher.analyzer)
    chosen = _choose(model, searcher, least=min(2, len(matches.documents)))
    total = sum(chosen.values())
    if not total:
        return query, []
    scale = (1 - ORIGINAL) / ORIGINAL * sum(own.values()) / total
    added = tuple(Weighted(Word(word), scale * weight) for word, weight in chosen.items())
    own_terms = set(own)
    shown = [word for word in chosen if searcher.analyzer.analyze(word).query not in own_terms]
    return Prefer(query, Or(added)), shown


def _list_own(query: Query, analyzer: Analyzer) -> Counter[str]:
    """Return the terms of the words that a query wants, as often as it has them."""
    words = [
        node for node, wanted in walk(query) if wanted and isinstance(node, Word | Phrase) and node.field == "text"
    ]
    return Counter(term for node in words for word in find_words(node.text) if (term := analyzer.analyze(word).query))


def _read_document(document: Document, share: float, model: _Model, analyzer: Analyzer) -> None:
    """Add an article to the model; `share` is its part in the scores of all."""
    spans = document.body if document.body is not None else ((0, len(document.text)),)
    words = find_words(document.title or "") * TITLE_WEIGHT
    words += [word for start, end in spans for word in find_words(document.text[start:end])]
    counts = Counter(words)
    terms: Counter[str] = Counter()
    for word, count in counts.items():
        term = analyzer.analyze(word).query
        if term is not None and len(term) > 1 and not term.replace(".", "").isdigit():
            terms[term] += count
            model.words[term][word] += count
    for term, count in terms.items():
        model.weights[term] += share * count / len(words)
        model.documents[term] += 1


def _choose(model: _Model, searcher: Searcher, *, least: int) -> dict[str, float]:
    """Return a word for each of the best terms, with its weight."""
    shared = [term for term in model.weights if model.documents[term] >= least]
    shared.sort(key=lambda term: (-model.weights[term], term))
    chosen: dict[str, float] = {}
    for term in shared[:_CANDIDATES]:
        word = min(model.words[term].items(), key=lambda item: (-item[1], item[0]))[0]
        if searcher.count_documents(Word(word)) * COMMON_SHARE <= searcher.document_count:
            is_plain = searcher.analyzer.analyze(fold(word)).query == term  # not so: US
            chosen[fold(word) if is_plain else word] = model.weights[term]
        if len(chosen) == TERMS:
            break
    return chosen
