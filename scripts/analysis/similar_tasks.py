"""Which tasks are alike: those that the same methods are used for, by the Jaccard index of their methods.

usage: python scripts/analysis/similar_tasks.py WORKSPACE
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import networkx as nx

import kg

if TYPE_CHECKING:
    Network = nx.MultiDiGraph[str]


def similar_tasks(network: Network, least: int = 2) -> list[tuple[float, str, str]]:
    """Return (index, task, task) for tasks that share at least `least` methods, most alike first."""
    used: nx.Graph[str] = nx.Graph()
    for method, task, data in network.edges(data=True):
        ends = network.nodes[method]["labels"][0], network.nodes[task]["labels"][0]
        if data["type"] == "USED_FOR" and ends == ("Method", "Task"):
            used.add_edge(method, task)
    tasks = [node for node in used if network.nodes[node]["labels"][0] == "Task"]
    shared = nx.bipartite.weighted_projected_graph(used, tasks)
    pairs = [(a, b) for a, b, data in shared.edges(data=True) if data["weight"] >= least]
    named = (
        (index, *sorted((network.nodes[a]["name"], network.nodes[b]["name"])))
        for a, b, index in nx.jaccard_coefficient(used, pairs)
    )
    return sorted(named, key=lambda row: (-row[0], *row[1:]))


if __name__ == "__main__":
    for index, one, two in similar_tasks(kg.open(sys.argv[1]).to_networkx())[:20]:
        print(f"{index:.2f}  {one}  ~  {two}")
