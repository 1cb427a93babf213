"""What stands before every page: headers, hosts and origins, sizes and rates. Each is a Django middleware."""

from __future__ import annotations

import ipaddress
import logging
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost, PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from forethought_web.errors import Problem, answer, fault, is_for_program, not_saved

Next = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with none at all, browsers would not say that a form is our own
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
}
_NO_FAULT = (Http404, PermissionDenied, SuspiciousOperation, BadRequest)  # Django answers these
_NOT_KEPT = (OperationalError, InterfaceError)  # a full disk, a database that is gone
_READING = ("GET", "HEAD", "OPTIONS")
_ADD_ON = re.compile(
    r"(?:chrome|moz|safari-web|ms-browser)-extension://[\w-]{1,64}|app://obsidian\.md|capacitor://localhost"
)
_MOST_DIGITS = 18  # of a length; Python refuses to read a number of thousands
_SHARED = "/share"  # a phone's share menu sends here, from no page of ours


def headers(get_response: Next) -> Next:
    """Nothing is kept by a browser, framed, sniffed, or asked of another site."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        if not response.headers.get("Access-Control-Allow-Origin"):
            response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


def no_words_in_errors(get_response: Next) -> Next:
    """Problems become answers; a fault of ours is told by its type and place before anything else can log it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.path.startswith("/api/"):
            allowed = response.get("Allow", "")
            response = answer(request, Problem(405, "That cannot be done here.", f"Use {allowed or 'another method'}."))
            response["Allow"] = allowed
        return response

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Problem):
            return answer(request, error)
        if isinstance(error, _NO_FAULT):
            return None
        logging.getLogger("forethought_web").error("", exc_info=(type(error), error, error.__traceback__))
        return not_saved(request) if isinstance(error, _NOT_KEPT) else fault(request)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]  # how Django finds it
    return middleware


def hosts_and_origins(get_response: Next) -> Next:
    """Only the site's own names, against rebinding; only its own pages, and for the API a browser's add-ons."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            host = request.get_host()
        except DisallowedHost:
            return answer(
                request,
                Problem(
                    400, "This site is not reached by that name.", "Use the address that was printed at its start."
                ),
            )
        origin = request.headers.get("Origin", "")
        if not origin or origin == f"{request.scheme}://{host}":
            return get_response(request)
        if is_for_program(request) and (origin in settings.ORIGINS or _ADD_ON.fullmatch(origin)):
            return _shared_with(origin, request, get_response)
        if request.method in _READING or request.path == _SHARED:
            return get_response(request)
        return answer(
            request,
            Problem(403, "Another site's page may not send words here.", "Open this site's own page.", "other-origin"),
        )

    return middleware


def _shared_with(origin: str, request: HttpRequest, get_response: Next) -> HttpResponse:
    """Let an add-on's page read the answer."""
    if request.method == "OPTIONS":
        response = HttpResponse(status=204)
        response["Access-Control-Allow-Methods"] = "GET, POST"
        response["Access-Control-Allow-Headers"] = "Content-Type, Authorization, Accept"
        response["Access-Control-Max-Age"] = "600"
        if request.headers.get("Access-Control-Request-Private-Network"):
            response["Access-Control-Allow-Private-Network"] = "true"
    else:
        response = get_response(request)
    response["Access-Control-Allow-Origin"] = origin
    patch_vary_headers(response, ("Origin",))
    return response


def sizes(get_response: Next) -> Next:
    """A body must say how long it is, and be no longer than what may be kept in memory."""
    largest = max(settings.LARGEST_BODY, *settings.LARGER.values())

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in _READING:
            return get_response(request)
        said = request.META.get("CONTENT_LENGTH", "")
        if not (said.isascii() and said.isdigit()):
            return answer(request, Problem(411, "The request does not say how long it is.", "Send a Content-Length."))
        if len(said) > _MOST_DIGITS or int(said) > largest:
            return _too_large(request, settings.LARGEST_BODY)
        return get_response(request)

    def process_view(request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """By its address, before anything reads the body: only who is signed in may send a large document."""
        if request.method in _READING:
            return None
        match, most = request.resolver_match, settings.LARGEST_BODY
        if match and match.url_name in settings.LARGER and getattr(request, "user", None) is not None:
            most = settings.LARGER[match.url_name] if request.user.is_authenticated else most
        return _too_large(request, most) if int(request.META["CONTENT_LENGTH"]) > most else None

    middleware.process_view = process_view  # type: ignore[attr-defined]  # how Django finds it
    return middleware


def _too_large(request: HttpRequest, most: int) -> HttpResponse:
    return answer(request, Problem(413, f"That is more than {most:,} bytes.", "Send it in parts."))


class Buckets:
    """How many requests each visitor has left: ``a_minute``, refilled steadily. Forgets those longest unseen."""

    def __init__(self, a_minute: int, most: int = 10_000) -> None:
        """Take the rate; 0 is no limit."""
        self.size, self.rate, self.most = float(a_minute), a_minute / 60, most
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, visitor: str, now: float) -> float:
        """Take one, and return 0; or return in how many seconds there will be one."""
        if not self.size:
            return 0.0
        with self._lock:
            left, seen = self._left.pop(visitor, (self.size, now))
            left = min(self.size, left + (now - seen) * self.rate)
            wait = 0.0 if left >= 1.0 else (1.0 - left) / self.rate
            self._left[visitor] = (left if wait else left - 1.0, now)
            while len(self._left) > self.most:
                self._left.popitem(last=False)
        return wait


def rates(get_response: Next) -> Next:
    """So many requests with a body a minute from one address. Addresses are held in memory, and for minutes."""
    buckets = Buckets(settings.CHECKS_A_MINUTE)

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in _READING:
            return get_response(request)
        if wait := buckets.take(address(request), time.monotonic()):
            response = answer(request, Problem(429, "That was very many at once.", f"Wait {wait:.0f} seconds."))
            response["Retry-After"] = str(max(1, round(wait)))
            return response
        return get_response(request)

    return middleware


_MISSES = Buckets(20)


def missed(request: HttpRequest) -> None:
    """Note that a visitor came with a private link that opens nothing. Who comes with many is guessing.

    Raises:
        Problem: If there were too many in a minute.
    """
    if wait := _MISSES.take(address(request), time.monotonic()):
        raise Problem(429, "Too many links that open nothing.", f"Wait {wait:.0f} seconds, and look at the link again.")


def address(request: HttpRequest) -> str:
    """The visitor's address: as far as our own web servers in front say it, no further. A v6 one by its network."""
    said = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    found = str(request.META.get("REMOTE_ADDR", ""))
    if settings.PROXIES and said:
        found = said[-min(settings.PROXIES, len(said))]
    try:
        known = ipaddress.ip_address(found)
    except ValueError:
        return found[:64]
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    if known.ipv4_mapped:  # a v4 visitor of a server that listens for both; they share one network
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network(f"{known}/64", strict=False))


def is_here(request: HttpRequest) -> bool:
    """Whether the site serves this machine alone: it has no other name than the machine's own for itself."""
    return not settings.HOSTS
