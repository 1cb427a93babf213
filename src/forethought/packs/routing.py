"""Which pack is meant for whom: by profession, country and date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from forethought.packs.checked import read_toml
from forethought.packs.reading import FOLDER

COUNTRY_NAMES = {
    "GB-ENG": "England", "GB-SCT": "Scotland", "GB-WLS": "Wales", "GB-NIR": "Northern Ireland", "IE": "Ireland",
    "US": "the United States", "AU": "Australia",
}  # fmt: skip
DEFAULT_COUNTRY = "GB-ENG"
_WORD = re.compile(r"[a-z0-9']+(?:-[a-z0-9']+)*")


@dataclass(frozen=True, slots=True)
class Family:
    """Professions that are treated alike. ``group`` is wider: health, education and so on."""

    id: str
    people: str
    group: str
    note: str
    packs: dict[str, tuple[str, ...]]  # country, or "GB" for its four countries, to packs, newest first
    bodies: dict[str, str]  # who sets the standard where there is no pack


@dataclass(frozen=True, slots=True)
class Route:
    """A choice of pack, and why, in a sentence for the person."""

    pack: str
    why: str
    family: str
    is_fallback: bool = False


@dataclass(frozen=True, slots=True)
class _Routing:
    fallback: str
    countries: dict[str, str]
    since: dict[str, date]
    called: dict[str, str]
    families: dict[str, Family]
    words: dict[tuple[str, ...], str]


def country_code(country: str) -> str:
    """The code used in packs for a country's name or code; "" means England; an unknown one comes back in capitals."""
    cleaned = country.strip().casefold()
    return _routing().countries.get(cleaned, country.strip().upper()) if cleaned else DEFAULT_COUNTRY


def country_in(profession: str) -> str:
    """The country a profession names itself, as in "school nurse (USA)", or ""."""
    inside = re.search(r"\(([^)]*)\)", profession)
    return _routing().countries.get(inside.group(1).strip().casefold(), "") if inside else ""


def family_of(profession: str) -> Family | None:
    """The family a profession belongs to, by the longest phrase known in its name; None if there is none."""
    found = _family_id(profession)
    return _routing().families[found] if found else None


def families() -> tuple[Family, ...]:
    """All families of professions."""
    return tuple(_routing().families.values())


def route(profession: str = "", country: str = "", on: date | None = None) -> Route:
    """Choose a pack.

    Args:
        profession: In the person's own words, "" if not known.
        country: A code such as "GB-SCT" or a name; "" means England, unless the profession names one in brackets.
        on: The day of the post; None means now, which is taken to be the newest pack in force.

    Returns:
        Always a pack: the common ground of all codes where there is none for this profession and country.
    """
    routing = _routing()
    code = country_code(country or country_in(profession))
    family = family_of(profession)
    if family is None:
        return Route(routing.fallback, _no_family(profession), "", is_fallback=True)
    packs = family.packs.get(code) or (family.packs.get("GB") if code.startswith("GB-") else None)
    place = COUNTRY_NAMES.get(code, code)
    if not packs:
        return Route(routing.fallback, _no_pack(family, code, place), family.id, is_fallback=True)
    chosen = next((pack for pack in packs if on is None or on >= routing.since.get(pack, date.min)), packs[-1])
    why = f"For {family.people} in {place} we use {routing.called[chosen]}"
    if on is not None and on < routing.since.get(chosen, date.min):
        why += ", the oldest we hold, although the post is older still"
    elif chosen != packs[0]:
        why += ", which held on the day of the post"
    return Route(chosen, f"{why}. {family.note}".strip(), family.id)


def _no_family(profession: str) -> str:
    start = "We do not know this profession" if profession.strip() else "No profession was given"
    return f"{start}, so we use the common ground of the codes we know; it is our own summary and nobody's code."


def _no_pack(family: Family, code: str, place: str) -> str:
    body = family.bodies.get(code) or (family.bodies.get("GB", "") if code.startswith("GB-") else "")
    theirs = f" ({body} sets the standard there)" if body else ""
    why = (
        f"We hold no pack for {family.people} in {place} yet{theirs}, so we use the common ground of the codes we know."
    )
    return f"{why} {family.note}".strip()


@lru_cache(maxsize=1024)
def _family_id(profession: str) -> str:
    """The family meant: of several trades in one name ("personal trainer and nurse"), the first that has packs."""
    known = _routing().words
    plain = profession.casefold().replace("’", "'")
    whole = tuple(_WORD.findall(plain))
    if whole in known:
        return known[whole]
    outside = re.sub(r"\([^)]*\)", " ", plain).split(" turned ")[-1]
    found = [id_ for part in outside.split(" and ") if (id_ := _longest(_WORD.findall(part)))]
    with_packs = [id_ for id_ in found if _routing().families[id_].packs]
    return (with_packs or found or [_longest(list(whole))])[0]


def _longest(words: list[str]) -> str:
    """The family of the longest known phrase; of phrases equally long, of the one that ends last; "" if none."""
    known = _routing().words
    for length in range(min(len(words), 6), 0, -1):
        for start in range(len(words) - length, -1, -1):
            if family := known.get(tuple(words[start : start + length])):
                return family
    return ""


@lru_cache(maxsize=1)
def _routing() -> _Routing:
    data = read_toml(FOLDER / "routing.toml")
    countries = {name.casefold(): code for code, names in data["countries"].items() for name in (code, *names)}
    words: dict[tuple[str, ...], str] = {}
    built: dict[str, Family] = {}
    for id_, entry in data["families"].items():
        along: dict[str, Any] = dict(data["routes"][entry["route"]])
        bodies = along.pop("bodies", {}) | entry.get("bodies", {})
        packs = {country: tuple(ids) for country, ids in along.items()}
        built[id_] = Family(id_, entry["people"], entry["group"], entry.get("note", ""), packs, bodies)
        for word in (id_, *entry["words"]):
            words[tuple(_WORD.findall(word.casefold()))] = id_
    named = data["packs"]
    since = {pack: entry["since"] for pack, entry in named.items() if "since" in entry}
    called = {pack: entry["called"] for pack, entry in named.items()}
    return _Routing(data["fallback"], countries, since, called, built, words)
