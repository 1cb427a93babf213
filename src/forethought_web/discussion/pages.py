"""The discussion as everybody sees it: a page for each paragraph, with its comments, and a feed."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forethought_web.consultations.letters import address_of
from forethought_web.consultations.models import Consultation, Paragraph
from forethought_web.consultations.pages import around, published
from forethought_web.discussion.models import Comment
from forethought_web.discussion.talking import (
    DEEPEST,
    LONGEST,
    LOOKED_AT,
    Words,
    comment,
    depth,
    looked_at,
    report,
    vote,
)
from forethought_web.errors import Problem
from forethought_web.floods import BITS, mistaken, passes
from forethought_web.guards import missed
from forethought_web.moderation.deciding import NotPossible, appeal, log
from forethought_web.moderation.models import POLICY, Decision
from forethought_web.pages.answer import differences
from forethought_web.responses.answering import Closed, key_hash
from forethought_web.responses.models import TYPES
from forethought_web.responses.pages import OVER
from forethought_web.templatetags.said import capital

A_PAGE = 50
MOST_REPLIES, MOST_OF_THREAD = 300, 2_000  # on a page of threads, and of one thread by itself
MOST_QUOTES = 200
SORTS = {
    "oldest": ("number",),
    "newest": ("-number",),
    "agreed": ("-agree", "number"),
    "argued": ("-disagree", "number"),
}
_SORTED = {"oldest": "Oldest", "newest": "Newest", "agreed": "Most agreed with", "argued": "Most disagreed with"}
_VOTER = "forethought_reader"  # a random number, only to count an agreement once


@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def paragraph(request: HttpRequest, slug: str, anchor: str) -> HttpResponse:
    """A paragraph with its comments, and the form for another."""
    consultation, about = _about(slug, anchor)
    if request.method != "POST":
        return _shown(request, consultation, about)
    words, parent, error = _read(request, consultation, anchor)
    if error:
        return _shown(request, consultation, about, words, parent, error=error)
    seen = looked_at(words.text)
    concerns = [one.concern for one in seen.findings]
    if LOOKED_AT & set(concerns) and "as-it-is" not in request.POST:
        safer = seen.safer
        shown: dict[str, Any] = {"seen": [one for one in seen.findings if one.concern in LOOKED_AT], "safer": safer}
        if safer:
            shown["differences"] = differences(words.text, safer.text)
        return _shown(request, consultation, about, words, parent, **shown)
    try:
        made, key = comment(consultation, anchor, words, parent, concerns)
    except Closed:
        raise OVER from None
    link = request.build_absolute_uri(reverse("own-comment", args=[key]))
    return render(
        request, "discussion/said.html", around(consultation) | {"comment": made, "link": link, "about": about}
    )


@require_safe
def permalink(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A comment by its number, wherever it stands: its whole thread, at that comment."""
    one = _comment(slug, number)
    root = one
    while root.parent is not None:
        root = root.parent
    return HttpResponseRedirect(reverse("paragraph", args=[slug, one.anchor]) + f"?thread={root.number}#c{one.number}")


def written_again(request: HttpRequest, slug: str, anchor: str) -> HttpResponse:
    """The form with what was typed, after the page had been open for too long."""
    consultation, about = _about(slug, anchor)
    words, parent, _ = _read(request, consultation, anchor)
    told = "This page had been open too long. Your words are still here: send them again"
    return _shown(request, consultation, about, words, parent, error=told)


@require_POST
def voted(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Agree or disagree with a comment, or take it back."""
    one = _comment(slug, number)
    if one.consultation.phase(_now()) != "open":
        raise OVER
    voter = request.COOKIES.get(_VOTER, "")[:64] or secrets.token_urlsafe(18)
    kept = vote(one, voter, agrees="agree" in request.POST)
    if request.headers.get("HX-Request"):
        response = render(
            request, "discussion/_votes.html", {"comment": kept, "consultation": one.consultation, "phase": "open"}
        )
    else:
        response = HttpResponseRedirect(reverse("paragraph", args=[slug, one.anchor]) + f"#c{one.number}")
    response.set_cookie(_VOTER, voter, httponly=True, samesite="Strict", secure=request.is_secure())
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def reported(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Ask staff to look at a comment."""
    one = _comment(slug, number)
    shown = around(one.consultation) | {"comment": one, "policy": POLICY.items()}
    if request.method == "POST":
        try:
            report(one, request.POST.get("reason", ""))
        except ValueError:
            return render(request, "discussion/report.html", shown | {"error": "Choose a reason"})
        return render(request, "discussion/report.html", shown | {"done": True})
    return render(request, "discussion/report.html", shown)


@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, key: str) -> HttpResponse:
    """A comment as its author finds it by the private link: where it stands, and the appeal."""
    one = Comment.objects.select_related("consultation").filter(key=key_hash(key)).first()
    if one is None:
        missed(request)
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            appeal(one, request.POST.get("text", ""))
        except NotPossible as no:
            error = capital(f"{no}")
    last = one.decisions.order_by("-made_at", "-pk").first()
    shown = {
        "comment": one,
        "decision": last,
        "reason": POLICY.get(last.reason, "") if last else "",
        "appealed": getattr(last, "appeal", None) if last and last.action == Decision.Action.HIDE else None,
        "error": error,
    }
    return render(request, "discussion/own.html", around(one.consultation) | shown)


@require_safe
def moderation(request: HttpRequest, slug: str) -> HttpResponse:
    """The policy, and what was hidden for which reason."""
    consultation = published(slug)
    shown = {"policy": POLICY.values(), "log": log(consultation)}
    return render(request, "discussion/moderation.html", around(consultation) | shown)


@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest comments, as Atom."""
    consultation = published(slug)
    made = Atom1Feed(
        title=consultation.title,
        link=request.build_absolute_uri(reverse("consultation", args=[slug])),
        description=consultation.body,
        feed_url=request.build_absolute_uri(),
    )
    for one in Comment.objects.filter(consultation=consultation, state=Comment.State.SHOWN).order_by("-number")[
        :A_PAGE
    ]:
        link = request.build_absolute_uri(reverse("paragraph", args=[slug, one.anchor]) + f"#c{one.number}")
        who = one.name or TYPES.get(one.type, "Somebody")
        made.add_item(
            f"{one.number}: {who}", link, one.text, pubdate=one.made_at, updateddate=one.made_at, unique_id=link
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()


def _about(slug: str, anchor: str) -> tuple[Consultation, Paragraph]:
    consultation = published(slug)
    found = Paragraph.objects.filter(version=consultation.current, anchor=anchor).first()
    if found is None:
        raise Http404
    return consultation, found


def _comment(slug: str, number: int) -> Comment:
    found = Comment.objects.filter(consultation=published(slug), number=number, state=Comment.State.SHOWN).first()
    if found is None:
        raise Http404
    return found


def _read(request: HttpRequest, consultation: Consultation, anchor: str) -> tuple[Words, Comment | None, str]:
    sent = request.POST
    email, wrong_address = _address(sent.get("email", ""))
    words = Words(
        text=sent.get("text", "").replace("\r\n", "\n").replace("\0", "").strip(),
        name=sent.get("name", "").replace("\0", "").strip()[:80],
        type=sent.get("type", "") if sent.get("type") in TYPES else "",
        quote=" ".join(sent.get("quote", "").replace("\0", "").split())[:300],
        email=email,
        is_trapped=bool(sent.get("website")),
        is_proved=passes(consultation, sent, sent.get("text", "").replace("\r\n", "\n")),
    )
    said = sent.get("parent", "")
    parent = Comment.objects.filter(
        consultation=consultation, anchor=anchor, number=_whole(said), state=Comment.State.SHOWN
    ).first()
    if said and parent is None:
        raise Problem(404, "The comment you reply to is not there any more.", "Go back; your words are in the box.")
    if not words.text:
        return words, parent, "Write your comment"
    if len(words.text) > LONGEST:
        return words, parent, f"Your comment must be {LONGEST:,} characters or fewer; it has {len(words.text):,}"
    if wrong := wrong_address or mistaken(consultation, sent):
        return words, parent, wrong
    if depth(parent) > DEEPEST:
        return words, parent.parent if parent else None, "This thread is as deep as it gets; reply one further up"
    return words, parent, ""


def _shown(
    request: HttpRequest,
    consultation: Consultation,
    about: Paragraph,
    words: Words | None = None,
    parent: Comment | None = None,
    **more: Any,
) -> HttpResponse:
    sort = request.GET.get("sort", "oldest")
    sort = sort if sort in SORTS else "oldest"
    all_shown = Comment.objects.filter(consultation=consultation, anchor=about.anchor, state=Comment.State.SHOWN)
    first = all_shown.filter(parent=None).order_by(*SORTS[sort])
    alone = _whole(request.GET.get("thread", ""))
    pages = Paginator(first.filter(number=alone) if alone else first, A_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    threads = _threads(list(shown.object_list), MOST_OF_THREAD if alone else MOST_REPLIES)
    if parent is None and (replying := _whole(request.GET.get("reply", ""))):
        parent = Comment.objects.filter(
            consultation=consultation, anchor=about.anchor, number=replying, state=Comment.State.SHOWN
        ).first()
    quotes = all_shown.exclude(quote="").order_by("quote").values_list("quote", flat=True).distinct()
    return render(
        request,
        "discussion/paragraph.html",
        around(consultation)
        | {
            "about": about,
            "threads": threads,
            "page": shown,
            "sort": sort,
            "sorts": _SORTED.items(),
            "words": words,
            "parent": parent,
            "types": TYPES.items(),
            "count": all_shown.count(),
            "threads_count": first.count(),
            "alone": alone,
            "marked": marked(about.text, quotes[:MOST_QUOTES]),
            "bits": BITS,
            "guard_said": request.POST.get("guard", ""),
            **more,
        },
    )


def _address(said: str) -> tuple[str, str]:
    """An address as it is kept, and what is wrong with it; both empty where none is given."""
    if not said.strip() or not settings.SENDS_LETTERS:
        return "", ""
    try:
        return address_of(said), ""
    except ValueError as wrong:
        return "", f"{wrong}, or none"


def marked(text: str, quotes: Iterable[str]) -> list[tuple[str, bool]]:
    """A paragraph in pieces, each with whether somebody's comment is about these words."""
    about = bytearray(len(text))
    for quote in quotes:
        at = text.find(quote)
        if at >= 0:
            about[at : at + len(quote)] = b"\1" * len(quote)
    pieces, start = [], 0
    for here, group in groupby(about):
        end = start + sum(1 for _ in group)
        pieces.append((text[start:end], bool(here)))
        start = end
    return pieces


def _whole(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0


def _threads(first: list[Comment], most: int) -> list[tuple[int, Comment]]:
    """Comments with the replies to them, each with how deep it stands; so many in all, the nearest first."""
    replies: dict[int, list[Comment]] = {}
    above, left = [one.pk for one in first], most
    while above and left > 0:
        shown = Comment.objects.filter(parent__in=above, state=Comment.State.SHOWN).select_related("parent")
        level = list(shown.order_by("number")[:left])
        for one in level:
            replies.setdefault(one.parent_id or 0, []).append(one)
        above, left = [one.pk for one in level], left - len(level)
    ordered: list[tuple[int, Comment]] = []
    waiting = [(0, one) for one in reversed(first)]
    while waiting:
        level_, one = waiting.pop()
        ordered.append((level_, one))
        waiting += [(level_ + 1, reply) for reply in reversed(replies.get(one.pk, []))]
    return ordered
