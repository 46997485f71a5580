"""Where the bars of a chart are drawn: figures for an SVG that a template writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["down", "same", "up"]

WIDTH, LABEL = 640, 150
_ROW, _BAR, _COUNT = 26, 18, 60
#: Colour of a bar; its label says the same in words.
COLOURS: dict[Kind, str] = {"down": "#2E7D5B", "same": "#8794A2", "up": "#C2571A"}


@dataclass(frozen=True, slots=True)
class Bar:
    """A horizontal bar, in the units of the drawing."""

    label: str
    count: int
    colour: str
    top: int
    length: int
    thickness: int = _BAR

    @property
    def baseline(self) -> int:
        """Height at which its label and its count stand."""
        return self.top + self.thickness - 4

    @property
    def end(self) -> int:
        """Where its count is written."""
        return LABEL + self.length + 6


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars one under the other, the longest filling the room."""

    bars: tuple[Bar, ...]

    @property
    def box(self) -> str:
        """The view box of the drawing."""
        return f"0 0 {WIDTH} {_ROW * len(self.bars) + 4}"


def chart(counts: Sequence[tuple[str, int, Kind]]) -> Chart:
    """Return the chart of (label, count, kind).

    >>> [bar.length for bar in chart([("inchangé", 40, "same"), ("de 0 à 5 %", 10, "up")]).bars]
    [430, 108]
    >>> chart([]).box
    '0 0 640 4'
    """
    most = max((count for _, count, _ in counts), default=0) or 1
    room = WIDTH - LABEL - _COUNT
    return Chart(
        tuple(
            Bar(label, count, COLOURS[kind], line * _ROW + 4, round(room * count / most))
            for line, (label, count, kind) in enumerate(counts)
        )
    )
