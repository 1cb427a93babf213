"""Ask teachers what they say of posts, for a smaller network to learn from: labelled ones, and ones that nobody labelled.

    python training/model/teach.py --teachers build/teacher/network.pt released --third-party FOLDER --out build/taught.npz

What several teachers say is averaged. Printed is how well each, and their average, ranks posts kept for developing.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from corpus import ROOT, part
from data import CONCERN_IDS, TYPES, Example, asked, authored, collate, encode, natural, unlabelled
from measure import auc
from natural import LEFT_OUT
from network import Network, Sizes, released
from numpy.typing import NDArray
from train import for_developing, load

from forethought.model.pieces import WordPieces, read_pieces
from forethought.model.reader import VOCABULARY
from forethought.values import ABOUTS, VERDICTS

MEASURED = 500
BATCH = 48


def main() -> None:
    """Read all posts that a reader may learn from, and write down the raw scores of verdicts and concerns."""
    options = _options()
    torch.set_num_threads(options.threads)
    teachers = [_teacher(name) for name in options.teachers]
    pieces = read_pieces(VOCABULARY)
    left_out = {f"natural-{one}" for one in LEFT_OUT}
    labelled = [one for one in authored() + natural(options.third_party) if one.file not in left_out]
    without = set(filter(None, options.without.split(",")))
    for name, kept in for_developing(labelled, without).items():
        posts = random.Random(0).sample(kept, min(MEASURED, len(kept)))
        said = [_asked(one, posts, pieces, options)[1] for one in teachers]
        bad = np.array([one.verdict != "post" for one in posts])
        sure = [
            torch.tensor(scores[:, : len(VERDICTS)]).softmax(-1).numpy() for scores in (*said, np.mean(said, axis=0))
        ]
        ranks = [auc(1 - one[:, 0], bad) for one in sure]
        print(f"{name}: {len(posts)} posts, auc", " ".join(f"{one:.3f}" for one in ranks), flush=True)
    if options.measure_only:
        return
    left = without | set(filter(None, options.known.split(",")))
    posts = [one for one in labelled if one.file not in left and part(one.group) == "train"]
    posts += unlabelled(options.third_party, options.unlabelled)
    asked_of = [_asked(one, posts, pieces, options) for one in teachers]
    scores = np.mean([one[1] for one in asked_of], axis=0)
    many = len(VERDICTS)
    np.savez(
        options.out,
        keys=np.array(asked_of[0][0]),
        verdict=scores[:, :many],
        concerns=scores[:, many:],
        unlabelled=options.unlabelled,
    )


def _options() -> argparse.Namespace:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--teachers", nargs="+", required=True, help="trained networks, or 'released'")
    ask.add_argument("--third-party", type=Path, required=True)
    ask.add_argument("--out", type=Path, default=ROOT / "build" / "taught.npz")
    ask.add_argument("--unlabelled", type=int, default=30_000)
    ask.add_argument("--without", default="", help="files of the corpus to leave out, with commas")
    ask.add_argument("--known", default="", help="files of the corpus that need no asking, with commas")
    ask.add_argument("--measure-only", action="store_true")
    ask.add_argument("--threads", type=int, default=2)
    ask.add_argument("--bf16", action="store_true", help="half precision: only where the processor has it")
    return ask.parse_args()


def _teacher(name: str) -> Network:
    if name == "released":
        return released(Sizes(types=len(TYPES), abouts=len(ABOUTS), concerns=len(CONCERN_IDS))).eval()
    return load(Path(name))


def _asked(
    teacher: Network, posts: Sequence[Example], pieces: WordPieces, options: argparse.Namespace
) -> tuple[list[str], NDArray[np.float32]]:
    """The keys of the posts that fit in one window, and the raw scores of verdicts and concerns, in the order of the posts."""
    cut = [(asked(one), encode(one, pieces)[0]) for one in posts]
    order = sorted(range(len(cut)), key=lambda n: len(cut[n][1].ids))
    scores = np.zeros((len(cut), len(VERDICTS) + len(CONCERN_IDS)), dtype=np.float32)
    began = time.time()
    for at in range(0, len(order), BATCH):
        chosen = order[at : at + BATCH]
        batch = collate([cut[n][1] for n in chosen])
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.bf16):
            says = teacher(batch.ids, batch.shapes)
        scores[chosen] = torch.cat([says[3].float(), says[4].float()], 1).numpy()
        if at // BATCH % 100 == 99:
            print(f"  {at + BATCH} of {len(cut)} posts, {time.time() - began:.0f} s", flush=True)
    return [key for key, _ in cut], scores


if __name__ == "__main__":
    main()
