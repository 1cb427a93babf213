"""Fit how much rules and reader each count, and where a verdict begins: `src/forethought/judge/together.toml`.

    python training/model/fit_together.py --reader FOLDER --without rough-voices --sets FOLDER

On posts that the reader was not trained on, for on its own posts a reader is far too sure: whole files that were left out, and
of every other source the tenth that is for developing. Printed are figures where each source in turn (the written posts,
each file left out, each open set) was left out of the fit.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from corpus import part
from data import CONCERN_IDS, LEFT_OUT, Example, authored, natural
from numpy.typing import NDArray
from scoring import calibration_error
from sklearn.linear_model import LogisticRegression

from forethought.detect import detect
from forethought.judge.gather import gather
from forethought.judge.rules import rule_book
from forethought.judge.settle import standing
from forethought.judge.together import TABLE, concern_signs, verdict_signs
from forethought.model.reader import Reader, load_reader
from forethought.text import read
from forethought.values import VERDICTS
from forethought.weigh import weigh

Matrix = NDArray[np.float64]
SHRINK = 1.0  # ridge on the weights
PAUSES = np.arange(0.5, 1.01, 0.02)  # where a pause may begin: never where a post is likelier fine than not
MOST_ALARMS_OF_LIFE, MOST_ALARMS_WRITTEN = (
    0.07,
    0.13,
)  # shares of fine posts that may be raised, where they were chosen to be hard
PROTECTS = ("something protects",)  # signs that speak for a post; all others speak against it
LEAST = 0.3  # a concern that is less likely than this is never said, whatever that does for F1


@dataclass(frozen=True)
class Shown:
    """The signs of many posts: [posts, signs] for the verdict, [posts, concerns, signs] for the concerns."""

    verdict: Matrix
    concern: Matrix
    verdict_names: list[str]
    concern_names: list[str]
    gold: NDArray[np.int64]
    gold_concerns: NDArray[np.bool_]
    files: NDArray[np.str_]


def show(examples: Sequence[Example], reader: Reader) -> Shown:
    """Read every post as the check does, and keep the signs that it weighs."""
    book = rule_book()
    verdict, concern, names = [], [], (["?"], ["?"])
    for one in examples:
        reading = reader.read(one.post)
        text = read(one.post.text)
        mentions = detect(text, one.post, reading)
        people = weigh(mentions, one.post)
        evidence, marked = gather(text, mentions, people, one.post, book)
        raised, protecting = standing(evidence, one.post, marked, book.protecting_posts)
        signs = verdict_signs(reading, raised, protecting, people, one.post)
        by_concern = [concern_signs(name, reading, raised, protecting) for name in CONCERN_IDS]
        names = list(signs), list(by_concern[0])
        verdict.append(list(signs.values()))
        concern.append([list(row.values()) for row in by_concern])
    return Shown(
        np.array(verdict),
        np.array(concern),
        *names,
        np.array([VERDICTS.index(one.verdict) for one in examples]),  # type: ignore[arg-type]
        np.array([[c in (one.concerns or ()) for c in CONCERN_IDS] for one in examples]),
        np.array([one.file for one in examples]),
    )


@dataclass(frozen=True)
class Fitted:
    """Weights: the base and one for each sign."""

    not_fine: Matrix
    stop: Matrix
    concern: Matrix
    bases: Matrix

    def sure(self, shown: Shown) -> tuple[Matrix, Matrix, Matrix]:
        """How likely each post is not fine, to stop, and to have each concern."""
        return (
            _logistic(shown.verdict @ self.not_fine[1:] + self.not_fine[0]),
            _logistic(shown.verdict @ self.stop[1:] + self.stop[0]),
            _logistic((shown.concern * self.concern).sum(-1) + self.bases),
        )


def _logistic(total: Matrix) -> Matrix:
    made: Matrix = 1 / (1 + np.exp(-total))
    return made


def fit(shown: Shown, keep: NDArray[np.bool_]) -> Fitted:
    """Fit on the posts to keep."""

    def line(x: Matrix, y: NDArray[np.bool_]) -> Matrix:
        model = LogisticRegression(C=SHRINK, max_iter=2000).fit(x, y)
        return np.concatenate([model.intercept_, model.coef_[0]])

    x = shown.concern[keep]
    posts, concerns, signs = x.shape
    which = np.eye(concerns)[None].repeat(posts, 0)
    # Each concern has weights of its own, which the ridge draws towards those that all concerns share.
    own = (which[..., None] * x[:, :, None, :]).reshape(posts, concerns, concerns * signs)
    whole = line(
        np.concatenate([x, which, own], 2).reshape(posts * concerns, -1), shown.gold_concerns[keep].reshape(-1)
    )
    shared, bases, apart = np.split(whole[1:], [signs, signs + concerns])
    pulls = np.array([-1.0 if name in PROTECTS else 1.0 for name in shown.verdict_names])

    def pulled(y: NDArray[np.bool_]) -> Matrix:
        """Weights that all pull the way they should; a sign that would pull the other way counts for nothing."""
        used = np.ones(len(pulls), dtype=bool)
        while True:
            found = line(shown.verdict[keep][:, used], y)
            wrong = found[1:] * pulls[used] < 0
            if not wrong.any():
                weights = np.zeros(len(pulls))
                weights[used] = found[1:]
                return np.concatenate([found[:1], weights])
            used[np.flatnonzero(used)[wrong]] = False

    return Fitted(
        pulled(shown.gold[keep] > 0),
        pulled(shown.gold[keep] == 2),
        shared + apart.reshape(concerns, signs),
        whole[0] + bases,
    )


@dataclass(frozen=True)
class Said:
    """Where a verdict begins, and each concern."""

    pause_at: float
    stop_at: float
    raise_at: Matrix


def choose(not_fine: Matrix, stop: Matrix, concerns: Matrix, shown: Shown, most_stops: float) -> Said:
    """Where to begin.

    A pause begins as early as it can with few enough false alarms, on posts of life and on written ones; most of either kind
    here were chosen to be hard. A stop begins where the verdicts are best (F1) with few enough fine posts stopped; each concern
    where its F1 is best.
    """
    life = np.char.startswith(shown.files.astype(str), "natural-") & (shown.gold == 0)
    written = ~np.char.startswith(shown.files.astype(str), "natural-") & (shown.gold == 0)
    pause_at = next(
        begin
        for begin in PAUSES
        if (not_fine[life] >= begin).mean() <= MOST_ALARMS_OF_LIFE
        and (not_fine[written] >= begin).mean() <= MOST_ALARMS_WRITTEN
    )
    at = np.arange(LEAST, 0.8, 0.02)
    troubled = not_fine >= pause_at
    scores = np.array(
        [[f1(shown.gold_concerns[:, k], troubled & (concerns[:, k] >= t)) for t in at] for k in range(len(CONCERN_IDS))]
    )
    many = shown.gold_concerns.sum(0)[:, None]
    shrunk = (scores * many + scores.mean(0) * 60) / (many + 60)  # few posts tell little of where one concern begins
    raise_at = at[shrunk.argmax(1)]
    best = (-1.0, 0.5)
    for stop_at in np.arange(0.3, 0.8, 0.02):
        told = tell(not_fine, stop, pause_at, stop_at)
        if (told[shown.gold == 0] == 2).mean() <= most_stops:
            best = max(best, (verdict_f1(shown.gold, told), stop_at))
    return Said(pause_at, best[1], raise_at)


def tell(not_fine: Matrix, stop: Matrix, pause_at: float, stop_at: float) -> NDArray[np.int64]:
    """The verdicts, as numbers."""
    return np.where(not_fine < pause_at, 0, np.where(stop >= stop_at, 2, 1))


def f1(gold: NDArray[np.bool_], told: NDArray[np.bool_]) -> float:
    """F1 of one yes-or-no question."""
    return float(2 * (gold & told).sum() / max(gold.sum() + told.sum(), 1))


def verdict_f1(gold: NDArray[np.int64], told: NDArray[np.int64]) -> float:
    """F1 averaged over the verdicts."""
    return float(np.mean([f1(gold == k, told == k) for k in range(3)]))


def report(shown: Shown, told: NDArray[np.int64], said: NDArray[np.bool_], not_fine: Matrix) -> str:
    """The figures of `make score`, in short, and how far probabilities are from what happened."""
    gold = shown.gold
    common = [k for k in range(len(CONCERN_IDS)) if shown.gold_concerns[:, k].sum() >= 5]
    by_concern = [f1(shown.gold_concerns[:, k], said[:, k]) for k in common]

    def share(of: NDArray[np.bool_], which: NDArray[np.bool_]) -> str:
        return f"{which[of].mean():.3f}" if of.any() else "-"

    return (
        f"missed {share(gold == 2, told == 0)} missed_any {share(gold > 0, told == 0)}"
        f" false_alarm {share(gold == 0, told > 0)} false_stop {share(gold == 0, told == 2)}"
        f" verdict_f1 {verdict_f1(gold, told):.3f} concern_macro_f1 {np.mean(by_concern or [0.0]):.3f}"
        f" calibration error {calibration_error(not_fine.tolist(), (gold > 0).tolist()):.3f}"
    )


def crossed(shown: Shown) -> tuple[Matrix, Matrix, Matrix]:
    """Probabilities for every post from weights fitted without its file."""
    not_fine, stop = np.zeros(len(shown.gold)), np.zeros(len(shown.gold))
    concerns = np.zeros(shown.gold_concerns.shape)
    for name in np.unique(shown.files):
        here = shown.files == name
        a, b, c = fit(shown, ~here).sure(shown)
        not_fine[here], stop[here], concerns[here] = a[here], b[here], c[here]
    return not_fine, stop, concerns


def write(fitted: Fitted, said: Said, shown: Shown, path: Path) -> None:
    """Write the weights as TOML."""

    def row(values: Matrix, names: Sequence[str]) -> list[str]:
        return [f'"{name}" = {value:.3f}' for name, value in zip(names, values, strict=True)]

    lines = [
        "# Written by training/model/fit_together.py: the weight of each reason, in log-odds; see together.py.",
        "\n[not-fine]",
        *row(fitted.not_fine, ["base", *shown.verdict_names]),
        "\n[stop]",
        *row(fitted.stop, ["base", *shown.verdict_names]),
        "\n# How likely a post must be not fine, or to be stopped, for the verdict to say so.",
        "[said]",
        f"pause_at = {said.pause_at:.2f}",
        f"stop_at = {said.stop_at:.2f}",
    ]
    for n, name in enumerate(CONCERN_IDS):
        lines += [f"\n[concerns.{name}]", f"raise_at = {said.raise_at[n]:.2f}", f"base = {fitted.bases[n]:.3f}"]
        lines += row(fitted.concern[n], shown.concern_names)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Fit, print, write."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument(
        "--reader", required=True, help="folder of an exported reader that did not learn from these sources"
    )
    ask.add_argument(
        "--without", required=True, help="files of the corpus that the reader was trained without, with commas"
    )
    ask.add_argument(
        "--known", default="", help="files whose tenth for developing the reader has seen too, with commas"
    )
    ask.add_argument("--sets", default="", help="folder with the open sets")
    ask.add_argument("--most-stops", type=float, default=0.015, help="share of fine posts that may be stopped")
    ask.add_argument("--write", action="store_true", help="write together.toml")
    ask.add_argument("--keep", default="", help="file to keep the signs in, or to take them from")
    options = ask.parse_args()
    if options.keep and Path(options.keep).exists():
        kept = np.load(options.keep, allow_pickle=True)
        shown = Shown(
            *[
                kept[name] if kept[name].ndim > 1 or "names" not in name else list(kept[name])
                for name in Shown.__dataclass_fields__
            ]
        )
    else:
        examples = _unseen(options)
        shown = show(examples, load_reader(Path(options.reader)))
        if options.keep:
            np.savez(options.keep, **{name: getattr(shown, name) for name in Shown.__dataclass_fields__})
    not_fine, stop, concerns = crossed(shown)
    said = choose(not_fine, stop, concerns, shown, options.most_stops)
    raised = concerns >= said.raise_at
    told = tell(not_fine, stop, said.pause_at, said.stop_at)
    raised |= ~raised.any(1, keepdims=True) & (
        np.arange(concerns.shape[1]) == (concerns / said.raise_at).argmax(1)[:, None]
    )
    raised &= (told > 0)[:, None]
    print(
        f"{len(shown.gold)} posts of {len(set(shown.files))} sources; pause at {said.pause_at:.2f}, stop at {said.stop_at:.2f}"
    )
    print("rules and reader:", report(shown, told, raised, not_fine))
    for name in np.unique(shown.files):
        here = shown.files == name
        print(f"  {name:28} {here.sum():5} posts", report(_part(shown, here), told[here], raised[here], not_fine[here]))
    for n, name in enumerate(CONCERN_IDS):
        print(
            f"  {name:28} {shown.gold_concerns[:, n].sum():4} F1 {f1(shown.gold_concerns[:, n], raised[:, n]):.2f} at {said.raise_at[n]:.2f}"
        )
    fitted = fit(shown, np.ones(len(shown.gold), dtype=bool))
    for name, value in zip(["base", *shown.verdict_names], fitted.not_fine, strict=True):
        print(f"  {name:28} {value:6.2f}")
    if options.write:
        write(fitted, said, shown, TABLE)


def _unseen(options: argparse.Namespace) -> list[Example]:
    """Posts that the reader was not trained on, by source."""
    without, known = set(options.without.split(",")), set(options.known.split(","))
    own = [one for one in authored() if one.file in without]
    own += [
        replace(one, file="written")
        for one in authored()
        if one.file not in without | known and part(one.group) == "develop"
    ]
    life = natural(Path(options.sets)) if options.sets else []
    return own + [
        one for one in life if one.file.removeprefix("natural-") not in LEFT_OUT and part(one.group) == "develop"
    ]


def _part(shown: Shown, here: NDArray[np.bool_]) -> Shown:
    """Some of the posts."""
    return replace(
        shown,
        verdict=shown.verdict[here],
        concern=shown.concern[here],
        gold=shown.gold[here],
        gold_concerns=shown.gold_concerns[here],
        files=shown.files[here],
    )


if __name__ == "__main__":
    main()
