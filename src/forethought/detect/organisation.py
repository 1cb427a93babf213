"""Organisations and their units: hospitals, schools, courts, care homes, teams; wards, classes, rooms, beds.

``detail`` is the name in normal form if it is a proper one ("st mary's"), else the kind ("ward", "school").
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from forethought.detect.phrases import Phrases, read_data, words
from forethought.detect.registry import Found, detector
from forethought.text.values import Text, Token
from forethought.values import Post, Span

_DETERMINERS = frozenset("the my our your their his her this that a an each local".split())
_JOINTS = frozenset("of and the 's for on in".split())
_BETWEEN = frozenset("local new old own whole".split())
_VAGUE = frozenset("home shop company firm court office yard store branch".split())
_SHORT = frozenset("er ed ct hr control recovery comms seg".split())
_INSIDE = frozenset("in the our of to".split())
_FORMS = frozenset("abcdefhjnrtvwy")
_LARGE_UNITS = frozenset("reception nursery maternity theatre majors".split())
_NOT_NAMES = frozenset(
    "the a an i and but my our at in on this that when if so for as it we to from with how what why no yes not".split()
)


class _Lists(NamedTuple):
    ends: frozenset[str]
    phrases: Phrases[tuple[str, str]]
    numbered: dict[str, bool]
    capitals: frozenset[str]
    large: frozenset[str]


@cache
def _lists() -> _Lists:
    data: dict[str, Any] = read_data("organisations.toml")
    public: dict[str, Any] = read_data("public.toml")
    bodies = dict.fromkeys([*public["bodies"], *public["capitals"], *public["large"]], "body")
    bodies |= dict.fromkeys(public["brands"], "brand") | dict.fromkeys(data["known"], "known")
    phrases: dict[str, tuple[str, str]] = {}
    for what, said in (
        ("body", bodies),
        ("alone", data["units"]["alone"]),
        ("kind", data["kinds"]),
        ("head", data["begins"]),
    ):
        for phrase in said:
            phrases.setdefault(phrase, (what if what != "body" else bodies[phrase], phrase))
    return _Lists(
        frozenset(data["ends"]), Phrases.of(phrases.items()), data["units"]["numbered"], frozenset(public["capitals"]),
        frozenset(public["large"]),
    )  # fmt: skip


@detector
def organisation(text: Text, post: Post) -> Iterator[Found]:
    """Find bodies, names written large with a word such as "School", kinds after "the" or "my", and units."""
    tokens = words(text.tokens)
    norms = [token.norm for token in tokens]
    heads: dict[int, int] = {}
    for start, end, (what, phrase) in _lists().phrases.find(norms):
        if what == "head":
            heads[start] = end
        elif what == "kind":
            yield from _kind(tokens, norms, start, end, phrase)
        elif what == "alone":
            if not (
                phrase in _SHORT and not tokens[start].surface.isupper() and norms[max(0, start - 1)] not in _INSIDE
            ):
                yield _found(tokens, start, end, "unit", phrase, "alone", 0.7)
        elif _is_body(tokens, start, end):
            yield _found(tokens, start, end, "organisation", phrase, what, 0.9)
    yield from _named(text, tokens, norms, heads)
    yield from _units(text, tokens, norms)


def _is_body(tokens: list[Token], start: int, end: int) -> bool:
    """Whether a body's name is written as one: an ordinary word only in capitals, or large within a sentence."""
    token = tokens[start]
    if end > start + 1:
        return True
    if token.norm in _lists().capitals:
        return token.surface.isupper() and len(token.surface) > 1
    if token.norm in _lists().large:
        begins = start == 0 or tokens[start - 1].sentence != token.sentence
        return token.surface[:1].isupper() and not begins
    return len(token.norm) > 3 or token.surface.isupper()


def _named(text: Text, tokens: list[Token], norms: list[str], heads: dict[int, int]) -> Iterator[Found]:
    """Runs of words written large that end or begin as organisations do."""
    lists = _lists()
    place = 0
    while place < len(tokens):
        if not _is_large(tokens[place]) or norms[place] in _NOT_NAMES:
            place += 1
            continue
        end = _run(text, tokens, norms, place)
        last = next((n for n in range(end - 1, place, -1) if norms[n] in lists.ends), None)
        head = heads.get(place)
        if last is not None:
            start = place
            yield _found(tokens, start, last + 1, "organisation", " ".join(norms[start : last + 1]), "named", 0.85)
        elif head is not None and end > head and not (norms[place] == "st" and end == head):
            yield _found(tokens, place, end, "organisation", " ".join(norms[place:end]), "named", 0.8)
        place = max(end, place + 1)


def _run(text: Text, tokens: list[Token], norms: list[str], place: int) -> int:
    """The end of the run of words written large from *place*; small joints count if a large word follows."""
    end = place + 1
    while end < len(tokens) and tokens[end].sentence == tokens[place].sentence and end - place < 8:
        gap = text.original[tokens[end - 1].end : tokens[end].start]
        if gap.strip(" .-&’'"):
            break
        if _is_large(tokens[end]) or norms[end] == "'s" and end + 1 < len(tokens):
            end += 1
        elif norms[end] in _JOINTS and end + 1 < len(tokens) and _is_large(tokens[end + 1]):
            end += 2
        else:
            break
    while norms[end - 1] == "'s" and end - 1 > place and norms[place] not in ("st", "saint", "queen", "king", "guy"):
        end -= 1
    return end


def _kind(tokens: list[Token], norms: list[str], start: int, end: int, kind: str) -> Iterator[Found]:
    """Such as "the hospital", "my old school": a kind after a determiner, with at most one word between."""
    before = norms[start - 1] if start else ""
    first = start - 1
    if before in _BETWEEN and start > 1:
        first, before = start - 2, norms[start - 2]
    if before in _DETERMINERS and not (before in ("a", "an") and kind in _VAGUE):
        yield _found(tokens, first, end, "organisation", kind, "kind", 0.5)


def _units(text: Text, tokens: list[Token], norms: list[str]) -> Iterator[Found]:
    lists = _lists()
    count = len(tokens)
    for place, norm in enumerate(norms):
        after = norms[place + 1] if place + 1 < count else ""
        known = lists.numbered.get(norm)
        if known is not None and after and tokens[place + 1].sentence == tokens[place].sentence:
            gap = text.original[tokens[place].end : tokens[place + 1].start]
            if _is_label(tokens[place + 1], norm) and not gap.strip(" -"):
                end = place + 2
                if end < count and norms[end] == "s" and tokens[end].start == tokens[end - 1].end:
                    end += 1
                if norm in ("year", "yr") and after.isdigit() and int(after) > 13 or norm in ("y", "p", "s"):
                    continue
                yield _found(tokens, place, end, "unit", f"{norm} {after}", norm, 0.85)
                continue
        if norm in ("ward", "wing", "team", "unit", "landing", "clinic", "set", "class", "bay", "form") and place:
            before = tokens[place - 1]
            if _is_large(before) and before.norm not in _NOT_NAMES and before.sentence == tokens[place].sentence:
                yield _found(tokens, place - 1, place + 1, "unit", f"{before.norm} {norm}", norm, 0.75)
        elif (
            norm in _LARGE_UNITS
            and _is_large(tokens[place])
            and place
            and tokens[place - 1].sentence == tokens[place].sentence
        ):
            yield _found(tokens, place, place + 1, "unit", norm, "large", 0.6)
        elif _is_class(tokens[place]):
            yield _found(tokens, place, place + 1, "unit", norm, "class", 0.6)
        elif _is_form(norm, after) and tokens[place + 1].start == tokens[place].end:
            yield _found(tokens, place, place + 2, "unit", norm + after, "class", 0.6)


def _is_label(token: Token, kind: str) -> bool:
    """Whether *token* says which one: a number, a letter, or for wards and classes a name written large."""
    if token.kind == "number":
        return len(token.norm) <= 3
    if token.norm in (
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ):
        return kind not in ("room", "house", "class", "group", "side")
    if len(token.norm) == 1:
        return token.surface.isupper() and token.norm not in "ia"
    return len(token.norm) == 2 and token.norm[0].isdigit()


def _is_class(token: Token) -> bool:
    """Such as "Y9", "P2": a year in short."""
    norm = token.norm
    if not 2 <= len(norm) <= 3 or norm[0] not in "yp" or not norm[1:].isdigit():
        return False
    return 0 < int(norm[1:]) <= (13 if norm[0] == "y" else 7)


def _is_form(number: str, letter: str) -> bool:
    """Such as "10C", "8b": a form."""
    return letter in _FORMS and number.isdigit() and 1 <= int(number[:3]) <= 13


def _is_large(token: Token) -> bool:
    return token.surface[:1].isupper() and token.kind in ("word", "hashtag") and token.surface[:1].isalpha()


def _found(tokens: list[Token], start: int, end: int, kind: str, detail: str, how: str, confidence: float) -> Found:
    span = Span(tokens[start].start, tokens[end - 1].end)
    if kind == "unit":
        return Found("unit", span, f"organisation:{how}", detail, confidence)
    return Found("organisation", span, f"organisation:{how}", detail, confidence)
