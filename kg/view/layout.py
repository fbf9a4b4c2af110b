"""Positions of the nodes, computed beforehand: the page draws at once and never runs a physics loop.

Papers and entities are laid out together. A paper pulls the entities it names towards each other, so
the map shows topics even while the papers themselves are hidden; and it stays the same map when
they are shown. Claims and results are then set beside what they speak of.
Seeds and initial positions are fixed: the same graph gets the same positions.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence

import igraph

from kg.model import KnowledgeGraph, Node
from kg.view.overlap import separate

Point = tuple[float, float]

SPACING = 38.0  # pixels at zoom 1 that a node gets, on average, in each direction
MEMBERSHIP = 0.5  # pull between a paper and an entity; a relationship between two entities pulls with 1
GRAVITY = 0.03  # pull towards the middle: keeps side branches and unconnected parts near
EXACT_LIMIT = 2000  # nodes up to which every pair repels; beyond, the time would grow with the square
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def positions(graph: KnowledgeGraph, radii: Mapping[str, float]) -> dict[str, tuple[int, int]]:
    """Return x and y of every node, in pixels at zoom 1, with the origin in the middle.

    `radii` gives each node's radius in pixels; nodes do not overlap in the result.

    Example:
        >>> ends = [Node(id=i, labels=("Method", "Entity"), properties={"name": i}) for i in "ab"]
        >>> sorted(positions(KnowledgeGraph(nodes=tuple(ends)), {"a": 5.0, "b": 5.0}))
        ['a', 'b']
    """
    anchors = _anchors(graph)
    placed = dict(zip(anchors, _spread(_layout(graph, anchors)), strict=True))
    apart = separate({**placed, **_beside(graph, placed)}, radii)
    return {node.id: (round(apart[node.id][0]), round(apart[node.id][1])) for node in graph.nodes}


def _anchors(graph: KnowledgeGraph) -> list[str]:
    """Return the ids that the layout is made of: entities, papers, and whatever nothing leads to."""
    linked = {end for r in graph.relationships for end in (r.start, r.end)}
    return [node.id for node in graph.nodes if _is_anchor(node) or node.id not in linked]


def _is_anchor(node: Node) -> bool:
    return "Entity" in node.labels or "Paper" in node.labels


def _layout(graph: KnowledgeGraph, anchors: Sequence[str]) -> list[Point]:
    if len(anchors) < 3:
        return [(float(i), 0.0) for i in range(len(anchors))]
    index = {id_: i for i, id_ in enumerate(anchors)}
    papers = {node.id for node in graph.nodes if "Paper" in node.labels}
    pulls: dict[tuple[int, int], float] = {}
    for r in graph.relationships:
        if r.start in index and r.end in index and r.start != r.end:
            pulls[index[r.start], index[r.end]] = MEMBERSHIP if r.start in papers else 1.0
    # igraph draws from Python's generator, which is everybody's: ours while we need it, theirs again after
    igraph.set_random_number_generator(random.Random(0))
    try:
        return _force(len(anchors), pulls)
    finally:
        igraph.set_random_number_generator(random)


def _force(count: int, pulls: Mapping[tuple[int, int], float]) -> list[Point]:
    """Find topics with UMAP, then let every pair repel (Fruchterman-Reingold) for an even picture."""
    net = igraph.Graph(count, list(pulls))
    start = _points(net.layout_umap(seed=net.layout_circle(), min_dist=1.0, epochs=300))
    if count > EXACT_LIMIT:
        return start
    net.add_vertex()  # the middle: holds on to all the others
    net.add_edges([(count, i) for i in range(count)])
    held = net.layout_fruchterman_reingold(
        weights=[*pulls.values(), *[GRAVITY] * count],
        seed=[*start, (0.0, 0.0)],
        niter=400,
        start_temp=5.0,
        grid="nogrid",
    )
    return _points(held)[:count]


def _points(layout: igraph.Layout) -> list[Point]:
    return [(float(x), float(y)) for x, y in layout]


def _spread(points: Sequence[Point]) -> list[Point]:
    """Centre the points, turn them so that the longest way lies level, and give each its share of room."""
    if not points:
        return []
    mean_x, mean_y = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    centred = [(x - mean_x, y - mean_y) for x, y in points]
    xx, yy, xy = (sum(v) for v in zip(*((x * x, y * y, x * y) for x, y in centred), strict=True))
    angle = math.atan2(2 * xy, xx - yy) / 2
    # points evenly spread over a disc of n * SPACING² have this root mean square distance from its middle
    wanted = SPACING * math.sqrt(len(points) / (2 * math.pi))
    scale = wanted / (math.sqrt((xx + yy) / len(points)) or 1.0)
    cos, sin = scale * math.cos(angle), scale * math.sin(angle)
    return [(x * cos + y * sin, y * cos - x * sin) for x, y in centred]


def _beside(graph: KnowledgeGraph, placed: Mapping[str, Point]) -> dict[str, Point]:
    """Return a point for every other node: the mean of its placed neighbours, the specific ones counting most."""
    neighbours: dict[str, list[str]] = {node.id: [] for node in graph.nodes}
    for r in graph.relationships:
        neighbours[r.start].append(r.end)
        neighbours[r.end].append(r.start)
    beside: dict[str, Point] = {}
    for i, node in enumerate(graph.nodes):
        if node.id not in placed:
            near = [(placed[n], 1 / len(neighbours[n])) for n in neighbours[node.id] if n in placed]
            beside[node.id] = _mean(near, offset=_around(i))
    return beside


def _mean(near: Sequence[tuple[Point, float]], offset: Point) -> Point:
    total = sum(weight for _, weight in near) or 1.0
    x = sum(point[0] * weight for point, weight in near) / total
    y = sum(point[1] * weight for point, weight in near) / total
    return x + offset[0], y + offset[1]


def _around(i: int) -> Point:
    """Return a short step in a direction of its own, so that no two nodes lie on one point."""
    return 12 * math.cos(i * GOLDEN_ANGLE), 12 * math.sin(i * GOLDEN_ANGLE)
