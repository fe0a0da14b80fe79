"""Give a document, get those that are most like it: that have the words which set it apart, best match first.

The words are chosen as by Lucene's MoreLikeThis: those with the highest (1 + ln tf) idf, tf counted with the title
twice, idf = ln(1 + (N - n + 0.5) / (n + 0.5)). A word that no other document has finds nothing and is left out, and so
are words of one letter and numbers of up to two digits. The search is an ordinary one for any of these words, in which
a word that counts twice as much stands twice.
"""

from __future__ import annotations

import dataclasses
import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from searchcsto.analysis.words import find_words
from searchcsto.documents import Document
from searchcsto.engines.base import TITLE_WEIGHT, Searcher
from searchcsto.lists import SignificantWord, SimilarDocument, SimilarDocuments
from searchcsto.options import SearchOptions
from searchcsto.query.tree import Or, Query, Word
from searchcsto.searching.hits import make_plain_hit

WORDS = 25  # that a document is looked for with
_COUNTED = 200  # words whose documents are counted, those that stand there most often
_MOST_TIMES = 4  # that a word stands in the query
_ITSELF = 1000  # documents among which the one itself is looked for
_SHOWN = 6  # words that a document is shown to have


def find_similar(searcher: Searcher, number: int, options: SearchOptions) -> SimilarDocuments:
    """Return the documents most like the one with this number, itself left out, within the options' filters."""
    document = searcher.load_document(number)
    words = find_significant_words(document, searcher)
    if not words:
        notice = "this document has no word that another one has" if find_words(document.text) else "it has no words"
        return SimilarDocuments(document.id, document.title, (), (), 0, (notice,))
    query = make_query(words)
    wide = dataclasses.replace(
        options, offset=0, limit=options.offset + options.limit + 1, facets=(), facet_search=None, snippets=0
    )
    matches = searcher.search(query, wide)
    pairs = [pair for pair in zip(matches.documents, matches.scores, strict=True) if pair[0] != number]
    shown = list(enumerate(pairs))[options.offset : options.offset + options.limit]
    # The filters may leave the document itself out; if not, it is among the best, for it has all of the words.
    best = searcher.search(query, dataclasses.replace(wide, limit=_ITSELF, sort="score")).documents
    return SimilarDocuments(
        id=document.id,
        title=document.title,
        words=words,
        documents=tuple(_describe(searcher, words, rank + 1, *pair) for rank, pair in shown),
        total=matches.total - (number in best),
    )


def find_significant_words(
    document: Document, searcher: Searcher, *, limit: int = WORDS
) -> tuple[SignificantWord, ...]:
    """Return the words that set a document apart, the most telling first."""
    body = document.body if document.body is not None else ((0, len(document.text)),)
    texts = [document.text[start:end] for start, end in body] + [document.title or ""] * TITLE_WEIGHT
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for word in find_words(text):
            term = searcher.analyzer.analyze(word).query
            if term is not None and len(term) > 1 and not (term.isdigit() and len(term) < 3):
                forms[term][word] += 1
    frequent = sorted(forms, key=lambda term: (-forms[term].total(), -len(term), term))[:_COUNTED]
    words = {term: min(forms[term], key=lambda form: (-forms[term][form], form)) for term in frequent}
    searcher.count_ahead(map(Word, words.values()))
    found: list[SignificantWord] = []
    for term, word in words.items():
        count = searcher.count_documents(Word(word))
        if count > 1:
            rarity = math.log1p((searcher.document_count - count + 0.5) / (count + 0.5))
            found.append(SignificantWord(word, (1 + math.log(forms[term].total())) * rarity, count))
    return tuple(sorted(found, key=lambda each: (-each.weight, each.word))[:limit])


def make_query(words: Sequence[SignificantWord]) -> Query:
    """Return the tree that finds documents with any of the words; what counts more stands more often.

    >>> make_query([SignificantWord("pier", 6.0, 3), SignificantWord("boat", 3.0, 20)]) == Or(
    ...     (Word("pier"), Word("pier"), Word("boat"))
    ... )
    True
    """
    least = max(words[-1].weight, words[0].weight / _MOST_TIMES)
    times = [max(1, round(each.weight / least)) for each in words]
    children = [Word(each.word) for each, count in zip(words, times, strict=True) for _ in range(count)]
    return children[0] if len(children) == 1 else Or(tuple(children))


def _describe(
    searcher: Searcher, words: Sequence[SignificantWord], rank: int, number: int, score: float
) -> SimilarDocument:
    document = searcher.load_document(number)
    body = document.body if document.body is not None else ((0, len(document.text)),)
    texts = [document.title or "", *(document.text[start:end] for start, end in body)]
    terms = {term for text in texts for term in searcher.analyzer.text_terms(text)}
    shared = [each.word for each in words if searcher.analyzer.analyze(each.word).query in terms]
    return SimilarDocument(make_plain_hit(document, rank=rank, score=score), tuple(shared[:_SHOWN]))
