"""What a workspace remembers of its builds: the model and the dictionaries that its papers are read with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from kg.link import Dictionary, read_dictionary
from kg.run.local import Reader
from kg.store import Store


def remember(store: Store, model: str | None, dictionaries: Sequence[str | Path]) -> None:
    """Keep the choices of this build for the next one, and for whoever opens the workspace; none keeps the old."""
    if model is not None:
        store.set("model", model)
    if dictionaries:
        read = [read_dictionary(Path(path)) for path in dictionaries]
        store.set("dictionaries", msgspec.json.encode(read).decode())


def dictionaries_of(store: Store) -> list[Dictionary]:
    """Return the dictionaries, as they were when they were given."""
    return msgspec.json.decode(store.setting("dictionaries") or "[]", type=list[Dictionary])


def make_reader(store: Store) -> Callable[[], Reader]:
    """Return what makes the reader, here and in other processes."""
    entries = [(entry.form, entry.type) for dictionary in dictionaries_of(store) for entry in dictionary.entries]
    return partial(_reader, store.setting("model"), entries)


def _reader(model: str | None, entries: Sequence[tuple[str, Any]]) -> Reader:
    from kg.extract import DictionaryEntry, Extractor  # spaCy: only where papers are read

    return Extractor(model, [DictionaryEntry(form, type_) for form, type_ in entries])
