"""The server as somebody who means it no good would try it."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from searchcsto import Document, Index, OptionInvalid
from searchcsto.web.security import COOKIE, HEADERS, make_session
from searchcsto.web.settings import ServerSettings
from tests.web.conftest import TOKEN, Ask

NAVIGATION = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def locked(make_client: Ask) -> TestClient:
    return make_client(token=TOKEN)


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST", "localhost:8765", "localhost.:8765", "127.0.0.1:1", "[::1]:8765", "[::1]"]
)
def test_the_server_has_these_names(client: TestClient, host: str) -> None:
    assert client.get("/api/count?q=a", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8765",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil@localhost",
        "localhost@evil.example",
        "localhost:80@evil.example",
        "localhost evil",
        "localhost/evil",
        "localhost#",
        "localhost:80:80",
        "192.168.0.1",
        "0.0.0.0",
        "[::2]",
        "[::1",
        "",
        "localhost..",
        "lоcalhost",  # with a Cyrillic letter
    ],
)
def test_other_hosts_are_refused(client: TestClient, host: str) -> None:
    response = client.get("/api/count?q=a", headers=[(b"Host", host.encode())])
    assert response.status_code == 400
    assert response.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


def test_two_hosts_are_refused(client: TestClient) -> None:
    headers = [("Host", "localhost"), ("Host", "evil.example")]
    assert client.get("/api/count?q=a", headers=headers).status_code == 400


def test_addresses_are_names_where_others_may_come(make_client: Ask) -> None:
    client = make_client(host="0.0.0.0", token=TOKEN, names=("Press.Example.org",))
    for host, status in (("192.168.0.7:8765", 200), ("press.example.org", 200), ("evil.example", 400)):
        assert client.get("/api/count?q=a", headers={**BEARER, "Host": host}).status_code == status


def test_what_a_proxy_claims_is_not_believed(client: TestClient) -> None:
    claims = {"X-Forwarded-Host": "localhost", "X-Forwarded-For": "10.0.0.1", "Forwarded": "host=localhost"}
    assert client.get("/api/count?q=a", headers={**claims, "Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://localhost:9"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "ftp://localhost"}, 403),
        ({"Origin": "http://[evil"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site", **NAVIGATION}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.example", **NAVIGATION}, 403),
    ],
)
def test_pages_elsewhere_get_no_answer(client: TestClient, headers: dict[str, str], status: int) -> None:
    response = client.get("/api/count?q=a", headers=headers)
    assert response.status_code == status
    assert "access-control-allow-origin" not in response.headers


def test_a_page_elsewhere_signs_nobody_in_or_out(locked: TestClient) -> None:
    elsewhere = {"Sec-Fetch-Site": "cross-site", **NAVIGATION}
    assert locked.post("/login", data={"token": TOKEN}, headers=elsewhere).status_code == 403
    assert locked.get("/logout", headers=elsewhere).status_code == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW"])
def test_nothing_can_be_changed(client: TestClient, method: str) -> None:
    for path in ("/api/search?q=a", "/api/documents/x", "/", "/healthz", "/metrics", "/logout"):
        response = client.request(method, path)
        assert response.status_code == 405, path
        assert response.headers["allow"] == "GET, HEAD"
        assert "nothing can be changed" in response.json()["error"]["message"]


def test_a_body_is_refused(client: TestClient) -> None:
    for headers, body in (({}, b"x"), ({"Transfer-Encoding": "chunked"}, b"")):
        response = client.request("GET", "/api/search?q=a", content=body, headers=headers)
        assert response.status_code == 400
        assert response.json()["error"]["message"] == "GET takes no body"


@pytest.mark.parametrize(
    "path", ["/", "/api/search?q=a", "/api/search", "/nowhere", "/api/docs", "/login", "/metrics", "/static/none.css"]
)
def test_every_answer_has_the_strict_headers(client: TestClient, locked: TestClient, path: str) -> None:
    for asked in (client, locked):
        response = asked.get(path)
        for name, value in HEADERS.items():
            assert response.headers[name] == value
        assert "unsafe" not in response.headers["content-security-policy"]


def test_a_token_is_needed(locked: TestClient) -> None:
    for path in ("/api/search?q=a", "/api/docs", "/api/openapi.json", "/metrics", "/api/documents/x", "/nowhere"):
        response = locked.get(path)
        assert response.status_code == 401, path
        assert response.headers["www-authenticate"] == "Bearer"
        assert "results" not in response.text
    assert locked.get("/healthz").status_code == 200
    assert locked.get("/static/../api/search?q=a").status_code in (401, 404)
    assert locked.get("/static/%2e%2e/api/search?q=a").status_code in (401, 404)
    assert locked.get("/api/count?q=a", headers=BEARER).status_code == 200
    assert locked.get("/api/count?q=a", headers={"Authorization": f"bEARER  {TOKEN} "}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer wrong-horse-battery-staple"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer тайна"},
        {"Cookie": f"{COOKIE}={TOKEN}"},
        {"Cookie": f"{COOKIE}="},
        {"Cookie": f"{COOKIE}=\x01;;=;"},
    ],
)
def test_a_wrong_token_is_refused(locked: TestClient, headers: dict[str, str]) -> None:
    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
    assert locked.get("/api/count?q=a", headers=sent).status_code == 401


def test_guessing_is_slowed_and_written_down(locked: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        guesses = [
            locked.get("/api/count?q=a", headers={"Authorization": f"Bearer guess-number-{number:06}"}).status_code
            for number in range(30)
        ]
    assert guesses[:5] == [401] * 5
    assert guesses[-5:] == [429] * 5
    assert "a wrong token from" in caplog.text
    assert "guess-number" not in caplog.text
    assert locked.get("/api/count?q=a", headers=BEARER).status_code == 429  # the right one must wait too
    assert locked.post("/login", data={"token": TOKEN}).status_code == 429
    assert locked.get("/api/count?q=a").status_code == 401  # who gives none is not slowed


def test_signing_in_and_out(locked: TestClient) -> None:
    sent = locked.get("/api/docs?x=1", headers={"Accept": "text/html"})
    assert sent.status_code == 303
    assert sent.headers["location"] == "/login?next=%2Fapi%2Fdocs%3Fx%3D1"
    form = locked.get(sent.headers["location"])
    assert 'value="/api/docs?x=1"' in form.text
    assert 'type="password"' in form.text
    wrong = locked.post("/login", data={"token": "wrong", "next": "/"})
    assert wrong.status_code == 401
    assert "not the token" in wrong.text
    assert "set-cookie" not in wrong.headers
    right = locked.post("/login", data={"token": TOKEN, "next": "/api/docs"})
    assert right.status_code == 303
    assert right.headers["location"] == "/api/docs"
    cookie = right.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Secure" not in cookie
    assert TOKEN not in cookie
    assert locked.get("/api/docs").status_code == 200  # the client keeps the cookie
    locked.get("/logout")
    assert locked.get("/api/docs").status_code == 401


def test_the_cookie_is_secure_over_https(locked: TestClient) -> None:
    for address, headers in (("https://localhost/login", {}), ("/login", {"Origin": "https://localhost"})):
        response = locked.post(address, data={"token": TOKEN}, headers=headers)
        assert "Secure" in response.headers["set-cookie"]


@pytest.mark.parametrize(
    "back",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil", "/\t/evil", "/x\r\nA: b"],
)
def test_nobody_is_sent_elsewhere_after_signing_in(locked: TestClient, back: str) -> None:
    response = locked.post("/login", data={"token": TOKEN, "next": back})
    assert response.headers["location"] == "/"
    assert f'value="{back}"' not in locked.get("/login", params={"next": back}).text


def test_the_form_shows_markup_as_text(locked: TestClient) -> None:
    page = locked.get("/login", params={"next": '/"><script>alert(1)</script>'}).text
    assert "<script" not in page


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"token=" + b"x" * 10_000, "application/x-www-form-urlencoded"),
        (b"token=\xff\xfe", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"&".join(b"a%d=b" % number for number in range(100)), "application/x-www-form-urlencoded"),
        (b"", ""),
    ],
)
def test_an_odd_form_is_refused(locked: TestClient, body: bytes, kind: str) -> None:
    response = locked.post("/login", content=body, headers={"Content-Type": kind})
    assert response.status_code in (400, 401)


def test_the_session_proves_the_token_and_does_not_tell_it() -> None:
    assert TOKEN not in make_session(TOKEN)
    assert make_session(TOKEN) != make_session(TOKEN + "x")


def test_other_hosts_need_a_token() -> None:
    with pytest.raises(OptionInvalid, match="give a token with --token-file"):
        ServerSettings(Path("index"), host="0.0.0.0")


def test_markup_in_an_article_stays_text(make_client: Ask, tmp_path: Path) -> None:
    with Index.create(tmp_path / "index") as index:
        index.add(Document("x", "<script>alert(1)</script> kestrel", title="</script><img src=x onerror=alert(1)>"))
    response = make_client(tmp_path / "index").get("/api/search?q=kestrel")
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-content-type-options"] == "nosniff"
    raw = make_client(tmp_path / "index").get("/api/documents/x?raw=1")
    assert raw.headers["content-type"] == "text/plain; charset=utf-8"


def test_a_path_cannot_forge_lines_of_the_log(
    make_client: Ask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        make_client(tmp_path / "none").get("/api/documents/a%0DWARNING%20forged")
    assert "\rWARNING forged" not in caplog.text
    assert caplog.records


def test_a_bug_is_500_without_its_traceback(make_client: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("secret /srv/press")

    client = make_client()
    monkeypatch.setattr(Index, "search", fail)
    client = TestClient(client.app, base_url="http://localhost", raise_server_exceptions=False)
    response = client.get("/api/search?q=a")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert response.json()["error"]["message"] == "the server failed; its log says why"
    assert response.headers["x-frame-options"] == "DENY"
