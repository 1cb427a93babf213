"""Helpers of the tests of detectors."""

from __future__ import annotations

from datetime import date

from forethought.detect.registry import DETECTORS, Found, load_detectors
from forethought.text import read
from forethought.values import Post


def found_by(names: str, words: str, day: date | None = None) -> list[Found]:
    """Return what the detectors of these names find."""
    load_detectors()
    post = Post(words, date=day)
    return [one for name in names.split() for one in DETECTORS[name](read(words), post)]


def seen(names: str, words: str, day: date | None = None) -> list[tuple[str, str]]:
    """Return the words and the detail of each find."""
    return [(words[one.span.start : one.span.end], one.detail) for one in found_by(names, words, day)]


def details(names: str, words: str, day: date | None = None) -> list[str]:
    """Return the details only."""
    return [one.detail for one in found_by(names, words, day)]


def fits(names: str, words: str) -> bool:
    """Whether every span lies inside the text and is not empty, whatever the text."""
    return all(0 <= one.span.start < one.span.end <= len(words) for one in found_by(names, words))
