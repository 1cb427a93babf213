"""Reading a detail: an age, the days a date leaves open, a name's kind, whether a place can be told."""

from __future__ import annotations

import re

from forethought.weigh.tables import defaults

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "sir",
        "lady",
        "lord",
        "rev",
        "reverend",
        "sister",
        "father",
        "nurse",
        "pc",
        "sgt",
    ]
)
_NICKNAMES = frozenset(["baby", "big", "little", "wee", "old", "young", "auntie", "uncle", "nan", "grandad"])
_UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_DAYS = re.compile(
    r"\b(?:(?P<clock>\d{1,2}(?:[:.]\d\d)? ?[ap]m|noon|midnight|o.?clock|dawn|past|quarter)"
    r"|(?P<weekend>weekend|bank holiday)"
    r"|(?P<day>today|tonight|yesterday|tomorrow|morning|afternoon|evening|night|shift|mon|tues?|wed|thu(?:rs)?|fri|sat|sun"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|christmas|easter|halloween|eve|\d{1,2}(?:st|nd|rd|th))"
    r"|(?P<week>weeks?)|(?P<month>months?|jan(?:uary)?|feb(?:ruary)?|march|april|may|june|july|aug(?:ust)?|sept(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)|(?P<season>spring|summer|autumn|winter|term)"
    r"|(?P<year>years?|(?:19|20)\d\d))\b",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|twenty|thirty|many|for)[ -](?:\w+ )?"
    r"(?:years?|months?|weeks?|days?|hours?)\b",
    re.IGNORECASE,
)


def age_range(detail: str, words: str) -> tuple[float, float] | None:
    """Ages in years that fit, half-open; None if it cannot be told."""
    numbers = [float(found) for found in _NUMBER.findall(detail)[:2]]
    if detail and numbers:
        return _range(numbers)
    lower = words.lower()
    for band, ages in _BANDS.items():
        if band in lower:
            return ages
    spelt = _spelt(lower)
    numbers = [float(spelt)] if spelt else [float(found) for found in _NUMBER.findall(lower)[:2]]
    if not numbers:
        return None
    if re.search(r"month|week|day", lower):
        return (0.0, 1.0)
    if re.search(r"\d0s|ties\b|teens", lower):
        return (numbers[0], numbers[0] + 10)
    if "over" in lower:
        return (numbers[0], 105.0)
    return _range(numbers)


_BANDS: dict[str, tuple[float, float]] = {
    "newborn": (0, 0.1), "baby": (0, 1), "babies": (0, 1), "toddler": (1, 4), "infant": (0, 2), "teen": (13, 20),
    "pensioner": (66, 105), "elderly": (70, 105), "older": (60, 105), "middle-aged": (40, 60),
    "centenarian": (100, 105),
}  # fmt: skip


def _range(numbers: list[float]) -> tuple[float, float]:
    first = numbers[0]
    if len(numbers) > 1 and numbers[1] > first:
        return (first, numbers[1] + 1)
    return (first, first + 1)


def _spelt(lower: str) -> int:
    total = 0
    for word in re.findall(r"[a-z]+", lower):
        total += _TENS.get(word, 0) or (_UNITS.get(word, 0) if total < 20 or total % 10 == 0 else 0)
    return total


def share_of_ages(first: float, last: float) -> float:
    """Share of all people whose age is from ``first`` up to ``last``."""
    starts, shares = defaults()["ages"]["from"], defaults()["ages"]["share"]
    total = 0.0
    for index, start in enumerate(starts):
        end = starts[index + 1] if index + 1 < len(starts) else 106
        total += max(0.0, min(last, end) - max(first, start)) * shares[index]
    return total


def days_of(detail: str, words: str) -> float | None:
    """Within how many days it happened; None for a duration or a date that cannot be read."""
    lengths = defaults()["date"]
    if detail:
        kind = detail.split(":")[0]
        if kind in lengths:
            return float(lengths[kind])
        if kind == "duration":
            return None
        if parts := _ISO.fullmatch(detail):
            return float(lengths["day" if parts[3] else "month" if parts[2] else "year"])
    if _DURATION.search(words) and "ago" not in words.lower():
        return None
    found = [str(one.lastgroup) for one in _DAYS.finditer(words[:120]) if one.lastgroup]
    if not found:
        return None
    if "clock" in found:
        return float(lengths["clock"])
    return float(min(lengths[kind] for kind in found))


_ISO = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T.*)?")


def name_kind(words: str) -> str:
    """Which figure a name takes: "full", "titled" or "given"."""
    parts = re.findall(r"[^\W\d_][\w'’-]*", words)
    names = [one for one in parts if one[0].isupper() and one.lower() not in _TITLES and one.lower() not in _NICKNAMES]
    if len(names) >= 2:
        return "full"
    return "titled" if any(one.lower() in _TITLES for one in parts) and names else "given"


def initials_kind(words: str) -> str:
    """Which figure initials take: one letter or several."""
    letters = re.findall(r"\b[A-Za-z]\b|(?<=[A-Z.])[A-Z]", words)
    return "initials" if len(letters) > 1 else "initial"


def is_proper(words: str) -> bool:
    """Whether words name one particular place or group: a capital or a number in them."""
    return any(char.isupper() or char.isdigit() for char in words)
