"""Looking at one response before it is published, and leaving out what must not be."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from forethought_web.consultations.models import Consultation
from forethought_web.staff.access import staff_only


@staff_only("clear")
def page(request: HttpRequest, consultation: Consultation, reference: str) -> HttpResponse:
    """One response."""
    raise Http404
