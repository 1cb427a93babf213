"""Responding without an account: begin, save and return by a private link, send, keep the receipt, change, withdraw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forethought_web.consultations import letters
from forethought_web.consultations.models import Consultation, Question
from forethought_web.consultations.pages import around, published
from forethought_web.errors import Problem
from forethought_web.floods import BITS, mistaken, passes
from forethought_web.guards import missed
from forethought_web.responses.answering import (
    Closed,
    Sheet,
    Stale,
    find,
    read_registration,
    read_sheet,
    save,
    start,
    withdraw,
)
from forethought_web.responses.looking import look
from forethought_web.responses.models import CONSENT, TYPES, Response
from forethought_web.results.outcomes import became_of

OVER = Problem(409, "This consultation takes nothing more.", "What you sent before it closed is safe.", "closed")


@dataclass(frozen=True, slots=True)
class Field:
    """A question as a form shows it: with what was answered, and what is wrong with it."""

    question: Question
    value: Any
    error: str
    paragraph: str
    rows: tuple[tuple[int, str, str], ...] = ()  # of a matrix or ranking: place, words, what was answered

    @property
    def name(self) -> str:
        """Its name in the form."""
        return f"q{self.question.pk}"


@require_POST
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a response, and go to its private link."""
    consultation = published(slug)
    try:
        _, key = start(consultation)
    except Closed:
        raise OVER from None
    return HttpResponseRedirect(reverse("response", args=[key]))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def respond(request: HttpRequest, key: str) -> HttpResponse:
    """The form. Saved as one writes, or with a button; sent when its writer says so.

    The private link in the address is what lets one in, and no other site knows it: so a page that was open for days,
    in a browser that has forgotten its cookies, still saves what was written.
    """
    response = _found(request, key)
    if response.state == Response.State.WITHDRAWN:
        return render(request, "responses/withdrawn.html", around(response.consultation) | {"response": response})
    if request.method != "POST":
        return _form(request, response, key)
    live = bool(request.headers.get("HX-Request"))
    send = not live and ("send" in request.POST or "as-it-is" in request.POST)
    consultation = response.consultation
    questions = list(consultation.questions.all())
    sheet = _read(request, consultation, questions, whole=send)
    revision = whole_or(request.POST.get("revision", ""), -1)
    if send and sheet.errors:
        return _form(request, response, key, sheet, revision)
    seen = look(questions, sheet.answers) if send and "as-it-is" not in request.POST else []
    try:
        kept = save(response, sheet, revision, send=send and not seen, signs=_signs(request, consultation, key))
    except Closed:
        if live:
            raise OVER from None
        return _too_late(request, response, key, sheet)
    except Stale:
        if live:
            return render(request, "responses/_stale.html", status=409)
        return _form(request, response, key, sheet, response.revision, stale=True, newer=response)
    if live:
        return render(request, "responses/_saved.html", {"response": kept, "at": consultation.local(kept.saved_at)})
    if send and not seen:
        return HttpResponseRedirect(reverse("response-receipt", args=[key]))
    return _form(request, kept, key, sheet, seen=seen, saved=not seen)


def _too_late(request: HttpRequest, response: Response, key: str, sheet: Sheet | None = None) -> HttpResponse:
    """What was saved and never sent, for its writer alone; or what was written and came after the closing time."""
    shown = _whole(response, key)
    if sheet is not None:
        shown["fields"] = [one for one in fields_of(response.consultation, sheet.answers, {}) if one.value]
    status = 200 if sheet is None else 409
    return render(request, "responses/unsent.html", shown | {"typed": sheet is not None}, status=status)


def _read(request: HttpRequest, consultation: Consultation, questions: list[Question], *, whole: bool) -> Sheet:
    sheet = read_sheet(questions, request.POST, whole=whole)
    errors, about = dict(sheet.errors), dict(sheet.about)
    if number := read_registration(request.POST, consultation, errors):
        about["registration"] = number
    if request.POST.get("without-number") or about["type"] != "registrant":
        about["registration"] = ""
    if whole and (wrong := mistaken(consultation, request.POST)):
        errors["guard"] = wrong
    return replace(sheet, about=about, errors=errors)


def _signs(request: HttpRequest, consultation: Consultation, key: str) -> list[str]:
    signs = ["trap"] if request.POST.get("website") else []
    return signs if passes(consultation, request.POST, key) else [*signs, "no-proof"]


def whole_or(said: str, otherwise: int) -> int:
    """A whole number that was sent, or another where it is none."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else otherwise


@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, key: str) -> HttpResponse:
    """What was sent and when, with its reference; and the private link by email where it is asked for."""
    response = _sent(request, key)
    shown: dict[str, Any] = {"typed": response.email}
    if request.method == "POST":
        try:
            to = letters.address_of(request.POST.get("email", ""))
            letters.send_link(to, request.build_absolute_uri(reverse("response", args=[key])), response.reference)
            shown = {"mailed": True}
        except ValueError as wrong:
            shown = {"error": str(wrong), "typed": request.POST.get("email", "")[:300]}
    return render(request, "responses/receipt.html", _whole(response, key) | shown)


@require_safe
def copy(request: HttpRequest, key: str) -> HttpResponse:
    """What was sent, to download."""
    response = _sent(request, key)
    whole = _whole(response, key)
    lines = [
        f"Response {response.reference}",
        response.consultation.title,
        f"Sent: {whole['sent']:%d %B %Y, %H:%M}",
        "",
    ]
    for field in whole["fields"]:
        lines += [field.question.text, f"  {said(field.value)}", ""]
    return HttpResponse(
        "\n".join(lines),
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="response-{response.reference}.txt"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, key: str) -> HttpResponse:
    """Withdraw a response, after asking once."""
    response = _found(request, key)
    if request.method == "POST":
        try:
            withdraw(response)
        except Closed:
            raise OVER from None
        return HttpResponseRedirect(reverse("response", args=[key]))
    return render(
        request, "responses/take_back.html", around(response.consultation) | {"response": response, "key": key}
    )


def said(value: Any) -> str:
    """An answer in words."""
    if isinstance(value, Mapping):
        return "; ".join(f"{row}: {one}" for row, one in value.items())
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _found(request: HttpRequest, key: str) -> Response:
    response = find(key)
    if response is None:
        missed(request)
        raise Http404
    return response


def _sent(request: HttpRequest, key: str) -> Response:
    response = _found(request, key)
    if response.state != Response.State.SENT:
        raise Http404
    return response


def _whole(response: Response, key: str) -> dict[str, Any]:
    sent = response.consultation.local(response.sent_at or timezone.now())
    answers = {one.question_id: one.value for one in response.answers.all()}
    fields = [field for field in fields_of(response.consultation, answers, {}) if field.value]
    return around(response.consultation) | {
        "response": response,
        "key": key,
        "sent": sent,
        "fields": fields,
        "became": became_of(response) if response.consultation.phase(timezone.now()) == "closed" else [],
        "type": TYPES.get(response.type, ""),
        "consent": CONSENT.get(response.consent, ""),
    }


def fields_of(consultation: Consultation, answers: Mapping[int, Any], errors: Mapping[str, str]) -> list[Field]:
    """The questions as a form shows them, with answers by question and errors by field."""
    version = consultation.current
    paragraphs = {one.anchor: f"{one.number} {one.text}" for one in version.paragraphs.all()} if version else {}
    return [
        Field(
            question=one,
            value=answers.get(one.pk, ""),
            error=errors.get(f"q{one.pk}", ""),
            paragraph=paragraphs.get(one.anchor, ""),
            rows=tuple(_rows(one, answers.get(one.pk))),
        )
        for one in consultation.questions.all()
    ]


def _rows(question: Question, value: Any) -> list[tuple[int, str, str]]:
    if question.kind == "matrix":
        given = value if isinstance(value, dict) else {}
        return [(n, row, given.get(row, "")) for n, row in enumerate(question.rows)]
    if question.kind == "rank":
        order = value if isinstance(value, list) else []
        return [(n, one, str(order.index(one) + 1) if one in order else "") for n, one in enumerate(question.options)]
    return []


def _form(
    request: HttpRequest,
    response: Response,
    key: str,
    sheet: Sheet | None = None,
    revision: int | None = None,
    **more: Any,
) -> HttpResponse:
    consultation = response.consultation
    if consultation.phase(timezone.now()) != "open" and response.state != Response.State.SENT:
        return _too_late(request, response, key)
    if consultation.phase(timezone.now()) != "open":
        return HttpResponseRedirect(reverse("response-receipt", args=[key]))
    names = ("type", "organisation", "name", "email", "consent", "is_organisation", "speaks_for")
    if sheet is None:
        answers = {one.question_id: one.value for one in response.answers.all()}
        sheet = Sheet({name: getattr(response, name) for name in names}, answers)
    shown = {
        "response": response,
        "key": key,
        "about": sheet.about,
        "fields": fields_of(consultation, sheet.answers, sheet.errors),
        "errors": sheet.errors,
        "guard_said": request.POST.get("guard", ""),
        "guard_error": sheet.errors.get("guard", ""),
        "revision": response.revision if revision is None else revision,
        "types": TYPES.items(),
        "consents": CONSENT.items(),
        "bits": BITS,
        "worked_for": key,
        "link": request.build_absolute_uri(reverse("response", args=[key])),
    }
    return render(request, "responses/form.html", around(consultation) | shown | more)
