"""Ask a teacher what it says of posts, for a smaller network to learn from: labelled ones, and ones that nobody labelled.

python training/model/teach.py --teacher build/teacher/network.pt --third-party FOLDER --out build/taught.npz
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from corpus import part
from data import asked, authored, collate, encode, natural, unlabelled
from natural import LEFT_OUT
from network import package_folder
from train import load

from forethought.model.encode import tokenizer

BATCH = 48


def main() -> None:
    """Read all posts that a reader may learn from, and write down the raw scores of verdicts and concerns."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--teacher", type=Path, required=True)
    ask.add_argument("--third-party", type=Path, required=True)
    ask.add_argument("--out", type=Path, required=True)
    ask.add_argument("--unlabelled", type=int, default=30_000)
    ask.add_argument("--without", default="", help="files of the corpus to leave out, with commas")
    ask.add_argument("--threads", type=int, default=2)
    ask.add_argument("--bf16", action="store_true", help="half precision: only where the processor has it")
    options = ask.parse_args()
    torch.set_num_threads(options.threads)
    teacher = load(options.teacher)
    pieces = tokenizer(package_folder() / "tokenizer.json")
    left_out = {*options.without.split(","), *(f"natural-{one}" for one in LEFT_OUT)}
    posts = [
        one
        for one in authored() + natural(options.third_party)
        if one.file not in left_out and part(one.group) == "train"
    ] + unlabelled(options.third_party, options.unlabelled)
    cut = [(asked(one), made[0]) for one in posts if len(made := encode(one, pieces)) == 1]
    cut.sort(key=lambda pair: len(pair[1].ids))
    verdicts, concerns = [], []
    began = time.time()
    for at in range(0, len(cut), BATCH):
        batch = collate([one for _, one in cut[at : at + BATCH]])
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.bf16):
            says = teacher(batch.ids, batch.shapes)
        verdicts.append(says[3].float().numpy())
        concerns.append(says[4].float().numpy())
        if at // BATCH % 50 == 49:
            print(f"{at + BATCH} of {len(cut)} posts, {time.time() - began:.0f} s", flush=True)
    np.savez(
        options.out,
        keys=np.array([key for key, _ in cut]),
        verdict=np.concatenate(verdicts),
        concerns=np.concatenate(concerns),
        unlabelled=options.unlabelled,
    )


if __name__ == "__main__":
    main()
