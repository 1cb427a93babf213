"""Who may use the API: anybody on this machine's own site; elsewhere who sends one of the site's tokens."""

from __future__ import annotations

from hmac import compare_digest

from django.conf import settings
from django.http import HttpRequest

from forethought_web.guards import is_here


def may_ask(request: HttpRequest, also: str = "") -> bool:
    """Whether a request may use the API: by where the site is, by its ``Authorization`` header, or by ``also``."""
    if is_here(request):
        return True
    scheme, _, sent = request.headers.get("Authorization", "").partition(" ")
    given = [sent.strip() if scheme.lower() == "bearer" else "", also.strip()]
    same = [compare_digest(one.encode(), token.encode()) for one in given if one for token in settings.TOKENS]
    return any(same)
