"""Give the name of a template and values, get the page. What is put into a template is escaped, always."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from searchcsto.web.pages.phrasing import (
    count,
    describe_date,
    describe_language,
    describe_status,
    quote_words,
)

_FOLDER = Path(__file__).parent.parent
STATIC = _FOLDER / "static"


def name_static(name: str) -> str:
    """Return the address of a file that changes with what is in it, so that no browser keeps an old one."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:10]}"


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(_FOLDER / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
_ENVIRONMENT.globals["static"] = {name: name_static(name) for name in ("page.css", "page.js", "icon.svg")}
_ENVIRONMENT.filters.update(
    count=count, date=describe_date, language=describe_language, status=describe_status, quoted=quote_words
)


def wants_page(request: Request) -> bool:
    """Whether the answer is a page: outside the API, for clients that ask for pages, as browsers do."""
    is_browser = "text/html" in request.headers.get("accept", "")
    return is_browser and not request.url.path.startswith(("/api/", "/metrics", "/healthz"))


def show_page(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a page. It may be kept by the browser of who asked, and is asked for again each time."""
    text = _ENVIRONMENT.get_template(template).render(**values)
    # Half of a pair of surrogates, as broken files have them, cannot be sent.
    body = text.encode("utf-8", "replace")
    return HTMLResponse(body, status, headers={"Cache-Control": "private, no-cache"})


def show_problem(status: int, problem: str, *, headers: Mapping[str, str] | None = None) -> HTMLResponse:
    """Return a page that says what is wrong."""
    response = show_page("problem.html", status=status, problem=problem, code=status)
    response.headers.update(headers or {})
    return response
