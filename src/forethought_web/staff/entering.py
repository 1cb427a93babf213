"""Keying in a response that came on paper, by e-mail or by telephone."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from forethought_web.consultations.models import Consultation
from forethought_web.staff.access import staff_only


@staff_only("key in")
def page(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """The form."""
    raise Http404
