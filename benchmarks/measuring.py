"""Give opened engines and queries, get the times and the totals; give a function, get its median.

All engines answer each query before the next one, in an order that changes from query to query, so that a change in
the machine's speed, and what one leaves in the processor's caches, meets all alike. Each query is asked once.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from engines import Engine
from queries import KINDS, BenchmarkQuery

ALL = "all"


@dataclass(slots=True)
class Answers:
    """What one engine answered: times in milliseconds by kind of query, and the totals by query."""

    times: dict[str, list[float]] = field(default_factory=dict)
    totals: dict[BenchmarkQuery, int] = field(default_factory=dict)

    def median(self, kind: str) -> float | None:
        """Return the median time of a kind of query, None if none was asked."""
        return statistics.median(self.times[kind]) if kind in self.times else None

    def slow(self, kind: str) -> float | None:
        """Return the time below which 95 of 100 queries of a kind were answered."""
        times = sorted(self.times.get(kind, ()))
        return times[min(int(0.95 * len(times)), len(times) - 1)] if times else None


def ask(engines: Mapping[str, Engine], queries: Sequence[BenchmarkQuery]) -> dict[str, Answers]:
    """Return the answers of each engine; "all" holds the times of the kinds that every engine there can answer."""
    rng, answers = random.Random(1), {name: Answers() for name in engines}
    order = list(engines)
    for query in queries:
        rng.shuffle(order)
        for name in order:
            if query.kind not in engines[name].cannot:
                started = time.perf_counter()
                total = engines[name].search(query)
                milliseconds = 1000 * (time.perf_counter() - started)
                answers[name].times.setdefault(query.kind, []).append(milliseconds)
                if engines[name].counts:
                    answers[name].totals[query] = total
    for name, engine in engines.items():
        if not engine.cannot:
            answers[name].times[ALL] = [value for kind in KINDS for value in answers[name].times.get(kind, ())]
    return answers


def measure(function: Callable[[], object], *, times: int) -> float:
    """Return the median of some runs, in milliseconds."""
    seconds: list[float] = []
    for _ in range(times):
        started = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - started)
    return 1000 * statistics.median(seconds)


def run(command: Sequence[str]) -> None:
    """Run a command to its end, whatever it prints. Raises CalledProcessError if it fails."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
