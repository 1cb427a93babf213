"""Fit the points of `src/forethought/judge/points.toml` on the developing half of the corpus.

    python scripts/fit_points.py

Logistic regression with an L1 penalty by proximal gradient, in the standard library. Which signs there are is fixed by
`forethought.judge.points.signs`; the penalty keeps few of them, and rounded points keep the table readable. Where each
table begins to speak is chosen on the developing half by cross-validation over groups of posts: as low as it can be
while at most ALARMS of the fine posts are raised by it.
"""

from __future__ import annotations

import sys
from collections import Counter
from hashlib import sha256
from math import exp
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

import rtoml

import fit_about
from corpus import group, read_corpus
from develop import BOOK, as_post
from forethought.detect import about, detect
from forethought.judge.gather import gather
from forethought.judge.points import TABLE, signs
from forethought.text import read
from forethought.weigh import weigh

ALARMS = {
    "recognisable-person": 0.02,
    "confidential-information": 0.025,
    "identifies-person": 0.008,
    "boundaries": 0.004,
    "misinformation": 0.005,
    "promotion": 0.004,
}
STOP_ALARMS = 0.002
PENALTY = 0.0012
ROUNDS = 250
FOLDS = 5
REASONS = {
    "recognisable-person": "The details together could let the person, their family or neighbours know who is meant.",
    "confidential-information": "Reads like something seen or heard at work about a particular person.",
    "identifies-person": "Reads like naming somebody you met through work.",
    "boundaries": "Reads like contact beyond the professional one with somebody you serve.",
    "misinformation": "Reads like a claim about health or the law that goes further than what is known.",
    "promotion": "Reads like selling on the strength of your profession, with no interest declared.",
}
Row = tuple[frozenset[str], bool]


def fit(rows: list[Row]) -> tuple[float, dict[str, float]]:
    counts = Counter(sign for shown, _ in rows for sign in shown)
    names = [name for name, n in counts.items() if n >= 8]
    number = {name: n for n, name in enumerate(names)}
    posts = [([number[s] for s in shown if s in number], float(wanted)) for shown, wanted in rows]
    weights, base, step = [0.0] * len(names), -2.0, 1.0
    for round_ in range(ROUNDS):
        gradient, base_gradient = [0.0] * len(names), 0.0
        for shown, wanted in posts:
            total = base + sum(weights[n] for n in shown)
            error = 1 / (1 + exp(-max(-30.0, min(30.0, total)))) - wanted
            base_gradient += error
            for n in shown:
                gradient[n] += error
        rate = step / (1 + round_ / 100)
        base -= rate * base_gradient / len(posts) * 2
        for n, slope in enumerate(gradient):
            moved = weights[n] - rate * slope / len(posts) * 12
            shrink = rate * PENALTY * 12
            weights[n] = max(0.0, moved - shrink) if moved > 0 else min(0.0, moved + shrink)
    return base, {name: round(weights[number[name]], 1) for name in names if abs(weights[number[name]]) >= 0.05}


def sure(base: float, points: dict[str, float], shown: frozenset[str]) -> float:
    return 1 / (1 + exp(-(base + sum(points.get(sign, 0.0) for sign in shown))))


def fold(post_id: str) -> int:
    return sha256(("fold" + group(post_id)).encode()).digest()[0] % FOLDS


def threshold(held_out: list[tuple[float, bool]], share: float) -> float:
    """The lowest sureness at which at most *share* of the fine posts are raised."""
    fine = sorted((s for s, is_fine in held_out if is_fine), reverse=True)
    return round(min(0.97, max(0.2, fine[int(share * len(fine))] + 0.005)), 2)


def read_signs() -> list[tuple[dict[str, Any], frozenset[str]]]:
    """The signs of each post, found with weights for "of whom" that were fitted without the post's own fold."""
    rows = list(read_corpus("develop"))
    known = {n: fit_about.posts([row for row in rows if fold(row["id"]) == n]) for n in range(FOLDS)}
    out = []
    for n in range(FOLDS):
        table = fit_about.learn([one for other in range(FOLDS) if other != n for one in known[other]])
        about.weights = lambda table=table: table
        for row in rows:
            if fold(row["id"]) == n and row["permission"] is not True:
                post = as_post(row)
                text = read(post.text)
                mentions = detect(text, post)
                people = weigh(mentions, post)
                _, marked = gather(text, mentions, people, post, BOOK)
                out.append((row, signs(marked, mentions, people, post)))
    return out


def main() -> None:
    corpus = read_signs()
    out: dict[str, Any] = {}
    for concern, reason in REASONS.items():
        held_out, stops = [], []
        for n in range(FOLDS):
            base, points = fit([(shown, concern in r["concerns"]) for r, shown in corpus if fold(r["id"]) != n])
            for r, shown in corpus:
                if fold(r["id"]) == n:
                    score = sure(base, points, shown)
                    held_out.append((score, r["verdict"] == "post"))
                    stops.append((score, r["verdict"], concern in r["concerns"]))
        raise_at = threshold(held_out, ALARMS[concern])
        stop_at = max(raise_at, threshold(held_out, STOP_ALARMS))
        hits = sum(wanted for s, _, wanted in stops if s >= raise_at)
        raised = sum(s >= raise_at for s, *_ in stops)
        print(
            f"{concern}: held out precision {hits / max(1, raised):.2f} recall {hits / sum(w for *_, w in stops):.2f}"
            f"  raise at {raise_at} stop at {stop_at}"
        )
        base, points = fit([(shown, concern in r["concerns"]) for r, shown in corpus])
        ranked = dict(sorted(points.items(), key=lambda item: -item[1]))
        out[concern] = {
            "base": round(base, 2),
            "raise_at": raise_at,
            "stop_at": stop_at,
            "reason": reason,
            "points": ranked,
        }
    head = "# Made by scripts/fit_points.py from the developing half of the corpus; see judge/points.py.\n"
    TABLE.write_text(head + rtoml.dumps(out, pretty=True), encoding="utf-8")


if __name__ == "__main__":
    main()
