"""Proof that a grid leaves no gap and no overlap, and its matrix for display.

For one component and one body type, each rule is a rectangle of the plane population
x agents. Cutting the plane at every bound of the rules gives a finite matrix whose
cells are each wholly inside or wholly outside every rule, so looking at the cells
looks at every possible collectivity.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from .fee_rules import Bracket, Rule
from .french import bounds


@dataclass(frozen=True, slots=True)
class Rectangle:
    """An area of the plane population x agents."""

    population: Bracket = Bracket()
    agents: Bracket = Bracket()

    def __str__(self) -> str:
        """Name the area in French, without the dimension that is not bounded."""
        parts = []
        if not self.population.is_unbounded or self.agents.is_unbounded:
            parts.append(bounds(self.population, "population"))
        if not self.agents.is_unbounded:
            parts.append(bounds(self.agents, "agents"))
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Overlap:
    """An area where several rules apply."""

    area: Rectangle
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The rules of one body type, one line per population bracket.

    ``cells[i][j]`` holds the keys of the rules that apply to ``rows[i]`` x
    ``columns[j]``: exactly one key each when the grid is sound.
    """

    body_type: str
    rows: tuple[Bracket, ...]
    columns: tuple[Bracket, ...]
    cells: tuple[tuple[tuple[str, ...], ...], ...]
    holes: tuple[Rectangle, ...]
    overlaps: tuple[Overlap, ...]

    @property
    def is_sound(self) -> bool:
        """Whether each collectivity of this body type has exactly one price."""
        return not self.holes and not self.overlaps


def _cuts(brackets: Iterable[Bracket]) -> list[int]:
    """Return the sorted starts of the elementary brackets."""
    starts = {0}
    for bracket in brackets:
        starts.add(bracket.min)
        if bracket.max is not None:
            starts.add(bracket.max)
    return sorted(starts)


def _elementary(cuts: list[int]) -> tuple[Bracket, ...]:
    ends: list[int | None] = [*cuts[1:], None]
    return tuple(Bracket(low, high) for low, high in zip(cuts, ends, strict=True))


def _span(bracket: Bracket, cuts: list[int]) -> range:
    """Return the positions of the elementary brackets inside a bracket."""
    stop = len(cuts) if bracket.max is None else bisect_left(cuts, bracket.max)
    return range(bisect_left(cuts, bracket.min), stop)


def _fill(
    rules: list[Rule], row_cuts: list[int], column_cuts: list[int]
) -> tuple[tuple[tuple[str, ...], ...], ...]:
    cells: list[list[list[str]]] = [[[] for _ in column_cuts] for _ in row_cuts]
    for rule in rules:
        for i in _span(rule.population, row_cuts):
            for j in _span(rule.agents, column_cuts):
                cells[i][j].append(rule.key)
    return tuple(tuple(tuple(keys) for keys in row) for row in cells)


def _runs(row: tuple[tuple[str, ...], ...]) -> dict[tuple[int, int], tuple[str, ...]]:
    """Return the maximal runs of equal faulty cells: (first, last) -> rules."""
    runs: dict[tuple[int, int], tuple[str, ...]] = {}
    first = 0
    for j, keys in enumerate(row):
        if j + 1 == len(row) or row[j + 1] != keys:
            if len(keys) != 1:
                runs[first, j] = keys
            first = j + 1
    return runs


def _faults(
    rows: tuple[Bracket, ...],
    columns: tuple[Bracket, ...],
    cells: tuple[tuple[tuple[str, ...], ...], ...],
) -> list[Overlap]:
    """Return the faulty cells as the fewest full rectangles a reader would name."""
    faults: list[Overlap] = []
    growing: dict[tuple[int, int], tuple[int, tuple[str, ...]]] = {}
    for i, row in enumerate([*cells, ()]):
        runs = _runs(row)
        for span, (start, keys) in list(growing.items()):
            if runs.get(span) != keys:
                population = Bracket(rows[start].min, rows[i - 1].max)
                agents = Bracket(columns[span[0]].min, columns[span[1]].max)
                faults.append(Overlap(Rectangle(population, agents), keys))
                del growing[span]
        for span, keys in runs.items():
            growing.setdefault(span, (i, keys))
    return faults


def matrix(rules: Iterable[Rule], body_type: str) -> Matrix:
    """Return the matrix of one body type, with its holes and overlaps.

    >>> com = frozenset({"COM"})
    >>> proof = matrix(
    ...     [Rule("a", com, Bracket(0, 500)), Rule("b", com, Bracket(1000))], "COM")
    >>> [str(hole).replace("\\xa0", " ") for hole in proof.holes]
    ['de 500 à 999 habitants']
    """
    mine = [rule for rule in rules if body_type in rule.body_types]
    row_cuts = _cuts(rule.population for rule in mine)
    column_cuts = _cuts(rule.agents for rule in mine)
    rows, columns = _elementary(row_cuts), _elementary(column_cuts)
    cells = _fill(mine, row_cuts, column_cuts)
    faults = _faults(rows, columns, cells)
    return Matrix(
        body_type,
        rows,
        columns,
        cells,
        holes=tuple(fault.area for fault in faults if not fault.rules),
        overlaps=tuple(fault for fault in faults if fault.rules),
    )


def prove(rules: Iterable[Rule]) -> tuple[Matrix, ...]:
    """Return one matrix for each body type that the rules name, in their order."""
    rules = list(rules)
    body_types = {name: None for rule in rules for name in sorted(rule.body_types)}
    return tuple(matrix(rules, body_type) for body_type in body_types)
