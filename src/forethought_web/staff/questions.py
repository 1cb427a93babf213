"""The questions of a draft consultation: adding, changing, moving and removing them."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from forethought_web.consultations import running
from forethought_web.consultations.audit import record
from forethought_web.consultations.models import KINDS, Consultation, Question
from forethought_web.staff.access import staff_only, who, whole_number

_MOST_CHOICES = 50


@transaction.atomic
def ask(request: HttpRequest, consultation: Consultation) -> None:
    """Add a question that was sent.

    Raises:
        NotPossible: If the consultation is published, or the question is not complete.
    """
    if consultation.state != Consultation.State.DRAFT:
        raise running.NotPossible("questions cannot change once it is published: answers would mean something else")
    sent = request.POST
    kind, text = sent.get("kind", ""), sent.get("text", "").strip()[:500]
    choices, rows = (_lines(sent.get(name, "")) for name in ("choices", "rows"))
    if kind not in KINDS or not text:
        raise running.NotPossible("choose a kind of question and write what is asked")
    if kind in ("choice", "several", "rank", "matrix") and len(choices) < 2:
        raise running.NotPossible("give at least two answers to choose from, one a line")
    if kind == "matrix" and not rows:
        raise running.NotPossible("give the rows, one a line")
    wanted = _lines(sent.get("after_is", ""))
    order = (consultation.questions.count() or 0) + 1
    earlier = whole_number(sent.get("after", ""))
    condition = {"question": earlier, "is": wanted} if 0 < earlier < order and wanted else None
    anchors = {one.anchor for one in consultation.current.paragraphs.all()} if consultation.current else set()
    Question.objects.create(
        consultation=consultation, order=order, kind=kind, text=text, hint=sent.get("hint", "").strip()[:500],
        choices=choices, rows=rows, required=sent.get("required") == "yes", shown_if=condition,
        anchor=sent.get("anchor", "") if sent.get("anchor") in anchors else "",
        about_equality=sent.get("equality") == "yes",
    )  # fmt: skip
    record(who(request), "add question", consultation.slug, order=order)


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip()[:200] for line in text.splitlines() if line.strip()))[:_MOST_CHOICES]


@staff_only("edit")
def page(request: HttpRequest, consultation: Consultation, order: int) -> HttpResponse:
    """Change one, or remove it."""
    raise Http404
