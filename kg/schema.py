"""The graph schema, read from `schemas/graph.yaml`.

The only place that knows node labels and relationship types as data: loaders, checks,
exports and the page ask here.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from kg.errors import SchemaError


class PropertyType(msgspec.Struct, frozen=True):
    """Type and constraints of a property; `type` is string, integer, float, boolean or a list of one ("string[]")."""

    type: str
    required: bool = False
    unique: bool = False


class LabelSchema(msgspec.Struct, frozen=True):
    """A node label. `labels` is the whole label set of its nodes, most specific first."""

    name: str
    labels: tuple[str, ...]
    colour: str
    caption: str
    description: str
    properties: dict[str, PropertyType]
    abstract: bool = False


class RelationshipSchema(msgspec.Struct, frozen=True):
    """A relationship type with the label pairs it may join and its properties."""

    name: str
    ends: tuple[tuple[str, str], ...]
    description: str
    properties: dict[str, PropertyType]
    derived: bool = False
    symmetric: bool = False


class GraphSchema(msgspec.Struct, frozen=True):
    """All labels and relationship types.

    Example:
        >>> schema = graph_schema()
        >>> schema.labels["Method"].labels
        ('Method', 'Entity')
        >>> schema.allows("Method", "EVALUATED_ON", "Dataset"), schema.allows("Metric", "EVALUATED_ON", "Task")
        (True, False)
    """

    version: int
    labels: dict[str, LabelSchema]
    relationships: dict[str, RelationshipSchema]
    sentences_cap: int

    @property
    def node_labels(self) -> tuple[str, ...]:
        """The labels that nodes carry as their first label (all but the abstract ones)."""
        return tuple(name for name, label in self.labels.items() if not label.abstract)

    @property
    def entity_labels(self) -> tuple[str, ...]:
        """The labels whose nodes also are `Entity` nodes."""
        return tuple(name for name in self.node_labels if "Entity" in self.labels[name].labels)

    def allows(self, start: str, type_: str, end: str) -> bool:
        """Tell whether a relationship of `type_` may lead from label `start` to label `end`."""
        relationship = self.relationships.get(type_)
        if relationship is None or start not in self.labels or end not in self.labels:
            return False
        return any(a in self.labels[start].labels and b in self.labels[end].labels for a, b in relationship.ends)


def read_schema(text: str) -> GraphSchema:
    """Parse a schema in the YAML form of `schemas/graph.yaml`.

    Raises:
        SchemaError: a key is missing, or an end names an unknown label.
    """
    import yaml

    try:
        raw: dict[str, Any] = yaml.safe_load(text)
        labels = {name: _label(name, raw["labels"]) for name in raw["labels"]}
        evidence = _properties(raw["evidence_properties"])
        relationships = {name: _relationship(name, spec, evidence) for name, spec in raw["relationships"].items()}
        schema = GraphSchema(raw["version"], labels, relationships, raw["sentences_cap"])
    except (KeyError, TypeError, yaml.YAMLError) as error:
        raise SchemaError(f"schemas/graph.yaml: {error!r}: see docs/schema.md for the form") from error
    for relationship in schema.relationships.values():
        for end in {label for pair in relationship.ends for label in pair} - labels.keys():
            raise SchemaError(f"schemas/graph.yaml: {relationship.name} names the unknown label {end!r}")
    return schema


@cache
def graph_schema() -> GraphSchema:
    """Return the package's own schema."""
    return read_schema(schemas_dir().joinpath("graph.yaml").read_text(encoding="utf-8"))


def package_dir() -> Path:
    """Return the directory of the package."""
    return Path(str(resources.files("kg")))


@cache
def schemas_dir() -> Path:
    """Return the directory of `schemas/`: inside the package in a wheel, at the top of a checkout."""
    inside = package_dir() / "schemas"
    return inside if inside.is_dir() else inside.parent.parent / "schemas"


def _label(name: str, specs: dict[str, Any]) -> LabelSchema:
    spec = specs[name]
    parent = spec.get("extends")
    inherited = specs[parent] if parent else {}
    return LabelSchema(
        name=name,
        labels=(name, parent) if parent else (name,),
        colour=spec["colour"],
        caption=spec["caption"],
        description=spec["description"],
        properties=_properties({**inherited.get("properties", {}), **spec.get("properties", {})}),
        abstract=spec.get("abstract", False),
    )


def _relationship(name: str, spec: dict[str, Any], evidence: dict[str, PropertyType]) -> RelationshipSchema:
    return RelationshipSchema(
        name=name,
        ends=tuple((start, end) for start, end in spec["ends"]),
        description=spec["description"],
        properties=evidence,
        derived=spec.get("derived", False),
        symmetric=spec.get("symmetric", False),
    )


def _properties(specs: dict[str, Any]) -> dict[str, PropertyType]:
    return {name: PropertyType(**spec) for name, spec in specs.items()}
