"""Mentions that the learned reader found, put together with those of the detectors.

The reader knows what words tell in their sentence, and of whom; the detectors know the exact things (a telephone
number, a case number, a date with its day), what they mean in normal form, and names of every origin from lists. So the
reader's mentions stand, with the detectors' meaning where both found the same; and of the detectors' own the exact
kinds are added, and people's names that the reader does not take for one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from forethought.detect.registry import Found
from forethought.values import About, Span

if TYPE_CHECKING:
    from forethought.model.decode import Reading

SOURCE = "model:reader"
EXACT = frozenset(("contact", "id-number", "username"))


def with_reading(found: Sequence[Found], reading: Reading) -> list[Found]:
    """The reader's mentions with the detectors' meaning, and the detectors' names and exact ones; a few may overlap.

    Args:
        found: The detectors' mentions, in order, none over another.
    """
    names = [Span(one.start, one.end) for one in reading.mentions if one.type == "person-name"]
    kept = [one for one in found if one.type in EXACT or (one.type == "person-name" and not _over(names, one.span))]
    held = {one.span for one in kept}
    made = list(kept)
    spans = [one.span for one in found]
    for read in reading.mentions:
        span = Span(read.start, read.end)
        over = [found[n] for n in _over(spans, span)]
        if any(one.span in held for one in over):
            continue
        alike = [one for one in over if one.type == read.type]
        if read.type == "person-name":  # a name is told whole: either may know only a part of it
            parts = [span, *(one.span for one in alike)]
            span = Span(min(one.start for one in parts), max(one.end for one in parts))
        best = max(alike, key=lambda one: (bool(one.detail), one.confidence), default=None)
        mention = Found(read.type, span, SOURCE, confidence=round(read.sure, 3))
        made.append(replace(mention, source=f"{SOURCE} {best.source}", detail=best.detail) if best else mention)
    return sorted(made, key=lambda one: one.span)


def _over(spans: Sequence[Span], span: Span) -> range:
    """Which of spans that are in order share a character with a span."""
    first = bisect_right(spans, span.start, key=lambda one: one.end)
    return range(first, bisect_left(spans, span.end, key=lambda one: one.start))


def about_of(reading: Reading, one: Found) -> tuple[About, float]:
    """Of whom the reader takes a mention to tell, and how sure it is, 0 to 1."""
    return reading.about(one.span.start, one.span.end) or ("none", 0.5)
