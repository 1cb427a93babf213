"""Detecting: what the words of a post tell, and of whom.

``detect(text, post) -> tuple[Mention, ...]`` is the only public name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from forethought.detect.learned import about_of, with_reading
from forethought.detect.registry import Found, find_all
from forethought.text.values import Text
from forethought.values import Mention, Post

if TYPE_CHECKING:
    from forethought.model.decode import Reading

__all__ = ["detect", "resolve"]

_EXACT = frozenset(["contact", "id-number", "username", "age", "date-time"])


def detect(text: Text, post: Post, reading: Reading | None = None) -> tuple[Mention, ...]:
    """Find every mention in a text that has been read, in order, with of whom it tells; none lies over another.

    Never fails, whatever the text holds.

    Args:
        reading: What the learned reader read in the post: its mentions then stand, with the detectors' exact ones, and
            of whom they tell is as it reads them.
    """
    from forethought.detect.about import Decider, group_people
    from forethought.detect.clues import Clues

    found = resolve(find_all(text, post))
    if reading is not None:
        found = resolve(with_reading(found, reading))
    if not found:
        return ()
    clues = Clues(text, post, found)
    decided = [about_of(reading, one) for one in found] if reading else Decider(clues).decide(found)
    people = group_people(clues, found, [about for about, _ in decided])
    return tuple(
        Mention(one.type, about, one.span, one.source, one.detail, person, round(one.confidence * likely, 3))
        for one, (about, likely), person in zip(found, decided, people, strict=True)
    )


def resolve(found: Iterable[Found]) -> list[Found]:
    """Of finds that lie over one another keep the exact kind, then the longer, then the surer; in order of place."""
    ranked = sorted(
        found, key=lambda one: (one.type not in _EXACT, -len(one.span), -one.confidence, one.span, one.type)
    )
    taken: list[Found] = []
    covered = bytearray(max((one.span.end for one in ranked), default=0))
    for one in ranked:
        start, end = one.span.start, one.span.end
        if covered.find(1, start, end) < 0:
            covered[start:end] = b"\x01" * (end - start)
            taken.append(one)
    return sorted(taken, key=lambda one: one.span)
