"""Which entities hold a field together: central ones, and the communities they bridge.

usage: python scripts/analysis/bridges.py WORKSPACE
"""

from __future__ import annotations

import sys

import kg
from kg.graph import central_entities, communities
from kg.model import KnowledgeGraph


def bridges(graph: KnowledgeGraph, top: int = 10) -> list[str]:
    """Return one line an entity: name, betweenness, size and leading names of its community."""
    home = {member: community for community in communities(graph) for member in community.members}
    lines = []
    for entity in sorted(central_entities(graph, top=10 * top), key=lambda e: -e.betweenness)[:top]:
        names = home[entity.id].names if entity.id in home else ()
        lines.append(f"{entity.betweenness:.3f}  {entity.name}  (one of {len(names) or 1}: {', '.join(names[:3])})")
    return lines


if __name__ == "__main__":
    print("\n".join(bridges(kg.open(sys.argv[1]).graph)))
