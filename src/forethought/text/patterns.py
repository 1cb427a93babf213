"""The one expression that cuts a text into tokens.

It reads the *shape* of a text (see `normal`): ASCII of the same length. Every repetition is possessive, bounded or runs
over one stretch that is then consumed, so the time grows in step with the length. Spaces are part of each match and the
last alternatives always match, so the search never starts over.
"""

from __future__ import annotations

import re
from functools import cache

from forethought.text.normal import DASH, EMOJI, SIGN, TRAIL

#: What each group of the expression is, in order; the last stands for whatever says nothing.
KINDS = (
    "spaced", "word", "link", "email", "link", "dotted", "odd", "leet", "number", "hashtag", "handle",
    "end", "newline", "quote", "possessive", "apostrophe", "emoticon", "punct", "emoji", "other",
)  # fmt: skip
WORD = KINDS.index("word") + 1

_TLD = "com|org|net|uk|io|gov|edu|info|biz|ie|eu|au|nz|scot|wales|london|blog|online|health|care"
_TLD_BEFORE_PATH = "ly|me|tv|gg|app|be|co|us|ca|to|gl|it|in|ee|link|shop|page|de|fr|bio"
_NEVER = "(?!)"
_SPACED = "(?<![a-zA-Z0-9'_]) [a-zA-Z] (?: [ .*_-] [a-zA-Z] (?![a-zA-Z0-9']) ){3,11}+"
_ODD = r"(?: \$(?=[a-zA-Z]) )? [a-zA-Z][a-zA-Z0-9]*+ (?:'[a-zA-Z]++)*+ (?: [*@$!\#%]++ [a-zA-Z0-9]++ )*+ (?: [*$]++ )?"
_PLAIN = "[a-zA-Z][a-zA-Z0-9]*+ (?:'[a-zA-Z]++)*+"
_LEET = "[0-9]++ [a-zA-Z] [a-zA-Z0-9]*+"
_NEWLINE = r"\n\r\v\f\x1c-\x1e"


@cache
def scanner(*, plain: bool = False) -> re.Pattern[str]:
    """The expression; its group ``n`` is a token of ``KINDS[n - 1]``. ``plain`` leaves out words in disguise."""
    return re.compile(
        rf"""
[^\S{_NEWLINE}]*+ (?:
  ( {_NEVER if plain else _SPACED} )
| ( [a-zA-Z]++ (?:'[a-zA-Z]++)*+ (?! [0-9*@$] | [!\#%.:_+-][a-zA-Z0-9/@] ) )
| ( (?i:https?://|www\.) [^\s<>"]* [^\s<>".,!?;:)'\]] )
| ( \w [\w.+-]{{0,63}}+ @ [a-zA-Z0-9-]++ (?:\.[a-zA-Z0-9-]++)++ )
| ( (?:[a-zA-Z0-9-]{{1,40}}+\.){{1,5}} (?i: (?:{_TLD}) (?![\w-]|\.[a-zA-Z0-9]) | (?:{_TLD_BEFORE_PATH}) (?=/) )
    (?: [/?\#] (?: [^\s<>"]* [^\s<>".,!?;:)'\]] )? )? )
| ( (?<![a-zA-Z0-9]) (?:[a-zA-Z]\.){{1,6}} [a-zA-Z] (?![a-zA-Z0-9]) \.?+ )
| ( {_PLAIN if plain else _ODD} )
| ( {_NEVER if plain else _LEET} )
| ( [0-9]++ (?:[.,:][0-9]++)*+ (?: (?i:st|nd|rd|th) (?![a-zA-Z0-9]) )? )
| ( \# [0-9_]*+ [a-zA-Z] \w*+ )
| ( @ \w++ (?:\.[a-z]\w*+)*+ (?:@[a-zA-Z0-9-]++(?:\.[a-zA-Z0-9-]++)++)? )
| ( [.!?{TRAIL}]++ )
| ( [{_NEWLINE}] \s*+ )
| ( " )
| ( (?<=[a-zA-Z0-9*")]) '[sS] (?![a-zA-Z0-9]) )
| ( ' )
| ( (?<!\S) (?: [:;]'?-?[)(DPpoO] (?![a-zA-Z0-9]) | </?3 (?![a-zA-Z0-9]) ) )
| ( [,;:()/&+$%{SIGN}{DASH}-] )
| ( {EMOJI} )
| ( (?s:.) | \Z )
)
""",
        re.VERBOSE | re.ASCII,
    )
