"""Give rows of texts, print them as a table in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def print_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table, and an empty line after it."""
    for row in (header, ["---"] * len(header), *rows):
        print(f"| {' | '.join(row)} |")
    print(flush=True)


def show(value: float | None, pattern: str = "{:.2f}") -> str:
    """Return a number as a cell, a dash for one that is not there."""
    return "-" if value is None else pattern.format(value)


def show_ratio(ours: float | None, other: float | None) -> str:
    """Return how many times as fast ours is, given the times of both."""
    if not ours or other is None:
        return "-"
    ratio = other / ours
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.2f}"
