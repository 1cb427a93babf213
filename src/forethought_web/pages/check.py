"""The first page: a draft, and what the check says of it. Words come in POST bodies alone and go nowhere but back."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST

from forethought import check, choose_pack, say
from forethought.packs import Pack
from forethought.packs.routing import families
from forethought.values import Assessment, Post, Span
from forethought_web.drafts import PLATFORM_NAMES, DraftForm, about_from_settings
from forethought_web.guards import is_here
from forethought_web.pages.answer import answer_of, differences, marked, people_of
from forethought_web.pages.note import reflective_note

REASONS = ("It is published already", "They agreed", "Nobody I work with", "It misread me", "Another reason")
_SPAN = re.compile(r"(\d{1,7})-(\d{1,7})")


@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The form; sent, also the answer. To htmx the answer alone, as its user types."""
    if request.method != "POST":
        form = DraftForm(initial=about_from_settings() if is_here(request) else {"audience": "public"})
        return render(request, "check/page.html", _around(form))
    form = DraftForm(request.POST)
    live = bool(request.headers.get("HX-Request"))
    if live and not request.POST.get("text", "").strip():
        return render(request, "check/_empty.html")
    if not form.is_valid():
        return render(request, "check/_errors.html" if live else "check/page.html", _around(form), status=200)
    post = form.post()
    out = frozenset() if live else _taken_out(request)
    assessment = _check(post, with_safer=not live)
    shown = {"answer": answer_of(post, assessment, _pack(post), out), **_safer(post, assessment)}
    if live:
        return render(request, "check/_answer.html", shown | {"live": True, "reasons": REASONS})
    return render(
        request, "check/page.html", _around(form) | shown | {"marked": marked(post.text, assessment.findings)}
    )


@require_POST
def safer(request: HttpRequest) -> HttpResponse:
    """The safer wording alone, for it takes longer than the rest."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=204)
    post = form.post()
    return render(request, "check/_safer.html", _safer(post, _check(post, with_safer=True)))


@require_POST
def people(request: HttpRequest) -> HttpResponse:
    """How many people fit when details are taken out."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=204)
    post = form.post()
    shown = people_of(post, _check(post, with_safer=False), _taken_out(request))
    return render(request, "check/_people.html", {"people": shown, "live": True})


@require_POST
def note(request: HttpRequest) -> HttpResponse:
    """A reflective note for one's portfolio: what kind of post it was and what the check said, in none of its words."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        return render(request, "check/page.html", _around(form))
    post = form.post()
    written = reflective_note(post, _check(post, with_safer=False), _pack(post))
    return HttpResponse(
        written,
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="reflection-{post.date}.txt"'},
    )


@csrf_exempt  # a phone's share menu has no form of ours; this only fills the box, and keeps and judges nothing
@require_http_methods(["GET", "HEAD", "POST"])
def shared(request: HttpRequest) -> HttpResponse:
    """The page with what another app shared already in the box."""
    parts = [request.POST.get(name, "").strip() for name in ("title", "text", "url")]
    text = "\n".join(dict.fromkeys(part for part in parts if part))
    form = DraftForm(initial={"text": text.replace("\r\n", "\n"), "audience": "public"})
    return render(request, "check/page.html", _around(form) | {"shared": bool(text)})


def _check(post: Post, *, with_safer: bool) -> Assessment:
    return check(post, _pack(post), with_safer=with_safer)


def _pack(post: Post) -> Pack:
    return choose_pack(post.author.profession, post.author.country, post.date)


def _safer(post: Post, assessment: Assessment) -> dict[str, Any]:
    if assessment.safer is None:
        return {"safer": None}
    return {
        "safer": assessment.safer,
        "differences": differences(post.text, assessment.safer.text),
        "said_of_safer": say.said_of(assessment.safer),
    }


def _taken_out(request: HttpRequest) -> frozenset[Span]:
    found = (_SPAN.fullmatch(value) for value in request.POST.getlist("out")[:100])
    return frozenset(Span(int(one[1]), int(one[2])) for one in found if one)


def _around(form: DraftForm) -> dict[str, Any]:
    return {
        "form": form,
        "professions": sorted({family.people for family in families()}),
        "platforms": PLATFORM_NAMES,
        "section": "check",
        "reasons": REASONS,
    }
