"""Following a consultation by e-mail: an address is told of nothing until it has said so a second time, by a link."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from forethought_web.consultations import letters, links
from forethought_web.consultations.models import Consultation, Follower, Letter
from forethought_web.consultations.pages import around, published
from forethought_web.discussion.models import Comment
from forethought_web.errors import Problem
from forethought_web.guards import Buckets, address

ASK_AGAIN = timedelta(hours=8)  # between letters that ask one address to confirm: three a day at most
_ASKED = Buckets(10)  # a minute, from one visitor
_GONE = Problem(
    404,
    "This link does not work any more.",
    "Either the letters were stopped already, or the consultation is over, or a link to confirm was older than seven "
    "days. You can ask to be told on the consultation's page.",
)


@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to be told. The answer is the same whether an address follows already, is new, or was asked an hour ago."""
    consultation = published(slug)
    shown = around(consultation)
    can = settings.SENDS_LETTERS and shown["phase"] != "withdrawn" and not shown["has_outcome"]
    if request.method != "POST" or not can:
        if request.method == "POST":
            raise Problem(409, "There is nothing more to be told of.", "What came of it is on the consultation's page.")
        return render(request, "consultations/follow.html", shown | {"can": can, "sends": settings.SENDS_LETTERS})
    typed, with_comments = request.POST.get("email", ""), "comments" in request.POST
    if _ASKED.take(address(request), time.monotonic()):
        raise Problem(429, "That was very many at once.", "Wait a minute and try again.")
    try:
        email = letters.address_of(typed)
    except ValueError as why:
        wrong = {"can": True, "error": str(why), "typed": typed[:300], "with_comments": with_comments}
        return render(request, "consultations/follow.html", shown | wrong)
    if not request.POST.get("website"):  # a field that no person sees
        ask(consultation, email, with_comments=with_comments)
    prints = settings.EMAIL_BACKEND.endswith("console.EmailBackend")
    again = {"hours": int(ASK_AGAIN.total_seconds() // 3_600), "days": letters.FORGET_AFTER.days}
    return render(request, "consultations/follow_asked.html", shown | again | {"prints": prints})


@transaction.atomic
def ask(consultation: Consultation, email: str, *, with_comments: bool) -> None:
    """Send an address a letter with the link to confirm, unless it was sent one in the last hours."""
    now = timezone.now()
    follower, is_new = Follower.objects.get_or_create(
        consultation=consultation, email=email, defaults={"with_comments": with_comments, "made_at": now}
    )
    was_long_ago = Follower.objects.filter(pk=follower.pk, made_at__lte=now - ASK_AGAIN)
    if is_new or was_long_ago.update(made_at=now):
        letters.ask_to_confirm(follower, with_comments=with_comments)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm, or stop. Looking changes nothing: what scans mail opens every link in it.

    A form that stops is sent by a mail program too (RFC 8058), which has neither our cookie nor a token of our page.
    Whoever may do this is known by the signed link and by nothing else, so no other site gains by sending it.
    """
    found = links.read(token)
    if found is None or _is_stale(*found):
        raise _GONE
    what, about = found
    shown = around(about.consultation) | {"what": what, "comment": about if isinstance(about, Comment) else None}
    if request.method == "POST" and (_stops(what) or "confirm" in request.POST):
        _do(what, about)
        shown["done"] = True
    return render(request, "consultations/following.html", shown)


def _stops(what: str) -> bool:
    return what in (links.STOP, links.AUTHOR)


def _is_stale(what: str, about: Follower | Comment) -> bool:
    """Whether an address was not confirmed in time, also where nothing has deleted it yet."""
    if not isinstance(about, Follower) or about.confirmed_at:
        return False
    return timezone.now() - about.made_at >= letters.FORGET_AFTER


@transaction.atomic
def _do(what: str, about: Follower | Comment) -> None:
    if _stops(what):
        # What waits to be sent under this link is not sent either.
        Letter.objects.filter(to=about.email, text__endswith=f"{links.link(what, about)}\n").delete()
    if isinstance(about, Comment):
        Comment.objects.filter(pk=about.pk).update(email="")
    elif what == links.STOP:
        about.delete()
    else:
        _confirm(about, with_comments=what == links.WITH_COMMENTS)


def _confirm(follower: Follower, *, with_comments: bool) -> None:
    changed: dict[str, Any] = {"with_comments": with_comments}
    if follower.confirmed_at is None:
        changed["confirmed_at"] = timezone.now()
    if with_comments and not (follower.confirmed_at and follower.with_comments):
        last = Comment.objects.filter(consultation=follower.consultation).order_by("-number").first()
        changed["told_until"] = last.number if last else 0
    Follower.objects.filter(pk=follower.pk).update(**changed)
