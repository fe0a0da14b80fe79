"""Stand before the application: let in who may ask, and send answers that a browser cannot be led astray with.

- The Host must be one of the server's own names. Otherwise a page elsewhere could have its name point to this machine
  and read what is served here (DNS rebinding). Where others may reach the server, addresses are names too: no other
  name can be made to look like one.
- A request from a page elsewhere (Origin, Sec-Fetch-Site) is refused, but for following a link.
- Where there is a token, it must come as `Authorization: Bearer` or in the cookie that the login form sets. It is
  compared in constant time, and whoever keeps guessing must wait.
- Nothing is changed: GET and HEAD only, without a body; POST for the login form alone (of a server for language
  models: for their questions alone).
- Every answer forbids scripts, styles and frames that are not this server's own.

What a proxy claims (X-Forwarded-For, -Host, -Proto, Forwarded) is not believed. Refused with 400 (a strange Host, a
body), 401 (no token or a wrong one), 403 (from elsewhere), 405 (another method), 429 (guessing).
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import logging
import math
import re
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from searchcsto.web.answers import refuse
from searchcsto.web.clients import find_client
from searchcsto.web.limits import RateLimit
from searchcsto.web.settings import LOOPBACK, ServerSettings

COOKIE = "searchcsto_session"
LOGIN = "/login"
OPEN_PATHS = frozenset({"/healthz", LOGIN})  # need no token; /static/ neither
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
_GUESSES, _GUESS_RATE = 10, 0.2  # wrong tokens of a client at once, and a second from then on

_LOG = logging.getLogger(__name__)
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]{0,5})?", re.ASCII)


def make_session(token: str) -> str:
    """Return what the cookie of somebody who gave the token holds: it proves the token and does not tell it."""
    return hmac.new(token.encode(), b"searchcsto session", hashlib.sha256).hexdigest()


class TokenCheck:
    """Whether a request or a form brings the token. Each client may be wrong a few times, then seldom."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()
        self._session = make_session(token).encode()
        self._guesses = RateLimit(rate=_GUESS_RATE, burst=_GUESSES)

    def find_wait(self, client: str) -> int:
        """Return for how many seconds a client may not try again, 0 if it may."""
        return math.ceil(self._guesses.look(client))

    def check_token(self, given: str, client: str) -> bool:
        """Return whether this is the token."""
        return self._count(hmac.compare_digest(given.encode("utf-8", "backslashreplace"), self._token), client)

    def check_session(self, given: str, client: str) -> bool:
        """Return whether this is what the cookie of somebody who knows the token holds."""
        return self._count(hmac.compare_digest(given.encode("utf-8", "backslashreplace"), self._session), client)

    def _count(self, is_right: bool, client: str) -> bool:
        if not is_right:
            self._guesses.take(client)
            _LOG.warning("a wrong token from %s", client)
        return is_right


class Guard:
    """An ASGI application around another one."""

    def __init__(
        self, app: ASGIApp, settings: ServerSettings, tokens: TokenCheck | None, *, posted: str = LOGIN
    ) -> None:
        self._app = app
        self._posted = posted  # the one path that takes POST
        self._tokens = tokens
        self._names = {strip_name(name) for name in (*LOOPBACK, settings.host, *settings.names)}
        self._takes_addresses = settings.host not in LOOPBACK

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # nothing here speaks WebSocket
            await send({"type": "websocket.close"})
            return
        has_begun = False

        async def send_guarded(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        app = self._find_refusal(scope, Headers(scope=scope)) or self._app
        try:
            await app(scope, receive, send_guarded)
        except Exception:
            if has_begun:  # the connection is broken off: the client sees that the answer is not whole
                raise
            _LOG.exception("a bug: %s %r", scope["method"], scope["path"])
            await refuse(500, "the server failed; its log says why")(scope, receive, send_guarded)

    def _find_refusal(self, scope: Scope, headers: Headers) -> Response | None:
        path, method = scope["path"], scope["method"]
        if (problem := self._find_strange_host(headers.getlist("host"))) is not None:
            return refuse(400, problem)
        if not _is_own(headers, is_link=method in ("GET", "HEAD") and path != "/logout"):
            return refuse(403, "this server answers no requests that pages of other sites make")
        if method not in ("GET", "HEAD") and not (method == "POST" and path == self._posted):
            allowed = "GET, HEAD, POST" if path == self._posted else "GET, HEAD"
            return refuse(405, f"nothing can be changed here: only {allowed}", headers={"Allow": allowed})
        if method != "POST" and _has_body(headers):
            return refuse(400, f"{method} takes no body", headers={"Connection": "close"})
        if self._tokens is None or path in OPEN_PATHS or path.startswith("/static/"):
            return None
        return self._find_missing_token(self._tokens, scope, headers)

    def _find_strange_host(self, hosts: list[str]) -> str | None:
        if len(hosts) != 1:
            return "a request needs one Host"
        name = read_name(hosts[0])
        if name in self._names or (self._takes_addresses and _is_address(name)):
            return None
        return f"this server is not called {name or 'so'}; start it with --name {name or 'NAME'} if it is"

    def _find_missing_token(self, tokens: TokenCheck, scope: Scope, headers: Headers) -> Response | None:
        client = find_client(scope)
        kind, _, value = headers.get("authorization", "").partition(" ")
        cookie = _read_cookie(headers.get("cookie", ""))
        is_given = kind.lower() == "bearer" or bool(cookie)
        if is_given and (wait := tokens.find_wait(client)):
            problem = f"too many wrong tokens from this address; come back in {wait} s"
            return refuse(429, problem, headers={"Retry-After": str(wait)})
        if kind.lower() == "bearer":
            is_known = tokens.check_token(value.strip(), client)
        else:
            is_known = bool(cookie) and tokens.check_session(cookie, client)
        if is_known:
            return None
        if _wants_page(scope, headers):
            query = scope["query_string"].decode("latin-1")
            back = quote(scope["path"]) + (f"?{query}" if query else "")
            return RedirectResponse(f"{LOGIN}?next={quote(back, safe='')}", 303, {"Cache-Control": "no-store"})
        problem = "a token is needed: send it as Authorization: Bearer TOKEN, or sign in at /login"
        return refuse(401, problem, headers={"WWW-Authenticate": "Bearer"})


def read_name(host: str) -> str:
    """Return the name in a Host header as names are compared, without its port; "" if it is none.

    >>> read_name("LOCALHOST.:8765"), read_name("[::1]:80"), read_name("a b"), read_name("evil@localhost")
    ('localhost', '::1', '', '')
    """
    match = _HOST.fullmatch(host)
    return strip_name(match.group(1)) if match is not None else ""


def strip_name(name: str) -> str:
    """Return a host's name in one form."""
    return name.lower().removesuffix(".").strip("[]")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _has_body(headers: Headers) -> bool:
    return "transfer-encoding" in headers or any(length.strip() != "0" for length in headers.getlist("content-length"))


def _wants_page(scope: Scope, headers: Headers) -> bool:
    """Whether a person waits for a page, not a program for data."""
    is_page = not scope["path"].startswith("/api/") or scope["path"] == "/api/docs"
    return is_page and "text/html" in headers.get("accept", "")


def _read_cookie(header: str) -> str:
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found is not None else ""


def _is_own(headers: Headers, *, is_link: bool) -> bool:
    """Whether a request comes from a page of this server, from no page, or by following a link."""
    for origin in headers.getlist("origin"):
        try:
            found = urlsplit(origin)
        except ValueError:
            return False
        if found.scheme not in ("http", "https") or found.netloc.lower() != headers.get("host", "").lower():
            return False
    site = headers.get("sec-fetch-site", "none")
    if site in ("none", "same-origin"):
        return True
    return is_link and headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
