"""Turn a trained network into the files the package ships: ONNX in 8 bits, its word pieces, config and golden answers.

python training/model/export.py --from build/model/network.pt --version 2026.4 --share 0.7
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnx
import torch
from data import ROOT, authored
from corpus import part
from network import Network, released
from onnxruntime.quantization import QuantType, quantize_dynamic
from train import load

from forethought.model.reader import FOLDER, OUTPUTS, VOCABULARY, Reader, load_reader
from forethought.values import ABOUTS, CONCERNS, MENTION_TYPES

GOLDEN = ROOT / "tests" / "fixtures" / "golden-readings.jsonl"
LIMIT = 25_000_000  # bytes


def to_onnx(network: Network, path: Path) -> None:
    """Write the network as ONNX, in 32 bits."""
    ids = torch.tensor([[101, 5, 102, 2000, 2001, 102]])
    shapes = torch.tensor([[0, 0, 0, 1, 2, 0]])
    axes = {0: "windows", 1: "pieces"}
    torch.onnx.export(
        network.eval(),
        (ids, shapes),
        str(path),
        input_names=["ids", "shapes"],
        output_names=list(OUTPUTS),
        dynamic_axes={
            "ids": axes,
            "shapes": axes,
            **{one: axes if one in OUTPUTS[:3] else {0: "windows"} for one in OUTPUTS},
        },
        opset_version=17,
        dynamo=False,
    )


def quantised(full: Path, to: Path) -> None:
    """Write a network in 8 bits.

    Weights are unsigned: signed ones overflow the 16-bit sums of processors without VNNI. The last layers decide; all
    but the large one are small, and stay in 32 bits.
    """
    last = [
        node.name
        for node in onnx.load(full).graph.node
        if node.op_type in ("MatMul", "Gemm") and "layers" not in node.name and "summary" not in node.name
    ]
    quantize_dynamic(
        full,
        to,
        weight_type=QuantType.QUInt8,
        per_channel=True,
        nodes_to_exclude=[*last, *(f"{name}_MatMul" for name in last)],  # as it is called once its bias is apart
    )


def export(network: Network, folder: Path, version: str) -> None:
    """Write all files of the reader but its model card into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        full = Path(made) / "full.onnx"
        to_onnx(network, full)
        quantised(full, folder / "model.onnx")
    if folder != FOLDER:
        shutil.copy(VOCABULARY, folder)
    size = (folder / "model.onnx").stat().st_size
    if size > LIMIT:
        raise SystemExit(f"the exported model has {size:,} bytes, more than {LIMIT:,}")
    config = {
        "name": "reader",
        "version": version,
        "labels": {
            "types": list(MENTION_TYPES),
            "abouts": list(ABOUTS),
            "concerns": list(CONCERNS),
        },
        "sha256": {one: sha256((folder / one).read_bytes()).hexdigest() for one in ("model.onnx", VOCABULARY.name)},
    }
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    print(f"model.onnx: {size:,} bytes")


def averaged(one: Network, other: Network, share: float) -> Network:
    """A network whose weights are ``share`` of the one's and the rest of the other's (Wortsman et al. 2022)."""
    theirs = other.state_dict()
    one.load_state_dict({name: share * value + (1 - share) * theirs[name] for name, value in one.state_dict().items()})
    return one


def golden(reader: Reader, path: Path) -> None:
    """Keep what the exported file reads in some posts of the test tenth, to see that it reads the same elsewhere."""
    lines = []
    for one in [one for one in authored() if part(one.group) == "test"][:40]:
        reading = reader.read(one.post)
        lines.append(
            json.dumps(
                {
                    "id": one.post.id,
                    "verdict": np.round(reading.verdict.astype(float), 3).tolist(),
                    "concerns": np.round(reading.concerns.astype(float), 3).tolist(),
                }
            )
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Export and print the size."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--from", dest="source", default=str(ROOT / "build" / "model" / "network.pt"))
    ask.add_argument("--to", default=str(FOLDER))
    ask.add_argument("--version", default="unreleased")
    ask.add_argument("--share", type=float, default=1.0, help="of its weights; the rest are of the released reader")
    options = ask.parse_args()
    folder = Path(options.to)
    network = load(Path(options.source))
    if options.share < 1:
        network = averaged(network, released(network.sizes), options.share)
    export(network, folder, options.version)
    if folder == FOLDER:
        golden(load_reader(folder), GOLDEN)


if __name__ == "__main__":
    main()
