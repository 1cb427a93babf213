"""Rules and learned reader weighed together: here, and only here, it is settled where they disagree.

The reader says how likely a verdict and each concern are, from what a post means. Rules say what they saw, and how sure
they are. Each of these reasons has a weight; the weights of the reasons that a post gives are
added up, and the sum, through the logistic function, is how likely the post is not fine, to be stopped, or to raise a
concern. So a rule can turn a doubtful reading, and a sure reading can overrule a rule. The weights
(``together.toml``) are fitted on posts by writers that neither the reader nor the rules had seen, by
``training/model/fit_together.py``, which also chooses where a verdict begins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log
from pathlib import Path
from typing import TYPE_CHECKING

import rtoml

from forethought.values import CONCERNS, Evidence, PersonEstimate, Post, Verdict, Weighed

if TYPE_CHECKING:
    from forethought.model.decode import Reading

TABLE = Path(__file__).with_name("together.toml")
SURE, FAIRLY_SURE = 0.85, 0.6  # how likely a concern must be to be told as such; below it is "not sure"
# What rules see exactly: from SURE on they are never outvoted below a pause.
FIRM = frozenset(("discrimination", "threat", "abuse", "identifies-person"))
Signs = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Weights:
    """The weight of each sign for one question, and the sum with which it begins."""

    base: float
    signs: Mapping[str, float]

    def weighed(self, signs: Signs) -> tuple[Weighed, ...]:
        """What the base and each sign add, in log-odds, the most telling first."""
        adds = [Weighed(name, self.signs.get(name, 0.0) * value) for name, value in signs.items()]
        return tuple(sorted((Weighed("base", self.base), *adds), key=lambda one: -abs(one.adds)))

    def sure(self, signs: Signs) -> float:
        """How likely the answer is yes, 0 to 1."""
        total = sum(one.adds for one in self.weighed(signs))
        return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True, slots=True)
class Table:
    """The weights for "not fine", for "stop" and for each concern, and how sure each must be to be said."""

    not_fine: Weights
    stop: Weights
    concerns: Mapping[str, Weights]
    pause_at: float
    stop_at: float
    raise_at: Mapping[str, float]


@cache
def table() -> Table:
    """The fitted weights."""
    data = rtoml.load(TABLE)
    return Table(
        _weights(data["not-fine"]),
        _weights(data["stop"]),
        {name: _weights(row) for name, row in data["concerns"].items()},
        float(data["said"]["pause_at"]),
        float(data["said"]["stop_at"]),
        {name: float(row["raise_at"]) for name, row in data["concerns"].items()},
    )


def _weights(row: Mapping[str, float]) -> Weights:
    signs = {name: float(value) for name, value in row.items() if name not in ("base", "raise_at")}
    return Weights(float(row["base"]), signs)


def verdict_signs(
    reading: Reading,
    raised: Sequence[Evidence],
    protecting: Sequence[Evidence],
    people: Sequence[PersonEstimate],
    post: Post,
) -> Signs:
    """What speaks for and against a post as a whole.

    Args:
        raised: Evidence that stands after protection, permission and audience.
        protecting: Evidence that words are fine.
    """
    fine, _, stop = (float(one) for one in reading.verdict)
    fewest = min((who.count for who in people if who.about == "client"), default=None)
    return {
        "reader: not fine": log_odds(1 - fine),
        "reader: stop": log_odds(stop),
        "reader: strongest concern": log_odds(float(reading.concerns.max())),
        "rule: stop": max((one.confidence for one in raised if one.severity == "stop"), default=0.0),
        "rule: pause": max((one.confidence for one in raised if one.severity == "pause"), default=0.0),
        "something protects": max((one.confidence for one in protecting), default=0.0),
        "fits at most 30": float(fewest is not None and fewest <= 30 and post.permission is not True),
        "fits at most 3": float(fewest is not None and fewest <= 3 and post.permission is not True),
    }


def concern_signs(concern: str, reading: Reading, raised: Sequence[Evidence], protecting: Sequence[Evidence]) -> Signs:
    """What speaks for one concern, and against it."""
    fine = float(reading.verdict[0])
    return {
        "reader": log_odds(float(reading.concerns[list(CONCERNS).index(concern)])),
        "reader: not fine": log_odds(1 - fine),
        "rule": max((one.confidence for one in raised if one.concern == concern), default=0.0),
        "protected": _answered(concern, protecting),
    }


def _answered(concern: str, protecting: Sequence[Evidence]) -> float:
    """How surely something in the post answers a concern."""
    return max((one.confidence for one in protecting if concern in one.protects), default=0.0)


def log_odds(chance: float) -> float:
    """The logarithm of the odds of a probability, kept within +-7."""
    chance = min(max(chance, 0.001), 0.999)
    return log(chance / (1 - chance))


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict, how likely the post is not fine, and how likely each concern that is to be said."""

    verdict: Verdict
    not_fine: float
    stop: float
    concerns: Mapping[str, float]
    weighed: tuple[Weighed, ...]  # what adds up to "not fine"


def judge(
    reading: Reading,
    raised: Sequence[Evidence],
    protecting: Sequence[Evidence],
    people: Sequence[PersonEstimate],
    post: Post,
    only_fairly_sure: frozenset[str] = frozenset(),
) -> Judgement:
    """Weigh all reasons.

    What protects speech answers a concern that is no surer, the reader's like a rule's. Nobody is paused for a
    reason that cannot be named: a post that is likely not fine has its strongest concern said, also where that is
    not sure; where it is answered, the post is fine. A sure rule for hate, a threat, an insult or a name is never
    outvoted below a pause. Concerns that are not sure never make a stop, and the reader's do not stand beside a sure
    one. The reader is told of permission and audience, and judges for itself what they answer: a yes given for a
    child does not end it.

    Args:
        only_fairly_sure: Concerns that the guidance raises only where they are fairly sure.
    """
    weights = table()
    signs = verdict_signs(reading, raised, protecting, people, post)
    not_fine, stop = weights.not_fine.sure(signs), weights.stop.sure(signs)
    by_rule = {one.concern: one.confidence for one in sorted(raised, key=lambda one: one.confidence)}
    firm = {name: sure for name, sure in by_rule.items() if name in FIRM and sure >= SURE}
    said = {}
    if not_fine >= weights.pause_at:
        signs_of = {name: concern_signs(name, reading, raised, protecting) for name in CONCERNS}
        sure = {name: weights.concerns[name].sure(signs_of[name]) for name in CONCERNS}
        open_ = {
            name: chance
            for name, chance in sure.items()
            if chance > _answered(name, protecting) and (name not in only_fairly_sure or chance >= FAIRLY_SURE)
        }
        said = {name: chance for name, chance in open_.items() if chance >= weights.raise_at[name]}
        if not said:
            strongest = max(sure, key=lambda name: sure[name] / weights.raise_at[name])
            said = {name: chance for name, chance in open_.items() if name == strongest}
    said |= {name: max(sure, said.get(name, 0.0)) for name, sure in firm.items()}
    surest = max(said.values(), default=0.0)
    if surest >= SURE:
        said = {name: chance for name, chance in said.items() if chance >= FAIRLY_SURE or name in by_rule}
    may_stop = stop >= weights.stop_at and surest >= FAIRLY_SURE
    verdict: Verdict = "post" if not said else "stop" if may_stop else "pause"
    return Judgement(verdict, not_fine, stop, said, weights.not_fine.weighed(signs))
