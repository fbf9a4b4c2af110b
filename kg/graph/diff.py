"""The difference of two graphs."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kg.model import KnowledgeGraph, Node, Relationship


class Changes(msgspec.Struct, frozen=True):
    """Ids that are only in the new graph, only in the old one, or in both with other contents; each sorted."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    def __str__(self) -> str:
        return f"+{len(self.added)} -{len(self.removed)} ~{len(self.changed)}"


class GraphDiff(msgspec.Struct, frozen=True):
    """What differs between two graphs; false where nothing does."""

    nodes: Changes
    relationships: Changes

    def __bool__(self) -> bool:
        return bool(self.nodes or self.relationships)

    def __str__(self) -> str:
        return f"nodes {self.nodes}, relationships {self.relationships}"


def diff_graphs(old: KnowledgeGraph, new: KnowledgeGraph) -> GraphDiff:
    """Compare two graphs by id.

    Example:
        >>> paper = Node(id="p", labels=("Paper",), properties={"id": "p", "title": "On Cats"})
        >>> diff = diff_graphs(KnowledgeGraph(), KnowledgeGraph(nodes=(paper,)))
        >>> bool(diff), str(diff), diff.nodes.added
        (True, 'nodes +1 -0 ~0, relationships +0 -0 ~0', ('p',))
    """
    return GraphDiff(_changes(old.nodes, new.nodes), _changes(old.relationships, new.relationships))


def _changes(old: Sequence[Node] | Sequence[Relationship], new: Sequence[Node] | Sequence[Relationship]) -> Changes:
    before, after = {item.id: item for item in old}, {item.id: item for item in new}
    both = before.keys() & after.keys()
    return Changes(
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        changed=tuple(sorted(id_ for id_ in both if before[id_] != after[id_])),
    )
