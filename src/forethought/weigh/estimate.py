"""From clues to an estimate for each person in care.

The estimate begins with the people of the narrowest area told (or that the author is known to serve), of whom the
author's profession serves a share. Groups (a ward, a class) cap that number. Every detail then leaves a share of them.
Details are not independent of each other, so only the strongest counts in full, the second a little less, and so on.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from forethought.values import Assumption, Detail, Mention, PersonEstimate, Post
from forethought.weigh.clues import Clue, area_of, clues_of, round_people
from forethought.weigh.tables import Service, defaults, service

_MOST_MENTIONS = 200  # of one person; what is told after that is not weighed
_MOST_OF_A_TYPE = 4
_YEAR = 365.0
_WHERE_AND_WHEN = frozenset(("unit", "organisation", "place", "date-time"))
_RELATED = frozenset(("health", "event"))  # one thing of this kind makes another more likely


@dataclass(frozen=True, slots=True)
class _Step:
    """A narrowing that was applied: the share of people that alone would be left, and the power it is taken to."""

    clue: Clue
    share: float
    weight: float


@dataclass(frozen=True, slots=True)
class _Reckoning:
    """A count with how it was reached."""

    log: float  # of ten
    area: Clue
    group: Clue | None
    service: float
    steps: tuple[_Step, ...]


def weigh(mentions: Sequence[Mention], post: Post) -> tuple[PersonEstimate, ...]:
    """Estimate, for each person in care that a post describes, how many people fit.

    Args:
        mentions: What the words of the post tell; those about clients are weighed, those about the author and dates
            about nobody tell where and when.
        post: The post they stand in, for its words and its author.

    Returns:
        One estimate for each person, in the order of their numbers. A class, ward or place alone describes nobody.
    """
    people: dict[int, list[int]] = {}
    for index, mention in enumerate(mentions):
        if mention.about == "client":
            people.setdefault(mention.person, []).append(index)
    people = {
        person: own for person, own in people.items() if any(mentions[i].type not in _WHERE_AND_WHEN for i in own)
    }
    if not people:
        return ()
    serving = service(post.author.profession)
    areas = _author_areas(mentions, post)
    dates = [
        index for index, one in enumerate(mentions) if one.type == "date-time" and one.about in ("author", "none")
    ][:_MOST_OF_A_TYPE]
    told_where = any(one.type == "place" and one.about == "client" for one in mentions)
    findable = bool(areas or post.author.employer or told_where)
    return tuple(
        _estimate(person, own[:_MOST_MENTIONS], dates, mentions, post, serving, areas, findable)
        for person, own in sorted(people.items())
    )


def _author_areas(mentions: Sequence[Mention], post: Post) -> list[Clue]:
    """Areas that the reader knows from the author's profile, or from what the post tells of them."""
    areas = [found for name in (post.author.place, post.author.employer) if name and (found := area_of(name))]
    employer = defaults()["areas"]["employer"]
    if post.author.employer and len(areas) < 2:
        areas.append(Clue("area", employer["people"], employer["spread"], employer["what"], employer["source"]))
    for index, one in enumerate(mentions):
        if one.about == "author" and one.type in ("place", "organisation"):
            words = one.detail or post.text[one.span.start : one.span.end]
            if found := area_of(words, index):
                areas.append(found)
            elif one.type == "organisation" and any(char.isupper() for char in words):
                areas.append(
                    Clue("area", employer["people"], employer["spread"], employer["what"], employer["source"], index)
                )
        if len(areas) > _MOST_OF_A_TYPE:
            break
    return areas


def _estimate(
    person: int,
    own: Sequence[int],
    dates: Sequence[int],
    mentions: Sequence[Mention],
    post: Post,
    serving: Service,
    areas: Sequence[Clue],
    findable: bool,
) -> PersonEstimate:
    if any(mentions[index].type == "date-time" for index in own):
        dates = ()
    clues = [
        clue for index in (*own, *dates) for clue in clues_of(index, mentions[index], post, serving, findable=findable)
    ]
    same: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for clue in clues:
        same[clue.key()].append(clue.mention)
    kept = _strongest(clues)
    all_areas = [*areas, _unknown_area(post)]
    now = _reckon(kept, all_areas, serving, frozenset())
    details: list[tuple[float, Detail]] = []
    for clue in (*kept, *(area for area in areas if area.mention >= 0)):
        told = frozenset(same.get(clue.key(), ())) | {clue.mention}
        without = _reckon(kept, all_areas, serving, told).log
        details.extend(
            (without, Detail(mentions[index].span, mentions[index].type, _people(without))) for index in sorted(told)
        )
    details.sort(key=lambda pair: (-pair[0], pair[1].span))
    spread = _spread(now, serving)
    return PersonEstimate(
        about="client",
        count=_people(now.log),
        low=_people(now.log - spread),
        high=_people(now.log + spread),
        details=tuple(dict.fromkeys(detail for _, detail in details)),
        assumptions=_assumptions(now, serving, post),
        place=now.area.name,
        known_to_family=_known_to_family(now),
        person=person,
    )


def _strongest(clues: Sequence[Clue]) -> list[Clue]:
    """Each clue once, and of each type of mention only the few that narrow most."""
    once: dict[tuple[str, str], Clue] = {}
    for clue in clues:
        once.setdefault(clue.key() if clue.kind != "date" else ("date", str(clue.value)), clue)
    by_type: defaultdict[str, list[Clue]] = defaultdict(list)
    for clue in once.values():
        by_type[clue.told].append(clue)
    kept = (clue for of_type in by_type.values() for clue in sorted(of_type, key=lambda c: c.value)[:_MOST_OF_A_TYPE])
    return sorted(kept, key=lambda clue: clue.mention)


def _unknown_area(post: Post) -> Clue:
    """Where to begin when no place is told: the part of a country that the reader would look in."""
    row = defaults()["areas"]["named" if post.author.named else "unnamed"]
    people, what, source = float(row["people"]), str(row["what"]), str(row["source"])
    country = post.author.country.lower()
    if country:
        for known in defaults()["countries"].values():
            if country in known["names"] and known["people"] < people:
                people, source = float(known["people"]), str(known["source"])
    return Clue("area", people, row["spread"], f"{what} (about {round_people(people)} people)", source)


def _reckon(clues: Sequence[Clue], areas: Sequence[Clue], serving: Service, left_out: frozenset[int]) -> _Reckoning:
    """Count the people whom all clues fit but those read from the mentions left out."""
    by_kind: dict[str, list[Clue]] = {"area": [], "group": [], "share": [], "rate": [], "date": []}
    for clue in (*clues, *areas):
        if clue.mention < 0 or clue.mention not in left_out:
            by_kind[clue.kind].append(clue)
    combining = defaults()["combining"]
    area = min(by_kind["area"], key=_value)
    group = min(by_kind["group"], key=_value, default=None)
    date = min(by_kind["date"], key=_value, default=None)
    rates = sorted(by_kind["rate"], key=_value)
    served = serving.figure.share ** (combining["service"] if rates else 1.0)
    if group and group.value >= area.value * served:
        group = None
    log = math.log10(group.value if group else area.value * served)
    narrowing = [(clue.value, clue) for clue in by_kind["share"]]
    if rates:
        narrowing.append((min(1.0, rates[0].value * (date.value / _YEAR if date else 1.0)), rates[0]))
        narrowing += [(min(1.0, clue.value), clue) for clue in rates[1:]]
    elif date and not group:
        narrowing.append((min(1.0, serving.contacts * date.value / _YEAR), date))
    weights, related = combining["weights"], 1.0
    steps = []
    for place, (share, clue) in enumerate(sorted(narrowing, key=_first)):
        weight = weights[min(place, len(weights) - 1)]
        if clue.told in _RELATED:
            weight *= related
            related = combining["related"]
        log += weight * math.log10(share)
        steps.append(_Step(clue, share, weight))
    if log < 0.0:
        log *= combining["below_one"]
    return _Reckoning(log, area, group, served, tuple(steps))


def _value(clue: Clue) -> float:
    return clue.value


def _first(pair: tuple[float, Clue]) -> float:
    return pair[0]


def _spread(now: _Reckoning, serving: Service) -> float:
    """How far off the count may be either way, in powers of ten."""
    variance = _square(defaults()["combining"]["spread"])
    if now.group:
        variance += _square(now.group.spread)
    else:
        variance += _square(now.area.spread) + _square(serving.figure.spread)
    return math.sqrt(variance + sum(step.weight**2 * _square(step.clue.spread) for step in now.steps))


def _square(spread: float) -> float:
    return math.log10(spread) ** 2


def _people(log: float) -> float:
    """A count from its logarithm, with two figures that count and not below the least that is claimed."""
    people = max(10.0**log, defaults()["combining"]["least"])
    return float(f"{people:.2g}")


def _known_to_family(now: _Reckoning) -> float:
    """How many somebody who knows the family would think of: never more than their acquaintances, and at least one."""
    combining, known = defaults()["combining"], defaults()["acquaintances"]["people"]
    by_count = now.log * combining["family_by_count"]
    return float(f"{min(known, max(1.0, 10.0**by_count)):.2g}")


def _assumptions(now: _Reckoning, serving: Service, post: Post) -> tuple[Assumption, ...]:
    country = _country(post)
    said = [Assumption(now.area.what, min(1.0, now.area.value / country), now.area.source)]
    if now.group:
        said.append(Assumption(now.group.what, _short(now.group.value / now.area.value), now.group.source))
    else:
        said.append(Assumption(serving.figure.what, _short(now.service), serving.figure.source))
    for step in now.steps:
        if step.share < 1.0:
            what = step.clue.what or "met within the time told"
            said.append(Assumption(what, _short(step.share**step.weight), step.clue.source))
    return tuple(said)


def _country(post: Post) -> float:
    name = post.author.country.lower() or "gb"
    return next((float(row["people"]) for row in defaults()["countries"].values() if name in row["names"]), 68e6)


def _short(share: float) -> float:
    return float(f"{min(1.0, share):.2g}")
