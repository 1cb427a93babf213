"""Looking at one response before it is published, and leaving out what must not be."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from forethought_web.consultations.models import Consultation
from forethought_web.consultations.pages import around
from forethought_web.consultations.roles import may
from forethought_web.moderation.models import POLICY
from forethought_web.responses import clearing
from forethought_web.responses.answering import is_registered
from forethought_web.responses.models import Answer, Redaction, Response
from forethought_web.responses.pages import said
from forethought_web.staff.access import staff_only, who, whole_number
from forethought_web.templatetags.said import capital

_MOST = 200  # places of one form


@dataclass(frozen=True, slots=True)
class Mark:
    """Words in an answer: left out already, or suggested; with what a form says to choose them."""

    words: str
    value: str = ""
    suggested: str = ""
    redaction: Redaction | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as staff look at it: in words with marks, or what was chosen."""

    answer: Answer
    marks: tuple[Mark, ...]
    suggestions: int = 0


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("clear")
def page(request: HttpRequest, consultation: Consultation, reference: str) -> HttpResponse:
    """One response whole: what to leave out, whether it is published, and the next one."""
    sent = Response.objects.filter(consultation=consultation, state=Response.State.SENT)
    response = sent.filter(reference=reference).first()
    if response is None:
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            return HttpResponseRedirect(_do(request, response))
        except clearing.NotPossible as why:
            error = capital(f"{why}")
    answers = response.answers.select_related("question").prefetch_related("redactions").order_by("question__order")
    shown = {
        "response": response,
        "answers": [_shown(response, one) for one in answers],
        "error": error,
        "policy": POLICY.items(),
        "is_cleared": clearing.is_cleared(response),
        "may_be_published": response.consent in ("named", "unnamed"),
        "registered": is_registered(response),
        "may_key_in": may(request.user, "key in", consultation),
        "left": clearing.waiting(consultation).count(),
        "next": _next(response),
    }
    return render(request, "staff/clear.html", around(consultation) | shown)


def _next(response: Response) -> Response | None:
    """The next that nobody has looked at: after this one, or from the beginning again."""
    others = clearing.waiting(response.consultation).exclude(pk=response.pk)
    return others.filter(pk__gt=response.pk).first() or others.first()


def _do(request: HttpRequest, response: Response) -> str:
    sent, by = request.POST, who(request)
    here = reverse("staff-response", args=[response.consultation.slug, response.reference])
    action = sent.get("action", "")
    answer = response.answers.filter(pk=whole_number(sent.get("answer", ""))).first()
    if action == "put-back":
        found = Redaction.objects.filter(pk=whole_number(sent.get("redaction", "")), answer__response=response).first()
        if found is None:
            raise Http404
        clearing.put_back(found, by)
        return f"{here}#a{found.answer_id}"
    if action == "leave-out" and answer:
        clearing.leave_out(answer, _spans(request, answer), by)
        return f"{here}#a{answer.pk}"
    if action == "hold-back":
        clearing.hold_back(response, by)
        return here
    if action == "clear":
        following = _next(response)
        clearing.clear(response, by)
        if following is None:
            return reverse("staff-responses", args=[response.consultation.slug])
        return reverse("staff-response", args=[response.consultation.slug, following.reference])
    raise Http404


def _spans(request: HttpRequest, answer: Answer) -> list[tuple[int, int, str]]:
    """What a form wants left out: ticked places, and words that were typed, wherever they stand."""
    sent, found = request.POST, []
    for one in sent.getlist("span")[:_MOST]:
        start, _, rest = one.partition("-")
        end, _, reason = rest.partition("-")
        found.append((whole_number(start), whole_number(end), reason))
    words = sent.get("words", "").strip()
    if words:
        places = clearing.places_of(words, str(answer.value))[:_MOST]
        if not places:
            raise clearing.NotPossible("these words are not in the answer; copy them from it")
        found += [(at, at + len(words), sent.get("reason", "")) for at in places]
    if not found:
        raise clearing.NotPossible("tick what is to be left out, or type the words")
    return found


def _shown(response: Response, answer: Answer) -> Shown:
    if not isinstance(answer.value, str) or answer.question.options:
        return Shown(answer, (Mark(said(answer.value)),))
    text = answer.value
    out = sorted(answer.redactions.all(), key=lambda one: (one.start, one.end))
    suggested = [
        one
        for one in clearing.suggestions(response, text)
        if not any(there.start < one.end and one.start < there.end for there in out)
    ]
    marks: list[Mark] = []
    at = 0
    places: list[Redaction | clearing.Suggestion] = [*out, *suggested]
    for one in sorted(places, key=lambda one: one.start):
        start = max(one.start, at)
        if start >= one.end:
            continue
        marks.append(Mark(text[at:start]))
        if isinstance(one, Redaction):
            marks.append(Mark(text[start : one.end], redaction=one))
        else:
            marks.append(Mark(text[start : one.end], f"{one.start}-{one.end}-{one.reason}", one.what))
        at = one.end
    marks.append(Mark(text[at:]))
    return Shown(answer, tuple(one for one in marks if one.words), len(suggested))
