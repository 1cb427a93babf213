"""Hashtags taken apart: #TwinsInStockport and #twinsinstockport are both "twins in stockport"."""

from __future__ import annotations

import re
from functools import lru_cache

from forethought.text.normal import fold
from forethought.text.words import word_costs

LONGEST = 24  # no word of the list is longer
WORD = 2.0  # what each word costs beside its rarity: fewer words are likelier
UNKNOWN = 12.0  # what a stretch of unknown letters costs, and each letter of it
LETTER = 2.2
ONE_LETTER = 6.0  # "a" and "i" are common, yet rarely what a letter in a hashtag is

_CAMEL = re.compile(r"\d+|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+|[^\W\d_]")
_NAME = re.compile(r"[A-Za-z]{1,7}\d{1,2}|[A-Z0-9]{1,5}|[A-Z][a-z]{1,4}")  # such as covid19, T1D, Oban


def hashtag_words(tag: str) -> tuple[tuple[int, int], ...]:
    """Where each word of a hashtag's text (without "#") begins and ends."""
    if not tag.isascii():
        tag = "".join(map(_bare, tag))
    return _hashtag_words(tag) if len(tag) <= 64 else _humps(tag)


@lru_cache(maxsize=1024)
def _bare(letter: str) -> str:
    plain = fold(letter)
    return letter if len(plain) != 1 else plain.upper() if letter.isupper() else plain


def _hashtag_words(tag: str) -> tuple[tuple[int, int], ...]:
    costs = word_costs()
    if tag.lower() in costs or _NAME.fullmatch(tag):
        return ((0, len(tag)),)
    spans: list[tuple[int, int]] = []
    for start, end in _humps(tag):
        hump = tag[start:end].lower()
        if len(hump) < 4 or _cost(hump) is not None or not (hump.isascii() and hump.isalpha()):
            spans.append((start, end))
        else:
            spans.extend((start + a, start + b) for a, b in _segment(hump))
    return tuple(spans)


def _humps(tag: str) -> tuple[tuple[int, int], ...]:
    return tuple(found.span() for found in _CAMEL.finditer(tag))


def _segment(letters: str) -> list[tuple[int, int]]:
    """Cut letters written together into known words at the lowest cost, leaving unknown stretches whole."""
    n = len(letters)
    best = [0.0] * (n + 1)
    back: list[tuple[int, bool]] = [(0, True)] * (n + 1)
    for end in range(1, n + 1):
        start, known = end - 1, False
        opened = 0.0 if end > 1 and not back[end - 1][1] else UNKNOWN + WORD
        cost = best[end - 1] + LETTER + opened
        for begin in range(max(0, end - LONGEST), end):
            word_cost = _cost(letters[begin:end])
            if word_cost is not None and best[begin] + word_cost < cost:
                cost, start, known = best[begin] + word_cost, begin, True
        best[end], back[end] = cost, (start, known)
    spans: list[tuple[int, int]] = []
    end = n
    unknown_end = 0
    while end:
        start, known = back[end]
        if known:
            if unknown_end:
                spans.append((end, unknown_end))
                unknown_end = 0
            spans.append((start, end))
        elif not unknown_end:
            unknown_end = end
        end = start
    if unknown_end:
        spans.append((0, unknown_end))
    return spans[::-1]


def _cost(word: str) -> float | None:
    costs = word_costs()
    cost = costs.get(word)
    if cost is None and len(word) > 4 and word[-1] == "s":
        cost = costs.get(word[:-1])
    return None if cost is None else cost + WORD + (ONE_LETTER if len(word) == 1 else 0.0)
