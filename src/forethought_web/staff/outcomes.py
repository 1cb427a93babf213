"""Writing and publishing "you said, we did"."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from forethought_web.consultations.audit import record
from forethought_web.consultations.models import Consultation
from forethought_web.consultations.pages import around
from forethought_web.results.models import Outcome
from forethought_web.staff.access import staff_only, who, whole_number


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("edit")
def outcomes(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """You said, we did: write it, paragraph by paragraph and question by question, and publish it."""
    error = ""
    if request.method == "POST":
        error = _outcome(request, consultation)
        if not error:
            return HttpResponseRedirect(reverse("staff-outcomes", args=[consultation.slug]))
    version = consultation.current
    shown = {
        "error": error,
        "sent": request.POST,
        "written": consultation.outcomes.select_related("question"),
        "paragraphs": [one for one in version.paragraphs.all() if not one.is_heading] if version else [],
        "questions": consultation.questions.all(),
        "decisions": Outcome.Decision.choices,
    }
    return render(request, "staff/outcomes.html", around(consultation) | shown)


@transaction.atomic
def _outcome(request: HttpRequest, consultation: Consultation) -> str:
    sent = request.POST
    if "publish" in sent:
        consultation.outcomes.update(is_published=True)
        record(who(request), "publish outcome", consultation.slug)
        return ""
    about, decision = sent.get("about", ""), sent.get("decision", "")
    anchors = {one.anchor for one in consultation.current.paragraphs.all()} if consultation.current else set()
    question = consultation.questions.filter(pk=whole_number(about[1:])).first() if about.startswith("q") else None
    heard, because = sent.get("heard", "").strip(), sent.get("because", "").strip()
    if (
        (about not in anchors and question is None)
        or decision not in Outcome.Decision.values
        or not heard
        or not because
    ):
        return "Say what it is about, what was heard, what was decided, and why"
    Outcome.objects.create(
        consultation=consultation, anchor="" if question else about, question=question, heard=heard, because=because,
        decision=decision, words=sent.get("words", "").strip() if decision == Outcome.Decision.CHANGED else "",
    )  # fmt: skip
    record(who(request), "write outcome", consultation.slug, on=about)
    return ""
