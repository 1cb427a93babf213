"""The responses whose senders agreed to it, as everybody reads them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse


def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of them."""
    raise Http404


def data(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """All of them, as open data."""
    raise Http404
