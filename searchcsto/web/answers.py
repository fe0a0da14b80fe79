"""Give what is known, get the HTTP answer: JSON, an error as JSON, with the version of the index as its ETag."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

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
from searchcsto.web.wire import SCHEMA

# Their messages name places of the server's disk, which are nobody's business.
_OF_THE_SERVER = (IndexClosed, IndexDamaged, IndexLocked, IndexMissing, IndexOutdated, IndexUnwritable)


def answer(values: Mapping[str, Any], *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return values as JSON, in UTF-8 and unescaped."""
    body = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
    return Response(body, status, dict(headers or {}), media_type="application/json")


def refuse(status: int, problem: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
    """Return an error as JSON: what is wrong, and what to do."""
    return answer({"schema": SCHEMA, "error": {"message": problem, **more}}, status=status, headers=headers)


def refuse_error(error: SearchError) -> Response:
    """Return the answer to a failure that was foreseen."""
    if isinstance(error, _OF_THE_SERVER):
        return refuse(error.http_status, "the index cannot be read now; the log of the server says why")
    if isinstance(error, QueryInvalid):
        return refuse(error.http_status, str(error), query=error.query[:200], column=error.column)
    return refuse(error.http_status, str(error))


def make_etag(version: str, *, part: str = "") -> str:
    """Return the ETag of what depends on the state of the index alone. `part` tells representations apart."""
    return f'W/"{version}{part}"'


def is_known(request: Request, etag: str) -> bool:
    """Whether the client has this version already."""
    known = request.headers.get("if-none-match", "")
    return etag in {each.strip() for each in known.split(",")} or known.strip() == "*"
