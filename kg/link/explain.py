"""Why an entity is one: its names, papers and the merges behind it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kg.link.forms import key_of
from kg.model import Entity, Linking, Merge
from kg.text import make_id


class Explanation(msgspec.Struct, frozen=True):
    """An entity and the merges that brought its forms together."""

    entity: Entity
    merges: tuple[Merge, ...]

    def __str__(self) -> str:
        entity = self.entity
        papers = sorted({paper for paper, _ in entity.members})
        lines = [
            f"{entity.name} ({entity.type}, {entity.id})",
            f"  {len(papers)} papers: {', '.join(papers[:12])}{' ...' if len(papers) > 12 else ''}",
            "  forms: " + ", ".join(f"{alias.form} ({alias.count})" for alias in entity.aliases),
            *(f"  {m.right!r} -> {m.left!r}: {m.reason}, {m.detail} ({m.score:.2f})" for m in self.merges),
        ]
        return "\n".join(lines if self.merges else [*lines, "  no merge: all forms have one key"])


def explain(linking: Linking, query: str) -> list[Explanation]:
    """Return the entities of a name, alias or id (in any spelling), most papers first.

    Example:
        >>> explain(Linking(entities=()), "BERT")
        []
    """
    key = key_of(query)
    found = [
        e for e in linking.entities if e.id == query or key in {key_of(a.form) for a in e.aliases} | {key_of(e.name)}
    ]
    found.sort(key=lambda entity: (-len(entity.members), entity.id))
    return [Explanation(entity, _merges_of(entity, linking.merges)) for entity in found]


def _merges_of(entity: Entity, merges: Sequence[Merge]) -> tuple[Merge, ...]:
    """Return the merges on the way from the entity's forms to its key."""
    ends = {key_of(m.left) for m in merges if make_id(entity.type.lower(), key_of(m.left)) == entity.id}
    while len(ends) < len(ends := ends | {key_of(m.right) for m in merges if key_of(m.left) in ends}):
        pass
    return tuple(m for m in merges if key_of(m.left) in ends)
