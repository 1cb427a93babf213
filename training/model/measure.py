"""How well a network, or its exported file, reads posts: verdict, concerns and mentions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from data import CONCERN_IDS, Example
from numpy.typing import NDArray

from forethought.model.decode import Reading, join
from forethought.model.encode import Window, windows
from forethought.model.pieces import WordPieces
from forethought.values import VERDICTS, Post

Run = Callable[[Window], tuple[NDArray[np.float32], ...]]


def read_all(posts: Sequence[Post], run: Run, pieces: WordPieces) -> list[Reading]:
    """What the network reads in each post, one post at a time as in the check."""
    made = []
    for post in posts:
        cut = windows(post, pieces)
        made.append(join(post.text, cut, [run(window) for window in cut]))
    return made


@dataclass(frozen=True)
class Figures:
    """Shares between 0 and 1; ``auc_*`` are the chance that a worse post is ranked above a better one."""

    auc_any: float
    auc_stop: float
    missed: float
    missed_any: float
    false_alarm: float
    false_stop: float
    verdict_f1: float
    concern_f1: float
    mention_f1: float
    care_recall: float
    care_precision: float

    def __str__(self) -> str:
        return " ".join(f"{name} {getattr(self, name):.3f}" for name in self.__dataclass_fields__)


def figures(examples: Sequence[Example], readings: Sequence[Reading]) -> Figures:
    """Measure readings against labels; verdict at the likeliest class, concerns at one half."""
    gold = np.array([VERDICTS.index(one.verdict) for one in examples])  # type: ignore[arg-type]
    sure = np.array([one.verdict for one in readings])
    told = sure.argmax(1)
    stop, fine = gold == 2, gold == 0
    return Figures(
        auc(1 - sure[:, 0], ~fine),
        auc(sure[:, 2], stop),
        float((told[stop] == 0).mean()),
        float((told[~fine] == 0).mean()),
        float((told[fine] > 0).mean()),
        float((told[fine] == 2).mean()),
        float(np.mean([_f1(gold == k, told == k) for k in range(3)])),
        concern_f1(examples, readings, np.full(len(CONCERN_IDS), 0.5)),
        mention_f1(examples, readings),
        *care(examples, readings),
    )


def auc(score: NDArray[np.float64], positive: NDArray[np.bool_]) -> float:
    """The chance that a positive scores above a negative."""
    order = score.argsort().argsort() + 1
    many = positive.sum()
    return float((order[positive].sum() - many * (many + 1) / 2) / max(many * (len(score) - many), 1))


def _f1(gold: NDArray[np.bool_], told: NDArray[np.bool_]) -> float:
    both = (gold & told).sum()
    return float(2 * both / max(gold.sum() + told.sum(), 1))


def concern_f1(examples: Sequence[Example], readings: Sequence[Reading], at: NDArray[np.float64]) -> float:
    """F1 averaged over the concerns, each raised above its threshold."""
    gold = np.array([[c in (one.concerns or ()) for c in CONCERN_IDS] for one in examples])
    told = np.array([one.concerns for one in readings]) > at
    return float(np.mean([_f1(gold[:, k], told[:, k]) for k in range(len(CONCERN_IDS))]))


def mention_f1(
    examples: Sequence[Example], readings: Sequence[Reading], only: str = "", *, about: bool = True
) -> float:
    """Strict F1 of mentions: same characters, same type and, unless told otherwise, about the same kind of person."""
    gold_n = told_n = both = 0
    for one, reading in zip(examples, readings, strict=True):
        gold = {
            (m.start, m.end, m.label, m.about if about else "") for m in one.mentions or () if only in ("", m.label)
        }
        told = {(m.start, m.end, m.type, m.about if about else "") for m in reading.mentions if only in ("", m.type)}
        gold_n, told_n, both = gold_n + len(gold), told_n + len(told), both + len(gold & told)
    return 2 * both / max(gold_n + told_n, 1)


def care(examples: Sequence[Example], readings: Sequence[Reading]) -> tuple[float, float]:
    """Recall and precision of details about people in care: found if any of its words are, whatever the type."""
    found = missed = true = false = 0
    for one, reading in zip(examples, readings, strict=True):
        gold = [(m.start, m.end) for m in one.mentions or () if m.about == "client"]
        told = [(m.start, m.end) for m in reading.mentions if m.about == "client"]
        hit = sum(any(s < e2 and s2 < e for s2, e2 in told) for s, e in gold)
        right = sum(any(s < e2 and s2 < e for s2, e2 in gold) for s, e in told)
        found, missed, true, false = found + hit, missed + len(gold) - hit, true + right, false + len(told) - right
    return found / max(found + missed, 1), true / max(true + false, 1)
