"""Answer questions with JSON: one function for each. Nothing here changes anything."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from searchcsto.web.answers import answer, is_known, make_etag
from searchcsto.web.parameters import SearchParameters
from searchcsto.web.served_index import ServedIndex
from searchcsto.web.wire import write_results

router = APIRouter()


@router.get("/healthz", include_in_schema=False)
async def check_health() -> Response:
    """Say that the server lives."""
    return answer({"status": "ok"})


@router.get("/api/search", summary="Search: ranked hits, the exact count, facets")
async def search(request: Request, parameters: Annotated[SearchParameters, Query()]) -> Response:
    """Return one page of hits, best first, and counts over all of them."""
    options = parameters.make_search()
    version = await _served(request).ask(lambda index: index.version)
    if is_known(request, make_etag(version)):
        return Response(status_code=304, headers={"ETag": make_etag(version)})
    values = await _served(request).ask(lambda index: write_results(index.search(parameters.q, options)))
    return answer(values, headers={"ETag": make_etag(version), "Cache-Control": "no-cache"})


def _served(request: Request) -> ServedIndex:
    served: ServedIndex = request.app.state.served
    return served
