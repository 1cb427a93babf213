"""A text as plain ASCII of the same length, so that offsets in it are offsets in the original, and patterns over it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any, Protocol

import re2

_KNOWN = {
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "“": '"',
    "”": '"',
    "–": "-",
    "—": "-",
    "‑": "-",
    "−": "-",
    "ß": "s",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ı": "i",
    "æ": "a",
    "Æ": "A",
    "þ": "t",
    "ð": "d",
    "£": "$",
    "€": "$",
    "…": ".",
}
_NOTHING = "\x1f"


class _Plain(dict[int, str]):
    """One ASCII character for each other one, worked out when first met; what has none is a control character."""

    def __missing__(self, code: int) -> str:
        first = unicodedata.normalize("NFKD", chr(code))[:1]
        plain = first if code < 128 or (first.isascii() and first.isprintable()) else _NOTHING
        self[code] = plain
        return plain


_PLAIN = _Plain({ord(character): plain for character, plain in _KNOWN.items()})


def flat(original: str) -> str:
    """Return *original* with one ASCII character for each of its own: accents and curly quotes taken off."""
    return original if original.isascii() else original.translate(_PLAIN)


class Match(Protocol):
    """What a pattern gives for each place where it matches."""

    def group(self, group: int | str = 0, /) -> Any:
        """The words of a group, or None where it took no part."""

    def start(self, group: int = 0, /) -> int:
        """Where a group begins, or -1."""

    def end(self, group: int = 0, /) -> int:
        """Where a group ends, or -1."""


class Pattern:
    """A pattern that is linear in the text, and is compiled when first used. It ignores case unless *case* is set."""

    def __init__(self, expression: str, *, case: bool = False) -> None:
        self._expression = expression if case else "(?i)" + expression
        self._compiled: Any = None

    def finditer(self, text: str) -> Iterator[Match]:
        """Yield every match in *text*, which must be flat."""
        return iter(self._engine().finditer(text))

    def search(self, text: str) -> Match | None:
        """Return the first match in *text*, which must be flat."""
        found: Match | None = self._engine().search(text)
        return found

    def fullmatch(self, text: str) -> Match | None:
        """Return the match if the whole of *text*, which must be flat, matches."""
        found: Match | None = self._engine().fullmatch(text)
        return found

    def _engine(self) -> Any:
        if self._compiled is None:
            self._compiled = re2.compile(self._expression)
        return self._compiled
