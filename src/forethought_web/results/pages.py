"""You said, we did: as everybody reads it, and for each response what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from forethought_web.consultations.models import Consultation
from forethought_web.consultations.pages import around, published
from forethought_web.pages.answer import Piece, differences
from forethought_web.responses.models import TYPES, Answer, EqualityAnswer, Response
from forethought_web.results.models import Outcome

SMALL = 10  # fewer of anything are not told, so that nobody can be picked out


@dataclass(frozen=True, slots=True)
class Said:
    """One outcome as it is read."""

    outcome: Outcome
    about: str
    decision: str
    changed: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """How often each answer to a question was given; None where too few to tell."""

    question: str
    total: int
    rows: tuple[tuple[str, int | None], ...]


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """What was heard and what was decided. There is nothing to read before the consultation is over."""
    consultation = published(slug)
    outcomes = said(consultation)
    if consultation.phase(timezone.now()) != "closed" or not outcomes:
        raise Http404
    sent = Response.objects.filter(consultation=consultation, state=Response.State.SENT)
    return render(
        request,
        "results/page.html",
        around(consultation)
        | {
            "outcomes": outcomes,
            "responses": sent.count(),
            "types": by_type(consultation),
            "counts": list(counted(consultation)),
        },
    )


def said(consultation: Consultation) -> list[Said]:
    """The outcomes that were published, in the order of the draft."""
    version = consultation.current
    paragraphs = {one.anchor: one for one in version.paragraphs.all()} if version else {}
    places = {anchor: one.order for anchor, one in paragraphs.items()}
    found = []
    for one in consultation.outcomes.filter(is_published=True).select_related("question"):
        paragraph = paragraphs.get(one.anchor)
        about = (
            f"{paragraph.number} {paragraph.text}" if paragraph else one.question.text if one.question else one.anchor
        )
        changed = differences(paragraph.text, one.words) if paragraph and one.words else ()
        found.append((places.get(one.anchor, 10_000), one.pk, Said(one, about, one.get_decision_display(), changed)))
    return [row[2] for row in sorted(found, key=lambda row: row[:2])]


def by_type(consultation: Consultation) -> tuple[tuple[str, int | None], ...]:
    """How many of each type of respondent answered."""
    sent = Response.objects.filter(consultation=consultation, state=Response.State.SENT)
    counts = Counter(sent.values_list("type", flat=True))
    return tuple((TYPES.get(name, "Not said"), told(count)) for name, count in counts.most_common())


def counted(consultation: Consultation) -> Iterator[Counted]:
    """How often each answer was given, question by question; the equality questions last."""
    for question in consultation.questions.exclude(kind__in=("short", "long", "several", "matrix")):
        if question.about_equality:
            counts = Counter(EqualityAnswer.objects.filter(question=question).values_list("choice", flat=True))
        else:
            sent = Answer.objects.filter(question=question, response__state=Response.State.SENT)
            counts = Counter(sent.values_list("choice", flat=True))
        if counts:
            rows = tuple((option, told(counts[option])) for option in question.options)
            yield Counted(question.text, sum(counts.values()), rows)


def told(count: int) -> int | None:
    """A count, or None where it is too small to be told."""
    return count if count >= SMALL else None
