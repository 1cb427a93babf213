"""What a reader of another size would cost: bytes in 8 bits and milliseconds a post, with weights that say nothing.

    python training/model/sizes.py

The shapes are MiniLM-L6's (shipped), six layers of mpnet-base's width, and mpnet-base whole. 90 word pieces are a post of about 280
characters with its context.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
import onnxruntime
from data import CONCERN_IDS, TYPES
from export import quantised, to_onnx
from network import Network, Sizes

from forethought.model.reader import THREADS
from forethought.values import ABOUTS

PIECES, TIMES = 90, 60


def measure(hidden: int, layers: int) -> tuple[int, float, float]:
    """Bytes, and the middle and 95th percentile of milliseconds, of a reader with so wide and so many layers."""
    sizes = Sizes(len(TYPES), len(ABOUTS), len(CONCERN_IDS), layers=tuple(range(layers)), hidden=hidden)
    with tempfile.TemporaryDirectory() as folder:
        to_onnx(Network(sizes), Path(folder) / "full.onnx")
        quantised(Path(folder) / "full.onnx", Path(folder) / "model.onnx")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        session = onnxruntime.InferenceSession(str(Path(folder) / "model.onnx"), options)
        given = {"ids": np.full((1, PIECES), 2000), "shapes": np.ones((1, PIECES), dtype=np.int64)}
        took = []
        for _ in range(TIMES):
            began = time.perf_counter()
            session.run(None, given)
            took.append(1000 * (time.perf_counter() - began))
        size = (Path(folder) / "model.onnx").stat().st_size
    return size, float(np.median(took)), float(np.percentile(took, 95))


def main() -> None:
    """Print a line for each shape."""
    print("| layers x width | megabytes | ms, middle | ms, 95th percentile |\n| --- | ---: | ---: | ---: |")
    for layers, hidden in ((6, 384), (12, 384), (6, 768), (12, 768)):
        size, middle, high = measure(hidden, layers)
        print(f"| {layers} x {hidden} | {size / 1e6:.0f} | {middle:.0f} | {high:.0f} |", flush=True)


if __name__ == "__main__":
    main()
