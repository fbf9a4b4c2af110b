"""Export a checkpoint to the files that reading loads: `python scripts/train/export.py CHECKPOINT TOKENIZER OUT`.

Weights are quantised to int8 (dynamic, per channel): a third of the size, and measured to cost next to nothing.
"""

from __future__ import annotations

import argparse
import itertools
import json
import shutil
import tempfile
from pathlib import Path
from types import MethodType
from typing import Any

import numpy as np
import onnx
import torch
from annotations import ARGUMENTS
from data import NUMBER_CLASSES, SLOTS
from network import NODE_OUTPUTS, Network
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from torch import nn
from weights import load_checkpoint

from kg.extract.features import KINDS, Node, flatten, pair_inputs
from kg.extract.pieces import load_tokenizer
from kg.model import CLAIM_KINDS, ENTITY_TYPES, POLARITIES, RELATION_TYPES, ROLES

HEADS_OF_ENCODER = 12


def export(checkpoint: Path, tokenizer: Path, out: Path, *, name: str, wave: int, int8: bool = True) -> None:
    """Write encoder.onnx, spans.onnx, nodes.onnx, pair-*.onnx, tokenizer.json and meta.json to `out`."""
    network = load_checkpoint(checkpoint, load_tokenizer(tokenizer).get_vocab_size())
    network.eval()
    for layer in network.encoder.bert.encoder.layer:
        layer.attention.self.forward = MethodType(_fused_attention, layer.attention.self)
    out.mkdir(parents=True, exist_ok=True)
    _export_encoder(network, out / "encoder.onnx", int8=int8)
    _export_heads(network, out, int8=int8)
    if tokenizer.resolve() != (out / "tokenizer.json").resolve():
        shutil.copy(tokenizer, out / "tokenizer.json")
    meta = {
        "name": name,
        "wave": wave,
        "entity_types": ENTITY_TYPES,
        "roles": ROLES,
        "claim_kinds": CLAIM_KINDS,
        "polarities": POLARITIES,
        "relation_types": RELATION_TYPES,
        "arguments": ARGUMENTS,
        "slots": SLOTS,
        "number_classes": NUMBER_CLASSES,
        "node_outputs": NODE_OUTPUTS,
    }
    (out / "meta.json").write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")


class _MultiHeadAttention(torch.autograd.Function):
    """onnxruntime's attention in one operator; torch only traces it."""

    @staticmethod
    def forward(ctx: object, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
        return torch.zeros_like(query)

    @staticmethod
    def symbolic(g: Any, query: Any, key: Any, value: Any) -> Any:
        out = g.op("com.microsoft::MultiHeadAttention", query, key, value, num_heads_i=HEADS_OF_ENCODER)
        out.setType(query.type())
        return out


def _fused_attention(self: Any, states: torch.Tensor, *args: object, **kwargs: object) -> tuple[torch.Tensor, None]:
    """Take the place of BertSelfAttention.forward in the export: no mask, the encoder reads one text at a time."""
    return _MultiHeadAttention.apply(self.query(states), self.key(states), self.value(states)), None


def _export_encoder(network: Network, path: Path, *, int8: bool) -> None:
    ids, first = torch.randint(5, 1000, (1, 40)), torch.arange(1, 30)
    with tempfile.TemporaryDirectory() as folder:
        plain, fused = Path(folder, "plain.onnx"), Path(folder, "fused.onnx")
        torch.onnx.export(
            network.encoder,
            (ids, first, first + 1, torch.zeros(1, dtype=torch.long)),
            str(plain),
            input_names=["input_ids", "first", "last", "wave"],
            output_names=["first_states", "last_states"],
            dynamic_axes={"input_ids": {1: "L"}, "first": {0: "n"}, "last": {0: "n"}},
            opset_version=17,
            dynamo=False,
        )
        model = optimizer.optimize_model(str(plain), model_type="bert", num_heads=HEADS_OF_ENCODER, hidden_size=384)
        print("fused:", model.get_fused_operator_statistics())
        model.save_model_to_file(str(fused))
        _write(fused, path, int8=int8)


def _write(source: Path, path: Path, *, int8: bool) -> None:
    if int8:
        # shapes behind the fused operators are unknown to onnx: name the type
        default = {"DefaultTensorType": onnx.TensorProto.FLOAT}
        quantize_dynamic(source, path, weight_type=QuantType.QInt8, per_channel=True, extra_options=default)
    else:
        shutil.copy(source, path)
    onnx.checker.check_model(str(path))


def _export_heads(network: Network, out: Path, *, int8: bool) -> None:
    states = torch.randn(30, network.encoder.bert.config.hidden_size)
    nodes = [Node(((1, 3), (8, 9)), 0), Node(((4, 5),), 1), Node(((0, 10),), KINDS.index("sentence"))]
    spans, owner = (torch.from_numpy(x) for x in flatten(nodes))
    kind, title = torch.tensor([n.kind for n in nodes]), torch.tensor([1, 0, 1])
    _save(network.spans, (states, states), out / "spans.onnx", ["first", "last"], ["scores"], {}, int8=int8)
    rooms = network.nodes(states, states, spans, owner, kind, title)
    _save(
        network.nodes,
        (states, states, spans, owner, kind, title),
        out / "nodes.onnx",
        ["first", "last", "spans", "owner", "kind", "title"],
        ["of_span", "of_node", "attention", "values", "logits"],
        {"spans": "S", "owner": "S", "kind": "N", "title": "N"},
        int8=int8,
    )
    pairs = pair_inputs(nodes, np.zeros(30, dtype=np.int64), list(itertools.permutations(range(len(nodes)), 2)))
    names = ["of_span", "of_node", "attention", "values", "nodes", "spans", "between", "features"]
    sizes = {"of_span": "S", "of_node": "N", "nodes": "P", "spans": "P", "between": "P", "features": "P"}
    for name, head in network.pairs.items():
        inputs = (*(x.detach() for x in rooms[:4]), *(torch.from_numpy(x) for x in pairs))
        _save(head, inputs, out / f"pair-{name}.onnx", names, ["logits"], sizes, int8=int8)


def _save(
    module: nn.Module,
    inputs: tuple[torch.Tensor, ...],
    path: Path,
    names: list[str],
    outputs: list[str],
    sizes: dict[str, str],
    *,
    int8: bool,
) -> None:
    axes = {name: {0: sizes.get(name, "n")} for name in names}
    if "attention" in names:
        axes["attention"] = {0: "N", 2: "n"}
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder, "plain.onnx")
        torch.onnx.export(
            module,
            inputs,
            str(plain),
            input_names=names,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        _write(plain, path, int8=int8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--name", default="my-model", help="model name, part of the store's key")
    parser.add_argument("--wave", type=int, default=0, help="annotation density to read with (0 to 3)")
    parser.add_argument("--fp32", action="store_true", help="do not quantise")
    args = parser.parse_args()
    export(args.checkpoint, args.tokenizer, args.out, name=args.name, wave=args.wave, int8=not args.fp32)


if __name__ == "__main__":
    main()
