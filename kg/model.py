"""The records that flow: Paper → Extraction → Entity → Node and Relationship with Evidence.

All are frozen, hashable where their fields are, and serialised by msgspec. Offsets are
characters in `Paper.text`, half-open; confidences and scores lie in [0, 1].
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

EntityType = Literal["Method", "Dataset", "Metric", "Task"]
Role = Literal["introduces", "uses", "compares", "mentions"]
ClaimKind = Literal["result", "comparison", "theory", "limitation"]
Polarity = Literal["positive", "negative", "neutral"]
Direction = Literal["higher", "lower"]

ENTITY_TYPES: tuple[EntityType, ...] = ("Method", "Dataset", "Metric", "Task")
ROLES: tuple[Role, ...] = ("introduces", "uses", "compares", "mentions")
CLAIM_KINDS: tuple[ClaimKind, ...] = ("result", "comparison", "theory", "limitation")
POLARITIES: tuple[Polarity, ...] = ("positive", "negative", "neutral")
RELATION_TYPES: tuple[str, ...] = (
    "USED_FOR",
    "PART_OF",
    "SUBCLASS_OF",
    "EVALUATED_ON",
    "TRAINED_ON",
    "BENCHMARK_FOR",
    "MEASURED_BY",
    "COMPARED_WITH",
    "OUTPERFORMS",
)


class Record(msgspec.Struct, frozen=True):
    """Base of the records: immutable, built by keyword."""


class Paper(Record, frozen=True, kw_only=True):
    """One paper as a reader gives it.

    Example:
        >>> Paper(id="p-00", title="On Cats", abstract="Cats purr.").text
        'On Cats\\nCats purr.'
    """

    id: str
    title: str
    abstract: str
    year: int | None = None
    venue: str | None = None
    authors: tuple[str, ...] = ()
    doi: str | None = None
    url: str | None = None

    @property
    def text(self) -> str:
        """The text that all offsets refer to: title, line feed, abstract."""
        return f"{self.title}\n{self.abstract}"


class Reject(Record, frozen=True, kw_only=True):
    """Something that was not taken, with its reason; written to `rejects.jsonl`."""

    path: str
    line: int | None = None
    reason: str
    stage: Literal["read", "extract", "link", "graph", "load"] = "read"
    record: str | None = None


class Mention(Record, frozen=True, kw_only=True):
    """An occurrence of a surface form: `text == Paper.text[start:end]`."""

    text: str
    start: int
    end: int
    confidence: float = 1.0


class DocumentEntity(Record, frozen=True, kw_only=True):
    """A concept as one paper names it, with all its mentions there (in text order)."""

    id: str
    type: EntityType
    name: str
    mentions: tuple[Mention, ...]
    role: Role
    confidence: float = 1.0


class Relation(Record, frozen=True, kw_only=True):
    """A relation in the text between two entities of one paper; `head` and `tail` are DocumentEntity ids."""

    head: str
    type: str
    tail: str
    evidence: str
    start: int
    end: int
    confidence: float = 1.0


class Result(Record, frozen=True, kw_only=True):
    """A measured outcome: `value` as written, `number` and `unit` where it can be parsed.

    `metric`, `dataset`, `method` and `task` are DocumentEntity ids. `baseline` is the compared
    number as written, `direction` says whether the value moved up or down (None: not said).
    """

    value: str
    number: float | None = None
    unit: str | None = None
    metric: str | None = None
    dataset: str | None = None
    method: str | None = None
    task: str | None = None
    baseline: str | None = None
    direction: Direction | None = None
    confidence: float = 1.0


class Claim(Record, frozen=True, kw_only=True):
    """A sentence that asserts an outcome of the paper; the entity fields hold DocumentEntity ids."""

    sentence: str
    start: int
    end: int
    kind: ClaimKind
    polarity: Polarity
    negated: bool = False
    hedged: bool = False
    subject: tuple[str, ...] = ()
    object: tuple[str, ...] = ()
    task: tuple[str, ...] = ()
    dataset: tuple[str, ...] = ()
    metric: tuple[str, ...] = ()
    results: tuple[Result, ...] = ()
    confidence: float = 1.0


class Abbreviation(Record, frozen=True, kw_only=True):
    """A definition found in the text: "long form (SHORT)"."""

    short: str
    long: str


class Extraction(Record, frozen=True, kw_only=True):
    """All that was read in one paper; depends on the text and the model only."""

    paper: str
    text_hash: str
    model: str
    entities: tuple[DocumentEntity, ...] = ()
    relations: tuple[Relation, ...] = ()
    claims: tuple[Claim, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()
    sentences: tuple[tuple[int, int], ...] = ()


class Alias(Record, frozen=True, kw_only=True):
    """A surface form of an entity and how many papers use it."""

    form: str
    count: int


class Merge(Record, frozen=True, kw_only=True):
    """Why two normalised forms are one entity.

    `reason` is a word of a closed list (same_form, acronym, gazetteer, variant, user, ...);
    `detail` is for people ("acronym defined in paper P").
    """

    left: str
    right: str
    type: EntityType
    reason: str
    detail: str
    score: float


class Entity(Record, frozen=True, kw_only=True):
    """A concept across papers. `members` are (paper id, DocumentEntity id)."""

    id: str
    type: EntityType
    name: str
    aliases: tuple[Alias, ...]
    members: tuple[tuple[str, str], ...]
    external_ids: tuple[str, ...] = ()

    @property
    def papers(self) -> frozenset[str]:
        """The ids of the papers that name it."""
        return frozenset(paper for paper, _ in self.members)


class Linking(Record, frozen=True, kw_only=True):
    """What the linker found: entities and the merges that made them.

    `conflicts` tell what in the user's overrides contradicts itself or names nothing, `ambiguities` the names that
    papers use in several ways and that therefore stay apart; neither is guessed at.
    """

    entities: tuple[Entity, ...]
    merges: tuple[Merge, ...] = ()
    conflicts: tuple[str, ...] = ()
    ambiguities: tuple[str, ...] = ()

    def entity_ids(self) -> dict[tuple[str, str], str]:
        """Return the id of the graph entity of each (paper, entity id)."""
        return {member: entity.id for entity in self.entities for member in entity.members}


class Evidence(Record, frozen=True, kw_only=True):
    """A sentence that supports a relationship."""

    paper: str
    sentence: str
    start: int
    end: int
    confidence: float


class Node(Record, frozen=True, kw_only=True):
    """A node of the graph. `labels` lists the most specific label first ("Method", "Entity")."""

    id: str
    labels: tuple[str, ...]
    properties: dict[str, Any]


class Relationship(Record, frozen=True, kw_only=True):
    """A relationship of the graph between two node ids; `evidence` is complete, best first."""

    id: str
    type: str
    start: str
    end: str
    properties: dict[str, Any]
    evidence: tuple[Evidence, ...] = ()


class KnowledgeGraph(Record, frozen=True, kw_only=True):
    """Nodes and relationships, each sorted by id: equal graphs serialise to equal bytes."""

    nodes: tuple[Node, ...] = ()
    relationships: tuple[Relationship, ...] = ()
