"""Trying a draft: a post judged under it and under the guidance in force, side by side. The post is kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from forethought import Assessment, Post, check, choose_pack, load_pack
from forethought.packs import Pack, pack_ids
from forethought_web.consultations.models import Consultation
from forethought_web.consultations.pages import around, published
from forethought_web.drafts import DraftForm
from forethought_web.pages.answer import Answer, answer_of
from forethought_web.responses.answering import Closed, attach, find
from forethought_web.responses.pages import OVER


@dataclass(frozen=True, slots=True)
class Side:
    """A post as one guidance judges it."""

    pack: Pack
    answer: Answer
    clauses: tuple[str, ...]


def sides(post: Post, consultation: Consultation) -> tuple[Side, Side]:
    """A post under the guidance in force, and under the draft."""
    now = choose_pack(post.author.profession, post.author.country, post.date)
    return _side(post, now), _side(post, load_pack(consultation.pack))


def _side(post: Post, pack: Pack) -> Side:
    found: Assessment = check(post, pack, with_safer=False)
    clauses = tuple(sorted({one.id for finding in found.findings for one in finding.standards}))
    return Side(pack, answer_of(post, found, pack), clauses)


def difference(before: Side, after: Side) -> dict[str, Any]:
    """What differs between two judgements, without a word of the post: packs, verdicts, concerns and clauses."""
    return {
        name: {
            "pack": side.pack.id,
            "verdict": side.answer.verdict,
            "concerns": [one.id for one in side.answer.concerns],
            "clauses": list(side.clauses),
        }
        for name, side in (("in force", before), ("draft", after))
    }


@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, slug: str = "", key: str = "") -> HttpResponse:
    """Try the draft; from one's response, with what differs to be attached to it."""
    response = find(key) if key else None
    if key and response is None:
        raise Http404
    consultation = response.consultation if response else published(slug)
    if consultation.pack not in pack_ids():
        raise Http404
    form = DraftForm(request.POST if request.method == "POST" else None, initial={"audience": "public"})
    shown: dict[str, Any] = {"form": form, "key": key, "response": response}
    if request.method == "POST" and form.is_valid():
        before, after = sides(form.post(), consultation)
        if response and "attach" in request.POST:
            try:
                attach(response, difference(before, after))
            except Closed:
                raise OVER from None
            return HttpResponseRedirect(reverse("response", args=[key]))
        same = (before.clauses, before.answer.verdict) == (after.clauses, after.answer.verdict)
        shown |= {"sides": (("In force now", before), ("Under the draft", after)), "same": same}
    return render(request, "consultations/try.html", around(consultation) | shown)
