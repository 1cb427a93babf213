"""What is a word: a list ordered from common to rare, made by ``scripts/make_words.py``."""

from __future__ import annotations

from functools import cache
from math import log
from pathlib import Path


@cache
def word_costs() -> dict[str, float]:
    """Every known word with its cost: the rarer, the dearer (Zipf's law over the rank in the list)."""
    words = Path(__file__).with_name("words.txt").read_text(encoding="ascii").split()
    scale = log(len(words))
    return {word: log((rank + 2) * scale) for rank, word in enumerate(words)}


def word_set(listed: str) -> frozenset[str]:
    """The words of a list written with spaces between them."""
    return frozenset(listed.split())
