"""How text is laid out: colours, widths, wrapping, and signs that a stream can show."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_CODES = {
    "bold": "1", "dim": "2", "underline": "4", "red": "31", "green": "32", "yellow": "33", "blue": "34",
    "magenta": "35", "cyan": "36",
}  # fmt: skip
_ESCAPE = re.compile("\x1b\\[[0-9;]*m")
_JOINS = re.compile(
    "[\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]"
)  # joiner, variants, skin tones: no column of their own
_PLAIN = str.maketrans(
    {"✓": "OK", "✕": "X", "■": "*", "│": "|", "─": "-", "“": '"', "”": '"', "’": "'", "…": "...", "·": "."}
)
# What could move the cursor, turn the direction of the line or hide: shown as a dot. The joiners of emoji stay.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200c\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a stream is written to: with colours or not, how many columns, and whether it has more signs than ASCII."""

    colour: bool = False
    width: int = 80
    signs: bool = True

    def fit(self, written: str) -> str:
        """The same in signs the stream has; letters it lacks become "?"."""
        return written if self.signs else written.translate(_PLAIN).encode("ascii", "replace").decode()


def paint(words: str, look: Look, *styles: str) -> str:
    """The words in colours and styles, where the look has any."""
    if not look.colour or not words:
        return words
    return f"\x1b[{';'.join(_CODES[style] for style in styles)}m{words}\x1b[0m"


def quoted(words: str) -> str:
    """Somebody's words, safe to show: what could steer a terminal becomes a dot, one for one, so offsets hold."""
    return _UNSEEN.sub("·", words).replace("\t", " ")


def width(words: str) -> int:
    """How many columns words take; colours take none."""
    if "\x1b" in words:
        words = _ESCAPE.sub("", words)
    if words.isascii():
        return len(words)
    return sum(char_width(char) for char in words)


def char_width(char: str) -> int:
    """How many columns one character takes: 0, 1 or 2."""
    if char < "\u0300":
        return 1
    if unicodedata.combining(char) or _JOINS.match(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrapped(words: str, look: Look, indent: str, further: str | None = None) -> list[str]:
    """The words in lines of the look's width; later lines begin with ``further``, by default as the first one does."""
    further = indent if further is None else further
    lines: list[str] = []
    line, used = indent, width(indent)
    empty = True
    for word in words.split():
        size = width(word)
        if not empty and used + 1 + size > look.width:
            lines.append(line)
            line, used, empty = further, width(further), True
        line, used = (line + word, used + size) if empty else (f"{line} {word}", used + 1 + size)
        empty = False
    return [*lines, line]
