"""Make a checkpoint of an exported model: `python scripts/train/restore.py MODEL OUT`.

The weights are those of the files, int8 rounding included: a start for further training where the checkpoints are gone.
"""

from __future__ import annotations

import argparse
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import torch
from network import PAIR_HEADS, Network
from onnx import numpy_helper
from torch import Tensor
from weights import encoder_config, save, with_all_waves

from kg.extract.pieces import load_tokenizer

FILES = {"encoder": "encoder", "spans": "spans", "nodes": "nodes", **{f"pair-{h}": f"pairs.{h}" for h in PAIR_HEADS}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="folder of an exported model")
    parser.add_argument("out", type=Path, help="checkpoint to write")
    args = parser.parse_args()
    found = {f"{part}.{name}": x for file, part in FILES.items() for name, x in _weights(args.model / f"{file}.onnx")}
    layers = 1 + max(int(name.split(".")[4]) for name in found if name.startswith("encoder.bert.encoder.layer."))
    network = Network(encoder_config(layers, load_tokenizer(args.model / "tokenizer.json").get_vocab_size()))
    wanted = network.state_dict()
    if missing := [name for name in wanted if name not in found]:
        raise SystemExit(f"{args.model}: no weights for {missing[:3]}: was it exported from another network?")
    average = {name: x.reshape(wanted[name].shape) for name, x in with_all_waves(found).items() if name in wanted}
    save({"layers": layers, "average": average}, args.out)


def _weights(path: Path) -> list[tuple[str, Tensor]]:
    """Return the weights of an ONNX file by their names in the network, as floats."""
    graph = onnx.load(str(path)).graph
    raw = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    layer_of = {node.input[1]: _layer(node.name) for node in graph.node if node.op_type == "MatMulInteger"}
    found = []
    for name, array in raw.items():
        base = name.removesuffix("_quantized")
        if base != name:
            zero = np.asarray(raw[f"{base}_zero_point"], dtype=np.float32)
            array = (array.astype(np.float32) - zero) * raw[f"{base}_scale"]
            if name in layer_of:  # [in, out] in the file, [out, in] in the network
                base, array = f"{layer_of[name]}.weight", array.T
        elif name.startswith("onnx::Add"):  # the one table that the export computed beforehand
            base = "width.weight"
        if array.dtype == np.float32 and not name.endswith("_scale"):
            found.append((base, torch.tensor(array.copy())))
    return found


def _layer(node: str) -> str:
    """Return the layer of a node: "/grid/grid.0/up/MatMul_quant" is of grid.0.up, "/left/Gemm_MatMul_quant" of left."""
    parts = node.strip("/").split("/")[:-1]
    return ".".join([a for a, b in pairwise(parts) if not b.startswith(f"{a}.")] + parts[-1:])


if __name__ == "__main__":
    main()
