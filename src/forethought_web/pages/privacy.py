"""Privacy settings, platform by platform: a walk with a checklist that is kept in the browser only."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from forethought.privacy import platforms, privacy


def page(request: HttpRequest) -> HttpResponse:
    """What holds everywhere, and the platforms there is a walk for."""
    everywhere = privacy()
    listed = [(privacy(name), len(privacy(name).steps)) for name in platforms()]
    return render(request, "privacy/page.html", {"section": "privacy", "everywhere": everywhere, "platforms": listed})


def walk(request: HttpRequest, platform: str) -> HttpResponse:
    """One platform, step by step."""
    if platform not in platforms():
        raise Http404
    return render(request, "privacy/walk.html", {"section": "privacy", "advice": privacy(platform)})
