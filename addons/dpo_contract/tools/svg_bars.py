"""A bar chart as SVG, for a page and a document: text and rectangles, nothing fetched."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

_WIDTH, _LABEL, _ROW, _BAR = 640, 150, 26, 18
#: Class of a bar -> its colour; the label says the same in words.
COLOURS = {"down": "#2E7D5B", "same": "#8794A2", "up": "#C2571A"}


def bar_chart(title: str, bars: Sequence[tuple[str, int, str]]) -> str:
    """Return horizontal bars of (label, count, class), each with its label and its count.

    >>> chart = bar_chart("Variations", [("inchangé", 3, "same"), ("de 0 à 5 %", 1, "up")])
    >>> chart.count("<rect"), "inchangé" in chart, chart.startswith("<svg")
    (2, True, True)
    >>> "&lt;b&gt;" in bar_chart("<b>", [])
    True
    """
    most = max((count for _, count, _ in bars), default=0) or 1
    room = _WIDTH - _LABEL - 60
    height = _ROW * len(bars) + 4
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'width="100%" role="img" font-family="sans-serif" font-size="13">',
        f"<title>{escape(title)}</title>",
    ]
    for line, (label, count, kind) in enumerate(bars):
        top, middle = line * _ROW + 4, line * _ROW + 4 + _BAR - 4
        width = round(room * count / most)
        parts += [
            f'<text x="{_LABEL - 8}" y="{middle}" text-anchor="end" fill="#2B3440">'
            f"{escape(label)}</text>",
            f'<rect x="{_LABEL}" y="{top}" width="{width}" height="{_BAR}" '
            f'fill="{COLOURS[kind]}"/>',
            f'<text x="{_LABEL + width + 6}" y="{middle}" fill="#2B3440">{count}</text>',
        ]
    return "".join([*parts, "</svg>"])
