"""Stand before the application: let in who may ask, and send answers that a browser cannot be led astray with.

- The Host must be one of the server's own names. Otherwise a page elsewhere could have its name point to this machine
  and read what is served here (DNS rebinding).
- A request from a page elsewhere (Origin, Sec-Fetch-Site) is refused, but for following a link.
- Where there is a token, it must come as `Authorization: Bearer` or in the cookie that the login form sets. It is
  compared in constant time.
- Every answer forbids scripts, styles and frames that are not this server's own.

Refused with 400 (a strange Host), 401 (no token or a wrong one) and 403 (from elsewhere).
"""

from __future__ import annotations

import hashlib
import hmac
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from searchcsto.web.answers import refuse
from searchcsto.web.settings import LOOPBACK, ServerSettings

COOKIE = "searchcsto_session"
OPEN_PATHS = frozenset({"/healthz", "/login"})  # need no token; /static/ neither
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def make_session(token: str) -> str:
    """Return what the cookie of somebody who gave the token holds: it proves the token and does not tell it."""
    return hmac.new(token.encode(), b"searchcsto session", hashlib.sha256).hexdigest()


class Guard:
    """An ASGI application around another one."""

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self._app = app
        self._token = settings.token
        self._names = {name.lower() for name in (*LOOPBACK, settings.host, *settings.names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._find_refusal(scope["path"], scope["method"], Headers(scope=scope))
        if refusal is None:
            await self._app(scope, receive, send_guarded)
        else:
            await refuse(*refusal)(scope, receive, send_guarded)

    def _find_refusal(self, path: str, method: str, headers: Headers) -> tuple[int, str] | None:
        host = read_name(headers.get("host", ""))
        if host not in self._names:
            return 400, f"this server is not called {host or 'nothing'}; start it with --name {host or 'NAME'} if it is"
        if not _is_own(headers, is_link=method in ("GET", "HEAD")):
            return 403, "this server answers no requests that pages of other sites make"
        is_open = path in OPEN_PATHS or path.startswith("/static/")
        if self._token is not None and not is_open and not self._knows_token(headers):
            return 401, "a token is needed: send it as Authorization: Bearer TOKEN, or sign in at /login"
        return None

    def _knows_token(self, headers: Headers) -> bool:
        assert self._token is not None
        kind, _, value = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return hmac.compare_digest(value.strip().encode(), self._token.encode())
        return hmac.compare_digest(_read_cookie(headers.get("cookie", "")).encode(), make_session(self._token).encode())


def read_name(host: str) -> str:
    """Return the name in a Host header, without its port; "" if it is none.

    >>> read_name("localhost:8765"), read_name("[::1]:80"), read_name("a b")
    ('localhost', '::1', '')
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
    return name if name.isprintable() and not any(sign in name for sign in " /\\@?#") else ""


def _read_cookie(header: str) -> str:
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found is not None else ""


def _is_own(headers: Headers, *, is_link: bool) -> bool:
    """Whether a request comes from a page of this server, from no page, or by following a link."""
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != headers.get("host"):
        return False
    site = headers.get("sec-fetch-site", "none")
    if site in ("none", "same-origin"):
        return True
    return is_link and headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
