"""Linking: the entities of all papers become entities of the graph, with the reason of every merge.

link(extractions, overrides, dictionaries) -> Linking     pure and deterministic
explain(linking, name)                                    why an entity is one
candidates(linking, overrides)                            what looks like one and was not merged
read_dictionary(path), Overrides.read(path), accept, reject
"""

from kg.link.editing import accept, reject
from kg.link.explain import Explanation, explain
from kg.link.linker import link
from kg.link.lookalikes import Candidate, candidates
from kg.link.overrides import Overrides
from kg.names import Dictionary, Entry, read_dictionary

__all__ = [
    "Candidate",
    "Dictionary",
    "Entry",
    "Explanation",
    "Overrides",
    "accept",
    "candidates",
    "explain",
    "link",
    "read_dictionary",
    "reject",
]
