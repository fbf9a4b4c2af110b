"""Central entities and communities, over the entities of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kg.graph.index import Index
from kg.model import KnowledgeGraph
from kg.schema import graph_schema

if TYPE_CHECKING:
    import networkx as nx

_EXACT_UP_TO = 1000
_SOURCES = 100


class Central(msgspec.Struct, frozen=True):
    """How central an entity is; both scores in [0, 1].

    `strength` is the summed support of its relationships over the highest such sum, `betweenness` the
    share of shortest paths between others that pass through it.
    """

    id: str
    name: str
    label: str
    strength: float
    betweenness: float


class Community(msgspec.Struct, frozen=True):
    """Entities that are related more with each other than with the rest, the strongest first."""

    members: tuple[str, ...]
    names: tuple[str, ...]


def entity_network(graph: KnowledgeGraph) -> nx.Graph[str]:
    """Return entities only, undirected: `weight` is the summed support of all relationships between two."""
    import networkx as nx

    entities = set(graph_schema().entity_labels)
    network: nx.Graph[str] = nx.Graph()
    for node in graph.nodes:
        if node.labels[0] in entities:
            network.add_node(node.id, name=node.properties["name"], label=node.labels[0])
    for edge in graph.relationships:
        if edge.start in network and edge.end in network:
            before = network.get_edge_data(edge.start, edge.end, {"weight": 0})["weight"]
            network.add_edge(edge.start, edge.end, weight=before + edge.properties["support"])
    return network


def central_entities(graph: KnowledgeGraph, *, label: str | None = None, top: int = 20) -> list[Central]:
    """Return the most central entities, by strength, then betweenness, then id.

    Betweenness is exact up to 1,000 entities and estimated from 100 sources above, always the same ones.

    Raises:
        ConfigError: `label` is no entity label.
    """
    import networkx as nx

    index = Index(graph)
    labels = graph_schema().entity_labels if label is None else (label,)
    wanted = {id_ for name in labels for id_ in index.entities(name)}
    network = entity_network(graph)
    strength = dict(network.degree(weight="weight"))
    highest = max(strength.values(), default=0) or 1
    sources = None if len(network) <= _EXACT_UP_TO else _SOURCES
    between = nx.betweenness_centrality(network, k=sources, seed=0)
    found = [
        Central(id_, data["name"], data["label"], strength[id_] / highest, between[id_])
        for id_, data in network.nodes(data=True)
        if id_ in wanted
    ]
    return sorted(found, key=lambda c: (-c.strength, -c.betweenness, c.id))[:top]


def communities(graph: KnowledgeGraph, *, least: int = 3) -> list[Community]:
    """Return the Louvain communities with at least `least` members, largest first."""
    import networkx as nx

    network = entity_network(graph)
    ids = sorted(network)
    # Louvain walks over sets: numbers make their order, and so the result, the same in every process
    numbered = nx.relabel_nodes(network, {id_: n for n, id_ in enumerate(ids)})
    strength = dict(network.degree(weight="weight"))
    groups = [[ids[n] for n in group] for group in nx.community.louvain_communities(numbered, seed=0)]
    groups = [sorted(group, key=lambda id_: (-strength[id_], id_)) for group in groups if len(group) >= least]
    return [
        Community(tuple(group), tuple(network.nodes[id_]["name"] for id_ in group))
        for group in sorted(groups, key=lambda group: (-len(group), group))
    ]
