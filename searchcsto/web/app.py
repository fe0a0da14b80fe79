"""Give settings, get the web application: the API and the page, behind its guard and its limits."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from searchcsto import __version__
from searchcsto.errors import SearchError
from searchcsto.web.answers import refuse, refuse_error
from searchcsto.web.api import router
from searchcsto.web.limits import Limits
from searchcsto.web.parameters import describe_problems
from searchcsto.web.security import Guard
from searchcsto.web.served_index import ServedIndex
from searchcsto.web.settings import ServerSettings

_LOG = logging.getLogger(__name__)


def make_app(settings: ServerSettings) -> ASGIApp:
    """Return the application that serves an index; the index is opened when it is first asked."""
    served = ServedIndex(settings)

    @asynccontextmanager
    async def live(app: FastAPI) -> AsyncIterator[None]:
        yield
        served.close()

    app = FastAPI(
        title="searchcsto",
        version=__version__,
        summary="Search an archive of press articles: ranked, dated and attributed, with the words that prove it.",
        openapi_url="/api/openapi.json",
        docs_url=None,  # their pages load scripts from other hosts
        redoc_url=None,
        lifespan=live,
    )
    app.state.served = served
    app.state.settings = settings
    app.include_router(router)
    app.add_exception_handler(SearchError, _answer_error)
    app.add_exception_handler(RequestValidationError, _answer_invalid)
    app.add_exception_handler(HTTPException, _answer_http)
    return Guard(Limits(GZipMiddleware(app, minimum_size=1000), settings), settings)


async def _answer_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, SearchError)
    if error.http_status >= 500:
        _LOG.warning("%s: %s", request.url.path, error)
    return refuse_error(error)


async def _answer_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return refuse(400, describe_problems(error.errors(), request.url.path))


async def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return refuse(error.status_code, str(error.detail), headers=error.headers)
