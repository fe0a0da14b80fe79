"""Answer questions with JSON: one function for each. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response, StreamingResponse

from searchcsto.index import Index
from searchcsto.web.answers import answer, answer_from_index, encode
from searchcsto.web.exports import make_export
from searchcsto.web.parameters import (
    ConcordanceParameters,
    CountParameters,
    DocumentParameters,
    ExportParameters,
    FacetParameters,
    SearchParameters,
    SimilarParameters,
    SuggestParameters,
    TimelineParameters,
    WhyParameters,
)
from searchcsto.web.questions import QuestionRoute
from searchcsto.web.statuses import write_served_status
from searchcsto.web.wire import write_document, write_results, write_suggestions, write_verdict
from searchcsto.web.wire_lists import write_concordance, write_count, write_counts, write_similar, write_timeline

SCHEMA_OF_ERROR = {
    "type": "object",
    "required": ["schema", "error"],
    "properties": {
        "schema": {"const": 1},
        "error": {
            "type": "object",
            "required": ["message"],
            "properties": {"message": {"type": "string"}, "query": {"type": "string"}, "column": {"type": "integer"}},
        },
    },
}


def _describe_error(description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": SCHEMA_OF_ERROR}}}


_REFUSED: dict[int | str, dict[str, Any]] = {
    400: _describe_error("The query or a parameter is wrong; the message says which, and why."),
    401: _describe_error("The server wants a token."),
    429: _describe_error("This client asks too much; Retry-After says when to come back."),
    503: _describe_error("The search takes too long, the server has too much to do, or the index cannot be read."),
}
_UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "What the client has (If-None-Match) still holds."}}
_MISSING: dict[int | str, dict[str, Any]] = {404: _describe_error("No document has this id.")}
_JSON: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "The answer."}
}

router = APIRouter(route_class=QuestionRoute)
_Identifier = Annotated[str, Path(description="The id of a document, percent-encoded, or the beginning of just one.")]
_QUESTION: dict[str, Any] = {"response_class": Response, "responses": {**_JSON, **_UNCHANGED, **_REFUSED}}
_OF_DOCUMENT: dict[str, Any] = {"response_class": Response, "responses": {**_QUESTION["responses"], **_MISSING}}


@router.get("/healthz", include_in_schema=False)
async def check_health(request: Request) -> Response:
    """Say that the server lives."""
    return answer({"status": "ok"}, headers={"Cache-Control": "no-store"})


@router.get("/api/search", summary="Search: ranked hits, the exact count, facets", **_QUESTION)
async def search(request: Request, parameters: Annotated[SearchParameters, Query()]) -> Response:
    """Return one page of hits, best first, and counts over all of them."""
    options = parameters.make_search()
    return await _ask(request, lambda index: write_results(index.search(parameters.q, options)))


@router.get("/api/count", summary="How many articles a query finds, or each of several", **_QUESTION)
async def count(request: Request, parameters: Annotated[CountParameters, Query()]) -> Response:
    """Return exact numbers."""
    options = parameters.make_search()
    return await _ask(request, lambda index: write_counts([index.search(query, options) for query in parameters.q]))


@router.get("/api/facets", summary="What a query finds, counted by source, time, language or place", **_QUESTION)
async def facets(request: Request, parameters: Annotated[FacetParameters, Query()]) -> Response:
    """Return facets without hits: all of their values, unless a number says how many."""
    options = parameters.make_search()
    return await _ask(request, lambda index: {"schema": 1, **write_count(index.search(parameters.q, options))})


@router.get("/api/timeline", summary="How often a query was found over time", **_QUESTION)
async def timeline(request: Request, parameters: Annotated[TimelineParameters, Query()]) -> Response:
    """Return a bucket for each day, week, month or year, without gaps, with the articles that there are in all."""
    options = parameters.make_options()
    return await _ask(
        request,
        lambda index: write_timeline(
            index.timeline(parameters.q, options, by=parameters.by, sources=parameters.series)
        ),
    )


@router.get("/api/suggest", summary="What the beginning of a query may become", **_QUESTION)
async def suggest(request: Request, parameters: Annotated[SuggestParameters, Query()]) -> Response:
    """Return completions of the last word, field or value, and for words that are nowhere what was perhaps meant."""
    return await _ask(request, lambda index: write_suggestions(index.suggest(parameters.q, limit=parameters.limit)))


@router.get("/api/status", summary="What the index holds", **_QUESTION)
async def status(request: Request) -> Response:
    """Return how many documents there are, how old the index is, and what was skipped."""
    return await _ask(request, write_served_status)


@router.get(
    "/api/export",
    summary="All hits, as JSON lines or CSV",
    response_class=StreamingResponse,
    responses={
        200: {"description": "A hit a line.", "content": {"application/x-ndjson": {}, "text/csv": {}}},
        **_REFUSED,
    },
)
async def export(request: Request, parameters: Annotated[ExportParameters, Query()]) -> Response:
    """Stream all hits, best first. An answer that breaks off before its end is one that failed."""
    return await make_export(request, parameters)


@router.get("/api/concordance", summary="The words of a query with what stands left and right of them", **_QUESTION)
async def concordance(request: Request, parameters: Annotated[ConcordanceParameters, Query()]) -> Response:
    """Return a line for each place where a word of the query stands (keyword in context)."""
    options = parameters.make_options(limit=parameters.limit)
    return await _ask(
        request,
        lambda index: write_concordance(
            index.concordance(parameters.q, options, sort=parameters.sort, width=parameters.width)
        ),
    )


@router.get("/api/documents/{identifier:path}/similar", summary="The documents most like one", **_OF_DOCUMENT)
async def similar(
    request: Request, identifier: _Identifier, parameters: Annotated[SimilarParameters, Query()]
) -> Response:
    """Return the documents that have the words which set this one apart, and these words."""
    options = parameters.make_search()
    return await _ask(request, lambda index: write_similar(index.similar(identifier, options)))


@router.get("/api/documents/{identifier:path}/why", summary="Why a query finds a document, or not", **_OF_DOCUMENT)
async def why(request: Request, identifier: _Identifier, parameters: Annotated[WhyParameters, Query()]) -> Response:
    """Return whether the query finds it: its rank and score if so, else the clause that is the reason."""
    options = parameters.make_search()
    return await _ask(request, lambda index: write_verdict(index.why(identifier, parameters.q, options)))


@router.get("/api/documents/{identifier:path}", summary="A whole document, with the evidence", **_OF_DOCUMENT)
async def document(
    request: Request, identifier: _Identifier, parameters: Annotated[DocumentParameters, Query()]
) -> Response:
    """Return a document with the words that prove what is said of it; or, with raw=1, its text as it was read."""
    if not parameters.raw:
        return await _ask(request, lambda index: write_document(index.document(identifier)))
    return await answer_from_index(
        request,
        lambda index: index.document(identifier).text.encode("utf-8", "backslashreplace"),
        media_type="text/plain",
    )


async def _ask(request: Request, question: Callable[[Index], dict[str, Any]]) -> Response:
    return await answer_from_index(request, lambda index: encode(question(index)))
