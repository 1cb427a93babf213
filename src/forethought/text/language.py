"""Which language a text is in: words only English has, else CLD2, and "" where there is too little to tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from forethought.text.values import Token
from forethought.text.words import word_costs, word_set

_ENGLISH = word_set(
    "the and to that this with for you my i'm don't it's i've they she have has are were from what when been just "
    "about your our their would could should because there who which those these them him not but how why out today "
    "can't didn't doesn't won't isn't we're you're they're he's she's that's i'll i'd of is it be he we if by at "
    "after before than then into over being where while again never every only"
)
_ENOUGH = 0.12  # of the words; in English posts about a third are such words, in other languages hardly any
_KNOWN = 0.6  # of the words in the list of English words: no other language is then believed
_SURELY_ENGLISH = 0.5
_LETTERS_TO_TELL = 20
_SCRIPTS = {  # the commonest language of each, for texts too short for more
    "[\u0400-\u04ff]": "ru", "[\u0370-\u03ff]": "el", "[\u0590-\u05ff]": "he", "[\u0600-\u06ff]": "ar",
    "[\u0900-\u097f]": "hi", "[\u0980-\u09ff]": "bn", "[\u0a00-\u0a7f]": "pa", "[\u0a80-\u0aff]": "gu",
    "[\u0b80-\u0bff]": "ta", "[\u0c00-\u0c7f]": "te", "[\u0d80-\u0dff]": "si", "[\u0e00-\u0e7f]": "th",
    "[\u1200-\u137f]": "am", "[\u3040-\u30ff]": "ja", "[\u4e00-\u9fff]": "zh", "[\uac00-\ud7ff]": "ko",
}  # fmt: skip
_CODES = {"iw": "he", "jw": "jv", "in": "id", "mo": "ro", "sh": "sr", "zh-hant": "zh", "no": "nb", "sco": "en"}


def identify(text: str, tokens: Sequence[Token]) -> str:
    """Say the ISO 639-1 code of a text in normal form; other than "en" only when sure."""
    words = [token.norm for token in tokens if token.kind == "word"]
    english = sum(word in _ENGLISH for word in words)
    if english >= 2 and english >= _ENOUGH * len(words):
        return "en"
    return _identify(text, words)


def _identify(text: str, words: list[str]) -> str:
    letters = sum(map(len, words))
    if not letters:
        return ""
    foreign = sum(len(word) for word in words if not word.isascii())
    if 2 * foreign > letters:  # in another script
        return _ask(text)[0] or _by_script(text)
    known = word_costs()
    share = sum(word in known for word in words) / len(words)
    if share < _KNOWN and letters >= _LETTERS_TO_TELL and len(words) >= 3:
        language, sure = _ask(text)
        if sure:
            return language
    return "en" if share >= _SURELY_ENGLISH and len(words) >= 3 else ""


def _by_script(text: str) -> str:
    for script, language in _SCRIPTS.items():
        if re.search(script, text):
            return language
    return ""


def _ask(text: str) -> tuple[str, bool]:
    """CLD2's answer and whether it is sure of it."""
    import pycld2

    clean = "".join(c if c.isprintable() else " " for c in text[:4000])
    try:
        reliable, _, guesses = pycld2.detect(clean.encode("utf-8", "ignore"), bestEffort=True)
    except (pycld2.error, ValueError):
        return "", False
    code, percent = guesses[0][1].lower(), guesses[0][2]
    if code in ("un", "xxx"):
        return "", False
    return _CODES.get(code, code), bool(reliable) and percent >= 70
