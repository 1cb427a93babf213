"""About Forethought: what it does with one's words, its limits and its misses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_INTRO, _CONCERNS = "", "By concern"
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


def page(request: HttpRequest) -> HttpResponse:
    """The page."""
    posts, figures, concerns = scorecard()
    return render(request, "about.html", {"section": "about", "posts": posts, "figures": figures, "concerns": concerns})


def offline(request: HttpRequest) -> HttpResponse:
    """What a browser keeps for when the site is not running."""
    return render(request, "offline.html")


@cache
def scorecard() -> tuple[int, tuple[Figure, ...], tuple[tuple[str, int, int], ...]]:
    """The figures that come with the learned reader, as ``training/model/card.py`` printed them.

    Returns:
        How many posts were judged; the figures; and for each concern how many of a hundred are found, and how many of
        a hundred raised are right, the least found first.
    """
    printed = files("forethought.model").joinpath("weights/FIGURES.md").read_text(encoding="utf-8")
    tables = _tables(printed)
    judged = re.search(r"^(\d+) posts", printed, re.MULTILINE)
    figures = tuple(
        Figure(_SAID[name], _percent(value), *(_percent(bound) for bound in interval.split(" to ")))
        for name, value, interval in tables[_INTRO]
        if name in _SAID
    )
    concerns = sorted(
        ((name, _percent(recall), _percent(precision)) for name, _, precision, recall, _ in tables[_CONCERNS]),
        key=lambda row: row[1],
    )
    return int(judged[1]) if judged else 0, figures, tuple(concerns)


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
