"""Train the network on the corpus: `make train`.

One run is one seed and one choice of data; it is resumable after any epoch and prints its figures on the part of the
corpus that is for developing. Every choice that was tried is an option here, so that `docs/model-experiments.md` can be
printed again.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import time
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch
from data import (
    CONCERN_IDS,
    KIND_IDS,
    NAME_CLASSES,
    NOT_A_NAME,
    ROOT,
    TYPES,
    UNKNOWN,
    Batch,
    Example,
    Varier,
    authored,
    batches,
    collate,
    encode,
    names,
)
from corpus import part
from measure import figures, read_all
from network import Network, Sizes, package_folder, start
from torch import Tensor
from torch.nn import functional as F

from forethought.model.encode import Window, tokenizer
from forethought.values import ABOUTS

ENCODER = ("position", "shape", "norm", "layers")  # what was trained before; heads and context learn faster


def loss(network: Network, batch: Batch, options: argparse.Namespace, weights: Tensor | None) -> Tensor:
    """How wrong the network is on a batch: words and posts together, unknown targets left out."""
    mention, about, carry, verdict, concern, kind = (one.float() for one in network(batch.ids, batch.shapes))
    by_word = batch.weight[:, None].expand_as(batch.types)
    total = _picked(mention, batch.types, by_word) * options.words
    total = total + 0.5 * _picked(about, batch.abouts, by_word) * options.words
    log = mention.log_softmax(-1)
    not_a_name = batch.types == NOT_A_NAME
    if not_a_name.any():
        other = torch.ones(len(TYPES), dtype=torch.bool)
        other[NAME_CLASSES] = False
        total = total - 0.5 * log[not_a_name][:, other].logsumexp(-1).mean()
    known = batch.carry_known[:, None, None] * (batch.shapes > 0)[..., None]
    if known.any() and options.words:
        each = F.binary_cross_entropy_with_logits(carry, batch.carry, reduction="none", pos_weight=torch.tensor(2.0))
        total = total + options.carry * (each * known).sum() / known.sum()
    has_verdict = batch.verdict != UNKNOWN
    if has_verdict.any():
        target = F.one_hot(batch.verdict[has_verdict], 3).float()
        target = target @ torch.tensor([[0.94, 0.04, 0.02], [0.06, 0.86, 0.08], [0.02, 0.08, 0.90]])
        each = -(target * verdict[has_verdict].log_softmax(-1)).sum(-1) * batch.weight[has_verdict]
        if weights is not None:
            each = each * weights[batch.verdict[has_verdict]]
        total = total + each.mean()
    if batch.concerns_known.any():
        each = F.binary_cross_entropy_with_logits(
            concern, batch.concerns, reduction="none", pos_weight=torch.tensor(options.rare)
        )
        total = total + 6 * (each.mean(1) * batch.concerns_known * batch.weight).mean()
    if (batch.kind >= 0).any():
        total = total + 0.3 * F.cross_entropy(kind, batch.kind, ignore_index=UNKNOWN)
    return total


def _picked(scores: Tensor, targets: Tensor, weight: Tensor) -> Tensor:
    known = targets >= 0
    if not known.any():
        return scores.sum() * 0
    each = F.cross_entropy(scores[known], targets[known], reduction="none")
    return (each * weight[known]).sum() / weight[known].sum()


def split(options: argparse.Namespace) -> tuple[list[Example], list[Example]]:
    """What to train on and what to measure on while developing."""
    own = authored()
    left_out = set(filter(None, options.without.split(",")))
    never = set(filter(None, options.never.split(",")))
    train = [one for one in own if one.file not in left_out | never]
    if options.everything or left_out:
        train = [one for one in train if part(one.group) != "test"]
    else:
        train = [one for one in train if part(one.group) == "train"]
    develop = [one for one in own if (one.file in left_out if left_out else part(one.group) == "develop")]
    random.Random(1).shuffle(train)
    train = train[: int(len(train) * options.share)]
    if options.third_party:
        train += names(Path(options.third_party), options.names)
    return train, develop


def main() -> None:
    """Train, measuring after every epoch."""
    options = _options()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    by = random.Random(options.seed)
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    train, develop = split(options)
    varier = Varier.of(train)
    pieces = tokenizer(package_folder() / "tokenizer.json")
    sizes = Sizes(
        types=len(TYPES),
        abouts=len(ABOUTS),
        concerns=len(CONCERN_IDS),
        kinds=len(KIND_IDS),
        layers=tuple(map(int, options.layers.split(","))),
        dropout=options.dropout,
        word_features=options.words > 0 and not options.no_word_features,
    )
    network = load(Path(options.continues)) if options.continues else start(sizes)
    learns = [(n.split(".")[0] in ENCODER, p) for n, p in network.named_parameters() if p.requires_grad]
    slow, fast = ([p for is_slow, p in learns if is_slow == which] for which in (True, False))
    optimiser = torch.optim.AdamW(
        [{"params": slow, "lr": options.rate}, {"params": fast, "lr": options.rate * 6}], weight_decay=0.01, fused=True
    )
    average = {name: value.detach().clone() for name, value in network.state_dict().items()}
    steps_an_epoch = math.ceil(sum(len(encode(one, pieces)) for one in train) / options.batch)
    total_steps, step, first = steps_an_epoch * options.epochs, 0, 0
    print(f"{len(train)} to train on, {len(develop)} to develop on, {total_steps} steps", flush=True)
    if (out / "resume.pt").exists():
        kept = torch.load(out / "resume.pt", weights_only=False)
        network.load_state_dict(kept["network"])
        optimiser.load_state_dict(kept["optimiser"])
        average, step, first = kept["average"], kept["step"], kept["epoch"] + 1
        by.setstate(kept["random"])
        torch.set_rng_state(kept["torch"])
    weights = torch.tensor([1.0, options.pause_weight, options.stop_weight])
    began = time.time()
    for epoch in range(first, options.epochs):
        network.train()
        varied = [w for one in train for w in encode(varier.vary(one, by) if options.vary else one, pieces)]
        seen = 0.0
        for chunk in batches(varied, options.batch, by):
            batch = collate(chunk)
            done = step / total_steps
            scale = min(done / 0.06, (1 - done) / 0.94) if done < 1 else 0.0
            for group, rate in zip(optimiser.param_groups, (options.rate, options.rate * 6), strict=True):
                group["lr"] = rate * max(scale, 0.01)
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.bf16):
                wrong = loss(network, batch, options, weights)
            optimiser.zero_grad()
            wrong.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            step += 1
            seen += wrong.item()
            if step % 4 == 0:
                keep = min(0.98, step / (step + 40))
                with torch.no_grad():
                    for name, value in network.state_dict().items():
                        average[name].lerp_(value, 1 - keep)
        took = time.time() - began
        print(f"epoch {epoch} loss {seen / steps_an_epoch:.3f} {took:.0f} s", flush=True)
        if (epoch + 1) % options.measure_every == 0 or epoch + 1 == options.epochs:
            averaged = Network(replace(sizes))
            averaged.load_state_dict(average)
            print(
                f"  {figures(develop, read_all([one.post for one in develop], runner(averaged), pieces))}", flush=True
            )
        torch.save(
            {
                "network": network.state_dict(), "optimiser": optimiser.state_dict(), "average": average, "step": step,
                "epoch": epoch, "random": by.getstate(), "torch": torch.get_rng_state(),
            },
            out / "resume.tmp",
        )  # fmt: skip
        os.replace(out / "resume.tmp", out / "resume.pt")
    torch.save({"sizes": asdict(sizes), "network": average, "options": vars(options)}, out / "network.pt")
    (out / "resume.pt").unlink()
    (out / "options.json").write_text(json.dumps(vars(options), indent=1))


def runner(network: Network):  # noqa: ANN201
    """Run a network on one window, as :func:`measure.read_all` wants it."""
    network.eval()

    def run(window: Window) -> tuple[np.ndarray, ...]:
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=False):
            scores = network(torch.tensor([window.ids]), torch.tensor([window.shapes]))
        return tuple(one[0].float().numpy() for one in scores)

    return run


def load(path: Path) -> Network:
    """A trained network."""
    kept = torch.load(path, weights_only=True)
    network = Network(Sizes(**{k: tuple(v) if k == "layers" else v for k, v in kept["sizes"].items()}))
    network.load_state_dict(kept["network"])
    return network.eval()


def _options() -> argparse.Namespace:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    ask.add_argument("--out", default=str(ROOT / "build" / "model"), help="folder for what is kept")
    ask.add_argument(
        "--continues", default="", help="a trained network to go on from, instead of the package's weights"
    )
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--epochs", type=int, default=5)
    ask.add_argument("--batch", type=int, default=16)
    ask.add_argument(
        "--rate", type=float, default=2e-4, help="learning rate of the encoder; heads learn six times as fast"
    )
    ask.add_argument("--layers", default="0,1,2,3,4,5", help="which of the encoder's layers to keep")
    ask.add_argument("--dropout", type=float, default=0.1)
    ask.add_argument("--words", type=float, default=3.0, help="weight of the mention heads; 0 trains the verdict alone")
    ask.add_argument("--carry", type=float, default=0.5, help="weight of the words that carry concerns")
    ask.add_argument("--no-word-features", action="store_true", help="hide from the verdict what the word heads found")
    ask.add_argument("--rare", type=float, default=1.0, help="how much more a concern that is there weighs")
    ask.add_argument("--pause-weight", type=float, default=1.0)
    ask.add_argument("--stop-weight", type=float, default=1.0)
    ask.add_argument("--no-vary", dest="vary", action="store_false", help="learn the same text each epoch")
    ask.add_argument("--without", default="", help="files of the corpus to leave out and measure on, with commas")
    ask.add_argument("--never", default="", help="files of the corpus to leave out altogether, with commas")
    ask.add_argument(
        "--everything", action="store_true", help="train on the developing tenth too; the test tenth never"
    )
    ask.add_argument("--share", type=float, default=1.0, help="share of the training part to use")
    ask.add_argument("--third-party", default="", help="folder with the third-party sets")
    ask.add_argument("--names", type=int, default=2000, help="how many texts with marked names to take")
    ask.add_argument("--threads", type=int, default=2)
    ask.add_argument("--no-bf16", dest="bf16", action="store_false")
    ask.add_argument("--measure-every", type=int, default=1)
    return ask.parse_args()


if __name__ == "__main__":
    main()
