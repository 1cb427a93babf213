"""Privacy by platform: what to set, where to look for it, and what no setting does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from forethought.errors import PackError, did_you_mean
from forethought.packs.checked import Table, read_toml
from forethought.packs.values import SURE

_FOLDER = Path(__file__).resolve().parent
_EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to set or to do. Menus move, so it names the setting; ``where`` is the place it was last known in."""

    text: str
    why: str
    where: str
    link: str
    sure: str


@dataclass(frozen=True, slots=True)
class Limit:
    """What no setting does on a platform."""

    text: str
    link: str
    sure: str


@dataclass(frozen=True, slots=True)
class Privacy:
    """The advice for one platform. ``first`` and ``last`` hold on every platform."""

    id: str
    name: str
    aliases: tuple[str, ...]
    note: str
    first: tuple[Step, ...]
    steps: tuple[Step, ...]
    limits: tuple[Limit, ...]
    last: tuple[Limit, ...]


def platforms() -> tuple[str, ...]:
    """The ids of the platforms there is advice for, in alphabetical order."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml") if path.stem != _EVERYWHERE))


def privacy(platform: str = "") -> Privacy:
    """The advice for a platform, by its name or another name for it; "" gives what holds everywhere.

    Raises:
        PackError: If the platform is not known; the message names the nearest one.
    """
    wanted = platform.strip().casefold()
    if not wanted:
        return _read(_EVERYWHERE)
    known = _names()
    if wanted not in known:
        listed = ", ".join(platforms())
        raise PackError(
            f"there is no privacy advice for that platform{did_you_mean(wanted[:40], known)}; there is for {listed}"
        )
    return _read(known[wanted])


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    names = {platform: platform for platform in platforms()}
    for platform in platforms():
        found = _read(platform)
        for name in (found.name.casefold(), *found.aliases):
            if names.setdefault(name, platform) != platform:
                raise PackError(f"{_FOLDER / platform}.toml: aliases: {name!r} already means {names[name]}")
    return names


@lru_cache(maxsize=32)
def _read(platform: str) -> Privacy:
    path = _FOLDER / f"{platform}.toml"
    table = Table(str(path), read_toml(path), ("name", "aliases", "note", "steps", "limits"))
    steps = tuple(_step(path, n, value) for n, value in enumerate(table.value.get("steps", []), 1))
    limits = tuple(_limit(path, n, value) for n, value in enumerate(table.value.get("limits", []), 1))
    everywhere = None if platform == _EVERYWHERE else _read(_EVERYWHERE)
    return Privacy(
        id=platform,
        name=table.text("name"),
        aliases=tuple(alias.casefold() for alias in table.texts("aliases", ())),
        note=table.text("note", ""),
        first=everywhere.first if everywhere else steps,
        steps=steps if everywhere else (),
        limits=limits if everywhere else (),
        last=everywhere.last if everywhere else limits,
    )


def _step(path: Path, n: int, value: object) -> Step:
    entry = Table(f"{path}: steps {n}", value, ("text", "why", "where", "source", "sure"))
    return Step(
        entry.text("text"), entry.text("why"), entry.text("where", ""), entry.text("source"), entry.one_of("sure", SURE)
    )


def _limit(path: Path, n: int, value: object) -> Limit:
    entry = Table(f"{path}: limits {n}", value, ("text", "source", "sure"))
    return Limit(entry.text("text"), entry.text("source"), entry.one_of("sure", SURE))
