"""Following a consultation by e-mail."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse


def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to be told."""
    raise Http404


def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm, or stop."""
    raise Http404
