"""Run a server as its users do, in a process of its own, and talk to it: politely, or byte by byte."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx


@dataclass
class RunningServer:
    process: subprocess.Popen[str]
    port: int
    log: list[str]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def end(self, number: int = signal.SIGINT) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=30)

    def connect(self, *, source: str = "127.0.0.1") -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30, source_address=(source, 0))

    def send(self, request: bytes, *, source: str = "127.0.0.1") -> bytes:
        """Send bytes and return all that comes until the server closes."""
        with self.connect(source=source) as connection:
            connection.sendall(request)
            return receive_all(connection)


@contextmanager
def ending(process: subprocess.Popen[str]) -> Iterator[None]:
    """Kill a process that is still there at the end: what fails must not wait for it for ever."""
    try:
        yield
    finally:
        if process.poll() is None:
            process.kill()


def receive_all(connection: socket.socket) -> bytes:
    received = b""
    try:
        while chunk := connection.recv(1 << 16):
            received += chunk
    except ConnectionResetError:
        pass
    return received


@contextmanager
def serve(index: Path | str, *options: str) -> Iterator[RunningServer]:
    command = [sys.executable, "-m", "searchcsto", "serve", "--index", str(index), "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    log: list[str] = []
    line = process.stderr.readline()
    match = re.search(r":(\d+)/ \(Ctrl-C ends it\)", line)
    assert match is not None, line + process.stderr.read()
    reading = threading.Thread(target=log.extend, args=(process.stderr,), daemon=True)
    reading.start()
    server = RunningServer(process, int(match.group(1)), log)
    try:
        _wait_until_ready(server)
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        reading.join(timeout=10)
        process.stderr.close()


def _wait_until_ready(server: RunningServer) -> None:
    ends = time.monotonic() + 60
    while True:
        try:
            httpx.get(f"{server.address}/healthz", timeout=10, trust_env=False)
            return
        except httpx.TransportError:
            assert time.monotonic() < ends, "the server does not answer"
            time.sleep(0.1)
