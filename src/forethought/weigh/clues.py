"""From a mention to clues: what it does to the number of people who fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from forethought.values import Mention, Post
from forethought.weigh import reading
from forethought.weigh.tables import Figure, Service, defaults, figure_of, table, words_of

ClueKind = Literal["area", "group", "share", "rate", "date"]

_TABLES: dict[str, tuple[str, ...]] = {
    "health": ("health", "events"),
    "event": ("events", "health"),
    "unit": ("groups",),
    "organisation": ("groups",),
    "place": ("groups",),
    "role": ("people", "groups"),
    "family": ("people",),
    "appearance": ("looks",),
    "possession": ("looks",),
    "origin-or-faith": ("looks",),
}
_GROUPS = frozenset(("unit", "organisation", "place"))
_GENERAL = 0.4  # a figure that leaves so many tells next to nothing
_STORY = 3  # words of more than three letters
_WITHOUT_WEIGHT = frozenset(("the", "a", "in", "at", "on", "near", "from", "of", "our", "my", "up", "down", "outside"))


@dataclass(frozen=True, slots=True)
class Clue:
    """One narrowing.

    ``value`` is people for an area or group, days for a date, a share of people, or a rate a person and year.
    ``mention`` is the index of the mention it was read from; -1 for what the reader knows of the author anyhow.
    """

    kind: ClueKind
    value: float
    spread: float
    what: str
    source: str
    mention: int = -1
    name: str = ""
    told: str = ""  # the type of mention

    def key(self) -> tuple[str, str]:
        """Clues with one key say the same thing twice."""
        return (self.kind, self.name or self.what)


def clues_of(index: int, mention: Mention, post: Post, service: Service, *, findable: bool) -> Iterator[Clue]:
    """The clues that a mention of somebody in care gives.

    Args:
        index: Where the mention stands among all mentions.
        mention: What is told.
        post: The post it stands in.
        service: Whom the author serves, and of which ages.
        findable: Whether a reader can tell which ward, class or team is meant even if it is not named.
    """
    words = post.text[mention.span.start : mention.span.end]
    kind = mention.type
    if kind == "age":
        yield _age(index, mention.detail, words, service)
    elif kind == "date-time":
        days = reading.days_of(mention.detail, words)
        if days is None:
            yield _default(index, "duration", "over such a time")
        else:
            yield Clue("date", days, 1.3, "", "calendar", index, told=kind)
    elif kind in ("username", "contact", "id-number"):
        yield _name(index, kind, kind, words)
    elif kind == "initials":
        yield _name(index, reading.initials_kind(mention.detail or words), kind, words)
    elif kind == "person-name":
        yield _name(index, reading.name_kind(words), kind, words)
    elif kind == "place":
        yield _place(index, mention.detail, words, findable)
    else:
        figure = _figure(kind, mention.detail, words)
        if figure is None:
            if words_of(words) or kind not in ("role", "family"):
                yield _default(index, kind, "of whom such a thing is true")
        elif kind in _GROUPS or figure.size:
            yield _group(index, figure, kind, words, findable)
        elif figure.rate:
            yield Clue("rate", figure.rate, figure.spread, figure.what, figure.source, index, told=kind)
        else:
            yield Clue("share", figure.share, figure.spread, figure.what, figure.source, index, told=kind)


def area_of(name: str, index: int = -1, country: str = "") -> Clue | None:
    """The area a place name stands for, with its people; None where the name is not known."""
    from forethought.detect.gazetteer import population

    clean = place_name(name)
    people = population(clean, country) if clean else None
    if not people:
        return None
    what = f"in {clean} (about {round_people(people)} people)"
    return Clue("area", float(people), 1.2, what, "GeoNames populations, 2024", index, clean, "place")


def place_name(words: str) -> str:
    """The bare name of a place: no hashtag, no "in" or "near" before it."""
    parts = words.strip(" #.,;:!?").split()
    while parts and parts[0].lower() in _WITHOUT_WEIGHT:
        parts.pop(0)
    return " ".join(parts)


def round_people(people: float) -> str:
    """A number of people as one says it: two figures that count, thousands apart, millions in words."""
    if people >= 1_000_000:
        return f"{people / 1_000_000:.1f}".removesuffix(".0") + " million"
    digits = max(len(str(int(people))) - 3, 0)
    return f"{round(people, -digits):,.0f}"


def _age(index: int, detail: str, words: str, service: Service) -> Clue:
    ages = reading.age_range(detail, words)
    if ages is None:
        return _default(index, "age", "of such an age")
    first, last = service.ages
    within = reading.share_of_ages(max(ages[0], first), min(ages[1], last))
    of_all = reading.share_of_ages(first, last)
    share = within / of_all if within else reading.share_of_ages(*ages)
    what = f"aged {ages[0]:g}" if ages[1] - ages[0] <= 1 else f"aged {ages[0]:g} to {ages[1] - 1:g}"
    source = defaults()["ages"]["source"]
    return Clue("share", min(1.0, max(share, 1e-6)), 1.4, what, source, index, told="age")


def _name(index: int, figure_name: str, kind: str, words: str) -> Clue:
    figure = figure_of(defaults()["names"][figure_name])
    name = " ".join(words_of(words))
    if figure.size:
        return Clue("group", figure.size, figure.spread, figure.what, figure.source, index, name, kind)
    return Clue("share", figure.share, figure.spread, figure.what, figure.source, index, name, kind)


def _place(index: int, detail: str, words: str, findable: bool) -> Clue:
    if found := area_of(detail or words, index):
        return found
    if figure := table("groups").find(words_of(words)):
        return _group(index, figure, "place", words, findable)
    if reading.is_proper(words):
        unlisted = defaults()["areas"]["unlisted"]
        return Clue(
            "area", unlisted["people"], unlisted["spread"], unlisted["what"], unlisted["source"], index, told="place"
        )  # fmt: skip
    return _default(index, "place", "at such a place")


def _group(index: int, figure: Figure, kind: str, words: str, findable: bool) -> Clue:
    if figure.size and (findable or reading.is_proper(words)):
        return Clue("group", figure.size, figure.spread, figure.what, figure.source, index, told=kind)
    return Clue("share", figure.share, figure.spread, figure.what, figure.source, index, told=kind)


def _figure(kind: str, detail: str, words: str) -> Figure | None:
    for name in _TABLES[kind]:
        for text in (detail, words):
            if text and (figure := table(name).find(words_of(text))):
                return None if figure.share >= _GENERAL and not figure.rate and _is_story(words) else figure
    return None


def _is_story(words: str) -> bool:
    """Whether a detail tells more than its general word: "somebody who sat with a biker"."""
    return sum(len(word) > 3 for word in words_of(words)) >= _STORY


def _default(index: int, kind: str, what: str) -> Clue:
    row = defaults()["shares"][kind]
    return Clue("share", row["share"], row["spread"], what, "own calibration: no figure is known", index, told=kind)
