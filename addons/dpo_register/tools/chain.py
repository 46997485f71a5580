"""The chain of sub-processors (GDPR art. 28(2) and (4)): who works for whom, level by level."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def has_cycle(edges: Mapping[Node, Iterable[Node]]) -> bool:
    """Tell whether somebody is, at whatever level, a sub-processor of itself.

    >>> has_cycle({"éditeur": ["hébergeur"], "hébergeur": ["éditeur"]})
    True
    >>> has_cycle({"éditeur": ["hébergeur", "support"], "support": ["hébergeur"]})
    False
    """
    try:
        TopologicalSorter(edges).prepare()
    except CycleError:
        return True
    return False


def walk(
    edges: Mapping[Node, Iterable[Node]], root: Node, level: int = 1
) -> Iterator[tuple[int, Node, Node]]:
    """Yield ``(level, from, to)`` of each link under ``root``, in depth; the chain has no cycle.

    >>> list(walk({"a": ["b", "c"], "b": ["d"]}, "a"))
    [(1, 'a', 'b'), (2, 'b', 'd'), (1, 'a', 'c')]
    """
    for child in edges.get(root, ()):
        yield level, root, child
        yield from walk(edges, child, level + 1)
