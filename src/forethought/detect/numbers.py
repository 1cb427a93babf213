"""Numbers in figures and in English words."""

from __future__ import annotations

_ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
]  # fmt: skip
_ORDINAL_ONES = [
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth",
]  # fmt: skip
_ORDINAL_TENS = [tens[:-1] + "ieth" for tens in _TENS]

_VALUES: dict[str, int] = {word: value for words in (_ONES, _ORDINAL_ONES) for value, word in enumerate(words)}
_VALUES |= {word: 20 + 10 * at for words in (_TENS, _ORDINAL_TENS) for at, word in enumerate(words)}
_VALUES |= {"hundred": 100, "hundredth": 100, "a": 1, "an": 1, "fourty": 40, "couple": 2, "dozen": 12, "few": 3}

_TENS_PATTERN = "(?:" + "|".join(_TENS) + "|fourty)"
WORDS = (
    rf"(?:{_TENS_PATTERN}(?:[- ]?(?:one|two|three|four|five|six|seven|eight|nine))?|(?:a |one"
    r" )?hundred(?: and (?:one|two|three"
    r"|four|five|six|seven|eight|nine))?|" + "|".join(sorted(_ONES[1:], key=len, reverse=True)) + ")"
)
ORDINALS = (
    r"(?:\d{1,3}(?:st|nd|rd|th)|(?:"
    + "|".join(_TENS)
    + r")[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|"
    + "|".join([*_ORDINAL_TENS, *sorted(_ORDINAL_ONES[1:], key=len, reverse=True), "hundredth"])
    + ")"
)


def number_value(words: str) -> int | None:
    """Return the value of a number in figures ("14", "3rd") or words ("eighty-two", "hundred and four"), or None."""
    figures = words.strip().lower().removesuffix("st").removesuffix("nd").removesuffix("rd").removesuffix("th")
    if figures.isdecimal():
        return int(figures)
    total = 0
    for part in words.lower().replace("-", " ").removeprefix("a ").removeprefix("one hundred").split():
        if part != "and":
            tens = next((tens for tens in _TENS if part.startswith(tens) and part[len(tens) :] in _VALUES), "")
            value = _VALUES[tens] + _VALUES[part[len(tens) :]] if tens else _VALUES.get(part)
            if value is None:
                return None
            total += value
    return total + 100 * words.lower().startswith("one hundred") or None
