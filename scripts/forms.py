"""Changes of a post's form that must not change its verdict, for the functional suite. Training uses none of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256

AMERICAN = {
    "colour": "color", "behaviour": "behavior", "favourite": "favorite", "centre": "center", "mum": "mom",
    "organise": "organize", "recognise": "recognize", "apologise": "apologize", "realise": "realize",
    "programme": "program", "neighbour": "neighbor",
}  # fmt: skip
LONG = {
    "can't": "cannot", "don't": "do not", "doesn't": "does not", "didn't": "did not", "isn't": "is not",
    "won't": "will not",
    "I'm": "I am", "I've": "I have", "it's": "it is", "that's": "that is", "they're": "they are", "we're": "we are",
    "you're": "you are", "wasn't": "was not", "aren't": "are not",
}  # fmt: skip


def _number(text: str, below: int) -> int:
    """A number below another that is always the same for the same text."""
    return int.from_bytes(sha256(text.encode()).digest()[:4], "big") % max(below, 1)


def _replaced(table: dict[str, str]) -> Callable[[str], str]:
    def change(text: str) -> str:
        for old, new in table.items():
            text = re.sub(rf"\b{re.escape(old)}\b", new, text)
        return text

    return change


def _typo(text: str) -> str:
    """Two letters swapped inside one word."""
    words = list(re.finditer(r"[A-Za-z]{5,}", text))
    if not words:
        return text
    at = words[_number(text, len(words))].start() + 2
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _dropped(text: str) -> str:
    """A letter left out of one word."""
    words = list(re.finditer(r"[A-Za-z]{5,}", text))
    if not words:
        return text
    at = words[_number(text + "d", len(words))].start() + 3
    return text[:at] + text[at + 1 :]


FORMS: dict[str, Callable[[str], str]] = {
    "full stops taken out": lambda text: re.sub(r"\.+(?=\s|$)", "", text),
    "a full stop at the end": lambda text: text if text.rstrip()[-1:] in ".!?" else text.rstrip() + ".",
    "no capitals": str.lower,
    "all capitals": str.upper,
    "no apostrophes": lambda text: re.sub(r"(?<=\w)['’](?=\w)", "", text),
    "curly quotes": lambda text: re.sub(r"(?<=\w)'(?=\w)", "’", text),
    "contractions written out": _replaced(LONG),
    "American spelling": _replaced(AMERICAN),
    "two letters swapped": _typo,
    "a letter left out": _dropped,
    "an emoji at the end": lambda text: text.rstrip() + " 🌧️",
    "a hashtag at the end": lambda text: text.rstrip() + " #tuesdayevening",
    "a link at the end": lambda text: text.rstrip() + " https://t.co/Kq3vYx81Zd",
    "a line for each sentence": lambda text: re.sub(r"(?<=[.!?]) +", "\n", text),
    "a sentence on the weather before": lambda text: "Lovely bit of sunshine out there this morning. " + text,
    "a sentence on supper after": lambda text: (
        text.rstrip() + (" " if text.rstrip()[-1:] in ".!?" else ". ") + "Beans on toast for tea."
    ),
    "a greeting before": lambda text: "Evening everyone. " + text,
    "a handle before": lambda text: "@user " + text,
    "spaces doubled": lambda text: text.replace(" ", "  "),
}
