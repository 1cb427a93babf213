"""Published outcomes to browse: filters, a chart of how they ended, and each on a page of its own. Nobody is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from forethought import say
from forethought.packs import precedents
from forethought.packs.precedents import OUTCOMES, SHOWS
from forethought.packs.routing import families, family_of
from forethought.values import CONCERNS, Precedent
from forethought_web.drafts import AUDIENCE_NAMES

A_PAGE = 20
_SHOWS_NAMES = {"allowed": "It was let stand", "borderline": "Borderline", "not-allowed": "It was not let stand"}
_ROW, _BAR, _LEFT = 26, 260, 330  # of the chart, in its own units


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow the list: a value, its name and how many of all cases have it."""

    value: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Filter:
    """A question of the form, with its choices and what is chosen."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the chart."""

    name: str
    count: int
    y: int
    text_y: int
    width: int
    count_x: int


def page(request: HttpRequest) -> HttpResponse:
    """The cases that fit every filter, newest first, and how they ended."""
    filters = [_chosen(one, request.GET) for one in all_filters()]
    known = {one.name: {choice.value for choice in one.choices} for one in filters}
    wrong = [one.label for one in filters if one.chosen and one.chosen not in known[one.name]]
    found = _narrowed({one.name: one.chosen for one in filters if one.chosen in known[one.name]})
    pages = Paginator(found, A_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    kept = QueryDict(mutable=True)
    kept.update({one.name: one.chosen for one in filters if one.chosen in known[one.name]})
    return render(
        request,
        "cases/page.html",
        {
            "section": "precedents",
            "filters": filters,
            "wrong": wrong,
            "found": found,
            "all": len(precedents()),
            "cases": shown,
            "bars": bars(found),
            "height": _ROW * len(bars(found)),
            "kept": kept.urlencode(),
            "narrowed": bool(kept),
        },
    )


def case(request: HttpRequest, case_id: str) -> HttpResponse:
    """One case, and those most like it."""
    found = next((one for one in precedents() if one.id == case_id), None)
    if found is None:
        raise Http404
    return render(
        request,
        "cases/case.html",
        {"section": "precedents", "case": found, "like": alike(found), "shows": _SHOWS_NAMES},
    )


def alike(wanted: Precedent, most: int = 4) -> list[Precedent]:
    """The cases that share most concerns with one, and its profession."""

    def nearness(one: Precedent) -> tuple[int, bool, int]:
        shared = len(set(one.concerns) & set(wanted.concerns))
        return shared, _family(one.profession) == _family(wanted.profession), one.year

    others = [one for one in precedents() if one.id != wanted.id and set(one.concerns) & set(wanted.concerns)]
    return sorted(others, key=nearness, reverse=True)[:most]


@cache
def all_filters() -> tuple[Filter, ...]:
    """The form's questions; only values that some case has are offered."""
    cases = precedents()
    family_names = {family.id: family.people for family in families()}
    return (
        _filter("concern", "Concern", CONCERNS, [concern for one in cases for concern in one.concerns]),
        _filter("profession", "Profession", family_names, [_family(one.profession) for one in cases]),
        _filter("body", "Decided by", {}, [one.body for one in cases]),
        _filter("platform", "Where it was posted", {}, [one.platform for one in cases]),
        _filter("audience", "Who could see it", AUDIENCE_NAMES, [one.audience for one in cases]),
        _filter("outcome", "How it ended", {one: say.outcome(one) for one in OUTCOMES}, [one.outcome for one in cases]),
        _filter("shows", "What it shows", {one: _SHOWS_NAMES[one] for one in SHOWS}, [one.shows for one in cases]),
    )


def _filter(name: str, label: str, names: dict[str, str], values: Sequence[str]) -> Filter:
    counts = Counter(value for value in values if value)
    order = [*(value for value in names if value in counts), *sorted(set(counts) - set(names))]
    return Filter(name, label, tuple(Choice(value, names.get(value, value), counts[value]) for value in order))


def _chosen(one: Filter, sent: QueryDict) -> Filter:
    return Filter(one.name, one.label, one.choices, sent.get(one.name, "")[:200])


def _narrowed(chosen: dict[str, str]) -> list[Precedent]:
    found = precedents(
        concern=chosen.get("concern", ""), outcome=chosen.get("outcome", ""), shows=chosen.get("shows", "")
    )
    return [
        one
        for one in found
        if chosen.get("profession", _family(one.profession)) == _family(one.profession)
        and chosen.get("body", one.body) == one.body
        and chosen.get("platform", one.platform) == one.platform
        and chosen.get("audience", one.audience) == one.audience
    ]


@cache
def _family(profession: str) -> str:
    family = family_of(profession)
    return family.id if family else ""


def bars(found: Sequence[Precedent]) -> list[Bar]:
    """How cases ended, the most frequent first, as a chart's bars."""
    counts = Counter(one.outcome for one in found).most_common()
    most = max((count for _, count in counts), default=1)
    return [
        Bar(
            name=say.outcome(name),
            count=count,
            y=row * _ROW + 3,
            text_y=row * _ROW + 18,
            width=max(2, round(_BAR * count / most)),
            count_x=_LEFT + max(2, round(_BAR * count / most)) + 8,
        )
        for row, (name, count) in enumerate(counts)
    ]
