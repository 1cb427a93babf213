"""A consultation as everybody would see it, before it is published."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forethought_web.consultations.models import Consultation
from forethought_web.consultations.pages import around, drafted
from forethought_web.responses.pages import fields_of
from forethought_web.staff.access import staff_only


@require_safe
@staff_only("see staff pages")
def page(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """The draft and the questions."""
    fields = {"fields": fields_of(consultation, {}, {})}
    return render(request, "staff/preview.html", around(consultation) | drafted(consultation) | fields)
