"""The table of places: names in lower-case ASCII, their countries and populations.

Source: GeoNames (https://www.geonames.org), CC BY 4.0, and an own list of regions; made by ``scripts/make_places.py``.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from forethought.detect.flat import flat

Mark = Literal["", "w", "p"]


class Place(NamedTuple):
    """One name: its population by country, and whether it is also an ordinary word ("w") or a person's name ("p")."""

    name: str
    populations: dict[str, int]
    mark: str


@cache
def _table() -> dict[str, str]:
    lines = files(__package__).joinpath("data/places.tsv").read_text(encoding="ascii").splitlines()
    return {name: rest for name, _, rest in (line.partition("\t") for line in lines if line[:1] != "#")}


def key_of(name: str) -> str:
    """Return *name* as the table has it: lower-case ASCII, hyphens as spaces, no apostrophes or full stops."""
    return flat(name).lower().replace("-", " ").replace("'", "").strip()


def is_place(key: str) -> bool:
    """Say whether the table has this key."""
    return key in _table()


@cache
def _place(key: str) -> Place | None:
    row = _table().get(key)
    if row is None:
        return None
    sizes, _, mark = row.partition("\t")
    return Place(
        key, {country: int(size) for country, _, size in (part.partition(":") for part in sizes.split(","))}, mark
    )


def find_place(key: str) -> Place | None:
    """Return the place of that key, or None."""
    return _place(key) if key in _table() else None


def population(name: str, country: str = "") -> int | None:
    """Return how many live in a place of this name, 0 for a river or a hill, None where the name is not known.

    Of several places of one name the one in *country* (ISO 3166 alpha-2) is taken if there is one, else that in Great
    Britain
    or Ireland, else the largest.
    """
    place = find_place(key_of(name)) or find_place(key_of(name).removeprefix("the "))
    if place is None:
        return None
    known = place.populations
    here = next((code for code in (country.upper().replace("UK", "GB"), "GB", "IE") if code in known), "")
    return known[here] if here else max(known.values())
