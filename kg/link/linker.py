"""From extractions to entities: resolve, name, give ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from kg.link.corrections import Corrections
from kg.link.forms import is_short, key_of
from kg.link.gazetteer import Gazetteer
from kg.link.members import Member, members_of
from kg.link.overrides import Overrides
from kg.link.resolve import resolve
from kg.link.rules import Rules
from kg.model import Alias, Entity, EntityType, Extraction, Linking
from kg.names import Dictionary
from kg.text import make_id

_NONE = Overrides()


def link(
    extractions: Iterable[Extraction], *, overrides: Overrides = _NONE, dictionaries: Sequence[Dictionary] = ()
) -> Linking:
    """Return the entities across papers. The order of extractions does not matter.

    An entity's id is a hash of its type and key: it stays when papers come or go, unless the merge itself changes.

    Example:
        >>> from kg.model import DocumentEntity, Mention
        >>> def read(paper, *forms):
        ...     mentions = tuple(Mention(text=form, start=0, end=len(form)) for form in forms)
        ...     entity = DocumentEntity(id="e1", type="Method", name=forms[0], mentions=mentions, role="uses")
        ...     return Extraction(paper=paper, text_hash=paper, model="m", entities=(entity,))
        >>> linking = link([read("p", "Gated Blue Net", "GBN"), read("q", "GBNs")])
        >>> [(entity.name, [alias.form for alias in entity.aliases]) for entity in linking.entities]
        [('Gated Blue Net', ['GBN', 'GBNs', 'Gated Blue Net'])]
        >>> [(merge.right, merge.reason) for merge in linking.merges]
        [('gbn', 'abbreviation')]
    """
    gazetteer = Gazetteer(dictionaries)
    members = members_of(extractions)
    rules = Rules(members, gazetteer)
    corrections = Corrections(overrides, rules)
    resolved = resolve(members, rules, corrections)
    entities = [
        _entity(words, type_, group, gazetteer, corrections)
        for (words, type_), group in resolved.members.items()
        if not corrections.blocked(key_of(words))
    ]
    entities.sort(key=lambda entity: entity.id)
    return Linking(
        entities=tuple(entities),
        merges=resolved.merges,
        conflicts=tuple(corrections.conflicts),
        ambiguities=resolved.ambiguities,
    )


def _entity(
    words: str, type_: EntityType, members: Sequence[Member], gazetteer: Gazetteer, corrections: Corrections
) -> Entity:
    papers = Counter(form for m in members for form in {mention.text for mention in m.entity.mentions})
    key = key_of(words)
    entries = [e for form in (words, *papers) if (e := gazetteer.find(form, type_)) and key_of(e.name) == key]
    return Entity(
        id=make_id(type_.lower(), key),
        type=type_,
        name=corrections.name_of(key) or (entries[0].name if entries else _name(key, members)),
        aliases=tuple(Alias(form=form, count=n) for form, n in sorted(papers.items(), key=lambda a: (-a[1], a[0]))),
        members=tuple((m.paper, m.entity.id) for m in members),
        external_ids=tuple(sorted({e.external_id for e in entries if e.external_id})),
    )


def _name(key: str, members: Sequence[Member]) -> str:
    """Choose the name that most papers give: full before short, lower case before title case in a tie."""
    names = Counter(m.entity.name for m in members)
    own = {name: n for name, n in names.items() if key_of(name) == key} or names
    return min(own, key=lambda name: (is_short(name), -own[name], sum(map(str.isupper, name)), name))
