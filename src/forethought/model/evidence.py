"""What the learned reader says for a concern: on which words, and in plain language."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import rtoml

from forethought.values import CONCERNS, Evidence, Span, Verdict

if TYPE_CHECKING:
    from forethought.model.decode import Reading

SOURCE = "model:reader"
CARRIES = 0.5  # words that carry a concern at least so strongly are marked ...
AT_LEAST = 0.6  # ... or, where none does, those at this share of the strongest
NEAR = 25  # characters between two stretches that are shown as one


@cache
def reasons() -> dict[str, dict[str, str]]:
    """For each concern what a reading of it is called, and how severe it usually is."""
    read: dict[str, dict[str, str]] = rtoml.load(Path(__file__).with_name("reasons.toml"))
    return read


def carried(concern: str, sure: float, reading: Reading) -> list[Evidence]:
    """Evidence of the reader for a concern, on the words that carry it; on no words in particular if none do."""
    row = reasons()[concern]
    severity: Verdict = "pause" if row["usual"] == "pause" else "stop"
    strength = reading.carry[:, list(CONCERNS).index(concern)]
    enough = min(CARRIES, AT_LEAST * float(strength.max(initial=0.0)))
    spans: list[Span] = []
    for (start, end), here in zip(reading.places, strength, strict=True):
        if here < enough:
            continue
        if spans and start - spans[-1].end <= NEAR:
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(start, end))
    found: list[Span | None] = [*spans] or [None]
    return [Evidence(concern, span, severity, round(sure, 3), row["reason"], SOURCE) for span in found]
