"""A consultation as everybody would see it, before it is published."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from forethought_web.consultations.models import Consultation
from forethought_web.staff.access import staff_only


@staff_only("see staff pages")
def page(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """The draft and the form."""
    raise Http404
