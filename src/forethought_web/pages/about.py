"""About Forethought: what it does with one's words, its limits and its misses."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page(request: HttpRequest) -> HttpResponse:
    """The page."""
    return render(request, "about.html", {"section": "about"})


def offline(request: HttpRequest) -> HttpResponse:
    """What a browser keeps for when the site is not running."""
    return render(request, "offline.html")
