"""Where a sentence ends: what a dot means, by the word before it and the word after it."""

from __future__ import annotations

import re

from forethought.text.values import Token
from forethought.text.words import word_set

_ABBREVIATIONS = word_set(
    "dr mr mrs ms mx prof rev revd st sr jr sgt insp supt cllr hon capt lt col gen fr sis messrs vs etc eg ie "
    "approx dept ave inc ltd est tel ext mins hrs yr yrs wks fig pp cf al esp incl"
)
_OPENERS = word_set(
    "he she they it we i you the a an this that these those my our his her their there so but and or then when what "
    "why how who is was are were do did not no yes if because just please thanks thank"
)
_NEXT = re.compile(r"([ \t]{0,8})[\"'(]?(\w{0,24})")


def _next(text: str, stop: int) -> tuple[bool, str]:
    gap, word = _NEXT.findall(text, stop, stop + 40)[0]
    return bool(gap), word


def opens_sentence(text: str, stop: int, *, after_time: bool = False) -> bool:
    """Whether, after an abbreviation, a new sentence begins at ``stop``: any capital will do after a time of day."""
    _, word = _next(text, stop)
    return word[:1].isupper() and (after_time or word.lower() in _OPENERS)


def ends_sentence(text: str, stop: int, last: Token | None, *, begins_sentence: bool) -> bool:
    """Whether the dot before ``stop`` ends a sentence; ``last`` is the token it touches, if any."""
    gap, word = _next(text, stop)
    if not gap and word[:1].isdigit():
        return False
    if last is None or not word:
        return True
    if last.norm in _ABBREVIATIONS or (len(last.surface) == 1 and last.surface.isupper() and last.surface != "I"):
        return opens_sentence(text, stop)
    if last.norm == "no" and word[:1].isdigit():
        return False
    return not (last.kind == "number" and begins_sentence)  # "1. Be kind"


def dots_trail(text: str, stop: int) -> bool:
    """Whether the sentence goes on after three dots: a small letter or a figure follows."""
    _, word = _next(text, stop)
    return bool(word) and not word[:1].isupper()
