"""The figures an estimate rests on: read once from ``figures/*.toml`` and looked up by the words of a detail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import rtoml

FOLDER = Path(__file__).parent / "figures"
_LONGEST = 4  # words in a phrase
_MOST_WORDS = 24  # of a detail that are looked at
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its source.

    Exactly one of these tells how it narrows: ``share`` of all people (0 to 1), ``rate`` a person and year (a date
    narrows it further), or ``size`` of a group of people. A group may have a ``share`` too, for when it cannot be
    told which one is meant. ``spread`` is the factor by which the figure may be off either way.
    """

    what: str
    source: str
    spread: float = 2.0
    share: float = 1.0
    rate: float = 0.0
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class Service:
    """Whom a profession serves: the share of people in a year, contacts a year with each, and their ages."""

    figure: Figure
    contacts: float
    ages: tuple[int, int] = (0, 105)


@dataclass(frozen=True, slots=True)
class Table:
    """Figures by the phrases they are found by."""

    phrases: Mapping[str, Figure]

    def find(self, words: tuple[str, ...]) -> Figure | None:
        """The figure of the longest phrase in the words; of several as long, the one that narrows most."""
        words = words[:_MOST_WORDS]
        for length in range(min(_LONGEST, len(words)), 0, -1):
            found = [
                figure
                for start in range(len(words) - length + 1)
                if (figure := self.phrases.get(" ".join(words[start : start + length])))
            ]
            if found:
                return min(found, key=lambda figure: figure.rate or figure.share)
        return None


def words_of(text: str) -> tuple[str, ...]:
    """Lower-case words without plural endings; hashtags taken apart at capitals, numbers on their own."""
    return tuple(_singular(word.lower()) for word in _WORD.findall(text.replace("'s", "").replace("’s", "")))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@cache
def table(*names: str) -> Table:
    """The figures of one or several files; a phrase of an earlier file goes first."""
    phrases: dict[str, Figure] = {}
    for name in names:
        for row in _load(name)["rows"]:
            figure = figure_of(row)
            for phrase in row["match"]:
                key = " ".join(words_of(phrase))
                known = phrases.get(key)
                if known is None or (figure.rate or figure.share) < (known.rate or known.share):
                    phrases[key] = figure
    return Table(phrases)


@cache
def services() -> tuple[tuple[tuple[str, ...], Service], ...]:
    """Words of a profession and whom it serves, in the order in which they are tried."""
    return tuple((tuple(row["match"]), _service(row)) for row in _load("services")["rows"])


@lru_cache(maxsize=64)
def service(profession: str) -> Service:
    """Whom a profession serves; a general figure for one that is unknown or not told."""
    lower = profession.lower()
    if lower:
        for words, found in services():
            if any(word in lower for word in words):
                return found
    return _service(_load("services")["default"])


@cache
def defaults() -> Mapping[str, Any]:
    """What is assumed where no figure fits, and how figures are combined."""
    return _load("defaults")


def figure_of(row: Mapping[str, Any]) -> Figure:
    """Read a row; a missing ``what`` or ``source`` is left empty for the caller to say."""
    return Figure(
        what=row.get("what", ""),
        source=row.get("source", ""),
        spread=row.get("spread", 2.0),
        share=row.get("share", 1.0),
        rate=row.get("rate", 0.0),
        size=row.get("size", 0.0),
    )


def rows() -> Iterable[Mapping[str, Any]]:
    """Every row of every file of phrases, for tests and documentation."""
    for path in sorted(FOLDER.glob("*.toml")):
        yield from _load(path.stem).get("rows", ())


def _service(row: Mapping[str, Any]) -> Service:
    first, last = row.get("ages", (0, 105))
    return Service(figure_of(row), row["contacts"], (first, last))


@cache
def _load(name: str) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = rtoml.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return loaded
