"""Give lines of points, get an SVG picture of panels side by side with logarithmic axes, readable on light and dark.

The background is left as it is; text and axes follow the reader's colour scheme, and the lines have colours that stand
out on both. Each panel has a grey dashed line of slope one from its first line's first point: linear growth.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, PANEL_HEIGHT = 460, 300  # of a panel, without its legend
LEFT, RIGHT, TOP, BOTTOM = 62, 18, 66, 48  # room around the axes
LEGEND = 20  # for each line
COLOURS = ("#2f81c7", "#d9772b", "#3a9d5d", "#a763b5", "#c94f6d", "#8a8a2a")
STYLE = """\
text { font: 12px sans-serif; fill: #24292f }
.title { font-size: 16px; font-weight: bold }
.panel { font-size: 13px; font-weight: bold }
.axis { stroke: #57606a; fill: none }
.grid { stroke: #8c959f; stroke-opacity: .3; fill: none }
.linear { stroke: #8c959f; stroke-width: 1.5; stroke-dasharray: 3 4; fill: none }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .axis { stroke: #9ea7b3 } }
"""


@dataclass(frozen=True, slots=True)
class Line:
    """Points (x, y), all above zero, and how they are drawn: a number of a colour, and of a mark."""

    name: str
    points: Sequence[tuple[float, float]]
    colour: int = 0
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines that share axes; `unit` is written at the vertical one."""

    name: str
    unit: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a value stands on a logarithmic axis that begins at one place and ends at another."""

    low: float
    high: float
    start: float
    stop: float

    def place(self, value: float) -> float:
        """Return the place of a value.

        >>> Scale(1, 100, 0, 200).place(10)
        100.0
        """
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + share * (self.stop - self.start)


def draw_plot(title: str, panels: Sequence[Panel], *, across: str) -> str:
    """Return an SVG document of panels; `across` is written at their horizontal axes."""
    width = WIDTH * len(panels)
    height = PANEL_HEIGHT + LEGEND * (1 + max(len(panel.lines) for panel in panels)) + 8
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>{STYLE}</style>",
        f'<text class="title" x="{LEFT}" y="24">{escape(title)}</text>',
    ]
    for number, panel in enumerate(panels):
        parts += [f'<g transform="translate({number * WIDTH} 0)">', *_draw_panel(panel, across), "</g>"]
    return "\n".join([*parts, "</svg>"]) + "\n"


def list_ticks(low: float, high: float) -> list[float]:
    """Return round values from low to high for a logarithmic axis: powers of ten, with 2 and 5 if these are few.

    >>> list_ticks(0.5, 20)
    [0.5, 1, 2, 5, 10, 20]
    """
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps = (1, 2, 5) if high / low < 2000 else (1,)
    ticks = (round(step * 10.0**power, 9) for power in powers for step in steps)
    return [int(tick) if tick == int(tick) else tick for tick in ticks if low * 0.999 <= tick <= high * 1.001]


def _draw_panel(panel: Panel, across: str) -> Iterator[str]:
    xs = [x for line in panel.lines for x, _ in line.points]
    ys = [y for line in panel.lines for _, y in line.points]
    # A little room around the points, also where there is only one.
    x_scale = Scale(min(xs) / 1.15, max(xs) * 1.15, LEFT, WIDTH - RIGHT)
    y_scale = Scale(min(ys) / 1.6, max(ys) * 1.6, PANEL_HEIGHT - BOTTOM, TOP)
    yield f'<text class="panel" x="{LEFT}" y="{TOP - 14}">{escape(panel.name)}, {escape(panel.unit)}</text>'
    yield from _draw_axes(x_scale, y_scale, sorted(set(xs)))
    middle = (x_scale.start + x_scale.stop) / 2
    yield f'<text x="{middle}" y="{PANEL_HEIGHT - 10}" text-anchor="middle">{escape(across)}</text>'
    yield from _draw_linear(panel.lines[0].points[0], x_scale, y_scale)
    for line in panel.lines:
        yield from _draw_line(line, x_scale, y_scale)
    yield from _draw_legend(panel.lines)


def _draw_axes(x_scale: Scale, y_scale: Scale, sizes: Sequence[float]) -> Iterator[str]:
    for tick in list_ticks(y_scale.low, y_scale.high):
        y = y_scale.place(tick)
        yield f'<path class="grid" d="M{LEFT} {y:.1f}H{x_scale.stop}"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tick:,}</text>'
    for size in sizes:
        x = x_scale.place(size)
        yield f'<path class="axis" d="M{x:.1f} {y_scale.start}v5"/>'
        yield f'<text x="{x:.1f}" y="{y_scale.start + 18}" text-anchor="middle">{shorten(size)}</text>'
    yield f'<path class="axis" d="M{LEFT} {TOP}V{y_scale.start}H{x_scale.stop}"/>'


def shorten(count: float) -> str:
    """Return a large number in few characters.

    >>> shorten(100_000), shorten(1_500_000), shorten(500)
    ('100k', '1.5M', '500')
    """
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if count >= size:
            return f"{count / size:.4g}{letter}"
    return f"{count:g}"


def _draw_linear(point: tuple[float, float], x_scale: Scale, y_scale: Scale) -> Iterator[str]:
    """Draw growth of slope one from a point to where it leaves the panel."""
    x, y = point
    factor = min(x_scale.high / x, y_scale.high / y)
    ends = [(x, y), (x * factor, y * factor)]
    yield f'<path class="linear" d="{_join_points(ends, x_scale, y_scale)}"/>'


def _draw_line(line: Line, x_scale: Scale, y_scale: Scale) -> Iterator[str]:
    colour = COLOURS[line.colour % len(COLOURS)]
    path = _join_points(line.points, x_scale, y_scale)
    yield f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for x, y in line.points:
        yield _draw_mark(x_scale.place(x), y_scale.place(y), line)


def _join_points(points: Sequence[tuple[float, float]], x_scale: Scale, y_scale: Scale) -> str:
    return "M" + "L".join(f"{x_scale.place(x):.1f} {y_scale.place(y):.1f}" for x, y in points)


def _draw_mark(x: float, y: float, line: Line) -> str:
    colour = COLOURS[line.colour % len(COLOURS)]
    if line.mark % 2:
        return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{colour}"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'


def _draw_legend(lines: Sequence[Line]) -> Iterator[str]:
    for place, line in enumerate(lines):
        y = PANEL_HEIGHT + 8 + LEGEND * place
        colour = COLOURS[line.colour % len(COLOURS)]
        yield f'<path d="M{LEFT} {y}h28" stroke="{colour}" stroke-width="2"/>'
        yield _draw_mark(LEFT + 14, y, line)
        yield f'<text x="{LEFT + 38}" y="{y + 4}">{escape(line.name)}</text>'
    y = PANEL_HEIGHT + 8 + LEGEND * len(lines)
    yield f'<path class="linear" d="M{LEFT} {y}h28"/><text x="{LEFT + 38}" y="{y + 4}">linear growth</text>'
