"""Weights from files: pre-trained encoders (safetensors, ONNX) and the averaged weights of checkpoints."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from data import WAVES
from network import Network
from torch import Tensor
from transformers import BertConfig


def load_average(network: Network, path: Path) -> None:
    """Load the averaged weights of a checkpoint; output layers of public sets may be missing on either side."""
    weights = with_all_waves(torch.load(path, weights_only=True, map_location="cpu")["average"])
    missing, unexpected = network.load_state_dict(weights, strict=False)
    if wrong := [name for name in (*missing, *unexpected) if not name.startswith("public.")]:
        raise SystemExit(f"{path}: weights do not fit the network: {wrong[:3]}")


def with_all_waves(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return weights in which a wave of annotation that came later starts as the mean of those before."""
    name = "encoder.wave.weight"
    known = weights[name]
    later = known.mean(0, keepdim=True).expand(WAVES - len(known), -1)
    return {**weights, name: torch.cat([known, later])}


def load_checkpoint(path: Path, vocabulary: int) -> Network:
    """Make the network of a checkpoint with its averaged weights, without output layers of public sets."""
    layers = torch.load(path, weights_only=True, map_location="cpu", mmap=True)["layers"]
    network = Network(encoder_config(layers, vocabulary))
    load_average(network, path)
    return network


def save(state: dict[str, Any], path: Path) -> None:
    """Write a checkpoint whole or not at all."""
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    temporary.replace(path)


def load_encoder(network: Network, path: Path) -> None:
    """Load BERT weights from a safetensors file or from an ONNX export (names or MatMul order give the place)."""
    weights = _safetensors(path) if path.suffix == ".safetensors" else _onnx_weights(path)
    missing, _ = network.encoder.bert.load_state_dict(weights, strict=False)
    unexpected = [name for name in missing if "position_ids" not in name]
    if unexpected:
        raise SystemExit(f"{path}: no weights for {unexpected[:3]}")


def encoder_config(layers: int, vocabulary: int) -> BertConfig:
    """Return the shape shared by MiniLM-L6, bge-small and e5-small: width 384, 12 heads."""
    return BertConfig(
        vocab_size=vocabulary,
        hidden_size=384,
        num_hidden_layers=layers,
        num_attention_heads=12,
        intermediate_size=1536,
        attention_probs_dropout_prob=0.0,  # lets torch use its fused attention: half the time of an epoch on a CPU
    )


def _safetensors(path: Path) -> dict[str, Tensor]:
    from safetensors.torch import load_file

    return {name.removeprefix("bert."): tensor for name, tensor in load_file(path).items()}


def _onnx_weights(path: Path) -> dict[str, Tensor]:
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(path)).graph
    arrays = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    weights = {name: torch.tensor(array.copy()) for name, array in arrays.items() if "MatMul" not in name}
    unnamed = [node.input[1] for node in graph.node if node.op_type == "MatMul" and "MatMul" in node.input[1]]
    for name, source in zip(_linear_names(len(unnamed) // 6), [n for n in unnamed if n in arrays], strict=True):
        weights[name] = torch.tensor(arrays[source].T.copy())
    return weights


def _linear_names(layers: int) -> Sequence[str]:
    """Return the linear layers in the order of an export's graph."""
    parts = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense")
    return [
        f"encoder.layer.{layer}.{part}.weight"
        for layer in range(layers)
        for part in (*parts, "intermediate.dense", "output.dense")
    ]
