"""The figures: how judgements compare with labels. ``FIGURES`` says what each means."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from forethought.check import check
from forethought.jsonio import assessment_to_dict, read_post

VERDICTS = ("post", "pause", "stop")
FIGURES = {
    "missed": "labelled stop, judged post",
    "missed_any": "labelled stop or pause, judged post",
    "false_alarm": "labelled post, judged pause or stop",
    "false_stop": "labelled post, judged stop",
    "verdict_f1": "macro F1 over the three verdicts",
    "concern_f1": "micro F1 over (post, concern) pairs",
    "concern_macro_f1": "mean F1 over concerns with five labels or more",
    "span_f1": "F1 of the characters marked, where the concern was found and its words are labelled",
    "alarms_right": "judged pause or stop, and labelled so",
    "calibration": "how far, on average, the chance of being not fine is from the share that is (ten equal bins)",
}


@dataclass(frozen=True)
class Judged:
    """A labelled post and what was said of it."""

    label: dict[str, Any]
    got: dict[str, Any]
    not_fine: float | None = None  # how likely the check holds it to be, 0 to 1; None without the learned reader

    @property
    def verdicts(self) -> tuple[str, str]:
        """The label's and ours."""
        return self.label["verdict"], self.got["verdict"]

    @cached_property
    def concerns(self) -> tuple[set[str], set[str]]:
        """The label's and ours."""
        return set(self.label.get("concerns", ())), {one["concern"] for one in self.got["findings"]}

    @cached_property
    def characters(self) -> tuple[int, int, int]:
        """Characters that both mark, that we mark, that the label marks, where both have the concern."""
        spans = self.label.get("spans") or ()
        hit = marked = labelled = 0
        for concern in {span["concern"] for span in spans} & self.concerns[1]:
            want = _marked(span for span in spans if span["concern"] == concern)
            found = (one for one in self.got["findings"] if one["concern"] == concern and one.get("start") is not None)
            have = _marked(found)
            hit, marked, labelled = hit + len(want & have), marked + len(have), labelled + len(want)
        return hit, marked, labelled


def judge(rows: Iterable[dict[str, Any]], *, with_model: bool = True) -> list[Judged]:
    """Check every labelled post, without looking for safer wordings.

    Where a label names several verdicts that a careful reader would take (``accept``), any of them is right.
    """
    made = []
    for row in rows:
        found = check(read_post(row), with_safer=False, with_model=with_model)
        accepted = found.verdict in row.get("accept", ())
        label = row | {"verdict": found.verdict} if accepted else row
        made.append(Judged(label, assessment_to_dict(found), found.not_fine))
    return made


def f1(right: float, wrong: float, missing: float) -> float:
    """The harmonic mean of precision and recall; 0 where nothing was right."""
    return 2 * right / (2 * right + wrong + missing) if right else 0.0


def share(part: float, whole: float) -> float | None:
    """A part of a whole, or None of nothing."""
    return part / whole if whole else None


def figures(rows: Sequence[Judged]) -> dict[str, float | None]:
    """All of ``FIGURES`` for these rows; None where no row could count."""
    pairs = Counter(row.verdicts for row in rows)
    wanted = Counter(row.label["verdict"] for row in rows)
    by_concern = concern_counts(rows)
    common = [f1(*counts) for counts in by_concern.values() if counts[0] + counts[2] >= 5]
    totals = [sum(column) for column in zip(*by_concern.values(), strict=True)] or [0, 0, 0]
    hit, marked, labelled = map(sum, zip(*(row.characters for row in rows), strict=True)) if rows else (0, 0, 0)
    return {
        "missed": share(pairs["stop", "post"], wanted["stop"]),
        "missed_any": share(pairs["stop", "post"] + pairs["pause", "post"], wanted["stop"] + wanted["pause"]),
        "false_alarm": share(pairs["post", "pause"] + pairs["post", "stop"], wanted["post"]),
        "false_stop": share(pairs["post", "stop"], wanted["post"]),
        "verdict_f1": sum(_verdict_f1(pairs, verdict) for verdict in VERDICTS) / 3,
        "concern_f1": f1(*totals),
        "concern_macro_f1": sum(common) / len(common) if common else None,
        "span_f1": f1(hit, marked - hit, labelled - hit) if labelled else None,
        "alarms_right": _alarms_right(pairs),
        "calibration": _calibration(rows),
    }


def _alarms_right(pairs: Counter[tuple[str, str]]) -> float | None:
    raised = Counter({pair: many for pair, many in pairs.items() if pair[1] in ("pause", "stop")})
    return share(sum(many for (wanted, _), many in raised.items() if wanted != "post"), sum(raised.values()))


def calibration_error(chances: Sequence[float], came_true: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error: how far, on average, a chance is from the share that came true (equal bins)."""
    error = 0.0
    for number in range(bins):
        inside = [n for n, chance in enumerate(chances) if min(int(chance * bins), bins - 1) == number]
        error += abs(sum(chances[n] for n in inside) - sum(bool(came_true[n]) for n in inside))
    return error / max(len(chances), 1)


def _calibration(rows: Sequence[Judged]) -> float | None:
    known = [(row.not_fine, row.label["verdict"] != "post") for row in rows if row.not_fine is not None]
    return calibration_error(*zip(*known, strict=True)) if known else None


def _verdict_f1(pairs: Counter[tuple[str, str]], verdict: str) -> float:
    others = [other for other in VERDICTS if other != verdict]
    return f1(
        pairs[verdict, verdict],
        sum(pairs[other, verdict] for other in others),
        sum(pairs[verdict, other] for other in others),
    )


def concern_counts(rows: Iterable[Judged]) -> dict[str, tuple[int, int, int]]:
    """For each concern how often it was rightly raised, wrongly raised and not raised."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        want, have = row.concerns
        for concern in want | have:
            counts[concern][0 if concern in want & have else 1 if concern in have else 2] += 1
    return {concern: (right, wrong, missing) for concern, (right, wrong, missing) in sorted(counts.items())}


def _marked(spans: Iterable[dict[str, Any]]) -> set[int]:
    return {n for span in spans for n in range(span["start"], span["end"])}


def interval(
    rows: Sequence[Judged], group: Callable[[Judged], str], *, rounds: int = 200, seed: int = 1
) -> dict[str, tuple[float, float] | None]:
    """A 95 % interval for each figure: bootstrap over groups of posts that were written together."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for row in rows:
        groups[group(row)].append(row)
    names = sorted(groups)
    chance = random.Random(seed)
    drawn: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        sample = [row for name in chance.choices(names, k=len(names)) for row in groups[name]]
        for figure, value in figures(sample).items():
            if value is not None:
                drawn[figure].append(value)
    return {figure: _middle(sorted(drawn[figure])) for figure in FIGURES}


def _middle(values: Sequence[float]) -> tuple[float, float] | None:
    if not values:
        return None
    return values[int(0.025 * len(values))], values[min(len(values) - 1, int(0.975 * len(values)))]
