"""The counts of a build: what came in, what is in the graph, what was not taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from kg.model import KnowledgeGraph, Linking, Record, Reject


class Report(Record, frozen=True, kw_only=True):
    """`report.json`: counts only, so that the same build gives the same report.

    `papers` counts all in the workspace; `new`, `changed`, `unchanged` those of this build's input, `read` the
    texts that the model read; `boilerplate` the paragraphs that are no papers, `rejects` the bad records by reason.
    """

    papers: int
    nodes: dict[str, int]
    relationships: dict[str, int]
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    read: int = 0
    merges: int = 0
    conflicts: tuple[str, ...] = ()
    boilerplate: int = 0
    rejects: dict[str, int] = msgspec.field(default_factory=dict)

    @property
    def rejected(self) -> int:
        """How many records were rejected."""
        return sum(self.rejects.values())


def report_of(graph: KnowledgeGraph, linking: Linking, rejects: Sequence[Reject], **counts: int) -> Report:
    """Count a graph and what did not get into it; `counts` are the report's fields about the input."""
    bad = [reject for reject in rejects if not is_boilerplate(reject)]
    nodes = _counts(node.labels[0] for node in graph.nodes)
    return Report(
        papers=nodes.get("Paper", 0),
        nodes=nodes,
        relationships=_counts(relationship.type for relationship in graph.relationships),
        merges=len(linking.merges),
        conflicts=linking.conflicts,
        boilerplate=len(rejects) - len(bad),
        rejects=_counts(f"{reject.stage}: {reject.reason.split(':')[0]}" for reject in bad),
        **counts,
    )


def is_boilerplate(reject: Reject) -> bool:
    """Tell whether a reject is part of a page that is no paper (a date, a menu), not a bad record."""
    return reject.reason.startswith("not a paper")


def _counts(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))
