"""Detectors are plain functions; each registers itself by being decorated, and this folder is walked to find them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from forethought.text.values import Text
from forethought.values import About, MentionType, Post, Span


@dataclass(frozen=True, slots=True)
class Found:
    """Words that tell something, before it is worked out about whom.

    ``source`` names the detector and what in it spoke ("contact:phone"). ``detail`` is the meaning in normal form, as
    in
    ``Mention``. ``about`` is "" as long as it is not known. ``confidence`` is from 0 to 1.
    """

    type: MentionType
    span: Span
    source: str
    detail: str = field(default="", repr=False)
    confidence: float = 1.0
    about: About | Literal[""] = ""


Detector = Callable[[Text, Post], Iterable[Found]]
DETECTORS: dict[str, Detector] = {}


def detector(function: Detector) -> Detector:
    """Register a detector under its own name."""
    name = getattr(function, "__name__", "")
    if name in DETECTORS:
        raise ValueError(f"two detectors are named {name!r}")
    DETECTORS[name] = function
    return function


@cache
def load_detectors() -> tuple[Detector, ...]:
    """Import every module of this folder, once, and return the detectors in the order of their names."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        importlib.import_module(f"{__package__}.{module.name}")
    return tuple(DETECTORS[name] for name in sorted(DETECTORS))


def surest(found: Iterable[Found]) -> list[Found]:
    """Of finds that overlap keep the surest, of equals the longest, then the first; in the order of the text."""
    ranked = sorted(found, key=lambda one: (-one.confidence, -len(one.span), one.span))
    taken = bytearray(max((one.span.end for one in ranked), default=0))
    kept: list[Found] = []
    for one in ranked:
        start, end = one.span.start, one.span.end
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\x01" * (end - start)
            kept.append(one)
    return sorted(kept, key=lambda one: one.span)


def find_all(text: Text, post: Post) -> list[Found]:
    """Run every detector and return what they found, by place in the text; overlapping finds are all kept."""
    found: list[Found] = []
    for detect in load_detectors():
        found += list(detect(text, post))
    return sorted(found, key=lambda one: (one.span, one.type, one.source))
