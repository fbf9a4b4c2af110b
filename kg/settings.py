"""What a workspace remembers of its builds: what its papers are read with, and whether the last one finished."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec

from kg.link import Dictionary, read_dictionary
from kg.run.local import Reader
from kg.schema import package_dir
from kg.store import Store


class Choices(NamedTuple):
    """What papers are to be read with; None and empty keep what the workspace remembers.

    `threshold` is the least confidence of what is kept, "best" the model's own thresholds.
    """

    model: str | None = None
    dictionaries: Sequence[str | Path] = ()
    threshold: float | Literal["best"] | None = None


def remember(store: Store, choices: Choices) -> None:
    """Keep the choices of this build for the next one, and for whoever opens the workspace."""
    model, dictionaries, threshold = choices
    if model is not None:
        store.set("model", _located(model))
    if threshold is not None:
        store.set("threshold", str(threshold))
    if dictionaries:
        read = [read_dictionary(Path(path)) for path in dictionaries]
        store.set("dictionaries", msgspec.json.encode(read).decode())


def dictionaries_of(store: Store) -> list[Dictionary]:
    """Return the dictionaries, as they were when they were given."""
    return msgspec.json.decode(store.setting("dictionaries") or "[]", type=list[Dictionary])


def mark_unfinished(store: Store, version: str) -> None:
    """Say that what is written beside the store is older than the store; `version` reads its papers."""
    store.set("version", version)
    store.set("unfinished", "yes")


def mark_finished(store: Store) -> None:
    """Say that all is written."""
    store.set("unfinished", "no")


def is_unfinished(store: Store) -> bool:
    """Tell whether a build was cut off."""
    return store.setting("unfinished") == "yes"


def version_of(store: Store) -> str:
    """Return the version of the reader whose extractions count."""
    return store.setting("version") or ""


def make_reader(store: Store) -> Callable[[], Reader]:
    """Return what makes the reader, here and in other processes."""
    entries = [(entry.form, entry.type) for dictionary in dictionaries_of(store) for entry in dictionary.entries]
    threshold = store.setting("threshold") or "best"
    return partial(_reader, store.setting("model"), entries, None if threshold == "best" else float(threshold))


def _located(model: str) -> str:
    """Return a path in full: the next build may start from another folder."""
    shipped = package_dir() / "extract" / "models" / model
    return model if shipped.is_dir() or not Path(model).exists() else str(Path(model).resolve())


def _reader(model: str | None, entries: Sequence[tuple[str, Any]], threshold: float | None) -> Reader:
    from kg.extract import DictionaryEntry, Extractor  # spaCy: only where papers are read

    return Extractor(model, [DictionaryEntry(form, type_) for form, type_ in entries], threshold)
