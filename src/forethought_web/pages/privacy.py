"""Privacy settings, platform by platform: a walk with a checklist that is kept in the browser only."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2s
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from forethought import say
from forethought.errors import PackError
from forethought.packs.values import SURE
from forethought.privacy import Limit, Step, platforms, privacy

SURE_SAID = SURE | say.UNSURE | {"seen": "seen there", "seen-secondary": "second-hand"}


@dataclass(frozen=True, slots=True)
class Source:
    """Where something is known from: its name, its address where it has one, and how sure that is."""

    name: str
    link: str
    sure: str


@dataclass(frozen=True, slots=True)
class Task:
    """A step as it is shown. ``key`` is what the browser remembers it by, as long as its words stay."""

    key: str
    step: Step
    source: Source


def page(request: HttpRequest) -> HttpResponse:
    """What holds everywhere, and the platforms there is a walk for."""
    everywhere = privacy()
    walks = [(advice, " ".join(one.key for one in tasks(advice.id))) for advice in map(privacy, platforms())]
    return render(
        request,
        "privacy/page.html",
        {"section": "privacy", "tasks": tasks(), "walks": walks, "limits": _sourced(everywhere.last)},
    )


def walk(request: HttpRequest, platform: str) -> HttpResponse:
    """One platform, step by step. Another name for it leads to it."""
    try:
        advice = privacy(platform)
    except PackError:
        raise Http404 from None
    if advice.id != platform:
        return redirect("privacy-platform", advice.id)
    return render(
        request,
        "privacy/walk.html",
        {
            "section": "privacy",
            "advice": advice,
            "own": tasks(advice.id),
            "everywhere": tasks(),
            "total": len(tasks(advice.id)) + len(tasks()),
            "limits": _sourced((*advice.limits, *advice.last)),
        },
    )


def tasks(platform: str = "") -> tuple[Task, ...]:
    """The steps of a platform's own; of "" those that hold everywhere."""
    advice = privacy(platform)
    steps = advice.steps if platform else advice.first
    return tuple(Task(_key(advice.id, one.text), one, source_of(one)) for one in steps)


def source_of(one: Step | Limit) -> Source:
    """A source as it is shown: a site by its name, anything else in its own words."""
    host = urlsplit(one.link).hostname if one.link.startswith(("https://", "http://")) else None
    return Source(host.removeprefix("www.") if host else one.link, one.link if host else "", SURE_SAID[one.sure])


def _sourced(limits: tuple[Limit, ...]) -> list[tuple[Limit, Source]]:
    return [(one, source_of(one)) for one in limits]


def _key(platform: str, text: str) -> str:
    return blake2s(f"{platform}\n{text}".encode(), digest_size=5).hexdigest()
