"""The plot of a benchmark: how many problems are solved within a time each, a line a division."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP, _RIGHT = 760, 420, 60, 50, 20, 190
_COLOURS = (
    "#1f77b4",
    "#ff7f0e",
    "#2ca02c",
    "#d62728",
    "#9467bd",
    "#8c564b",
    "#e377c2",
    "#7f7f7f",
    "#bcbd22",
    "#17becf",
)
_FASTEST, _SLOWEST = 0.0001, 100.0  # seconds, the ends of the axis


def plot_svg(times: Mapping[str, Sequence[float]]) -> str:
    """An SVG picture. `times` holds the seconds of the solved problems of each division."""
    most = max([1, *map(len, times.values())])
    parts = [_frame(most)]
    for number, (name, seconds) in enumerate(times.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        points = " ".join(f"{_x(s):.1f},{_y(n, most):.1f}" for n, s in enumerate(sorted(seconds), 1))
        if points:
            parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        y = _TOP + 16 * number
        x = _WIDTH - _RIGHT + 12
        parts.append(f'<rect x="{x}" y="{y}" width="10" height="10" fill="{colour}"/>')
        parts.append(f'<text x="{x + 16}" y="{y + 9}">{escape(name)} ({len(seconds)})</text>')
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        f'font-size="11">\n<rect width="100%" height="100%" fill="white"/>\n{body}\n</svg>\n'
    )


def _x(seconds: float) -> float:
    share = (math.log10(min(max(seconds, _FASTEST), _SLOWEST)) - math.log10(_FASTEST)) / 6
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(count: int, most: int) -> float:
    return _HEIGHT - _BOTTOM - count / most * (_HEIGHT - _BOTTOM - _TOP)


def _frame(most: int) -> str:
    """The axes: seconds to the right (each mark ten times the one before), problems upwards."""
    right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    lines = [f'<path d="M{_LEFT} {_TOP}V{bottom}H{right}" fill="none" stroke="black"/>']
    for power in range(-4, 3):
        x = _x(10.0**power)
        lines.append(f'<path d="M{x:.1f} {bottom}v4" stroke="black"/>')
        lines.append(f'<text x="{x:.1f}" y="{bottom + 16}" text-anchor="middle">{10.0**power:g}</text>')
    for count in sorted({0, most // 2, most}):
        lines.append(f'<text x="{_LEFT - 6}" y="{_y(count, most) + 4:.1f}" text-anchor="end">{count}</text>')
    middle = (_LEFT + right) / 2
    lines.append(f'<text x="{middle}" y="{bottom + 36}" text-anchor="middle">seconds for a problem</text>')
    lines.append(f'<text x="{_LEFT}" y="{_TOP - 6}">problems solved within that time</text>')
    return "\n".join(lines)
