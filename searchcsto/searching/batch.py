"""Give many queries, one by one, get an answer to each as soon as it is there; a bad one costs itself only.

Answers are kept small so that they come fast: the count, ids and scores; hits with dates and sources, and passages,
where they are asked for. There are no facets, notices and suggestions.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator

from searchcsto.engines.base import Searcher
from searchcsto.errors import QueryInvalid
from searchcsto.lists import BatchAnswer, BatchQuery
from searchcsto.options import SearchOptions
from searchcsto.searching.feedback import apply_feedback
from searchcsto.searching.hits import make_plain_hit
from searchcsto.searching.search import run_search
from searchcsto.searching.thesaurus import Thesaurus
from searchcsto.searching.understanding import understand


def read_queries(lines: Iterable[bytes]) -> Iterator[BatchQuery | BatchAnswer]:
    """Yield the query of each line that is not empty: the line itself, or of {"id": ..., "text": ...} its text.

    A line that cannot be read is an answer that says why.

    >>> list(read_queries([b"peace", b'{"id": "q7", "text": "talks"}']))
    [BatchQuery(number=1, id='1', text='peace'), BatchQuery(number=2, id='q7', text='talks')]
    """
    for number, line in enumerate(lines, 1):
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        try:
            text = line.decode("utf-8").strip()
            if text:
                yield _read_line(number, text)
        except UnicodeDecodeError:
            yield BatchAnswer(BatchQuery(number, str(number), ""), problem="the line is not UTF-8")
        except ValueError as problem:
            yield BatchAnswer(BatchQuery(number, str(number), ""), problem=str(problem))


def _read_line(number: int, text: str) -> BatchQuery:
    if not text.startswith("{"):
        return BatchQuery(number, str(number), text)
    try:
        record = json.loads(text)
    except json.JSONDecodeError as problem:
        raise ValueError(f"this is no JSON: {problem.msg} at column {problem.colno}") from None
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise ValueError('a query needs a "text", as in {"id": "q1", "text": "peace talks"}')
    identifier = record.get("id", number)
    if isinstance(identifier, bool) or not isinstance(identifier, str | int) or not str(identifier).strip():
        raise ValueError(f"the id of a query is a text or a number, not {json.dumps(identifier)}")
    return BatchQuery(number, str(identifier), record["text"])


def answer_queries(
    searcher: Searcher,
    queries: Iterable[BatchQuery | BatchAnswer],
    options: SearchOptions,
    *,
    thesaurus: Thesaurus,
    with_hits: bool = True,
) -> Iterator[BatchAnswer]:
    """Yield the answer to each query, in their order; `with_hits=False` gives ids and scores only, and is faster."""
    fast = dataclasses.replace(options, facets=(), facet_search=None)
    for query in queries:
        if isinstance(query, BatchAnswer):
            yield query
            continue
        try:
            yield _answer(searcher, query, fast, thesaurus=thesaurus, with_hits=with_hits)
        except QueryInvalid as problem:
            yield BatchAnswer(query, problem=str(problem))


def _answer(
    searcher: Searcher, query: BatchQuery, options: SearchOptions, *, thesaurus: Thesaurus, with_hits: bool
) -> BatchAnswer:
    if with_hits and options.snippets:
        results = run_search(searcher, query.text, options, thesaurus=thesaurus)
        hits = tuple(results.hits)
        ids, scores = tuple([hit.id for hit in hits]), tuple([hit.score for hit in hits])
        return BatchAnswer(query, results.total, ids, scores, hits)
    tree, options, *_ = understand(query.text, options, searcher, thesaurus=thesaurus)
    matches = searcher.search(apply_feedback(tree, searcher, options)[0] if options.limit else tree, options)
    scores = tuple(matches.scores)
    if not with_hits:
        return BatchAnswer(query, matches.total, tuple(map(searcher.read_id, matches.documents)), scores)
    ranks = range(options.offset + 1, options.offset + 1 + len(scores))
    found = zip(ranks, matches.documents, scores, strict=True)
    hits = tuple([make_plain_hit(searcher.load_facts(number), rank=rank, score=score) for rank, number, score in found])
    return BatchAnswer(query, matches.total, tuple([hit.id for hit in hits]), scores, hits)
