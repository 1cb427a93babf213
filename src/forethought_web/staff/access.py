"""Signing in, who may open which page, and who it is that asks."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST

from forethought_web.consultations.models import Consultation
from forethought_web.consultations.roles import may
from forethought_web.guards import Buckets, address

A_PAGE = 50
_TRIES = Buckets(10)  # a minute, from one address and for one name
Page = Callable[..., HttpResponseBase]


def staff_only(action: str) -> Callable[[Page], Page]:
    """Open a page only to who may do this: to the consultation that the address names, or everywhere."""

    def decorated(page: Page) -> Page:
        @wraps(page)
        def wrapped(request: HttpRequest, slug: str = "", **more: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return HttpResponseRedirect(reverse("sign-in"))
            consultation = Consultation.objects.filter(slug=slug).first() if slug else None
            # Who may not open it is not told whether it is there.
            if (slug and consultation is None) or not may(request.user, action, consultation):
                raise Http404
            return page(request, consultation, **more) if slug else page(request, **more)

        return wrapped

    return decorated


@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in. A name that is unknown and a wrong password are answered alike."""
    error = ""
    if request.method == "POST":
        name = request.POST.get("name", "")[:150]
        now = time.monotonic()
        if _TRIES.take(f"from {address(request)}", now) or _TRIES.take(f"as {name}", now):
            error = "That was too many tries. Wait a minute"
        elif user := authenticate(request, username=name, password=request.POST.get("password", "")[:1_000]):
            login(request, user)
            return HttpResponseRedirect(reverse("staff"))
        else:
            error = "The name or the password is not right"
    return render(request, "staff/sign_in.html", {"section": "consultations", "error": error})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return HttpResponseRedirect(reverse("consultations"))


def who(request: HttpRequest) -> str:
    """Who is signed in, as the audit trail names them."""
    return str(request.user.get_username())


def whole_number(said: str) -> int:
    """A whole number that was sent, or 0, which nothing has."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 12 else 0
