"""The counts of a build: what came in, what is in the graph, what was not taken."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from kg.model import KnowledgeGraph, Linking, Record, Reject

RECORD_STAGES = ("read", "extract")  # here a whole record is rejected; later a statement of a paper
_SHOWN = 20
_ADVICE = re.compile(r"(?::| \(|;|, which).*", re.DOTALL)
_ID = re.compile(r"^(the (?:same )?(?:text (?:as|of)|id)) .*", re.DOTALL)
_NUMBER = re.compile(r"\d+")


class Report(Record, frozen=True, kw_only=True):
    """`report.json`: counts only, so that the same build gives the same report.

    `papers` counts all in the workspace; `new`, `changed`, `unchanged` those of the build's input, `read` the
    papers that the model read; `boilerplate` the paragraphs that are no papers; `rejects` the bad records and
    `left_out` the statements of papers that could not get into the graph, both by reason.
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
    left_out: dict[str, int] = msgspec.field(default_factory=dict)

    @property
    def rejected(self) -> int:
        """How many records were rejected."""
        return sum(self.rejects.values())


def report_of(graph: KnowledgeGraph, linking: Linking, rejects: Sequence[Reject], **counts: int) -> Report:
    """Count a graph and what did not get into it; `counts` are the report's fields about the input."""
    boilerplate = sum(map(is_boilerplate, rejects))
    bad = [reject for reject in rejects if reject.stage in RECORD_STAGES and not is_boilerplate(reject)]
    left_out = [reject for reject in rejects if reject.stage not in RECORD_STAGES]
    nodes = _counts(node.labels[0] for node in graph.nodes)
    return Report(
        papers=nodes.get("Paper", 0),
        nodes=nodes,
        relationships=_counts(relationship.type for relationship in graph.relationships),
        merges=len(linking.merges),
        conflicts=linking.conflicts,
        boilerplate=boilerplate,
        rejects=_by_reason(bad),
        left_out=_by_reason(left_out),
        **counts,
    )


def is_boilerplate(reject: Reject) -> bool:
    """Tell whether a reject is part of a page that is no paper (a date, a menu), not a bad record."""
    return reject.reason.startswith("not a paper")


def kind_of(reason: str) -> str:
    """Return a reason without what is said of one record only.

    Example:
        >>> [kind_of(r) for r in ("the same text as p-01, which was kept", "no abstract", "2 cells where 3 are due")]
        ['the same text as ...', 'no abstract', 'N cells where N are due']
    """
    short = _ADVICE.sub("", reason)
    return _ID.sub(r"\1 ...", short) if _ID.search(short) else _NUMBER.sub("N", short)


def _by_reason(rejects: Sequence[Reject]) -> dict[str, int]:
    counts = Counter(kind_of(reject.reason) for reject in rejects)
    most = dict(counts.most_common(_SHOWN))
    others = counts.total() - sum(most.values())
    return most | ({"other reasons": others} if others else {})


def _counts(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))
