"""Reading responses from a file of another system."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from forethought_web.consultations.models import Consultation
from forethought_web.staff.access import staff_only


@staff_only("key in")
def page(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Choose a file, see what would be read, take it in."""
    raise Http404
