"""Give a query, get it with words of the best articles added, which bring other articles on the same matter forward.

Relevance model 3 (Lavrenko and Croft 2001; Abdul-Jaleel et al. 2004): the words of the best DOCUMENTS articles are
rated, and the best TERMS of them are added to the query, with a share of its weight: 1 - ORIGINAL.

- An article counts by its score to the power of PEAK. In the model it counts by the probability of the query, which is
  peaked too; counted by the plain score, the tenth article has half as much to say as the first, and queries that only
  one article answers lose.
- A word counts by idf f / (f + K), what it would add to the score of the article if it were asked for (K as in BM25,
  with the average length of these articles). So words that are frequent everywhere need no list to be left out.

Left out are numbers, words of one letter, words in more than one of COMMON_SHARE articles of the index, and words of
one article of it, which bring no other one forward.

Added words order what the query finds, and find nothing by themselves: total and facets stay as they were.
docs/benchmarks.md says what was measured, and what finding others would bring.
"""

from __future__ import annotations

import dataclasses
import heapq
import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from searchcsto.analysis.terms import Analyzer
from searchcsto.analysis.words import find_words, fold
from searchcsto.documents import Document
from searchcsto.engines.base import K1, TITLE_WEIGHT, B, Matches, Searcher
from searchcsto.options import SearchOptions
from searchcsto.query.tree import Or, Phrase, Prefer, Query, Synonyms, Weighted, Word, replace_nodes, walk

DOCUMENTS = 10
TERMS = 40
_AHEAD = 200  # terms whose documents are counted with one question
ORIGINAL = 0.4  # the share of the weight that stays with the query as it was written
PEAK = 4
COMMON_SHARE = 4
_LEAST = 2  # documents of the index that have a word


@dataclass(slots=True)
class _Model:
    """What the best articles speak of: by term, how much, and in which words."""

    weights: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    words: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def apply_feedback(query: Query, searcher: Searcher, options: SearchOptions) -> tuple[Query, list[str]]:
    """Return what `add_feedback` does if the options ask for it, and for an order that it can change."""
    if options.feedback and options.sort == "score":
        return add_feedback(query, searcher, options)
    return query, []


def add_feedback(query: Query, searcher: Searcher, options: SearchOptions) -> tuple[Query, list[str]]:
    """Return the tree with what was added, and these words, the weightiest first; the tree itself if there are none."""
    own = _count_own(query)
    if not own:
        return query, []
    best = dataclasses.replace(
        options,
        limit=DOCUMENTS,
        offset=0,
        facets=(),
        facet_search=None,
        sort="score",
        feedback=False,
        boost_recent=None,
    )
    matches = searcher.search(query, best)
    chosen = _choose(_read_model(matches, searcher), searcher)
    total = sum(chosen.values())
    if not total:
        return query, []
    scale = (1 - ORIGINAL) / ORIGINAL * own / total
    added = tuple(Weighted(Word(word), scale * weight) for word, weight in chosen.items())
    own_terms = _list_terms(query, searcher.analyzer)
    shown = [word for word in chosen if searcher.analyzer.analyze(word).query not in own_terms]
    return Prefer(query, Or(added)), shown


def _count_own(query: Query) -> int:
    """Return how many words and phrases a query wants; those that mean the same rank as one, and count as one."""
    first = replace_nodes(query, lambda node: node.children[0] if isinstance(node, Synonyms) else None)
    return sum(wanted and isinstance(node, Word | Phrase) and node.field == "text" for node, wanted in walk(first))


def _list_terms(query: Query, analyzer: Analyzer) -> set[str | None]:
    """Return the terms of the words that a query wants."""
    words = [node.text for node, wanted in walk(query) if wanted and isinstance(node, Word | Phrase)]
    return {analyzer.analyze(word).query for text in words for word in find_words(text)}


def _read_model(matches: Matches, searcher: Searcher) -> _Model:
    """Return what the best articles speak of."""
    model = _Model()
    peaks = [(score / max(matches.scores)) ** PEAK if score > 0 else 0.0 for score in matches.scores]
    articles = [_find_words(searcher.load_document(number)) for number in matches.documents]
    average = sum(map(len, articles)) / (len(articles) or 1)
    for words, peak in zip(articles, peaks, strict=True):
        if peak and words:
            _read_article(words, peak, model, analyzer=searcher.analyzer, average=average)
    return model


def _find_words(document: Document) -> list[str]:
    spans = document.body if document.body is not None else ((0, len(document.text)),)
    words = find_words(document.title or "") * TITLE_WEIGHT
    return words + [word for start, end in spans for word in find_words(document.text[start:end])]


def _read_article(words: list[str], peak: float, model: _Model, *, analyzer: Analyzer, average: float) -> None:
    """Add an article to the model."""
    terms: Counter[str] = Counter()
    for word, count in Counter(words).items():
        term = analyzer.analyze(word).query
        if term is not None and len(term) > 1 and not term.replace(".", "").isdigit():
            terms[term] += count
            model.words[term][word] += count
    addition = K1 * (1 - B + B * len(words) / average)
    for term, count in terms.items():
        model.weights[term] += peak * count / (count + addition)


def _choose(model: _Model, searcher: Searcher) -> dict[str, float]:
    """Return a word for each of the best terms, the best first, with its weight."""
    documents = searcher.document_count
    most = _idf(_LEAST, documents)
    best: list[tuple[float, str, str]] = []  # a heap, the worst first
    # To count the documents of a word takes time: it is done for those only that may be among the best.
    ordered = sorted(model.weights.items(), key=lambda item: (-item[1], item[0]))
    searcher.count_ahead(Word(_choose_word(model, term)) for term, _ in ordered[:_AHEAD])
    for term, weight in ordered:
        if len(best) == TERMS and weight * most < best[0][0]:
            break
        word = _choose_word(model, term)
        count = searcher.count_documents(Word(word))
        if not _LEAST <= count <= documents / COMMON_SHARE:
            continue
        is_plain = searcher.analyzer.analyze(fold(word)).query == term  # not so: US
        heapq.heappush(best, (weight * _idf(count, documents), term, fold(word) if is_plain else word))
        if len(best) > TERMS:
            heapq.heappop(best)
    return {word: weight for weight, _, word in sorted(best, key=lambda each: (-each[0], each[1]))}


def _choose_word(model: _Model, term: str) -> str:
    return min(model.words[term].items(), key=lambda item: (-item[1], item[0]))[0]


def _idf(count: int, documents: int) -> float:
    return math.log(1 + (documents - count + 0.5) / (count + 0.5))
