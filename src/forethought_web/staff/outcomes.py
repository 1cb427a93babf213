"""Writing and publishing "you said, we did": paragraph by paragraph and question by question, beside what was heard."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from forethought_web.consultations import letters
from forethought_web.consultations.audit import record
from forethought_web.consultations.models import Consultation, Question
from forethought_web.consultations.pages import around
from forethought_web.discussion.models import Comment
from forethought_web.responses.models import Answer, Response
from forethought_web.results.models import Outcome
from forethought_web.staff.access import staff_only, who, whole_number


@dataclass(frozen=True, slots=True)
class Place:
    """What an outcome can be about: a paragraph, or a question; with what was heard there."""

    id: str  # an anchor, or q and a question's key
    title: str
    comments: int = 0
    answers: int = 0
    outcome: Outcome | None = None


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("edit")
def outcomes(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Every paragraph and question, with what was heard and what was written; write, change, remove, publish."""
    error, about = "", request.GET.get("about", "")[:80]
    if request.method == "POST":
        about = request.POST.get("about", "")[:80]
        error = _do(request, consultation, about)
        if not error:
            return HttpResponseRedirect(reverse("staff-outcomes", args=[consultation.slug]))
    places = places_of(consultation)
    chosen = next((one for one in places if one.id == about), None)
    if about and chosen is None:
        raise Http404
    shown = {
        "error": error,
        "sent": request.POST if error else as_sent(chosen),
        "places": places,
        "chosen": chosen,
        "written": [one for one in places if one.outcome],
        "unpublished": consultation.outcomes.filter(is_published=False).count(),
        "decisions": Outcome.Decision.choices,
    }
    return render(request, "staff/outcomes.html", around(consultation) | shown)


def places_of(consultation: Consultation) -> list[Place]:
    """All that an outcome can be about, in order of the draft, then of the questions."""
    version = consultation.current
    written = {one.anchor or f"q{one.question_id}": one for one in consultation.outcomes.all()}
    shown = Comment.objects.filter(consultation=consultation, state=Comment.State.SHOWN)
    comments = dict(shown.values_list("anchor").annotate(n=Count("pk")))
    sent = Answer.objects.filter(response__consultation=consultation, response__state=Response.State.SENT)
    answers = dict(sent.values_list("question").annotate(n=Count("pk")))
    return [
        Place(one.anchor, f"{one.number} {one.text}", comments.get(one.anchor, 0), 0, written.get(one.anchor))
        for one in (version.paragraphs.all() if version else ())
        if not one.is_heading
    ] + [
        Place(f"q{one.pk}", f"Question {one.order}: {one.text}", 0, answers.get(one.pk, 0), written.get(f"q{one.pk}"))
        for one in consultation.questions.filter(about_equality=False)
    ]


def as_sent(place: Place | None) -> dict[str, str]:
    """What was written of a place, as a form would send it."""
    one = place.outcome if place else None
    if one is None:
        return {}
    return {"heard": one.heard, "decision": one.decision, "because": one.because, "words": one.words}


@transaction.atomic
def _do(request: HttpRequest, consultation: Consultation, about: str) -> str:
    sent, by = request.POST, who(request)
    if "publish" in sent:
        consultation.outcomes.update(is_published=True)
        record(by, "publish outcome", consultation.slug)
        letters.tell_of_outcome(consultation)
        return ""
    anchors = {one.anchor for one in consultation.current.paragraphs.all()} if consultation.current else set()
    question = consultation.questions.filter(pk=whole_number(about[1:])).first() if about.startswith("q") else None
    if about not in anchors and question is None:
        return "Choose what it is about"
    where = {"anchor": "", "question": question} if question else {"anchor": about, "question": None}
    there = consultation.outcomes.filter(**where).first()
    if "remove" in sent:
        if there and there.is_published:
            return "It is published already. Change it instead, so that what was said stays to be seen"
        consultation.outcomes.filter(**where).delete()
        record(by, "remove outcome", consultation.slug, on=about)
        return ""
    return _write(request, consultation, there or Outcome(consultation=consultation, **where), question)


def _write(request: HttpRequest, consultation: Consultation, one: Outcome, question: Question | None) -> str:
    sent = request.POST
    heard, because = (sent.get(name, "").replace("\r\n", "\n").strip()[:10_000] for name in ("heard", "because"))
    decision, words = sent.get("decision", ""), sent.get("words", "").strip()[:10_000]
    if decision not in Outcome.Decision.values or not heard or not because:
        return "Say what was heard, what was decided, and why"
    changed = decision == Outcome.Decision.CHANGED
    if changed and not question and not words:
        return "Give the words that stand there now, or choose another decision"
    was_there = one.pk is not None
    one.heard, one.decision, one.because, one.words = heard, decision, because, words if changed else ""
    one.save()
    about = f"q{question.pk}" if question else one.anchor
    record(who(request), "change outcome" if was_there else "write outcome", consultation.slug, on=about)
    return ""
