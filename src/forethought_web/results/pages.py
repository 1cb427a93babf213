"""You said, we did: as everybody reads it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from forethought_web.consultations.pages import around, published
from forethought_web.responses.models import Response
from forethought_web.results.counting import tables
from forethought_web.results.outcomes import by_type, said


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
            "tables": tables(consultation),
        },
    )
