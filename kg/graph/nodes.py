"""The nodes of the graph, with the properties that `schemas/graph.yaml` names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kg.graph.evidence import combine
from kg.model import Claim, DocumentEntity, Entity, Evidence, Node, Paper, Result
from kg.schema import graph_schema
from kg.text import make_id


def paper_node(paper: Paper) -> Node:
    """Return the node of a paper; its id is the paper's own, so that `papers` of a relationship lead to it.

    Example:
        >>> paper_node(Paper(id="p-00", title="On Cats", abstract="Cats purr.", year=2020)).properties
        {'id': 'p-00', 'title': 'On Cats', 'abstract': 'Cats purr.', 'year': 2020}
    """
    return _node(
        "Paper",
        paper.id,
        title=paper.title,
        abstract=paper.abstract,
        year=paper.year,
        venue=paper.venue,
        authors=list(paper.authors),
        doi=paper.doi,
        url=paper.url,
    )


def entity_node(entity: Entity, members: Sequence[tuple[str, DocumentEntity]]) -> Node:
    """Return the node of an entity from its members, given as (paper id, entity there)."""
    witnesses = [
        Evidence(paper=paper, sentence="", start=0, end=0, confidence=member.confidence) for paper, member in members
    ]
    aliases = sorted(entity.aliases, key=lambda alias: (-alias.count, alias.form))
    return _node(
        entity.type,
        entity.id,
        name=entity.name,
        aliases=[alias.form for alias in aliases],
        papers=len({paper for paper, _ in members}),
        mentions=sum(len(member.mentions) for _, member in members),
        confidence=combine(witnesses),
        external_ids=sorted(entity.external_ids),
    )


def claim_node(paper: str, claim: Claim) -> Node:
    """Return the node of a claim; it is known by paper and sentence, so moved offsets keep its id."""
    return _node(
        "Claim",
        make_id("claim", paper, claim.sentence),
        sentence=claim.sentence,
        kind=claim.kind,
        polarity=claim.polarity,
        negated=claim.negated,
        hedged=claim.hedged,
        paper=paper,
        start=claim.start,
        end=claim.end,
        confidence=claim.confidence,
    )


def result_node(paper: str, claim: str, result: Result, occurrence: int) -> Node:
    """Return the node of a result; `occurrence` counts equal values within the claim (a node id)."""
    return _node(
        "Result",
        make_id("result", claim, result.value, str(occurrence)),
        value=result.value,
        number=result.number,
        unit=result.unit,
        baseline=result.baseline,
        direction=result.direction,
        paper=paper,
        confidence=result.confidence,
    )


def _node(label: str, id_: str, **properties: Any) -> Node:
    """Leave out what is unknown: a missing property and null are the same to Cypher."""
    known = {name: value for name, value in properties.items() if value is not None and value != []}
    return Node(id=id_, labels=graph_schema().labels[label].labels, properties={"id": id_, **known})
