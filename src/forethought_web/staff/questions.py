"""The questions of a draft consultation: adding, changing, moving and removing them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from forethought_web.consultations import running
from forethought_web.consultations.audit import record
from forethought_web.consultations.models import KINDS, Consultation, Question
from forethought_web.consultations.pages import around
from forethought_web.staff.access import staff_only, who, whole_number
from forethought_web.templatetags.said import capital

_MOST_CHOICES = 50
_MOST = 200  # questions of one consultation
_AWAY = 1_000_000  # a place that no question has, while two change theirs


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("edit")
def page(request: HttpRequest, consultation: Consultation, order: int) -> HttpResponse:
    """Change one, move it, or remove it."""
    question = consultation.questions.filter(order=order).first()
    if question is None:
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            _do(request, consultation, question)
            return HttpResponseRedirect(reverse("staff-one", args=[consultation.slug]) + "#questions")
        except running.NotPossible as why:
            error = capital(f"{why}")
    shown = {
        "error": error,
        "question": question,
        "sent": request.POST if request.method == "POST" else as_sent(question),
        "kinds": KINDS.items(),
        "paragraphs": list(consultation.current.paragraphs.all()) if consultation.current else [],
    }
    return render(request, "staff/question.html", around(consultation) | shown)


def _do(request: HttpRequest, consultation: Consultation, question: Question) -> None:
    action = request.POST.get("action", "")
    if action == "change":
        change(question, read(request.POST, consultation, question.order), who(request))
    elif action in ("up", "down"):
        move(question, -1 if action == "up" else 1, who(request))
    elif action == "remove":
        remove(question, who(request))
    else:
        raise Http404


def ask(request: HttpRequest, consultation: Consultation) -> None:
    """Add the question that was sent, as the last one.

    Raises:
        NotPossible: If the consultation is published, or the question is not complete.
    """
    add(consultation, read(request.POST, consultation, consultation.questions.count() + 1), who(request))


def read(sent: Any, consultation: Consultation, order: int) -> dict[str, Any]:
    """The fields of a question from a form.

    Args:
        sent: A QueryDict.
        consultation: Whose it is.
        order: Its place; it may depend on the answer to an earlier one only.

    Raises:
        NotPossible: If it is not complete, or depends on what is not there.
    """
    kind, text = sent.get("kind", ""), sent.get("text", "").strip()[:500]
    choices, rows = (_lines(sent.get(name, "")) for name in ("choices", "rows"))
    if kind not in KINDS or not text:
        raise running.NotPossible("choose a kind of question and write what is asked")
    chooses = kind in ("choice", "several", "rank", "matrix")
    if chooses and len(choices) < 2:
        raise running.NotPossible("give at least two answers to choose from, one a line")
    if kind == "matrix" and not rows:
        raise running.NotPossible("give the rows, one a line")
    equality = sent.get("equality") == "yes"
    if equality and kind not in ("yes-no", "agree", "choice"):
        raise running.NotPossible("a question on equality has one answer of several, so that it can be counted apart")
    anchors = {one.anchor for one in consultation.current.paragraphs.all()} if consultation.current else set()
    return {
        "kind": kind, "text": text, "hint": sent.get("hint", "").strip()[:500],
        "choices": choices if chooses else [], "rows": rows if kind == "matrix" else [],
        "required": sent.get("required") == "yes", "shown_if": _condition(sent, consultation, order),
        "anchor": sent.get("anchor", "") if sent.get("anchor") in anchors else "", "about_equality": equality,
    }  # fmt: skip


def _condition(sent: Any, consultation: Consultation, order: int) -> dict[str, Any] | None:
    after, wanted = sent.get("after", "").strip(), _lines(sent.get("after_is", ""))
    if not after and not wanted:
        return None
    earlier = consultation.questions.filter(order=whole_number(after), order__lt=order).first()
    if earlier is None or not earlier.options:
        raise running.NotPossible("it can depend only on an earlier question with answers to choose from: its number")
    strange = [one for one in wanted if one not in earlier.options]
    if strange or not wanted:
        known = ", ".join(earlier.options)
        raise running.NotPossible(
            f"question {earlier.order} has these answers: {known}; write those wanted, one a line"
        )
    if earlier.about_equality:
        raise running.NotPossible("no question depends on one about equality: it would tie the answers together")
    return {"question": earlier.order, "is": wanted}


def as_sent(question: Question) -> dict[str, Any]:
    """A question as a form would send it."""
    condition = question.shown_if or {}
    return {
        "kind": question.kind, "text": question.text, "hint": question.hint, "choices": "\n".join(question.choices),
        "rows": "\n".join(question.rows), "required": "yes" if question.required else "", "anchor": question.anchor,
        "after": condition.get("question", ""), "after_is": "\n".join(condition.get("is", [])),
        "equality": "yes" if question.about_equality else "",
    }  # fmt: skip


@transaction.atomic
def add(consultation: Consultation, fields: dict[str, Any], by: str) -> Question:
    """Add a question at the end.

    Raises:
        NotPossible: If the consultation is published, or has very many.
    """
    kept = _editable(consultation)
    order = kept.questions.count() + 1
    if order > _MOST:
        raise running.NotPossible(f"there are {_MOST} questions already")
    made = Question.objects.create(consultation=kept, order=order, **fields)
    record(by, "add question", kept.slug, order=order)
    return made


@transaction.atomic
def change(question: Question, fields: dict[str, Any], by: str) -> None:
    """Change a question.

    Raises:
        NotPossible: If it is published, or another depends on an answer that would be gone.
    """
    kept = _editable(question.consultation)
    for name, value in fields.items():
        setattr(question, name, value)
    for other in _depending(kept, question.order):
        if question.about_equality or set((other.shown_if or {}).get("is", [])) - set(question.options):
            raise running.NotPossible(f"question {other.order} depends on an answer to it; change that one first")
    question.save()
    record(by, "change question", kept.slug, order=question.order)


@transaction.atomic
def move(question: Question, by_places: int, by: str) -> None:
    """Move a question one place up (-1) or down (1); at either end it stays.

    Raises:
        NotPossible: If it is published, or would come before the one whose answer it depends on.
    """
    kept = _editable(question.consultation)
    other = kept.questions.filter(order=question.order + by_places).first()
    if other is None:
        return
    later, earlier = (
        (question, other) if by_places < 0 else (other, question)
    )  # as they are after the move: later first
    if later.shown_if and later.shown_if["question"] == earlier.order:
        raise running.NotPossible(f"question {later.order} depends on the answer to question {earlier.order}")
    places = {question.order: other.order, other.order: question.order}
    _place(kept, places)
    record(by, "move question", kept.slug, order=question.order, to=other.order)


@transaction.atomic
def remove(question: Question, by: str) -> None:
    """Remove a question; those after it move up.

    Raises:
        NotPossible: If it is published, or another depends on its answer.
    """
    kept = _editable(question.consultation)
    if depending := _depending(kept, question.order):
        raise running.NotPossible(f"question {depending[0].order} depends on the answer to it; change that one first")
    order = question.order
    question.delete()
    _place(kept, {one.order: one.order - 1 for one in kept.questions.filter(order__gt=order)})
    record(by, "remove question", kept.slug, order=order)


def _place(consultation: Consultation, places: dict[int, int]) -> None:
    """Give questions other places, and let those that depend on one follow it."""
    moved = list(consultation.questions.filter(order__in=places))
    for one in moved:
        Question.objects.filter(pk=one.pk).update(order=_AWAY + one.order)
    for one in moved:
        Question.objects.filter(pk=one.pk).update(order=places[one.order])
    for one in consultation.questions.exclude(shown_if=None):
        if _after(one) in places:
            one.shown_if = {**(one.shown_if or {}), "question": places[_after(one)]}
            one.save(update_fields=["shown_if"])


def _depending(consultation: Consultation, order: int) -> list[Question]:
    return [one for one in consultation.questions.exclude(shown_if=None) if _after(one) == order]


def _after(question: Question) -> int:
    """The place of the question whose answer it depends on; 0 for none."""
    return int((question.shown_if or {}).get("question", 0))


def _editable(consultation: Consultation) -> Consultation:
    kept = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if kept.state != Consultation.State.DRAFT:
        raise running.NotPossible("questions cannot change once it is published: answers would mean something else")
    return kept


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip()[:200] for line in text.splitlines() if line.strip()))[:_MOST_CHOICES]
