"""What reading gives: tokens with offsets, and sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

TokenKind = Literal["word", "number", "emoji", "hashtag", "handle", "link", "email", "end", "quote", "punct"]


@dataclass(frozen=True, slots=True)
class Token:
    """One token.

    ``norm`` is ASCII, lower case, without accents, homoglyphs, leetspeak, stars or elongation ("f**k" is "fuck",
    "soooo" is "so", "r3tard" is "retard", "don’t" is "don't"); a possessive "'s" is cut off into a token of its own
    whose norm is "'s"; an emoji is its name with underscores ("crying_face"); a link is "link:", an e-mail address
    "email:", a handle its name with "@" before it. A hashtag or CamelCase handle gives one token of kind "hashtag" for
    each word in it. ``surface`` is what the author wrote (after NFKC, so "Ｊｏｈｎ" is "John"), with its case: names
    need capitals.
    Sentence ends are tokens of kind "end" with norm "." or "?" or "!"; a newline ends a sentence too.
    """

    norm: str = field(repr=False)
    surface: str = field(repr=False)
    start: int
    end: int
    sentence: int
    kind: TokenKind = "word"


@dataclass(frozen=True, slots=True)
class Text:
    """A text that has been read. ``language`` is an ISO 639-1 code, or "" when there is too little to tell."""

    original: str = field(repr=False)
    tokens: tuple[Token, ...] = field(repr=False)
    language: str = "en"
