""""You said, we did" to print: PDF and DOCX."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse


def page(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The file."""
    raise Http404
