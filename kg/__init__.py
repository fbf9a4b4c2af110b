"""Scientific knowledge graphs from paper abstracts.

The public names are imported on first use: `import kg` loads neither spaCy nor neo4j.

Example:
    >>> import kg
    >>> kg.Paper(id="p-00", title="On Cats", abstract="Cats purr.").title
    'On Cats'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.model import (
        Claim,
        Entity,
        Evidence,
        Extraction,
        KnowledgeGraph,
        Node,
        Paper,
        Relation,
        Relationship,
        Result,
    )
    from kg.workspace import Workspace, build, open

__version__ = "0.1.0"

_PUBLIC = {
    "kg.workspace": ("Workspace", "build", "open"),
    "kg.model": (
        "Claim",
        "Entity",
        "Evidence",
        "Extraction",
        "KnowledgeGraph",
        "Node",
        "Paper",
        "Relation",
        "Relationship",
        "Result",
    ),
}
_HOME = {name: module for module, names in _PUBLIC.items() for name in names}
__all__ = [
    "Claim",
    "Entity",
    "Evidence",
    "Extraction",
    "KnowledgeGraph",
    "Node",
    "Paper",
    "Relation",
    "Relationship",
    "Result",
    "Workspace",
    "build",
    "open",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
