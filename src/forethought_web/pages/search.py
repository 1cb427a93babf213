"""Search over all there is to read. What is looked for comes in a POST body, as it may be words of a draft."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from forethought import list_packs
from forethought.concerns import concern_texts
from forethought.packs import precedents
from forethought.privacy import platforms, privacy
from forethought.values import CONCERNS

LONGEST = 100  # characters looked for
_MOST = 60
_WORD = re.compile(r"[a-z0-9]+")
_COMMON = frozenset(
    "a an and are as at be by for from i in is it my not of on or that the this to what with you".split()
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found, with the words it is found by."""

    kind: str
    title: str
    text: str
    link: str
    words: frozenset[str]
    first: frozenset[str]  # words of its title, which count for more


@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The box, and what was found."""
    wanted = " ".join(request.POST.get("q", "").split())[:LONGEST]
    found = search(wanted) if wanted else ()
    groups: dict[str, list[Entry]] = {}
    for one in found:
        groups.setdefault(one.kind, []).append(one)
    shown = {"section": "guidance", "wanted": wanted, "groups": groups.items(), "total": len(found)}
    return render(request, "guidance/search.html", shown | {"asked": request.method == "POST"})


def search(wanted: str) -> tuple[Entry, ...]:
    """What holds every word looked for, or words that begin like it; best first, and never more than a page of it."""
    words = [word for word in folded(wanted) if word not in _COMMON] or folded(wanted)
    ranked = [(score, n) for n, entry in enumerate(index()) if (score := _score(entry, words))]
    return tuple(index()[n] for _, n in sorted(ranked, key=lambda pair: (-pair[0], pair[1]))[:_MOST])


def _score(entry: Entry, words: list[str]) -> float:
    total = 0.0
    for word in words:
        in_title = max((2.0 if one == word else 1.0 for one in entry.first if one.startswith(word)), default=0.0)
        in_text = max((1.0 if one == word else 0.5 for one in entry.words if one.startswith(word)), default=0.0)
        if not in_title and not in_text:
            return 0.0
        total += in_title + in_text
    return total


def folded(text: str) -> list[str]:
    """The words of a text without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(char for char in plain if not unicodedata.combining(char)))


@cache
def index() -> tuple[Entry, ...]:
    """All that can be found."""
    return tuple(
        Entry(kind, title, text, link, frozenset(folded(text)), frozenset(folded(title)))
        for kind, title, text, link in _all()
    )


def _all() -> Iterator[tuple[str, str, str, str]]:
    for name, title in CONCERNS.items():
        text = concern_texts()[name]
        yield "Concerns", title, f"{text['what']} {text['fine']}", reverse("guidance-concern", args=[name])
    for pack in list_packs():
        link = reverse("guidance-pack", args=[pack.id])
        yield "Guidance", f"{pack.name}", pack.summary, link
        for one in pack.standards:
            yield "Clauses", f"{pack.short} {one.id} ({pack.version})", one.text, f"{link}#clause-{one.id}"
        for tip in pack.tips:
            yield "Tips", f"{pack.short} ({pack.version})", tip.text, f"{link}#tips"
    for case in precedents():
        title = f"{case.profession[:1].upper()}{case.profession[1:]}, {case.year} ({case.body})"
        yield "Cases", title, f"{case.what_was_posted} {case.outcome_note}", reverse("case", args=[case.id])
    for platform in platforms():
        advice = privacy(platform)
        for step in advice.steps:
            yield "Privacy", advice.name, f"{step.text} {step.why}", reverse("privacy-platform", args=[platform])
