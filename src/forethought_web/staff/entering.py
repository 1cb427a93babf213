"""Keying in a response that came on paper, by e-mail or by telephone, and putting right what was mistyped."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from forethought_web.consultations.models import Consultation
from forethought_web.consultations.pages import around
from forethought_web.responses.answering import Sheet, Stale
from forethought_web.responses.entering import KEYED, NotTaken, correct, key_in, keyed_in, read_keyed, refusal
from forethought_web.responses.models import CONSENT, TYPES, Response
from forethought_web.responses.pages import fields_of, whole_or
from forethought_web.staff.access import staff_only, who

_LATELY = 20
_ABOUT = (
    "type", "organisation", "name", "email", "consent", "is_organisation", "speaks_for", "provenance", "received_on",
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("key in")
def page(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """The form; with ``?reference=`` for a response that was keyed in, with ``?kept=`` what it was given."""
    response = _named(request, consultation, "reference")
    if request.method == "POST":
        return _kept(request, consultation, response)
    if kept := _named(request, consultation, "kept"):
        return render(request, "staff/enter.html", around(consultation) | {"kept": kept})
    return _form(request, consultation, response)


def _named(request: HttpRequest, consultation: Consultation, name: str) -> Response | None:
    """The response that the address names.

    Raises:
        Http404: If it names one that staff did not key in to this consultation.
    """
    if name not in request.GET:
        return None
    found = keyed_in(consultation).filter(reference=request.GET[name][:12].upper()).first()
    if found is None:
        raise Http404
    return found


def _kept(request: HttpRequest, consultation: Consultation, response: Response | None) -> HttpResponse:
    sheet = read_keyed(consultation, request.POST)
    revision = whole_or(request.POST.get("revision", ""), -1)
    if why := refusal(consultation, timezone.now()):
        return _form(request, consultation, response, sheet, revision=revision, why_not=why)
    if sheet.errors:
        return _form(request, consultation, response, sheet, revision=revision)
    try:
        if response is None:
            form = request.POST.get("form", "")[:64] or secrets.token_urlsafe(24)
            made = key_in(consultation, sheet, form, who(request))
        else:
            made = correct(response, sheet, revision, who(request))
    except Stale:
        return _form(request, consultation, response, sheet, stale=True)
    except NotTaken as why_not:
        return _form(request, consultation, response, sheet, revision=revision, why_not=str(why_not))
    return HttpResponseRedirect(f"{reverse('staff-key-in', args=[consultation.slug])}?kept={made.reference}")


def _form(
    request: HttpRequest,
    consultation: Consultation,
    response: Response | None,
    sheet: Sheet | None = None,
    *,
    revision: int | None = None,
    why_not: str = "",
    stale: bool = False,
) -> HttpResponse:
    if response is not None:
        response.refresh_from_db()
    if sheet is None:
        answers = {one.question_id: one.value for one in response.answers.all()} if response else {}
        sheet = Sheet({name: getattr(response, name) for name in _ABOUT} if response else {}, answers)
    fields = fields_of(consultation, sheet.answers, sheet.errors)
    why_not = why_not or refusal(consultation, timezone.now())
    shown: dict[str, Any] = {
        "response": response,
        "about": sheet.about,
        "said_day": request.POST.get("received_on", sheet.about.get("received_on") or ""),
        "fields": [one for one in fields if response is None or not one.question.about_equality],
        "errors": sheet.errors,
        "why_not": why_not,
        "stale": stale,
        "revision": response.revision if response and revision is None else revision,
        "form": request.POST.get("form", "")[:64] or secrets.token_urlsafe(24),
        "types": TYPES.items(),
        "consents": CONSENT.items(),
        "ways": KEYED.items(),
        "keyed": True,
        "lately": keyed_in(consultation).order_by("-pk")[:_LATELY],
    }
    status = 409 if request.method == "POST" and (stale or why_not) else 200
    return render(request, "staff/enter.html", around(consultation) | shown, status=status)
