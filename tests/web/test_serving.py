"""Servers in processes of their own, over sockets: those who flood, those who dawdle, an index being written."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from string import ascii_lowercase
from urllib.parse import quote

import httpx
import pytest
from click.testing import CliRunner

from searchcsto import Document, Index
from searchcsto.cli.serve import serve_command
from tests.conftest import Run
from tests.web.conftest import TOKEN
from tests.web.serving import RunningServer, ending, receive_all, serve

GET = b"GET /api/count?q=csto HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def ask(server: RunningServer) -> httpx.Client:
    return httpx.Client(base_url=server.address, timeout=30, trust_env=False)


def test_it_serves_and_ends_when_told(seed_index: Path) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        with serve(seed_index) as server, ask(server) as client:
            assert client.get("/api/count?q=csto").json()["counts"][0]["total"]
            assert server.end(number) == 0
            assert "Traceback" not in "".join(server.log)


def test_workers_share_the_address_and_their_numbers(seed_index: Path) -> None:
    with serve(seed_index, "--workers", "2") as server:
        for _ in range(20):
            assert b" 200 OK" in server.send(GET)
        told = httpx.get(f"{server.address}/metrics", trust_env=False).text
        assert 'searchcsto_requests_total{route="/api/count",status="200"} 20.0' in told
        assert server.end() == 0
        assert "Traceback" not in "".join(server.log)


def test_a_process_that_cannot_start_is_not_started_again(seed_index: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", UNABLE, seed_index], capture_output=True, text=True, timeout=60)
    assert ended.stderr.splitlines()[-1].endswith(
        "a process of the server could not start; its own message stands above"
    )
    assert 1 <= ended.stderr.count("JSONDecodeError: ") <= 2  # one for each process


UNABLE = """
import os, sys
from pathlib import Path
from searchcsto.web import serving
from searchcsto.web.settings import ServerSettings

def confuse(port):
    os.environ["SEARCHCSTO_SERVER"] = "no settings"  # which the processes read when they start

serving.run_server(ServerSettings(Path(sys.argv[1]), port=0), workers=2, announce=confuse)
"""


def test_words_that_mean_the_same_come_from_a_file(run: Run, seed_index: Path, tmp_path: Path) -> None:
    (tmp_path / "same.txt").write_text("peacekeepers = contingent\n", encoding="utf-8")
    with serve(seed_index, "--workers", "2", "--aliases", str(tmp_path / "same.txt")) as server, ask(server) as client:
        [count] = client.get("/api/count", params={"q": "peacekeepers"}).json()["counts"]
        assert count["interpreted"] == "(peacekeepers = contingent)"
    missing = run("serve", "--index", seed_index, "--aliases", tmp_path / "none.txt", "--get", "/api/count?q=a")
    assert missing.returncode == 2 and "none.txt cannot be read" in missing.stdout


def test_a_taken_port_is_said(run: Run, server: RunningServer, seed_index: Path) -> None:
    completed = run("serve", "--index", seed_index, "--port", server.port)
    assert completed.returncode == 2
    assert completed.stderr == (
        f"searchcsto: cannot listen at 127.0.0.1, port {server.port}: Address already in use; "
        "choose another with --port\n"
    )


def test_ids_are_read_as_they_are_sent(tmp_path: Path) -> None:
    names = ["per%cent", "a/b c.txt#2", "100%25", "x+y", "новости/один", "a//b"]
    with Index.create(tmp_path / "index") as index:
        index.add(*(Document(name, f"kestrel {name}") for name in names))
    with serve(tmp_path / "index") as server, ask(server) as client:
        for name in names:
            assert client.get(f"/api/documents/{quote(name, safe='/')}").json()["id"] == name


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"NONSENSE\r\n\r\n", b"400"),
        (b"GET /api/count?q=csto HTTP/1.1\r\n\r\n", b"400"),  # no Host
        (b"GET /api/count?q=csto HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", b"400"),
        (b"GET http://evil.example/api/count?q=csto HTTP/1.1\r\nHost: evil.example\r\n\r\n", b"400"),
        (b"GET //evil.example/api HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", b"404"),
        (b"GET /api/count?q=csto HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello", b"400"),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", b"400"),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 200_000 + b"\r\n\r\n", b"431"),
        (b"GET /" + b"x" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", b"431"),
        (b"TRACE /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", b"405"),
    ],
)
def test_odd_requests_are_refused(server: RunningServer, request_: bytes, status: bytes) -> None:
    if b"Connection: close" not in request_:
        request_ = request_.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)
    with server.connect() as connection:
        with contextlib.suppress(ConnectionError):  # it may be refused before it was sent to its end
            connection.sendall(request_)
        received = receive_all(connection)
    assert received.startswith(b"HTTP/1.1 " + status), received[:200]
    assert b"content-security-policy" in received.lower()
    assert received.lower().count(b"content-security-policy:") == 1
    assert b"traceback" not in received.lower()
    assert b" 200 OK" in server.send(GET)


def test_a_websocket_is_refused(server: RunningServer) -> None:
    upgrade = b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n"
    request_ = b"GET /api/count?q=csto HTTP/1.1\r\nHost: localhost\r\nSec-WebSocket-Version: 13\r\n" + upgrade + b"\r\n"
    with server.connect() as connection:
        connection.sendall(request_)
        assert not connection.recv(1000).startswith(b"HTTP/1.1 101")


def test_who_floods_keeps_nobody_else_waiting(seed_index: Path) -> None:
    ended = threading.Event()
    statuses: Counter[bytes] = Counter()

    def flood(server: RunningServer) -> None:
        request_ = GET.replace(b"Connection: close\r\n", b"")
        with server.connect(source="127.0.0.2") as connection:
            while not ended.is_set():
                try:
                    connection.sendall(request_ * 20)
                    statuses.update(part[:3] for part in connection.recv(1 << 20).split(b"HTTP/1.1 ")[1:])
                except OSError:
                    return

    with serve(seed_index, "--rate", "1") as server:
        threads = [threading.Thread(target=flood, args=(server,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        ends = time.monotonic() + 60
        while not statuses[b"429"] and time.monotonic() < ends:
            time.sleep(0.1)
        try:
            for _ in range(15):
                started = time.perf_counter()
                answer = server.send(GET, source="127.0.0.3")
                assert b" 200 OK" in answer
                assert time.perf_counter() - started < 5
        finally:
            ended.set()
            for thread in threads:
                thread.join()
        assert statuses[b"429"] > 100


def test_who_dawdles_is_sent_away(seed_index: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from searchcsto.web.serving import run_server;"
        "from searchcsto.web.settings import ServerSettings;"
        "settings = ServerSettings(Path(sys.argv[1]), port=0, patience=1.0, connections=5);"
        "run_server(settings, announce=lambda port: print(port, flush=True))"
    )
    with (
        subprocess.Popen([sys.executable, "-c", script, str(seed_index)], stdout=subprocess.PIPE, text=True) as process,
        ending(process),
    ):
        assert process.stdout is not None
        server = RunningServer(process, int(process.stdout.readline()), [])
        for beginning in (b"", b"GET /api/count?q=csto HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: localhost\r\nX: "):
            with server.connect() as connection:
                started = time.perf_counter()
                connection.sendall(beginning)
                received = receive_all(connection)
                assert received.startswith(b"HTTP/1.1 408")
                assert 0.5 < time.perf_counter() - started < 10
        with server.connect() as connection:  # a byte now and then is not enough
            ends = time.monotonic() + 20
            with pytest.raises(OSError):
                while time.monotonic() < ends:
                    connection.sendall(b"G")
                    time.sleep(0.2)
        held = [server.connect() for _ in range(5)]
        assert server.send(GET).startswith(b"HTTP/1.1 429")
        assert b" 200 OK" in server.send(GET, source="127.0.0.2")
        for each in held:
            each.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


def test_who_takes_no_answer_is_sent_away(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index") as index:
        for number in range(500):
            index.add(Document(f"d{number:04}", "kestrel", title="K" * 20_000))
    script = (
        "import sys; from pathlib import Path; from searchcsto.web.serving import run_server;"
        "from searchcsto.web.settings import ServerSettings;"
        "settings = ServerSettings(Path(sys.argv[1]), port=0, patience=3.0);"
        "run_server(settings, announce=lambda port: print(port, flush=True))"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "index")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process, ending(process):
        assert process.stdout is not None
        server = RunningServer(process, int(process.stdout.readline()), [])
        request_ = b"GET /api/export?q=kestrel HTTP/1.1\r\nHost: localhost\r\n\r\n"
        with server.connect() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(request_)
            time.sleep(7)
            received = receive_all(connection)
        assert b" 200 OK" in received
        assert not received.endswith(b"0\r\n\r\n")  # it was broken off, and that can be seen
        assert server.send(request_.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")).endswith(b"0\r\n\r\n")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


def test_an_index_that_is_rewritten_loses_no_request(tmp_path: Path, seeds: Path) -> None:
    press = tmp_path / "press"
    press.mkdir()
    for number in range(30):
        (press / f"{number}.txt").write_text(
            f"ORLO, April {number % 28 + 1}, 2031. Kestrel talks number {number} resume."
        )
    index = tmp_path / "index"

    def build(*options: str) -> None:
        command = [sys.executable, "-m", "searchcsto", "index", str(press), "--index", str(index), *options]
        subprocess.run(command, check=True, capture_output=True)

    build()
    problems: list[str] = []
    totals: set[int] = set()
    versions: set[str] = set()
    ended = threading.Event()

    def keep_asking(server: RunningServer) -> None:
        with ask(server) as client:
            while not ended.is_set():
                try:
                    response = client.get("/api/search?q=kestrel&limit=5")
                    if response.status_code == 200:
                        totals.add(response.json()["total"])
                        versions.add(response.headers["etag"])
                    else:
                        problems.append(response.text)
                except httpx.HTTPError as problem:
                    problems.append(repr(problem))

    with serve(index, "--rate", "0") as server:
        threads = [threading.Thread(target=keep_asking, args=(server,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for number in range(30, 34):
            (press / f"{number}.txt").write_text(f"Kestrel number {number}.")
            build(*([], ["--rebuild"])[number % 2])
        subprocess.run([sys.executable, "-m", "searchcsto", "optimize", "--index", str(index)], check=True)
        time.sleep(0.5)
        ended.set()
        for thread in threads:
            thread.join()
    assert not problems
    assert {30, 34} <= totals
    assert len(versions) > 3


def test_a_token_is_needed_over_the_socket(seed_index: Path, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    with serve(seed_index, "--token-file", str(tmp_path / "token")) as server, ask(server) as client:
        assert client.get("/api/count?q=csto").status_code == 401
        assert client.get("/api/count?q=csto", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_a_search_over_its_time_says_so(tmp_path: Path) -> None:
    words = [f"{a}{b}{c}{d}an" for a in "bcdfghklmn" for b in "aeiou" for c in "bcdfghklmnprst" for d in "aeiou"]
    with Index.create(tmp_path / "index") as index:
        for number in range(1500):
            index.add(Document(f"d{number}", " ".join(words[(number * 7 + at * at) % len(words)] for at in range(80))))
    # Over a thousand patterns, each held against every word: a fast machine takes seconds for them, too.
    greedy = " ".join(f"*{one}{sign}{other}*" for one in ascii_lowercase for other in ascii_lowercase for sign in "?*")
    with serve(tmp_path / "index", "--seconds", "0.2") as server, ask(server) as client:
        started = time.perf_counter()
        response = client.get("/api/search", params={"q": greedy})
        assert response.status_code == 503
        assert re.match(r"not found within 0\.[12]\d* s; ask for less", response.json()["error"]["message"])
        assert response.headers["retry-after"]
        assert time.perf_counter() - started < 5
        assert client.get("/api/search", params={"q": words[0]}).status_code == 200


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/api/search?q=csto", 0),
        ("/api/documents/none", 1),
        ("/api/search?q=((", 2),
        ("/api/nothing", 1),
        ("/api/search?q=csto&no=1", 2),
    ],
)
def test_one_answer_without_a_socket(seed_index: Path, address: str, code: int) -> None:
    result = CliRunner().invoke(serve_command, ["--index", str(seed_index), "--get", address])
    assert result.exit_code == code
    assert ("total" if code == 0 else "error") in json.loads(result.stdout)


def test_what_cannot_be_answered_once(run: Run, seed_index: Path) -> None:
    assert run("serve", "--index", seed_index / "none", "--get", "/api/search?q=a").returncode == 3
    completed = run("serve", "--index", seed_index, "--get", "http://evil.example/")
    assert completed.returncode == 2
    assert completed.stderr.startswith("searchcsto: --get takes the path of an address")
