"""Let people in who know the token: a form that sets a cookie, and a page that takes it back.

The cookie goes to this server only (SameSite=Strict), no script can read it, and it proves the token, untold.
It is sent over HTTPS only if it was set there; a proxy that ends HTTPS before this server is known by the Origin.
"""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from searchcsto.web.answers import refuse
from searchcsto.web.clients import find_client
from searchcsto.web.documentation import render
from searchcsto.web.security import COOKIE, LOGIN, TokenCheck, make_session

router = APIRouter(include_in_schema=False)

_MAX_BODY = 4096  # bytes of the form
_MAX_SECONDS = 5.0  # in which it must come


@router.get(LOGIN)
async def show_form(request: Request) -> Response:
    """Show the form."""
    return _show(request, back=read_back(request.query_params.get("next", "/")))


@router.post(LOGIN)
async def sign_in(request: Request) -> Response:
    """Set the cookie if the token is right."""
    tokens: TokenCheck | None = request.app.state.tokens
    form = await _read_form(request)
    if form is None:
        return refuse(400, f"this is no form of {LOGIN}")
    back = read_back(form.get("next", "/"))
    if tokens is None:
        return RedirectResponse(back, 303)
    client = find_client(request.scope)
    if wait := tokens.find_wait(client):
        problem = f"Too many wrong tokens from your address. Try again in {wait} seconds."
        return _show(request, back=back, problem=problem, status=429, headers={"Retry-After": str(wait)})
    token = form.get("token", "").strip()
    if not tokens.check_token(token, client):
        return _show(request, back=back, problem="This is not the token.", status=401)
    response = RedirectResponse(back, 303, {"Cache-Control": "no-store"})
    response.set_cookie(
        COOKIE, make_session(token), path="/", httponly=True, samesite="strict", secure=_is_https(request)
    )
    return response


@router.get("/logout")
async def sign_out() -> Response:
    """Take the cookie back."""
    response = RedirectResponse(LOGIN, 303, {"Cache-Control": "no-store"})
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return response


def read_back(address: str) -> str:
    r"""Return where to go after signing in: a page of this server, whatever was asked.

    >>> read_back("/?q=peace"), read_back("//elsewhere.example"), read_back("/\\elsewhere"), read_back("http://a")
    ('/?q=peace', '/', '/', '/')
    """
    is_here = address.startswith("/") and not address.startswith("//") and address.isprintable()
    return address if is_here and "\\" not in address and not address.startswith(LOGIN) else "/"


async def _read_form(request: Request) -> dict[str, str] | None:
    """Return the fields of a small form, None for anything else."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return None
    body = b""
    try:
        async with asyncio.timeout(_MAX_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > _MAX_BODY:
                    return None
        fields = parse_qs(body.decode("utf-8"), max_num_fields=10)
    except (TimeoutError, ValueError):
        return None
    return {name: values[-1] for name, values in fields.items()}


def _is_https(request: Request) -> bool:
    return request.url.scheme == "https" or request.headers.get("origin", "").startswith("https://")


def _show(
    request: Request, *, back: str, problem: str = "", status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    is_needed = request.app.state.tokens is not None
    page = render("login.html", back=back, problem=problem, is_needed=is_needed)
    return Response(page, status, {"Cache-Control": "no-store", **(headers or {})}, media_type="text/html")
