"""From the encoder's scores to what it read: mentions, whose they are, the words that carry each concern, a verdict."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import category

import numpy as np
from numpy.typing import NDArray

from forethought.model.encode import Window
from forethought.values import ABOUTS, MENTION_TYPES, About, MentionType

Scores = NDArray[np.float32]
# A piece tells something if that is at least so likely: as low as leaves 70 of 100 details of people in care right.
TELLS = 0.4
BEGINS = 0.75  # and begins a mention of its own, beside one of the same kind, if that is at least so likely
_KINDS = len(MENTION_TYPES)
_EMPTY = "in|at|on|from|by|to|of|for|with|the|a|an|my|our|his|her|their|your|and|or|is|was|who"
_BEFORE = re.compile(rf"(?:{_EMPTY})(?:\s+|$)|[\s,.;:!?#]+", re.IGNORECASE)
_AFTER = re.compile(rf"(?:^|\s+)(?:{_EMPTY})$|[\s,.;:!?]+$|['’]s$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReadMention:
    """A mention as the model reads it: half-open characters, and how sure it is of type and of whom, 0 to 1."""

    start: int
    end: int
    type: MentionType
    about: About
    sure: float
    sure_about: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model reads in one post. Probabilities are as the network gives them; calibration comes after."""

    verdict: Scores  # [3]: post, pause, stop
    concerns: Scores  # [concerns], each for itself
    mentions: tuple[ReadMention, ...]
    places: tuple[tuple[int, int], ...]  # characters of each word piece
    carry: Scores  # [pieces, concerns]: how strongly each piece carries each concern
    whose: Scores  # [pieces, abouts]: of whom each piece would tell, if it tells something

    def about(self, start: int, end: int) -> tuple[About, float] | None:
        """Of whom the characters from ``start`` to ``end`` tell, and how sure that is; None if no piece is there."""
        first = bisect_right(self.places, start, key=lambda place: place[1])
        last = bisect_left(self.places, end, key=lambda place: place[0])
        if first >= last:
            return None
        mean = self.whose[first:last].mean(0)
        return ABOUTS[int(mean.argmax())], float(mean.max())


def join(text: str, cut: Sequence[Window], scores: Sequence[tuple[Scores, ...]]) -> Reading:
    """Put the windows of a post together: words from the window that reads them best, the worst verdict, all concerns.

    Args:
        text: The post.
        cut: Its windows, in order.
        scores: For each window mention, about and carry scores of its pieces; verdict and concern scores of all.
    """
    types: list[Scores] = []
    abouts: list[Scores] = []
    carries: list[Scores] = []
    places: list[tuple[int, int]] = []
    for window, (mention, about, carry, _, _) in zip(cut, scores, strict=True):
        here = slice(window.first + window.skip, window.first + window.stop)
        types.append(mention[here])
        abouts.append(about[here])
        carries.append(carry[here])
        places += window.places[window.skip : window.stop]
    verdicts = np.stack([_softmax(one[3]) for one in scores])
    concerns = np.stack([_sigmoid(one[4]) for one in scores]).max(0)
    worst = verdicts[int((verdicts[:, 1] + 2 * verdicts[:, 2]).argmax())]
    mentions = _mentions(text, places, np.concatenate(types), np.concatenate(abouts))
    whose = _softmax(np.concatenate(abouts))
    carry = _by_word(text, places, _sigmoid(np.concatenate(carries)))
    return Reading(worst, concerns, mentions, tuple(places), carry, whose)


def _by_word(text: str, places: Sequence[tuple[int, int]], carry: Scores) -> Scores:
    """Each piece carries as much as the strongest of its word, so that words are marked whole; signs carry nothing."""
    out = carry.copy()
    first = 0
    for at in range(1, len(places) + 1):
        if at == len(places) or not _same_word(text, places, at):
            says = any(map(_says, text[places[first][0] : places[at - 1][1]]))
            out[first:at] = carry[first:at].max(0) if says else 0.0
            first = at
    return out


def _says(sign: str) -> bool:
    """Whether a sign is a letter, a digit or a symbol such as an emoji."""
    return sign.isalnum() or category(sign) == "So"


def _mentions(text: str, places: Sequence[tuple[int, int]], types: Scores, abouts: Scores) -> tuple[ReadMention, ...]:
    """Stretches of pieces that tell something, of one kind each, on whole words."""
    if not places:
        return ()
    sure = _softmax(types)
    begins, goes_on = sure[:, 1 : 1 + _KINDS], sure[:, 1 + _KINDS :]
    kinds = begins + goes_on
    tells = 1 - sure[:, 0] >= TELLS
    best = kinds.argmax(1)
    whose = _softmax(abouts)
    found: list[ReadMention] = []
    at = 0
    while at < len(best):
        if not tells[at]:
            at += 1
            continue
        first, kind = at, int(best[at])
        while first and _same_word(text, places, first) and (not found or places[first - 1][0] >= found[-1].end):
            first -= 1
        end = at + 1
        while end < len(best) and (
            _same_word(text, places, end)
            or (tells[end] and best[end] == kind and begins[end, kind] < BEGINS * kinds[end, kind])
        ):
            end += 1
        start_char, end_char = _trimmed(text, places[first][0], places[end - 1][1])
        if any(map(str.isalnum, text[start_char:end_char])):
            about = whose[first:end].mean(0)
            found.append(
                ReadMention(
                    start_char,
                    end_char,
                    MENTION_TYPES[kind],
                    ABOUTS[int(about.argmax())],
                    float(kinds[at:end, kind].mean()),
                    float(about.max()),
                )
            )
        at = end
    return tuple(found)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without words at either end that tell nothing of themselves; nothing may be left."""
    while m := _BEFORE.match(text, start, end):
        start = m.end()
    while m := _AFTER.search(text[start:end]):
        end = start + m.start()
    return start, end


def _same_word(text: str, places: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether this piece goes on with the word before, so that no mention begins or ends within a word."""
    start, before = places[at][0], places[at - 1][1]
    return start == before and text[start : start + 1].isalnum() and text[before - 1 : before].isalnum()


def _softmax(scores: Scores) -> Scores:
    raised = np.exp(scores - scores.max(-1, keepdims=True))
    total: Scores = raised / raised.sum(-1, keepdims=True)
    return total


def _sigmoid(scores: Scores) -> Scores:
    return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))), dtype=scores.dtype)
