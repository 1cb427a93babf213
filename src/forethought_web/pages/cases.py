"""Published outcomes to browse: filters, a chart of how they ended, and each on a page of its own. Nobody is named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import urlencode, urlsplit

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from forethought import say
from forethought.packs import precedents
from forethought.packs.precedents import OUTCOMES, SHOWS
from forethought.packs.routing import families, family_of
from forethought.privacy import platforms, privacy
from forethought.values import CONCERNS, Precedent
from forethought_web.drafts import AUDIENCE_NAMES, PLATFORM_NAMES

A_PAGE = 20
ELSEWHERE = "elsewhere"  # of platforms: none that we know is named
SHOWS_NAMES = {"allowed": "Allowed", "borderline": "Borderline", "not-allowed": "Not allowed"}
SHOWS_LOOKS = {"allowed": "fine", "borderline": "pause", "not-allowed": "stop"}
AUDIENCES_SAID = AUDIENCE_NAMES | {"friends": "Chosen friends or followers", "unknown": "Not known"}
_BODY_ENDS = re.compile(r"\s*[(/;,]")  # after it, which chamber, appeal or place
_ROW = 2.6  # of the chart, in ems, as are the places below


@dataclass(frozen=True, slots=True)
class Question:
    """What cases can be asked for: the values that a case has, and every value's name, in the order shown."""

    name: str
    label: str
    values_of: Callable[[Precedent], tuple[str, ...]]
    names: Mapping[str, str]
    groups: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow the list: a value, its name, under which heading, and how many cases it would leave."""

    value: str
    name: str
    count: int
    group: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A question of the form, with its choices and what is chosen."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    chosen: str = ""
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An address within the list, what it is called, and whether it is where one is."""

    name: str
    address: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the chart: its name and count, where they stand in ems, and its length as a share of the longest."""

    name: str
    count: int
    text_y: float
    y: float
    share: float


def page(request: HttpRequest) -> HttpResponse:
    """The cases that fit every filter, newest first, and how they ended."""
    sent = {one.name: request.GET.get(one.name, "") for one in questions()}
    chosen = {one.name: sent[one.name] for one in questions() if sent[one.name] in one.names}
    filters = [replace(one, is_wrong=bool(sent[one.name]) and not one.chosen) for one in all_filters(**chosen)]
    found = narrowed(chosen)
    pages = Paginator(found, A_PAGE)
    here = pages.get_page(request.GET.get("page"))
    shown_as = Counter(one.shows for one in found)
    return render(
        request,
        "cases/page.html",
        {
            "section": "precedents",
            "filters": filters,
            "wrong": [one for one in filters if one.is_wrong],
            "chosen": [_taken_off(one, chosen) for one in questions() if one.name in chosen],
            "found": found,
            "all": len(precedents()),
            "unsourced": sum(not one.source for one in precedents()),
            "shown_as": [(shown_as[one], SHOWS_NAMES[one].lower()) for one in reversed(SHOWS) if shown_as[one]],
            "bars": bars(found),
            "height": round(_ROW * len(bars(found)), 2),
            "cases": [(one, SHOWS_LOOKS[one.shows], SHOWS_NAMES[one.shows]) for one in here],
            "audiences": AUDIENCES_SAID,
            "pages": pages.num_pages,
            "number": here.number,
            "links": [Link(str(n), _address(chosen, n), n == here.number) for n in pages.page_range],
            "before": _address(chosen, here.number - 1) if here.has_previous() else "",
            "after": _address(chosen, here.number + 1) if here.has_next() else "",
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
        {
            "section": "precedents",
            "case": found,
            "audience": AUDIENCES_SAID[found.audience],
            "look": SHOWS_LOOKS[found.shows],
            "shows": SHOWS_NAMES[found.shows],
            "host": (urlsplit(found.source).hostname or "").removeprefix("www."),
            "like": alike(found),
        },
    )


def alike(wanted: Precedent, most: int = 4) -> list[Precedent]:
    """The cases that share most concerns with one, and its profession."""

    def nearness(one: Precedent) -> tuple[int, bool, int]:
        shared = len(set(one.concerns) & set(wanted.concerns))
        return shared, _family(one.profession) == _family(wanted.profession), one.year

    others = [one for one in precedents() if one.id != wanted.id and set(one.concerns) & set(wanted.concerns)]
    return sorted(others, key=nearness, reverse=True)[:most]


def all_filters(**chosen: str) -> tuple[Filter, ...]:
    """The form's questions. Each choice says how many cases it would leave, the other filters staying as chosen."""
    return tuple(_filter(one, chosen) for one in questions())


def _filter(question: Question, chosen: Mapping[str, str]) -> Filter:
    others = {name: value for name, value in chosen.items() if name != question.name}
    counts = Counter(value for one in narrowed(others) for value in question.values_of(one))
    choices = (Choice(v, name, counts[v], question.groups.get(v, "")) for v, name in question.names.items())
    return Filter(question.name, question.label, tuple(choices), chosen.get(question.name, ""))


def narrowed(chosen: Mapping[str, str]) -> list[Precedent]:
    """The cases that have every value chosen, newest first."""
    asked = [(one.values_of, chosen[one.name]) for one in questions() if one.name in chosen]
    return [one for one in precedents() if all(value in values_of(one) for values_of, value in asked)]


@cache
def questions() -> tuple[Question, ...]:
    """What cases can be asked for; only values that some case has are offered."""
    known_families = {family.id: family.people for family in families()}
    countries = {_body(one.body): one.country.split(" (")[0] for one in precedents()}
    bodies = sorted(countries, key=lambda body: (_home_first(countries[body]), body.casefold()))
    return (
        _question("concern", "Concern", lambda one: one.concerns, CONCERNS),
        _question("profession", "Profession", lambda one: (_family(one.profession),), known_families),
        _question("body", "Decided by", lambda one: (_body(one.body),), {one: one for one in bodies}, countries),
        _question("platform", "Where it was posted", lambda one: platforms_in(one.platform), _platform_names()),
        _question("audience", "Who could see it", lambda one: (one.audience,), AUDIENCES_SAID),
        _question("outcome", "How it ended", lambda one: (one.outcome,), {one: say.outcome(one) for one in OUTCOMES}),
        _question("shows", "What it shows", lambda one: (one.shows,), {one: SHOWS_NAMES[one] for one in SHOWS}),
    )


def _question(
    name: str,
    label: str,
    values_of: Callable[[Precedent], tuple[str, ...]],
    names: Mapping[str, str],
    groups: Mapping[str, str] | None = None,
) -> Question:
    had = {value for one in precedents() for value in values_of(one)}
    offered = {value: said for value, said in names.items() if value in had}
    return Question(name, label, values_of, offered, groups or {})


@cache
def _family(profession: str) -> str:
    family = family_of(profession)
    return family.id if family else "other"


@cache
def _body(body: str) -> str:
    """A body without chamber, appeal or place: "GMC" of "GMC/MPTS (interim order)"."""
    return _BODY_ENDS.split(body)[0]


def _home_first(country: str) -> tuple[bool, str]:
    return country != "UK", country


@cache
def platforms_in(said: str) -> tuple[str, ...]:
    """The platforms that words name, by any name they go by; ``ELSEWHERE`` where they name none that we know."""
    found = tuple(name for name, pattern in _platform_patterns().items() if pattern.search(said))
    return found or (ELSEWHERE,)


@cache
def _platform_patterns() -> dict[str, re.Pattern[str]]:
    called = {name.casefold(): {name} for name in PLATFORM_NAMES}
    for advice in map(privacy, platforms()):
        called.setdefault(advice.name.casefold(), set()).update((advice.name, *advice.aliases))
    return {
        name: re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(words)))})\b", re.IGNORECASE)
        for name, words in called.items()
    }


def _platform_names() -> dict[str, str]:
    names = {name.casefold(): name for name in PLATFORM_NAMES} | {"x": "X, or Twitter"}
    return names | {ELSEWHERE: "Somewhere else, or not said"}


def _taken_off(question: Question, chosen: Mapping[str, str]) -> Link:
    """A filter as it is shown above the list, with the address of the list without it."""
    left = {name: value for name, value in chosen.items() if name != question.name}
    name = question.names[chosen[question.name]]
    return Link(f"{question.label}: {name[:1].upper()}{name[1:]}", _address(left))


def _address(chosen: Mapping[str, str], number: int = 1) -> str:
    query = urlencode({**chosen, **({"page": number} if number > 1 else {})})
    return reverse("precedents") + (f"?{query}" if query else "") + "#found"


def bars(found: Sequence[Precedent]) -> list[Bar]:
    """How cases ended, the most frequent first and "other" last, as a chart's bars."""
    counts = Counter(one.outcome for one in found)
    ordered = sorted(counts, key=lambda name: (name == "other", -counts[name], OUTCOMES.index(name)))
    most = max(counts.values(), default=1)
    return [
        Bar(
            name=say.outcome(name),
            count=counts[name],
            text_y=round(row * _ROW + 1, 2),
            y=round(row * _ROW + 1.4, 2),
            share=round(100 * counts[name] / most, 1),
        )
        for row, name in enumerate(ordered)
    ]
