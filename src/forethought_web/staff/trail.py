"""The audit trail, to read."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forethought_web.consultations.audit import broken
from forethought_web.consultations.models import Entry
from forethought_web.staff.access import A_PAGE, staff_only


@require_safe
@staff_only("read the trail")
def trail(request: HttpRequest) -> HttpResponse:
    """The audit trail, newest first, and whether it is whole."""
    page = Paginator(Entry.objects.order_by("-number"), A_PAGE).get_page(request.GET.get("page"))
    shown = {"section": "consultations", "page": page, "broken": broken(Entry.objects.iterator(chunk_size=1_000))}
    return render(request, "staff/trail.html", shown)
