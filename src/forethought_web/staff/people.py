"""Who may sign in, and as what."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from forethought_web.staff.access import staff_only


@staff_only("choose staff")
def page(request: HttpRequest) -> HttpResponse:
    """Everybody, and the form for another."""
    raise Http404
