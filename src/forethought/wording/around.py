"""A mention with the words around it, and the lists of words that say what may stand there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import rtoml

from forethought.values import Mention, Span
from forethought.wording.edits import Edit

NEAR = 40  # characters before and after a mention that are looked at
PREPOSITION = re.compile(
    r"(?:^|(?<=[\s(,]))(?:(?:early|late|every|just|only)\s+)?(?:(?:in|at|from|near|on|outside|of|"
    r"to|by|around|for|during|since|until|till?|through|across|off|into|with|inside|before|after|every|each)\s+)"
    r"(?:(?:the|our|my|a|an|last|this|his|her|their)\s+)?$",
    re.IGNORECASE,
)
DETERMINER = re.compile(r"(?:^|(?<=[\s(]))(?:the|a|an|my|our|his|her|their|this|that|your)\s+$", re.IGNORECASE)


class Around:
    """A mention with the words on either side of it."""

    __slots__ = ("after", "before", "detail", "end", "start", "text", "type", "words")

    def __init__(self, text: str, mention: Mention) -> None:
        self.text, self.start, self.end = text, mention.span.start, mention.span.end
        self.type, self.detail = mention.type, mention.detail
        self.words = text[self.start : self.end]
        self.before = text[max(self.start - NEAR, 0) : self.start]
        self.after = text[self.end : self.end + NEAR]

    def back(self, pattern: re.Pattern[str]) -> int:
        """Where the words before the mention that fit a pattern begin; its own start if none do."""
        found = pattern.search(self.before)
        return self.start - (len(self.before) - found.start()) if found else self.start

    def edit(self, words: str, *, start: int | None = None, end: int | None = None) -> Edit:
        """Other words for the mention, or for a stretch around it."""
        return Edit(Span(self.start if start is None else start, self.end if end is None else end), words)

    def out(self, start: int | None = None) -> Edit:
        """Take the mention out with the preposition before it."""
        end = self.end + (2 if self.after[:2] in ("'s", "’s") else 0)
        begin = self.back(PREPOSITION) if start is None else start
        if self.text[max(begin - 5, 0) : begin] == " and ":
            begin -= len("and ")
        return self.edit("", start=begin, end=end)

    def noun_after(self) -> bool:
        """Whether a noun stands straight after, so that the mention only says which one."""
        found = re.match(r" ([a-z]{3,})", self.after)
        return bool(found and found[1] not in words_that("follow") and not found[1].endswith(("ed", "ing")))

    def says_which(self) -> bool:
        """Whether the mention stands before a noun, as in "the Whitby team", and not after a preposition of its own."""
        return self.noun_after() and (self.back(DETERMINER) < self.start or self.back(PREPOSITION) == self.start)

    def without_noun(self) -> Edit:
        """Take out words that only say which of the noun after them is meant."""
        return self.edit("", end=self.end + 1)


@cache
def words_that(which: str) -> frozenset[str]:
    """A list of words of ``words.toml``: "follow", "are-plain-roles" or "are-small"."""
    return frozenset(str(_file()["words"][which]).split())


@cache
def _file() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = rtoml.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
    return loaded


def general_words() -> Mapping[str, str]:
    """The general word for a type of mention where no kind fits."""
    found: Mapping[str, str] = _file()["general"]
    return found


def kinds_of(type_of_mention: str) -> Sequence[Mapping[str, Any]]:
    """The kinds of a type of mention, each with the words it is known by and its general noun, in the order to try."""
    return next((kind["rows"] for kind in _file()["kinds"] if kind["type"] == type_of_mention), ())
