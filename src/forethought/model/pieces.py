"""Cutting text into the word pieces that the encoder knows, as BERT does it without capitals (WordPiece).

Accents are dropped, letters made small, Chinese characters and punctuation stand alone, and each word is cut into the
longest pieces of the vocabulary from its start on. Source of the method: Devlin et al. 2019 and the tokenizer that they
released with BERT. Words such as "[SEP]" in a text are words, never the encoder's own signs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

UNKNOWN = "[UNK]"
LONGEST_WORD = 100  # characters; a longer word is one unknown piece
_CHINESE = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F), (0x2B920, 0x2CEAF),
    (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WordPieces:
    """A vocabulary: the number of each piece; a piece within a word begins with ``##``."""

    numbers: Mapping[str, int] = field(repr=False)

    def cut(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """The pieces of a text by their numbers, and the characters of it that each stands for, half-open."""
        ids: list[int] = []
        places: list[tuple[int, int]] = []
        for word, at in _words(text):
            for number, start, end in self._of(word):
                ids.append(number)
                places.append((at[start], at[end - 1] + 1))
        return ids, places

    def _of(self, word: str) -> list[tuple[int, int, int]]:
        """The pieces of one word: number, start and end in the word."""
        whole = [(self.numbers[UNKNOWN], 0, len(word))]
        if len(word) > LONGEST_WORD:
            return whole
        found = []
        start = 0
        while start < len(word):
            for end in range(len(word), start, -1):
                number = self.numbers.get(word[start:end] if start == 0 else f"##{word[start:end]}")
                if number is not None:
                    found.append((number, start, end))
                    start = end
                    break
            else:
                return whole
        return found


def read_pieces(path: Path) -> WordPieces:
    """Read a vocabulary: one piece a line, numbered from 0.

    Raises:
        OSError: If the file cannot be read.
    """
    lines = path.read_text(encoding="utf-8").split("\n")
    return WordPieces({piece: number for number, piece in enumerate(lines[:-1])})


def _words(text: str) -> Iterator[tuple[str, list[int]]]:
    """Words in the form that is looked up, each with the place in the text of every character of it."""
    word, at = "", []
    for place, character in enumerate(text):
        kind, plain = _plain(character)
        if kind == "letters":
            word += plain
            at += [place] * len(plain)
        elif kind != "nothing":
            if word:
                yield word, at
                word, at = "", []
            if kind == "alone":
                yield plain, [place] * len(plain)
    if word:
        yield word, at


@lru_cache(maxsize=8_192)
def _plain(character: str) -> tuple[str, str]:
    """What a character does ("space", "nothing", "letters" or "alone"), and its plain form."""
    if character in "\t\n\r":
        return "space", ""
    if character == "\ufffd" or unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs"):
        return "nothing", ""
    if character.isspace():
        return "space", ""
    plain = "".join(one for one in unicodedata.normalize("NFD", character) if unicodedata.category(one) != "Mn").lower()
    if any(first <= ord(character) <= last for first, last in _CHINESE) or _is_punctuation(plain):
        return "alone", plain
    return "letters" if plain else "nothing", plain


def _is_punctuation(character: str) -> bool:
    return len(character) == 1 and (
        (character.isascii() and character.isprintable() and not character.isalnum() and character != " ")
        or unicodedata.category(character).startswith("P")
    )
