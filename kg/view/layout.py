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
import numpy as np
import numpy.typing as npt

from kg.model import KnowledgeGraph
from kg.view.overlap import Point, separate

Points = npt.NDArray[np.float64]  # one row (x, y) a node

SPACING = 38.0  # pixels at zoom 1 that a node gets, on average, in each direction
MEMBERSHIP = 0.5  # pull between a paper and an entity; a relationship between two entities pulls with 1
GRAVITY = 0.85  # pull of all nodes together towards the middle: keeps side branches and unconnected parts near
EXACT_LIMIT = 4000  # nodes up to which every pair repels; beyond, the time would grow with the square
ROUNDS, PAIRS = 400, 400_000_000  # rounds of that, and pairs that all rounds together may take
OUTLIER = 1.6  # times the median distance from the middle: what lies beyond is drawn in
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def positions(graph: KnowledgeGraph, radii: Mapping[str, float]) -> dict[str, tuple[int, int]]:
    """Return x and y of every node, in pixels at zoom 1, with the origin in the middle.

    `radii` gives each node's radius in pixels; nodes do not overlap in the result.

    Example:
        >>> from kg.model import Node
        >>> ends = [Node(id=i, labels=("Method", "Entity"), properties={"name": i}) for i in "ab"]
        >>> sorted(positions(KnowledgeGraph(nodes=tuple(ends)), {"a": 5.0, "b": 5.0}))
        ['a', 'b']
    """
    linked, alone = _anchors(graph)
    places = _spread(_layout(graph, linked))
    places = np.concatenate((places, _around(places, len(alone)))).tolist()
    placed: dict[str, Point] = {id_: (x, y) for id_, (x, y) in zip([*linked, *alone], places, strict=True)}
    apart = separate({**placed, **_beside(graph, placed)}, radii)
    return {node.id: (round(apart[node.id][0]), round(apart[node.id][1])) for node in graph.nodes}


def _anchors(graph: KnowledgeGraph) -> tuple[list[str], list[str]]:
    """Return the papers and entities that are related to each other, and the nodes that stand alone."""
    anchors = {node.id for node in graph.nodes if "Entity" in node.labels or "Paper" in node.labels}
    joined = {end for r in graph.relationships if {r.start, r.end} <= anchors for end in (r.start, r.end)}
    related = {end for r in graph.relationships for end in (r.start, r.end)}
    return sorted(joined), sorted((anchors - joined) | ({node.id for node in graph.nodes} - related))


def _layout(graph: KnowledgeGraph, anchors: Sequence[str]) -> Points:
    index = {id_: i for i, id_ in enumerate(anchors)}
    papers = {node.id for node in graph.nodes if "Paper" in node.labels}
    pulls: dict[tuple[int, int], float] = {}
    for r in graph.relationships:
        if r.start in index and r.end in index and r.start != r.end:
            pulls[index[r.start], index[r.end]] = MEMBERSHIP if r.start in papers else 1.0
    # igraph draws from Python's generator, which is everybody's: ours while we need it, theirs again after
    igraph.set_random_number_generator(random.Random(0))
    try:
        return _force(len(anchors), pulls) if len(anchors) > 2 else np.eye(2)[: len(anchors)]
    finally:
        igraph.set_random_number_generator(random)


def _force(count: int, pulls: Mapping[tuple[int, int], float]) -> Points:
    """Find topics with UMAP, then let every pair repel (Fruchterman-Reingold) for an even picture."""
    net = igraph.Graph(count, list(pulls))
    umap = net.layout_umap(seed=net.layout_circle(), min_dist=1.0, epochs=300)
    start = _scaled(np.array(umap.coords), math.sqrt(count) / 2)
    if count > EXACT_LIMIT:
        return start
    net.add_vertex()  # the middle: holds on to all the others
    net.add_edges([(count, i) for i in range(count)])
    held = net.layout_fruchterman_reingold(
        # with the square root the picture gets as much larger as its nodes need
        weights=[*pulls.values(), *[GRAVITY / math.sqrt(count)] * count],
        seed=[*start.tolist(), (0.0, 0.0)],
        niter=max(60, min(ROUNDS, PAIRS // count**2)),
        start_temp=math.sqrt(count) / 6,
        grid="nogrid",
    )
    return np.array(held.coords[:count], dtype=np.float64)


def _scaled(points: Points, size: float) -> Points:
    """Centre the points and give them this median distance from the middle: it is not led by a few far ones."""
    centred: Points = points - points.mean(axis=0)
    factor = size / (_median(centred) or 1.0)
    return np.multiply(centred, factor)


def _median(points: Points) -> float:
    return float(np.median(np.hypot(*points.T)))


def _spread(points: Points) -> Points:
    """Give each point its share of room, and turn them all so that the longest way lies level."""
    if not len(points):
        return points
    # points evenly spread over a disc with SPACING² for each have this median distance from its middle
    sized = _gathered(_scaled(points, SPACING * math.sqrt(len(points) / (2 * math.pi))))
    x, y = sized.T
    angle = math.atan2(2 * float(x @ y), float(x @ x - y @ y)) / 2
    turned: Points = sized @ np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    return turned


def _gathered(points: Points) -> Points:
    """Draw far points in, or a few of them would make all the others small in the window."""
    radii = np.hypot(*points.T)
    far = OUTLIER * _median(points) or 1.0
    beyond = np.maximum(radii / far, 1.0)
    gathered: Points = points * ((1 + np.log(beyond)) / beyond)[:, None]
    return gathered


def _around(points: Points, count: int) -> Points:
    """Return places for nodes without any relationship: spread evenly in a belt around the points."""
    radius = float(np.hypot(*points.T).max(initial=0.0))
    numbers = np.arange(1, count + 1)
    radii = np.sqrt((radius + SPACING) ** 2 + numbers * SPACING**2 / math.pi)
    angles = numbers * GOLDEN_ANGLE
    return np.column_stack((radii * np.cos(angles), radii * np.sin(angles)))


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
            beside[node.id] = _mean(near, offset=_step(i))
    return beside


def _mean(near: Sequence[tuple[Point, float]], offset: Point) -> Point:
    total = sum(weight for _, weight in near) or 1.0
    x = sum(point[0] * weight for point, weight in near) / total
    y = sum(point[1] * weight for point, weight in near) / total
    return x + offset[0], y + offset[1]


def _step(i: int) -> Point:
    """Return a short step in a direction of its own, so that no two nodes lie on one point."""
    return 12 * math.cos(i * GOLDEN_ANGLE), 12 * math.sin(i * GOLDEN_ANGLE)
