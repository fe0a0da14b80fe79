"""Write facets for a person: counts with bars, and what the bars leave unsaid."""

from __future__ import annotations

from collections.abc import Sequence

from searchcsto.cli import terminal
from searchcsto.options import TIME_FACETS, SearchOptions
from searchcsto.results import FacetSummary, FacetValue, Results

BAR = 30  # characters of the longest bar
_NAMES_SHOWN, _TIMES_SHOWN = 10, 24  # of a facet that was asked for without a number
_MAX_LABEL = 40


def draw_bar(count: float, most: float, *, width: int = BAR) -> str:
    """Return a bar of so many characters for the greatest count; none for zero, and never none for anything else.

    >>> draw_bar(10, 10, width=4), draw_bar(3, 8, width=4), draw_bar(1, 1000, width=4), draw_bar(0, 10)
    ('████', '██', '█', '')
    """
    return "█" * max(1, round(count * width / most)) if count else ""


def write_facets(results: Results, options: SearchOptions) -> None:
    """Write the facets that were asked for, as far as anything was found."""
    for name, size in options.facet_sizes.items():
        summary = results.facet_summaries[name]
        if summary.documents or summary.excluded:
            _write_facet(name, results.facets[name], summary, size=size)


def _write_facet(name: str, values: Sequence[FacetValue], summary: FacetSummary, *, size: int | None) -> None:
    is_time = name in TIME_FACETS
    if size is None:
        values = values[-_TIMES_SHOWN:] if is_time else values[:_NAMES_SHOWN]
    rows = [(terminal.make_line(item.value), item.count, "") for item in values]
    rows += [(terminal.make_line(item.value), item.count, "excluded") for item in summary.excluded]
    if is_time:
        rows.append((f"not known to the {name}", summary.imprecise, ""))
        rows.append(("undated", summary.without, ""))
    else:
        rows.append((f"{name} unknown", summary.without, ""))
    rows = [row for row in rows if row[1]]
    if not rows and not summary.size:
        return
    terminal.write(terminal.style(name, bold=True))
    _write_rows(rows)
    if summary.was_cut(values):
        which = "the last" if is_time else "the most frequent"
        shown = f"{which} {len(values):,} of " if values else ""
        terminal.write(f"  … {shown}{summary.size:,} (all of them: --facet {name}:{summary.size})")


def _write_rows(rows: Sequence[tuple[str, int, str]]) -> None:
    most = max((count for _, count, _ in rows), default=0)
    width = min(_MAX_LABEL, max((len(label) for label, _, _ in rows), default=0))
    digits = len(f"{most:,}")
    for label, count, mark in rows:
        bar = mark or terminal.style(draw_bar(count, most), fg="cyan")
        shown = label if len(label) <= width else label[: width - 1] + "…"
        terminal.write(f"  {shown:<{width}}  {count:>{digits},}  {bar}")
