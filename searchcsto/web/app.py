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
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from searchcsto import __version__
from searchcsto.errors import SearchError
from searchcsto.web import api, documentation, login, metrics
from searchcsto.web.answers import describe_error, refuse, refuse_error
from searchcsto.web.limits import Limits
from searchcsto.web.pages.routes import add_pages
from searchcsto.web.pages.templating import show_problem, wants_page
from searchcsto.web.parameters import describe_problems
from searchcsto.web.security import Guard, TokenCheck
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
        redirect_slashes=False,
        lifespan=live,
    )
    app.state.served = served
    app.state.settings = settings
    app.state.tokens = TokenCheck(settings.token) if settings.token is not None else None
    app.state.metrics = metrics.Metrics(served)
    for part in (api, documentation, login, metrics):
        app.include_router(part.router)
    add_pages(app)
    app.add_exception_handler(SearchError, _answer_error)
    app.add_exception_handler(RequestValidationError, _answer_invalid)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(Exception, _answer_bug)
    small = GZipMiddleware(app, minimum_size=1000, compresslevel=4)
    guarded = Guard(Limits(AnswerHead(small), settings), settings, app.state.tokens)
    return metrics.Counting(guarded, app.state.metrics)


class AnswerHead:
    """An ASGI application around another one, which answers HEAD as GET, without a body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        asked = {**scope, "method": "GET"}
        try:
            await self._app(asked, receive, send_head)
        finally:
            scope["route"] = asked.get("route")


async def _answer_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, SearchError)
    if error.http_status >= 500:
        _LOG.warning("%r: %s", request.url.path, error)
    if wants_page(request):
        return show_problem(error.http_status, describe_error(error))
    return refuse_error(error)


async def _answer_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    problem = describe_problems(error.errors(), request.url.path)
    return show_problem(400, problem) if wants_page(request) else refuse(400, problem)


async def _answer_bug(request: Request, error: Exception) -> Response:
    return refuse(500, "the server failed; its log says why")


async def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    problem = str(error.detail)
    if error.status_code == 404:
        problem = f"there is no {request.url.path[:200]!r} here; /api/docs lists what there is"
    if wants_page(request):
        return show_problem(error.status_code, problem, headers=error.headers)
    return refuse(error.status_code, problem, headers=error.headers)
