"""The trained network at reading time: ONNX sessions for the encoder, the spans, the nodes and the pairs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from kg.errors import ConfigError
from kg.extract.features import Ints, Node, Pairs, flatten, pair_inputs
from kg.extract.pieces import load_tokenizer, windows

Floats = NDArray[np.float32]
MODELS = Path(__file__).parent / "models"
DEFAULT_MODEL = "small"
MARK = "encoder.onnx"  # tells a model's folder from that of a spaCy pipeline


class Meta(msgspec.Struct, frozen=True):
    """`meta.json` of a model: name, meaning of the outputs, thresholds, calibration of the confidences."""

    name: str
    wave: int
    entity_types: tuple[str, ...]
    roles: tuple[str, ...]
    claim_kinds: tuple[str, ...]
    polarities: tuple[str, ...]
    relation_types: tuple[str, ...]
    arguments: tuple[str, ...]
    slots: tuple[str, ...]
    number_classes: tuple[str, ...]
    node_outputs: dict[str, int]
    thresholds: dict[str, float] = {}
    calibration: dict[str, tuple[float, float]] = {}

    def threshold(self, name: str, own: float | None = None) -> float:
        """Return a component's own threshold, else the model's (a type of relation: that of "relation"), else 0.5."""
        if own is not None:
            return own
        common = self.thresholds.get("relation", 0.5) if name in self.relation_types else 0.5
        return self.thresholds.get(name, common)

    def calibrated(self, part: str, chance: Any) -> Floats:
        """Return the expected precision of raw chances [...] of a part ("mention", "entity", "relation" ...).

        A logistic curve over the log-odds (Platt, 1999) that was fitted on development gold; what is certain stays so.
        """
        slope, offset = self.calibration.get(part, (1.0, 0.0))
        raw = np.asarray(chance, dtype=np.float32)
        odds = np.clip(raw, 1e-6, 1 - 1e-6)
        result: Floats = np.where(raw >= 1, 1.0, sigmoid(slope * np.log(odds / (1 - odds)) + offset)).astype(np.float32)
        return result


class States(NamedTuple):
    """States of the first and of the last piece of each word, [n,d] each."""

    first: Floats
    last: Floats


class NodeStates(NamedTuple):
    """What the pair heads need of the nodes, and the node classifiers' logits by output name [N,·]."""

    of_span: Floats
    of_node: Floats
    attention: Floats
    values: Floats
    logits: dict[str, Floats]


class Network:
    """The heads as functions of arrays. One thread, so that processes scale and results repeat.

    Raises:
        ConfigError: the folder holds no model.
    """

    def __init__(self, folder: Path) -> None:
        if not (folder / MARK).is_file():
            raise ConfigError(f"{folder}: no model here ({MARK} is missing): give the folder of an exported model")
        self.meta = msgspec.json.decode((folder / "meta.json").read_bytes(), type=Meta)
        self.digest = _digest(folder)
        self._tokenizer = load_tokenizer(folder / "tokenizer.json")
        self._encoder = open_session(folder / "encoder.onnx")
        self._spans = open_session(folder / "spans.onnx")
        self._nodes = open_session(folder / "nodes.onnx")
        self._pairs = {p.stem.removeprefix("pair-"): open_session(p) for p in sorted(folder.glob("pair-*.onnx"))}

    def states(self, words: Sequence[str]) -> States:
        """Encode words; a text that does not fit one window is encoded in several."""
        parts = [self.encode(inputs) for inputs in self.encoder_inputs(words)]
        return States(np.concatenate([p.first for p in parts]), np.concatenate([p.last for p in parts]))

    def encoder_inputs(self, words: Sequence[str]) -> list[dict[str, Ints]]:
        """Return what the encoder takes for each window of words."""
        wave = np.array([self.meta.wave], dtype=np.int64)
        return [
            {"input_ids": w.input_ids[None], "first": w.first, "last": w.last, "wave": wave}
            for w in windows(self._tokenizer, words)
        ]

    def encode(self, inputs: dict[str, Ints]) -> States:
        """Run the encoder on one window."""
        return States(*self._encoder.run(None, inputs))

    def span_probabilities(self, states: States) -> Floats:
        """Return [n, widths, 1 + types]; class 0 is no mention."""
        (scores,) = self._spans.run(None, {"first": states.first, "last": states.last})
        return softmax(scores)

    def nodes(self, states: States, nodes: Sequence[Node], sentence_of: Ints) -> NodeStates:
        """Represent and classify nodes."""
        spans, owner = flatten(nodes)
        kind = np.array([node.kind for node in nodes], dtype=np.int64)
        title = np.array([int(any(sentence_of[s] == 0 for s, _ in node.spans)) for node in nodes], dtype=np.int64)
        inputs = {"first": states.first, "last": states.last, "spans": spans, "owner": owner}
        out = self._nodes.run(None, {**inputs, "kind": kind, "title": title})
        edges = np.cumsum(list(self.meta.node_outputs.values()))[:-1]
        logits = dict(zip(self.meta.node_outputs, np.split(out[4], edges, axis=1), strict=True))
        return NodeStates(out[0], out[1], out[2], out[3], logits)

    def pairs(
        self,
        head: str,
        states: NodeStates,
        nodes: Sequence[Node],
        sentence_of: Ints,
        pairs: Sequence[tuple[int, int]],
        *,
        compare_forms: bool = False,
    ) -> tuple[Floats, Pairs]:
        """Return the probabilities [P, outputs] of a pair head ("same", "relation", "argument", "slot")."""
        inputs = pair_inputs(nodes, sentence_of, pairs, compare_forms=compare_forms)
        arrays = zip(("of_span", "of_node", "attention", "values"), states[:4], strict=True)
        (logits,) = self._pairs[head].run(None, {**dict(arrays), **inputs._asdict()})
        return sigmoid(logits), inputs


@lru_cache(maxsize=2)
def load_network(folder: Path) -> Network:
    """Load a model folder once a process."""
    return Network(folder)


def model_folder(model: str | None) -> Path:
    """Return the folder of a shipped model by name (None: the default), or of a model given by its path.

    Raises:
        ConfigError: there is neither.
    """
    for folder in (MODELS / (model or DEFAULT_MODEL), Path(model or DEFAULT_MODEL)):
        if (folder / MARK).is_file():
            return folder
    names = sorted(p.parent.name for p in MODELS.glob(f"*/{MARK}"))
    raise ConfigError(f"no model {model!r}: shipped are {', '.join(names)}; or give the folder of an exported model")


def softmax(scores: Floats) -> Floats:
    """Softmax over the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return result


def sigmoid(scores: Floats) -> Floats:
    """Logistic function, safe for large negative scores."""
    result: Floats = ((1 + np.tanh(scores / 2)) / 2).astype(np.float32)
    return result


def _digest(folder: Path) -> str:
    """Return a hash of the model's files: two models of one name are still two."""
    hashed = hashlib.blake2b(digest_size=4)
    for path in sorted(p for p in folder.iterdir() if p.suffix in {".json", ".onnx"}):
        hashed.update(path.read_bytes())
    return hashed.hexdigest()


def open_session(path: Path) -> Any:
    """Open an ONNX model: one thread, and the same numbers on every CPU."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.use_deterministic_compute = True
    # without VNNI instructions a CPU adds int8 products in 16 bits and cuts what does not fit: read as others do
    options.add_session_config_entry("session.x64quantprecision", "1")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
