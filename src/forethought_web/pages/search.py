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
from forethought.judge.rules import rule_book
from forethought.packs import Pack, precedents
from forethought.privacy import platforms, privacy
from forethought.values import CONCERNS
from forethought_web.templatetags.said import clause_anchor

LONGEST = 100  # characters looked for
_MOST = 60  # shown
_LATER = 0.8  # what guidance no longer in force counts, of what it would
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
    is_past: bool = False  # of guidance that is no longer in force


@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The box, and what was found."""
    is_asked = request.method == "POST"
    wanted = " ".join(request.POST.get("q", "").split())[:LONGEST]
    found = search(wanted)
    groups: dict[str, list[Entry]] = {}
    for one in found[:_MOST]:
        groups.setdefault(one.kind, []).append(one)
    return render(
        request,
        "guidance/search.html",
        {
            "section": "guidance",
            "longest": LONGEST,
            "asked": is_asked,
            "wanted": wanted,
            "error": "Write what you are looking for." if is_asked and not wanted else "",
            "groups": groups.items(),
            "total": len(found),
            "shown": min(len(found), _MOST),
        },
    )


def search(wanted: str) -> tuple[Entry, ...]:
    """What holds every word looked for, or words that begin like it; the best first."""
    words = [word for word in folded(wanted) if word not in _COMMON] or folded(wanted)
    if not words:
        return ()
    ranked = [(score, n) for n, entry in enumerate(index()) if (score := _score(entry, words))]
    return tuple(index()[n] for _, n in sorted(ranked, key=lambda pair: (-pair[0], pair[1])))


def _score(entry: Entry, words: list[str]) -> float:
    total = 0.0
    for word in words:
        in_title = max((2.0 if one == word else 1.0 for one in entry.first if one.startswith(word)), default=0.0)
        in_text = max((1.0 if one == word else 0.5 for one in entry.words if one.startswith(word)), default=0.0)
        if not in_title and not in_text:
            return 0.0
        total += in_title + in_text
    return total * (_LATER if entry.is_past else 1.0)


def folded(text: str) -> list[str]:
    """The words of a text without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(char for char in plain if not unicodedata.combining(char)))


@cache
def index() -> tuple[Entry, ...]:
    """All that can be found."""
    return tuple(_all())


def _all() -> Iterator[Entry]:
    for name, title in CONCERNS.items():
        text = concern_texts()[name]
        yield _entry("Concerns", title, f"{text['what']} {text['fine']}", _concern_link(name))
    for pack in list_packs():
        yield from _of_pack(pack)
    for case in precedents():
        title = f"{case.profession[:1].upper()}{case.profession[1:]}, {case.year} ({case.body})"
        yield _entry("Cases", title, f"{case.what_was_posted} {case.outcome_note}", reverse("case", args=[case.id]))
    everywhere = privacy()
    for step in everywhere.first:
        yield _entry("Privacy", "On every platform", f"{step.text} {step.why}", reverse("privacy"))
    for platform in platforms():
        advice = privacy(platform)
        for step in advice.steps:
            link = reverse("privacy-platform", args=[platform])
            yield _entry("Privacy", advice.name, f"{step.text} {step.why}", link)
    for rule in rule_book().rules:
        if rule.concern:
            title = f"{CONCERNS[rule.concern]}: {rule.id.replace('-', ' ')}"
            yield _entry("What the check sees", title, rule.why, f"{_concern_link(rule.concern)}#rules")


def _of_pack(pack: Pack) -> Iterator[Entry]:
    link = reverse("guidance-pack", args=[pack.id])
    is_past = pack.status == "superseded"
    version = f"{pack.version}, {pack.status}" if is_past else pack.version
    yield _entry("Guidance", f"{pack.short} ({version}): {pack.name}", f"{pack.body}. {pack.summary}", link, is_past)
    for one in pack.standards:
        title = f"{pack.short} {one.id} ({version})"
        yield _entry("Clauses", title, one.text, f"{link}#{clause_anchor(one.id)}", is_past, pack.topic(one.id))
    for tip in pack.tips:
        yield _entry("Tips", f"{pack.short} ({version})", tip.text, f"{link}#tips", is_past)


def _entry(kind: str, title: str, text: str, link: str, is_past: bool = False, also: str = "") -> Entry:
    return Entry(kind, title, text, link, frozenset(folded(f"{text} {also}")), frozenset(folded(title)), is_past)


def _concern_link(concern: str) -> str:
    return reverse("guidance-concern", args=[concern])
