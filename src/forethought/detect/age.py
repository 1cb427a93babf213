"""How old someone is, in every spelling: "14yo", "aged 14", "in her eighties", "90th birthday", "a toddler", "DOB
3/4/98".

``detail`` is in years: "14"; "10-15" for a band; tenths for months and weeks ("0.7" for eight months). A birth date
gives
"born:1998" or "born:1998-04-03". The weeks of a pregnancy or of a birth before term have "week:35".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from forethought.detect.age_ways import NAME, WAYS, years
from forethought.detect.flat import Match, Pattern, flat
from forethought.detect.numbers import number_value
from forethought.detect.registry import Found, detector, surest
from forethought.text.values import Text
from forethought.values import Post, Span

_NUMBER_ONLY = frozenset(("turning", "who", "is", "at", "alone", "list", "name"))
_HOW_MANY = Pattern(
    r"(?:mum|mam|mom|mammy|dad|mother|father|gran|nan|nana|grandad|grandma|grandpa|husband|wife"
    r"|aunt|auntie|uncle) of "
)
_THING = Pattern(
    r"^ (?:swing|monitor|shower|steps?|blues|clothes|grows?|gates?|group|gym|bath|loss|formula"
    r"|milk|wipes|to|class|brain|boomers?)\b"
)


@cache
def _not_names() -> frozenset[str]:
    lines = files(__package__).joinpath("data/not-names.txt").read_text(encoding="ascii").splitlines()
    return frozenset(word for line in lines if line[:1] != "#" for word in line.split())


@detector
def age(text: Text, post: Post) -> Iterator[Found]:
    """Find ages; of ways of saying that overlap, the surest is kept."""
    words = flat(text.original)
    found: list[Found] = []
    for way, pattern, read_detail, confidence in (*WAYS, ("name", NAME, years(1), 0.65)):
        for match in pattern.finditer(words):
            detail = read_detail(match)
            if detail and _is_meant(way, words, match):
                found.append(Found("age", _span(way, match), f"age:{way}", detail, confidence))
    yield from surest(found)


def _is_meant(way: str, words: str, match: Match) -> bool:
    """Whether the words around allow an age: "mother of two" tells of two children, "like a toddler" of nobody."""
    said = match.group()
    if way == "name":
        return re.split(r"[ ,'(]", said, maxsplit=1)[0] not in _not_names() and match.group(1).lower() not in (
            "one",
            "1",
            "a",
        )
    if way in ("is", "turning", "alone"):
        return (number_value(match.group(1)) or 0) > (1 if way == "is" else 3)
    if way == "who":
        return not _HOW_MANY.search(said)
    if way == "stage":
        before = words[max(0, match.start() - 12) : match.start()].lower()
        return not before.endswith((" like ", " of a ", " like a ", " an overgrown ", " as a ")) and not _THING.search(
            words[match.end() : match.end() + 12]
        )
    return True


def _span(way: str, match: Match) -> Span:
    """The number alone where the rest of the pattern only shows that it is an age."""
    if way not in _NUMBER_ONLY:
        return Span(
            match.start(1) if way == "sex-mark" else match.start(),
            match.start() + len(match.group().rstrip(".,;:!?) \n\x1f")),
        )
    return Span(match.start(1), match.end(2) if way == "list" else match.end(1))
