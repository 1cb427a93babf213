"""A page that is not written yet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def page(request: HttpRequest, **_: str) -> HttpResponse:
    """Say so."""
    return HttpResponse("Not written yet.")
