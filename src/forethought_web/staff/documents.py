"""The files beside a draft."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from forethought_web.consultations.models import Consultation
from forethought_web.staff.access import staff_only


@staff_only("edit")
def page(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Add and remove them."""
    raise Http404
