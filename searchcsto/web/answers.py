"""Give what is known, get the HTTP answer: JSON, an error as JSON, with the version of the index as its ETag."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from searchcsto import __version__
from searchcsto.errors import (
    IndexClosed,
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    IndexUnwritable,
    QueryInvalid,
    SearchError,
)
from searchcsto.index import Index
from searchcsto.web.clients import find_client
from searchcsto.web.served_index import ServedIndex
from searchcsto.web.wire import SCHEMA

# Their messages name places of the server's disk, which are nobody's business.
_OF_THE_SERVER = (IndexClosed, IndexDamaged, IndexLocked, IndexMissing, IndexOutdated, IndexUnwritable)
_FRESH = "private, no-cache"  # may be kept by the one who asked, who asks each time whether it still holds


def answer(values: Mapping[str, Any], *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return values as JSON, in UTF-8 and unescaped."""
    return Response(encode(values), status, dict(headers or {}), media_type="application/json")


def encode(values: Mapping[str, Any]) -> bytes:
    """Return values as JSON, in UTF-8 and unescaped."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def refuse(status: int, problem: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
    """Return an error as JSON: what is wrong, and what to do."""
    values = {"schema": SCHEMA, "error": {"message": problem, **more}}
    return answer(values, status=status, headers={"Cache-Control": "no-store", **(headers or {})})


def refuse_error(error: SearchError) -> Response:
    """Return the answer to a failure that was foreseen."""
    headers = {"Retry-After": "5"} if error.http_status == 503 else {}
    if isinstance(error, QueryInvalid):
        return refuse(error.http_status, str(error), query=error.query[:200], column=error.column)
    return refuse(error.http_status, describe_error(error), headers=headers)


def describe_error(error: SearchError) -> str:
    """Return what a client may know of a failure that was foreseen."""
    if isinstance(error, _OF_THE_SERVER):
        return "the index cannot be read now; the log of the server says why"
    return str(error)


async def answer_from_index(
    request: Request, question: Callable[[Index], bytes], *, media_type: str = "application/json"
) -> Response:
    """Return what a question to the index is answered with, or 304 if the client has it already.

    All of it is done in one turn: the version is read before the answer, so that an answer is never older than it says.
    """
    known = request.headers.get("if-none-match", "")

    def ask(index: Index) -> tuple[str, bytes | None]:
        etag = make_etag(index.version)
        return etag, None if has_etag(known, etag) else question(index)

    served: ServedIndex = request.app.state.served
    etag, body = await served.ask(ask, client=find_client(request.scope))
    headers = {"ETag": etag, "Cache-Control": _FRESH}
    if body is None:
        return Response(status_code=304, headers={**headers, "Vary": "Accept-Encoding"})
    return Response(body, headers=headers, media_type=media_type)


def make_etag(version: str, *, part: str = "") -> str:
    """Return the ETag of what depends on the index, this program and the day (queries say "last-30-days").

    `part` tells representations apart.
    """
    return f'W/"{version}.{__version__}.{datetime.date.today().isoformat()}{part}"'


def has_etag(header: str, etag: str) -> bool:
    """Whether an If-None-Match header names an ETag.

    >>> has_etag('W/"a", W/"b"', 'W/"b"'), has_etag("*", 'W/"b"'), has_etag("", 'W/"b"')
    (True, True, False)
    """
    return header.strip() == "*" or etag.removeprefix("W/") in {
        each.strip().removeprefix("W/") for each in header.split(",")
    }


def is_known(request: Request, etag: str) -> bool:
    """Whether the client has this version already."""
    return has_etag(request.headers.get("if-none-match", ""), etag)
