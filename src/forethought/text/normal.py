"""The normal form of a text's characters, with the way back to the offsets of the original.

ASCII text is its own normal form. In other text compatibility forms become plain (NFKC: "Ｊｏｈｎ", "𝓙𝓸𝓱𝓷"), an accent
written apart joins its letter, what shows nothing (zero-width, direction controls) goes, and an emoji, however
many characters it is made of, becomes one ``EMOJI`` mark. The *shape* of a text is ASCII of the same length that
says of each character only what cutting into tokens must know: any foreign letter is "a" or "A".
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from forethought.text.lookalikes import FOLDS, LOOKALIKES, SIGNS, SMALL_CAPITALS

EMOJI, TRAIL, SIGN, DASH = "\x01", "\x02", "\x03", "\x04"  # in a shape: an emoji, "…", "£" or "€", "–"
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_PICTURE = (
    "[\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u2712\u2714-\u27bf\u2934\u2935\u2b05-\u2b55"
    "\u3030\u303d\u3297\u3299\U0001f004\U0001f0cf\U0001f18e\U0001f191-\U0001f19a\U0001f200-\U0001f251"
    "\U0001f300-\U0001faff]"
)
_ADORNED = _PICTURE + "[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\u20e3]*+"
_ODD = re.compile(
    f"(?P<emoji>{_ADORNED}(?:\u200d{_ADORNED})*+"
    "|[\U0001f1e6-\U0001f1ff]{2}"  # a flag
    "|[0-9#*]\ufe0f?\u20e3"  # a keycap
    "|[\u00a9\u00ae\u203c\u2049\u2122]\ufe0f)"
    "|[^\\W_][\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]++"  # accents written apart
    "|[^\x00-\x7f]"
    "|[\x01-\x04]"
)
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]")
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f\U000e0100-\U000e01ef]"
)


@dataclass(frozen=True, slots=True)
class Normal:
    """A text in normal form: its character ``i`` is ``original[starts[i]:ends[i + 1]]``."""

    text: str = field(repr=False)
    shape: str = field(repr=False)
    starts: Sequence[int] = field(repr=False)
    ends: Sequence[int] = field(repr=False)


def normalise(original: str) -> Normal:
    """Bring the characters of a text into normal form; the time it takes grows in step with the length."""
    if original.isascii():
        offsets = range(len(original) + 1)
        return Normal(original, _CONTROLS.sub(" ", original), offsets, offsets)
    pieces: list[str] = []
    starts, ends = array("q"), array("q", [0])
    done = 0
    for found in _ODD.finditer(original):
        start, end = found.span()
        piece = EMOJI if found.lastgroup else _plain(found[0])
        if end - start == 1 == len(piece) and done <= start:
            if piece != found[0]:
                pieces.append(original[done:start])
                pieces.append(piece)
                starts.extend(range(done, end))
                ends.extend(range(done + 1, end + 1))
                done = end
            continue
        pieces.append(original[done:start])
        pieces.append(piece)
        starts.extend(range(done, start))
        ends.extend(range(done + 1, start + 1))
        starts.extend([start] * len(piece))
        ends.extend([end] * len(piece))
        done = end
    pieces.append(original[done:])
    starts.extend(range(done, len(original) + 1))
    ends.extend(range(done + 1, len(original) + 1))
    text = "".join(pieces)
    return Normal(text, text.translate(_SHAPES), starts, ends)


class _Shapes(dict[int, str]):
    """From a character to its shape; each is looked at once."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character == EMOJI or (code < 0x80 and not _CONTROLS.match(character)):
            shape = character
        elif character.isalpha() or unicodedata.category(character) in ("Mc", "Mn"):  # also vowel signs
            shape = "A" if character.isupper() else "a"
        elif character in "\x85\u2028\u2029":
            shape = "\n"
        else:
            shape = {"…": TRAIL, "£": SIGN, "€": SIGN, "–": DASH}.get(character, " ")
        if len(self) < 20_000:
            self[code] = shape
        return shape


_SHAPES = _Shapes()


@cache
def _plain_character(character: str) -> str:
    if character in SIGNS or character in SMALL_CAPITALS:
        return SIGNS.get(character) or SMALL_CAPITALS[character]
    code = ord(character)
    if _UNSEEN.match(character):
        return ""
    if code < 0x80:
        return character if character.isalnum() else " "
    if 0xD800 <= code <= 0xDFFF or 0xE000 <= code <= 0xF8FF:  # half a character, or of no meaning
        return " "
    if 0x1F150 <= code <= 0x1F169 or 0x1F170 <= code <= 0x1F189:  # white letters on black
        return chr(ord("A") + (code - 0x1F150) % 32)
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) == 1:
        return SIGNS.get(plain, plain)
    if code in (0x203C, 0x2047, 0x2048, 0x2049, 0x2026):
        return character if code == 0x2026 else "!" if code == 0x203C else "?"
    if character == "™" or "⁄" in plain:  # "½" is no number that rules know
        return " "
    return "".join(c for c in plain if c.isalnum()) if len(plain) < 7 else character


def _plain(written: str) -> str:
    if len(written) == 1:
        return _plain_character(written)
    plain = unicodedata.normalize("NFC", _plain_character(written[0]) + written[1:])
    return _MARKS.sub("", plain)


def fold(word: str) -> str:
    """A word in lower case, without accents, and in Latin letters where it mixes these with lookalikes."""
    lower = unicodedata.normalize("NFD", word.lower())
    if any("a" <= c <= "z" for c in lower):
        lower = lower.translate(LOOKALIKES)
    return unicodedata.normalize("NFC", _MARKS.sub("", lower).translate(FOLDS))


def as_latin(word: str) -> str:
    """A word all of whose letters look like Latin ones, written in those; "" if one does not."""
    latin = word.translate(LOOKALIKES).lower()
    return latin if latin.isascii() else ""
