"""About Forethought: what it does with one's words, its limits and its misses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_LIFE, _HARD, _CONCERNS = "Ordinary posts of real people", "The unseen part of the corpus", "By concern"
_POSTS = re.compile(r"^([\d,]+) posts\b", re.MULTILINE)
_SAID = {
    "missed": "should be stopped, and is called fine",
    "missed_any": "should be stopped or paused over, and is called fine",
    "false_alarm": "is fine, and something is raised",
    "false_stop": "is fine, and is called one to stop",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """How often something goes wrong: of a hundred posts, and between what bounds (95 %)."""

    what: str
    of_hundred: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Figures on ordinary posts and on posts written to be hard, each with how many posts; and by concern.

    By concern: how many of a hundred are found, and how many of a hundred raised are right; the least found first.
    """

    ordinary: tuple[Figure, ...]
    ordinary_posts: int
    hard: tuple[Figure, ...]
    hard_posts: int
    concerns: tuple[tuple[str, int, int], ...]


def page(request: HttpRequest) -> HttpResponse:
    """The page."""
    return render(request, "about.html", {"section": "about", "scorecard": scorecard()})


def offline(request: HttpRequest) -> HttpResponse:
    """What a browser keeps for when the site is not running."""
    return render(request, "offline.html")


@cache
def scorecard() -> Scorecard:
    """The figures that come with the learned reader, as ``training/model/card.py`` printed them."""
    printed = files("forethought.model").joinpath("weights/FIGURES.md").read_text(encoding="utf-8")
    tables = _tables(printed)
    ordinary_posts, hard_posts = (int(found.replace(",", "")) for found in _POSTS.findall(printed))
    concerns = sorted(
        ((name, _percent(recall), _percent(precision)) for name, _, precision, recall, _ in tables[_CONCERNS]),
        key=lambda row: row[1],
    )
    return Scorecard(_figures(tables[_LIFE]), ordinary_posts, _figures(tables[_HARD]), hard_posts, tuple(concerns))


def _figures(rows: list[list[str]]) -> tuple[Figure, ...]:
    return tuple(
        Figure(_SAID[name], _percent(value), *(_percent(bound) for bound in interval.split(" to ")))
        for name, value, interval in rows
        if name in _SAID
    )


def _tables(printed: str) -> dict[str, list[list[str]]]:
    """The rows of each table, without its head, by the heading it stands under."""
    tables: dict[str, list[list[str]]] = {}
    heading = ""
    for line in printed.splitlines():
        if line.startswith("## "):
            heading = line[3:].strip()
        elif line.startswith("|"):
            tables.setdefault(heading, []).append([cell.strip() for cell in line.strip("|").split("|")])
    return {name: rows[2:] for name, rows in tables.items()}


def _percent(share: str) -> int:
    return round(100 * float(share))
