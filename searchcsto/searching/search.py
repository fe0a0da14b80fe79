"""Give a query and options, get the results: ranked hits with snippets, the exact count, facets and notices."""

from __future__ import annotations

import time

from searchcsto.deadlines import check_time
from searchcsto.engines.base import Matches, Searcher
from searchcsto.matching import Wanted
from searchcsto.options import SearchOptions
from searchcsto.query.tree import Query, print_query, walk
from searchcsto.reasons import Suggestion
from searchcsto.results import Hit, Hits, Results, Suggestions
from searchcsto.searching.clauses import explain_query
from searchcsto.searching.expansion import Expanded, count_expansions
from searchcsto.searching.explanations import Counts, explain
from searchcsto.searching.facets import describe_inexact, select_facets
from searchcsto.searching.feedback import apply_feedback
from searchcsto.searching.precision import describe_precision
from searchcsto.searching.suggestions import find_suggestions
from searchcsto.searching.thesaurus import Thesaurus
from searchcsto.searching.understanding import understand
from searchcsto.searching.wanted import count_words, find_wanted
from searchcsto.snippets import find_lead, find_snippets


def run_search(searcher: Searcher, query: str, options: SearchOptions, *, thesaurus: Thesaurus) -> Results:
    """Return the documents that a query finds, best first, with counts over all of them. Raises QueryInvalid."""
    started = time.perf_counter()
    tree, options, readings, expanded = understand(query, options, searcher, thesaurus=thesaurus)
    counts = count_words(tree, searcher)
    asked, added = apply_feedback(tree, searcher, options) if options.limit else (tree, list[str]())
    matches = searcher.search(asked, options)
    total = matches.total if asked is tree else None
    expansions = count_expansions(expanded, total, searcher, options) if expanded.additions else ()
    facets, summaries = select_facets(matches, tree, searcher, options)
    wanted = find_wanted(tree, counts, searcher) if options.snippets else Wanted()

    def load(place: int) -> Hit:
        return _make_hit(searcher, matches, place, wanted, asked, options)

    def suggest() -> tuple[Suggestion, ...]:
        return find_suggestions(
            tree, counts, searcher, query=query, options=options, thesaurus=thesaurus, total=matches.total
        )

    return Results(
        query=query,
        interpreted=print_query(tree),
        total=matches.total,
        took_ms=round((time.perf_counter() - started) * 1000, 3),
        hits=Hits(len(matches.documents), load),
        facets=facets,
        undated=matches.undated,
        facet_summaries=summaries,
        notices=(
            *readings,
            *describe_precision(tree, options, searcher, total=matches.total),
            *explain(tree, _keep_typed(counts, expanded), searcher, options, matches.total),
            *_describe_feedback(added, options, matches),
            *describe_inexact(matches),
        ),
        expansions=expansions,
        explanation=explain_query(tree, options, searcher) if options.explain else None,
        suggestions=Suggestions(suggest),
    )


def _describe_feedback(added: list[str], options: SearchOptions, matches: Matches) -> list[str]:
    if added:
        return [f"also searched (feedback): {', '.join(added)}"]
    is_missed = options.feedback and options.sort == "score" and matches.documents
    return ["feedback added no words: the query has none, or the best articles have no others"] if is_missed else []


def _keep_typed(counts: Counts, expanded: Expanded) -> Counts:
    """Return the counts of what was typed: that something else is nowhere is not worth a notice."""
    if not expanded.additions:
        return counts
    typed = {node for node, _ in walk(expanded.typed)}
    return {node: count for node, count in counts.items() if node in typed}


def _make_hit(
    searcher: Searcher, matches: Matches, place: int, wanted: Wanted, tree: Query, options: SearchOptions
) -> Hit:
    check_time()
    number = matches.documents[place]
    document = searcher.load_facts(number)
    if options.snippets or not document.title:
        document = searcher.load_document(number)
    body = document.body if document.body is not None else ((0, len(document.text)),)
    return Hit(
        rank=options.offset + place + 1,
        id=document.id,
        path=document.path,
        score=matches.scores[place],
        title=document.title,
        lead="" if document.title else find_lead(document.text, body),
        date=document.date,
        date_precision=document.date_precision,
        date_status=document.date_status,
        date_evidence=document.date_evidence[0] if document.date_evidence else None,
        sources=document.sources,
        language=document.language,
        place=document.place,
        score_parts=tuple(searcher.explain_score(tree, options, number)) if options.explain else (),
        snippets=find_snippets(
            document.text, body, wanted, analyzer=searcher.analyzer, limit=options.snippets, width=options.width
        ),
    )
