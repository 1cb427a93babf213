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
from collections.abc import Collection, Iterable
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch
from corpus import part
from data import (
    CONCERN_IDS,
    LEFT_OUT,
    NAME_CLASSES,
    NOT_A_NAME,
    ROOT,
    TYPES,
    UNKNOWN,
    Batch,
    Encoded,
    Example,
    Taught,
    asked,
    authored,
    batches,
    by_their_own_labels,
    collate,
    encode,
    names,
    natural,
    unlabelled,
)
from measure import figures, read_all
from network import Network, Sizes, released, start, start_wide
from torch import Tensor
from torch.nn import functional as F
from vary import Varier

from forethought.model.encode import Window
from forethought.model.pieces import WordPieces, read_pieces
from forethought.model.reader import VOCABULARY
from forethought.values import ABOUTS

# Labels are one reader's: each verdict is learned as sure as that. Rows: labelled post, pause, stop.
SOFTENED = [[0.94, 0.04, 0.02], [0.06, 0.86, 0.08], [0.02, 0.08, 0.90]]
ENCODER = ("position", "shape", "norm", "layers")  # what was trained before; heads and context learn faster


def loss(says: tuple[Tensor, ...], batch: Batch, options: argparse.Namespace, weights: Tensor) -> Tensor:
    """How wrong the network is on a batch: words and posts together, unknown targets left out."""
    mention, about, carry, verdict, concern = (one.float() for one in says)
    by_word = batch.weight[:, None].expand_as(batch.types)
    total = _picked(mention, batch.types, by_word) * options.words
    total = total + 0.5 * _picked(about, batch.abouts, by_word) * options.words
    log = mention.log_softmax(-1)
    not_a_name = batch.types == NOT_A_NAME
    if not_a_name.any():
        other = torch.ones(len(TYPES), dtype=torch.bool, device=log.device)
        other[NAME_CLASSES] = False
        total = total - 0.5 * log[not_a_name][:, other].logsumexp(-1).mean()
    known = batch.carry_known[:, None, None] * (batch.shapes > 0)[..., None]
    if known.any() and options.words:
        each = F.binary_cross_entropy_with_logits(
            carry, batch.carry, reduction="none", pos_weight=torch.tensor(2.0, device=carry.device)
        )
        total = total + options.carry * (each * known).sum() / known.sum()
    has_verdict = batch.verdict != UNKNOWN
    if has_verdict.any():
        target = F.one_hot(batch.verdict[has_verdict], 3).float()
        target = target @ torch.tensor(SOFTENED, device=target.device)
        each = -(target * verdict[has_verdict].log_softmax(-1)).sum(-1) * batch.weight[has_verdict]
        total = total + (each * weights[batch.verdict[has_verdict]]).mean()
    each = F.binary_cross_entropy_with_logits(
        concern,
        batch.concerns.clamp(min=0),
        reduction="none",
        pos_weight=torch.tensor(options.rare, device=concern.device),
    )
    total = total + 6 * (each * (batch.concerns >= 0) * batch.weight[:, None]).mean()
    return total


def _picked(scores: Tensor, targets: Tensor, weight: Tensor) -> Tensor:
    known = targets >= 0
    if not known.any():
        return scores.sum() * 0
    each = F.cross_entropy(scores[known], targets[known], reduction="none")
    return (each * weight[known]).sum() / weight[known].sum()


def alike(network_says: tuple[Tensor, ...], batch: Batch) -> Tensor:
    """How differently two tellings of the same post are read: the divergence of verdicts and concerns, both ways."""
    verdict, concern = network_says[3].float(), network_says[4].float()
    one, other = batch.twins[:, 0], batch.twins[:, 1]
    a, b = verdict[one].log_softmax(-1), verdict[other].log_softmax(-1)
    apart = ((a.exp() - b.exp()) * (a - b)).sum(-1).mean()
    p, q = concern[one], concern[other]
    return apart + ((p.sigmoid() - q.sigmoid()) * (p - q)).sum(-1).mean()


def as_taught(says: tuple[Tensor, ...], batch: Batch) -> Tensor:
    """How far verdicts and concerns are from what the teacher says of the same posts."""
    known = ~batch.taught.isnan().any(1)
    if not known.any():
        return says[3].sum() * 0
    verdict, concern = says[3][known].float(), says[4][known].float()
    teacher = batch.taught[known]
    sure, likely = teacher[:, : verdict.shape[1]].softmax(-1), teacher[:, verdict.shape[1] :].sigmoid()
    apart = F.kl_div(verdict.log_softmax(-1), sure, reduction="batchmean")
    each = F.binary_cross_entropy_with_logits(concern, likely, reduction="none")
    return apart + 6 * each.mean()


def split(options: argparse.Namespace) -> tuple[list[Example], dict[str, list[Example]]]:
    """What to train on, and what to measure on while developing, by source.

    Of every source a tenth is for developing and a tenth for testing (``corpus.part``); neither is trained on.
    """
    examples = authored()
    sets = Path(options.third_party) if options.third_party else None
    if sets:
        examples += [one for one in natural(sets) if one.file.removeprefix("natural-") not in LEFT_OUT]
    left_out = set(filter(None, options.without.split(",")))
    train = [one for one in examples if one.file not in left_out and part(one.group) == "train"]
    random.Random(1).shuffle(train)
    train = train[: int(len(train) * options.share)]
    if sets:
        train += by_their_own_labels(sets, options.own_labels)
        train += names(sets, options.names)
        if options.taught:
            train = taught(train, sets, Path(options.taught))
    return train, for_developing(examples, left_out)


def for_developing(examples: Iterable[Example], left_out: Collection[str]) -> dict[str, list[Example]]:
    """Posts to measure on while developing: every file left out by itself, and a tenth of life and of what was written."""
    develop: dict[str, list[Example]] = {}
    for one in examples:
        if one.file in left_out:
            develop.setdefault(one.file, []).append(one)
        elif part(one.group) == "develop":
            develop.setdefault("natural" if one.file.startswith("natural-") else "written", []).append(one)
    return develop


def taught(train: list[Example], sets: Path, kept: Path) -> list[Example]:
    """The posts, each with what the teacher says of it, and the posts without a label that it read."""
    with np.load(kept) as read:
        says = {
            key: Taught(tuple(map(float, verdict)), tuple(map(float, concerns)))
            for key, verdict, concerns in zip(read["keys"], read["verdict"], read["concerns"], strict=True)
        }
        more = unlabelled(sets, int(read["unlabelled"]))
    return [replace(one, taught=says.get(asked(one))) for one in train + more]


def taken(train: list[Example], options: argparse.Namespace, by: random.Random) -> list[Example]:
    """The posts of one epoch: a share of all, less of those that the network knows from before, more of some."""
    known, more = (set(filter(None, files.split(","))) for files in (options.known, options.more))
    share = {True: options.take * options.take_known, False: options.take}
    return [one for one in train if by.random() < (2 * options.take if one.file in more else share[one.file in known])]


def told(
    chosen: list[Example], varier: Varier, pieces: WordPieces, options: argparse.Namespace, by: random.Random
) -> list[Encoded]:
    """Windows of the posts as they are told this time; a share of the posts of one window are told twice."""
    made = []
    for one in chosen:
        cut = encode(varier.vary(one, by) if options.vary else one, pieces)
        if max(len(window.ids) for window in cut) > options.longest:
            continue
        if len(cut) == 1 and options.vary and by.random() < options.twice and not one.names_only:
            other = encode(varier.vary(one, by), pieces)
            if len(other) == 1:
                cut = [replace(cut[0], twin=other[0])]
        made += cut
    return made


def main() -> None:
    """Train, measuring after every epoch."""
    options = _options()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    by = random.Random(options.seed)
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    train, develop = split(options)
    varier = Varier.of(train)
    pieces = read_pieces(VOCABULARY)
    sizes = Sizes(
        types=len(TYPES),
        abouts=len(ABOUTS),
        concerns=len(CONCERN_IDS),
        layers=tuple(map(int, options.layers.split(","))),
        dropout=options.dropout,
        word_features=options.words > 0 and not options.no_word_features,
    )
    if options.wide:
        sizes = replace(sizes, layers=tuple(range(12)), hidden=768, distances=32, epsilon=1e-5)
        network = start_wide(sizes, Path(options.wide))
    elif options.continues == "released":
        network = released(sizes)
    else:
        network = load(Path(options.continues)) if options.continues else start(sizes)
    network.to(device)
    for layer in network.layers[: options.frozen]:
        layer.requires_grad_(requires_grad=False)
    learns = [(n.split(".")[0] in ENCODER, p) for n, p in network.named_parameters() if p.requires_grad]
    slow, fast = ([p for is_slow, p in learns if is_slow == which] for which in (True, False))
    rates = (options.rate, options.rate * options.faster)
    optimiser = torch.optim.AdamW(
        [{"params": slow, "lr": rates[0]}, {"params": fast, "lr": rates[1]}], weight_decay=0.01, fused=True
    )
    average = {name: value.detach().clone() for name, value in network.state_dict().items()}
    first_told = told(taken(train, options, random.Random(0)), varier, pieces, options, random.Random(0))
    steps_an_epoch = math.ceil(len(first_told) / options.batch)
    total_steps, step, first = steps_an_epoch * options.epochs, 0, 0
    on = sum(map(len, develop.values()))
    print(f"{len(train)} to train on, {on} to develop on, {total_steps} steps", flush=True)
    if (out / "resume.pt").exists():
        kept = torch.load(out / "resume.pt", weights_only=False)
        network.load_state_dict(kept["network"])
        optimiser.load_state_dict(kept["optimiser"])
        average, step, first = kept["average"], kept["step"], kept["epoch"] + 1
        by.setstate(kept["random"])
        torch.set_rng_state(kept["torch"])
    weights = torch.tensor([1.0, options.pause_weight, options.stop_weight], device=device)
    reads = torch.compile(network, dynamic=True) if options.compiled else network
    began = time.time()
    for epoch in range(first, options.epochs):
        network.train()
        seen = steps = 0.0
        for chunk in batches(told(taken(train, options, by), varier, pieces, options, by), options.batch, by):
            batch = collate(chunk).to(device)
            done = step / total_steps
            scale = min(done / 0.06, (1 - done) / 0.94) if done < 1 else 0.0
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * max(scale, 0.01)
            with torch.autocast(device, dtype=torch.bfloat16, enabled=options.bf16):
                says = reads(batch.ids, batch.shapes)
            wrong = loss(says, batch, options, weights)
            if options.taught:
                wrong = wrong + options.teach * as_taught(says, batch)
            if len(batch.twins):
                wrong = wrong + options.alike * alike(says, batch)
            optimiser.zero_grad()
            wrong.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            step += 1
            steps += 1
            seen += wrong.item()
            if step % 4 == 0:
                keep = min(0.95, step / (step + 40))
                with torch.no_grad():
                    for name, value in network.state_dict().items():
                        average[name].lerp_(value, 1 - keep)
            if step % 50 == 0:
                print(f"  step {step} loss {seen / steps:.3f} {time.time() - began:.0f} s", flush=True)
        took = time.time() - began
        print(f"epoch {epoch} loss {seen / max(steps, 1):.3f} {took:.0f} s", flush=True)
        if (epoch + 1) % options.measure_every == 0 or epoch + 1 == options.epochs:
            averaged = Network(replace(sizes))
            averaged.load_state_dict(average)
            for name, all_of_it in develop.items():
                rows = random.Random(0).sample(all_of_it, min(len(all_of_it), options.measure_on))
                print(
                    f"  {name}: {figures(rows, read_all([one.post for one in rows], runner(averaged), pieces))}",
                    flush=True,
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
        "--continues",
        default="",
        help="a trained network to go on from, or 'released' for the one that is shipped; else the package's weights",
    )
    ask.add_argument("--wide", default="", help="folder of all-mpnet-base-v2: train a teacher from it")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--epochs", type=int, default=24)
    ask.add_argument("--batch", type=int, default=32)
    ask.add_argument("--rate", type=float, default=1.2e-4, help="learning rate of the encoder")
    ask.add_argument("--faster", type=float, default=3.0, help="how many times faster the heads learn")
    ask.add_argument("--frozen", type=int, default=0, help="how many of the lowest layers stay as they are")
    ask.add_argument("--take", type=float, default=0.25, help="share of the posts that an epoch takes")
    ask.add_argument("--longest", type=int, default=512, help="word pieces of a post at most; longer ones are left out")
    ask.add_argument("--known", default="", help="files that the network to go on from has learned, with commas")
    ask.add_argument("--more", default="", help="files of which an epoch takes twice as many, with commas")
    ask.add_argument("--take-known", type=float, default=0.35, help="share of those that an epoch takes")
    ask.add_argument("--twice", type=float, default=0.1, help="share of the posts that are told twice in a batch")
    ask.add_argument("--alike", type=float, default=0.5, help="weight of reading two tellings of a post alike")
    ask.add_argument("--own-labels", type=int, default=1000, help="how many posts to take with a set's own labels")
    ask.add_argument("--taught", default="", help="what a teacher says of the posts: a file that teach.py made")
    ask.add_argument("--teach", type=float, default=1.0, help="weight of saying what the teacher says")
    ask.add_argument("--layers", default="0,1,2,3,4,5", help="which of the encoder's layers to keep")
    ask.add_argument("--dropout", type=float, default=0.1)
    ask.add_argument("--words", type=float, default=3.0, help="weight of the mention heads; 0 trains the verdict alone")
    ask.add_argument("--carry", type=float, default=0.5, help="weight of the words that carry concerns")
    ask.add_argument("--no-word-features", action="store_true", help="hide from the verdict what the word heads found")
    ask.add_argument("--rare", type=float, default=1.0, help="how much more a concern that is there weighs")
    ask.add_argument("--pause-weight", type=float, default=1.0)
    ask.add_argument("--stop-weight", type=float, default=1.0)
    ask.add_argument("--no-vary", dest="vary", action="store_false", help="learn the same text each epoch")
    ask.add_argument(
        "--without",
        default="",
        help="sources to leave out and measure on: files of the corpus, natural-SET; with commas",
    )
    ask.add_argument("--share", type=float, default=1.0, help="share of the training part to use")
    ask.add_argument("--third-party", default="", help="folder with the third-party sets")
    ask.add_argument("--names", type=int, default=400, help="how many texts with marked names to take")
    ask.add_argument("--threads", type=int, default=2)
    ask.add_argument(
        "--bf16", action="store_true", help="half precision: only where the processor has it (avx512_bf16, amx)"
    )
    ask.add_argument("--compiled", action="store_true", help="compile the network first: minutes, then a third faster")
    ask.add_argument("--measure-every", type=int, default=8)
    ask.add_argument("--measure-on", type=int, default=500, help="posts of each source to measure on, at most")
    return ask.parse_args()


if __name__ == "__main__":
    main()
