"""Why an entity is one: its names, papers and the merges behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
        papers = sorted(entity.papers)
        lines = [
            f"{entity.name} ({entity.type}, {entity.id})",
            f"  {len(papers)} papers: {', '.join(papers[:12])}{' ...' if len(papers) > 12 else ''}",
            "  forms: " + ", ".join(f"{alias.form} ({alias.count})" for alias in entity.aliases),
            *(f"  {m.right!r} -> {m.left!r}: {m.reason}, {m.detail} ({m.score:.2f})" for m in self.merges),
            *self._without_merge(),
        ]
        return "\n".join(lines)

    def _without_merge(self) -> Iterator[str]:
        """Say why the forms are here that no merge brought: another spelling of a name, or the reader's join."""
        own = _keys_of(self.entity, self.merges)
        spelt = [alias.form for alias in self.entity.aliases if key_of(alias.form) in own]
        joined = [alias.form for alias in self.entity.aliases if key_of(alias.form) not in own]
        if len(spelt) > len({key_of(form) for form in spelt}):
            yield f"  same name in other spellings: {', '.join(spelt)}"
        if joined:
            yield f"  called one thing within a paper: {', '.join(joined)}"


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
    ends = _keys_of(entity, merges)
    return tuple(m for m in merges if key_of(m.left) in ends)


def _keys_of(entity: Entity, merges: Sequence[Merge]) -> set[str]:
    """Return the entity's own key and those that merges bring to it."""
    keys = {key_of(m.left) for m in merges} | {key_of(alias.form) for alias in entity.aliases}
    ends = {key for key in keys if make_id(entity.type.lower(), key) == entity.id}
    while len(ends) < len(ends := ends | {key_of(m.right) for m in merges if key_of(m.left) in ends}):
        pass
    return ends
