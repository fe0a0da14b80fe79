"""Measure what a server of an index answers: how many searches a second, and how fast below that.

    python benchmarks/load.py articles.jsonl --limit 100000
    python benchmarks/load.py articles.jsonl --limit 2000 --clients 5 --seconds 5      # to try it
    python benchmarks/load.py --index DIR articles.jsonl                               # an index that is there already

`searchcsto serve` runs in processes of its own, and is asked over sockets by this one, with the mix of queries of
speed.py, ten hits each without passages, counted by source and month. First each client asks as fast as it is answered:
that rate is the saturation. Then requests come at a part of that rate at random times, whether or not those before are
answered, and each one's time counts from when it should have been sent: who had to wait is not left out.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

from articles import read_articles
from engines.ours import Searchcsto, find_next_month, write_query
from queries import BenchmarkQuery, make_queries
from tables import print_table


@dataclass(slots=True)
class Load:
    """What came of some requests."""

    seconds: float = 0.0  # that they took together
    times: list[float] = field(default_factory=list)  # milliseconds of each that was answered
    errors: list[str] = field(default_factory=list)

    def find_percentile(self, share: float) -> float:
        """Return the time in which this share of the requests was answered."""
        times = sorted(self.times)
        return times[min(int(share * len(times)), len(times) - 1)] if times else float("nan")

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0


class Client(asyncio.Protocol):
    """One connection that is kept open. It costs as little as it can: it runs beside the server that it measures."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[str | None] | None = None
        self._head = b""
        self._missing = 0  # bytes of the body

    async def ask(self, request: bytes) -> str | None:
        """Send a request and read its answer; return what was wrong with it, None for nothing."""
        loop = asyncio.get_running_loop()
        try:
            if self._transport is None:
                await loop.create_connection(lambda: self, "127.0.0.1", self._port)
            assert self._transport is not None
            self._answer, self._head, self._missing = loop.create_future(), b"", -1
            self._transport.write(request)
            return await self._answer
        except OSError as problem:
            self.close()
            return repr(problem)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take what came of an answer."""
        if self._missing < 0:
            self._head += data
            end = self._head.find(b"\r\n\r\n")
            if end < 0:
                return
            length = re.search(rb"(?i)\ncontent-length: (\d+)", self._head)
            self._missing = end + 4 + (int(length.group(1)) if length else 0) - len(self._head)
        else:
            self._missing -= len(data)
        if not self._missing and self._answer is not None and not self._answer.done():
            is_right = self._head.startswith(b"HTTP/1.1 200")
            self._answer.set_result(None if is_right else self._head.partition(b"\r\n")[0].decode())

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._transport = None
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionResetError("the server closed the connection"))

    def close(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None


async def saturate(port: int, requests: Sequence[bytes], *, clients: int, seconds: float) -> Load:
    """Let each client ask as fast as it is answered."""
    load, todo = Load(), cycle(requests)
    started = time.perf_counter()

    async def keep_asking(client: Client) -> None:
        while (sent := time.perf_counter()) < started + seconds:
            _note(load, await client.ask(next(todo)), sent)

    await _run_all(port, keep_asking, clients=clients)
    load.seconds = time.perf_counter() - started
    return load


async def arrive(port: int, requests: Sequence[bytes], *, clients: int, seconds: float, rate: float) -> Load:
    """Let requests come at random times, so many a second."""
    load, todo, rng = Load(), cycle(requests), random.Random(1)
    due: asyncio.Queue[float | None] = asyncio.Queue()
    started = time.perf_counter()

    async def come() -> None:
        at = started
        while (at := at + rng.expovariate(rate)) < started + seconds:
            if (wait := at - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            due.put_nowait(at)
        for _ in range(clients):
            due.put_nowait(None)

    async def take(client: Client) -> None:
        while (at := await due.get()) is not None:
            _note(load, await client.ask(next(todo)), at)

    coming = asyncio.create_task(come())
    await _run_all(port, take, clients=clients)
    await coming
    load.seconds = time.perf_counter() - started
    return load


async def _run_all(port: int, work: Callable[[Client], Awaitable[None]], *, clients: int) -> None:
    opened = [Client(port) for _ in range(clients)]
    await asyncio.gather(*map(work, opened))
    for client in opened:
        client.close()


def _note(load: Load, problem: str | None, since: float) -> None:
    if problem is None:
        load.times.append(1000 * (time.perf_counter() - since))
    else:
        load.errors.append(problem)


def make_request(query: BenchmarkQuery) -> bytes:
    """Return the bytes of a search."""
    parameters = [("q", write_query(query)), ("facet", "source"), ("facet", "month"), ("snippets", "0")]
    if query.source:
        parameters.append(("source", query.source))
    if query.first and query.last:
        parameters += [("after", query.first), ("before", find_next_month(query.last))]
    return f"GET /api/search?{urlencode(parameters)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode("ascii")


@contextmanager
def serve(index: Path, *, workers: int) -> Iterator[int]:
    """Run a server; give its port."""
    options = ["--port", "0", "--rate", "0", "--workers", str(workers), "--index", str(index)]
    command = [sys.executable, "-m", "searchcsto", "serve", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        match = re.search(r":(\d+)/", said)
        if match is None:
            raise SystemExit(said)
        try:
            yield int(match.group(1))
        finally:
            process.terminate()
            process.communicate()


async def measure(port: int, requests: Sequence[bytes], arguments: argparse.Namespace) -> list[tuple[str, Load]]:
    """Return what came of each part."""
    clients, seconds = arguments.clients, arguments.seconds
    warm = await saturate(port, requests, clients=clients, seconds=min(10.0, seconds))
    if not warm.times:
        raise SystemExit(f"nothing was answered: {warm.errors[:1]}")
    print(f"warm after {len(warm.times):,} answers", file=sys.stderr)
    full = await saturate(port, requests, clients=clients, seconds=seconds)
    rows = [("as fast as it is answered", full)]
    for share in arguments.shares:
        load = await arrive(port, requests, clients=clients, seconds=seconds, rate=share * full.rate)
        rows.append((f"{share:.0%} of that rate", load))
    return rows


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--limit", type=int, help="take only so many articles")
    parser.add_argument("--index", type=Path, help="an index of these articles (default: one is made)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0, help="of each part (default: 60)")
    parser.add_argument("--shares", type=float, nargs="+", default=[0.5, 0.8], help="of the saturation rate")
    arguments = parser.parse_args()
    articles = list(read_articles(arguments.articles, limit=arguments.limit))
    requests = [make_request(query) for query in make_queries(articles)]
    with tempfile.TemporaryDirectory() as temporary:
        index = arguments.index
        if index is None:
            index = Path(temporary) / "index"
            Searchcsto().build(articles, index)
        print(f"{len(articles):,} articles, {arguments.workers} workers, {arguments.clients} clients\n")
        with serve(index, workers=arguments.workers) as port:
            rows = asyncio.run(measure(port, requests, arguments))
    print_table(
        ["requests come", "a second", "p50 ms", "p99 ms", "slowest ms", "errors"],
        [
            [
                name,
                f"{load.rate:,.0f}",
                *(f"{load.find_percentile(share):.1f}" for share in (0.5, 0.99, 1.0)),
                f"{len(load.errors):,}",
            ]
            for name, load in rows
        ],
    )
    problems = dict.fromkeys(problem for _, load in rows for problem in load.errors)
    print("\n".join(list(problems)[:5]), file=sys.stderr)


if __name__ == "__main__":
    main()
