"""Who beats whom: the longest chains of OUTPERFORMS, and the circles in which papers disagree.

usage: python scripts/analysis/lineage.py WORKSPACE
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import networkx as nx

import kg

if TYPE_CHECKING:
    Network = nx.MultiDiGraph[str]


def wins(network: Network) -> nx.DiGraph[str]:
    """Return the OUTPERFORMS relationships alone, better to worse."""
    found: nx.DiGraph[str] = nx.DiGraph()
    found.add_edges_from((a, b) for a, b, data in network.edges(data=True) if data["type"] == "OUTPERFORMS")
    return found


def circles(network: Network) -> list[list[str]]:
    """Return the groups of entities each of which beats itself by way of others, by name, largest first."""
    groups = (group for group in nx.strongly_connected_components(wins(network)) if len(group) > 1)
    named = (sorted(str(network.nodes[id_]["name"]) for id_ in group) for group in groups)
    return sorted(named, key=lambda names: (-len(names), names))


def longest_chain(network: Network) -> list[str]:
    """Return the names on the longest chain from best to worst, with each circle as one link."""
    condensed = nx.condensation(wins(network))
    groups = (condensed.nodes[group]["members"] for group in nx.dag_longest_path(condensed))
    return [" = ".join(sorted(str(network.nodes[id_]["name"]) for id_ in group)) for group in groups]


if __name__ == "__main__":
    workspace = kg.open(sys.argv[1]).to_networkx()
    print("longest chain:", " > ".join(longest_chain(workspace)) or "none")
    print("circles:", "; ".join(", ".join(names) for names in circles(workspace)) or "none")
