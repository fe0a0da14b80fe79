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
from collections import deque
from collections.abc import Callable, Iterator, Sequence
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
    """One connection that is kept open; `tell` is called with what was wrong with an answer, None for nothing.

    It costs as little as it can: it runs beside the server that it measures.
    """

    def __init__(self, tell: Callable[[Client, str | None], None]) -> None:
        self._tell = tell
        self._transport: asyncio.Transport | None = None
        self._head = b""
        self._missing = 0  # bytes of the answer; -1 while its head is not whole, 0 if none is awaited
        self.since = 0.0  # when the request should have been sent

    def ask(self, request: bytes, *, since: float) -> None:
        """Send a request."""
        assert self._transport is not None
        self._head, self._missing, self.since = b"", -1, since
        self._transport.write(request)

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
        if not self._missing:
            is_right = self._head.startswith(b"HTTP/1.1 200")
            self._tell(self, None if is_right else self._head.partition(b"\r\n")[0].decode())

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._transport = None
        if self._missing:
            self._tell(self, "the server closed the connection")

    def close(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.close()


class Crowd:
    """Clients that ask as fast as they are answered, or, given a rate, as soon as there is something to ask."""

    def __init__(self, requests: Sequence[bytes], *, rate: float | None) -> None:
        self.load = Load()
        self._requests, self._rate, self._rng = cycle(requests), rate, random.Random(1)
        self._idle: deque[Client] = deque()
        self._due: deque[float] = deque()  # when requests should have been sent that wait for a client
        self._clients = 0
        self._ends = 0.0
        self._done = asyncio.get_running_loop().create_future()

    async def work(self, port: int, *, clients: int, seconds: float) -> Load:
        """Return what came of it."""
        loop = asyncio.get_running_loop()
        self._clients = clients
        opened = [
            (await loop.create_connection(lambda: Client(self._take), "127.0.0.1", port))[1] for _ in range(clients)
        ]
        started = loop.time()
        self._ends = started + seconds
        self._idle.extend(opened)
        if self._rate is None:
            for _ in range(clients):
                self._ask(started)
        else:
            self._come(started)
        await self._done
        self.load.seconds = loop.time() - started
        for client in opened:
            client.close()
        return self.load

    def _come(self, at: float) -> None:
        """Ask, and again after a random time."""
        assert self._rate is not None
        self._ask(at)
        next_at = at + self._rng.expovariate(self._rate)
        loop = asyncio.get_running_loop()
        if next_at < self._ends:
            loop.call_at(next_at, self._come, next_at)
        else:
            loop.call_at(self._ends, self._end_if_idle)

    def _ask(self, at: float) -> None:
        if self._idle:
            self._idle.popleft().ask(next(self._requests), since=at)
        else:
            self._due.append(at)

    def _take(self, client: Client, problem: str | None) -> None:
        now = asyncio.get_running_loop().time()
        if problem is None:
            self.load.times.append(1000 * (now - client.since))
        else:
            self.load.errors.append(problem)
        self._idle.append(client)
        if self._due:
            self._ask(self._due.popleft())
        elif self._rate is None and now < self._ends:
            self._ask(now)
        else:
            self._end_if_idle()

    def _end_if_idle(self) -> None:
        is_over = asyncio.get_running_loop().time() >= self._ends and len(self._idle) == self._clients
        if is_over and not self._done.done():
            self._done.set_result(None)


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

    async def ask(seconds: float, *, rate: float | None = None) -> Load:
        return await Crowd(requests, rate=rate).work(port, clients=arguments.clients, seconds=seconds)

    warm = await ask(min(10.0, arguments.seconds))
    if not warm.times:
        raise SystemExit(f"nothing was answered: {warm.errors[:1]}")
    print(f"warm after {len(warm.times):,} answers", file=sys.stderr)
    full = await ask(arguments.seconds)
    parts = {f"{share:.0%} of that rate": share * full.rate for share in arguments.shares}
    below = [(name, await ask(arguments.seconds, rate=rate)) for name, rate in parts.items()]
    return [("as fast as it is answered", full), *below]


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
