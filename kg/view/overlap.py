"""Push overlapping nodes apart."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

Point = tuple[float, float]

GAP = 6.0  # pixels between the rims of two nodes
ROUNDS = 100
PAIRS = 4_000_000  # pairs that all rounds together may look at: bounds the time for large graphs


def separate(points: Mapping[str, Point], radii: Mapping[str, float]) -> dict[str, Point]:
    """Return the points, moved as little as needed for discs of these radii (pixels) not to overlap.

    Deterministic; stops as soon as nothing overlaps, and after a bounded number of rounds in any case.

    Example:
        >>> moved = separate({"a": (0.0, 0.0), "b": (1.0, 0.0)}, {"a": 5.0, "b": 5.0})
        >>> math.dist(moved["a"], moved["b"]) >= 10
        True
    """
    places = [list(point) for point in points.values()]
    sizes = [radii[id_] for id_ in points]
    cell = 2 * max(sizes, default=1.0) + GAP
    looked_at = 0
    for _ in range(ROUNDS):
        moved = [_push(places, i, j, sizes[i] + sizes[j] + GAP) for i, j in _near(places, cell)]
        looked_at += len(moved)
        if not any(moved) or looked_at > PAIRS:
            break
    return {id_: (place[0], place[1]) for id_, place in zip(points, places, strict=True)}


def _near(places: list[list[float]], cell: float) -> Iterator[tuple[int, int]]:
    """Yield the pairs of points in the same or neighbouring cells of a grid."""
    grid: dict[tuple[int, int], list[int]] = {}
    for i, (x, y) in enumerate(places):
        column, row = int(x // cell), int(y // cell)
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                for j in grid.get((column + dx, row + dy), ()):
                    yield j, i
        grid.setdefault((column, row), []).append(i)


def _push(places: list[list[float]], i: int, j: int, wanted: float) -> bool:
    """Move two points to the wanted distance, each half of the way; tell whether they were nearer."""
    dx, dy = places[j][0] - places[i][0], places[j][1] - places[i][1]
    distance = math.hypot(dx, dy)
    if distance >= wanted - 0.5:
        return False
    if distance < 1e-9:  # on one point: any direction will do, as long as it is always the same
        dx, dy, half = math.cos(j), math.sin(j), wanted / 2
    else:
        half = (wanted - distance) / 2 / distance
    places[i][0] -= dx * half
    places[i][1] -= dy * half
    places[j][0] += dx * half
    places[j][1] += dy * half
    return True
