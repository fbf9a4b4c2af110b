"""Linking: the entities of all papers become entities of the graph, with the reason of every merge.

link(extractions, overrides, dictionaries) -> Linking     pure and deterministic
explain(linking, name)                                    why an entity is one
read_dictionary(path), Overrides.read(path), accept, reject
"""

from kg.link.editing import accept, reject
from kg.link.explain import Explanation, explain
from kg.link.gazetteer import Dictionary, Entry, read_dictionary
from kg.link.linker import link
from kg.link.overrides import Overrides

__all__ = [
    "Dictionary",
    "Entry",
    "Explanation",
    "Overrides",
    "accept",
    "explain",
    "link",
    "read_dictionary",
    "reject",
]
