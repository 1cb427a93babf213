"""A text as a writing tool sends it: plain, or in parts that tell markup from words."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forethought.jsonio import whole_characters
from forethought.values import Span

MOST_PARTS = 100_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words: where it begins among the words, where in what was sent, and how long it is there."""

    start: int
    place: int
    size: int
    is_markup: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """What a tool sent: the words to judge, all that was sent, and where each stretch of words stands in it."""

    text: str
    whole: str
    pieces: tuple[Piece, ...]

    def place(self, span: Span) -> Span:
        """Where in what was sent words stand; markup that stands for a word is taken whole."""
        first, last = self._piece(span.start), self._piece(max(span.start, span.end - 1))
        start = first.place + (0 if first.is_markup else span.start - first.start)
        end = last.place + (last.size if last.is_markup else span.end - last.start)
        return Span(start, max(start, end))

    def is_plain(self, span: Span) -> bool:
        """Whether no markup stands between the words, so that others can take their place."""
        return len(self.place(span)) == len(span) and not self._piece(span.start).is_markup

    def _piece(self, at: int) -> Piece:
        return self.pieces[max(0, bisect_right(self.pieces, at, key=lambda piece: piece.start) - 1)]


def plain(text: str) -> Sent:
    """A text that is all words."""
    text = whole_characters(text)
    return Sent(text, text, (Piece(0, 0, len(text)),))


def annotated(data: str) -> Sent:
    """A text in parts: ``{"annotation": [{"text": "..."}, {"markup": "<br>", "interpretAs": "\\n"}]}``.

    ``{"text": "..."}`` is a plain one.

    Raises:
        ValueError: If it is not of that kind.
    """
    try:
        read = json.loads(data)
    except RecursionError:
        raise ValueError from None
    if not isinstance(read, dict):
        raise ValueError
    text, parts = read.get("text"), read.get("annotation")
    if isinstance(text, str) and parts is None:
        return plain(text)
    if text is not None or not isinstance(parts, list) or len(parts) > MOST_PARTS:
        raise ValueError
    return _joined([_part(one) for one in parts])


def _part(one: Any) -> tuple[str, str, bool]:
    """A part's own characters, the words they stand for, and whether it is markup."""
    if not isinstance(one, dict) or ("text" in one) == ("markup" in one):
        raise ValueError
    is_markup = "markup" in one
    own = one["markup"] if is_markup else one["text"]
    words = one.get("interpretAs") or "" if is_markup else own
    if not isinstance(own, str) or not isinstance(words, str):
        raise ValueError
    return whole_characters(own), whole_characters(words), is_markup


def _joined(parts: Sequence[tuple[str, str, bool]]) -> Sent:
    pieces, start, place = [], 0, 0
    for own, words, is_markup in parts:
        if words:
            pieces.append(Piece(start, place, len(own), is_markup))
        start, place = start + len(words), place + len(own)
    words = "".join(words for _, words, _ in parts)
    return Sent(words, "".join(own for own, _, _ in parts), tuple(pieces) or (Piece(0, 0, 0),))
