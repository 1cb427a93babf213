"""The comments that a person should look at, and the decisions on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, Max, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from forethought_web.consultations.models import Consultation
from forethought_web.consultations.pages import around
from forethought_web.discussion.models import Comment
from forethought_web.moderation.deciding import NotPossible, decide
from forethought_web.moderation.models import POLICY, Decision
from forethought_web.staff.access import A_PAGE, staff_only, who, whole_number
from forethought_web.templatetags.said import capital


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("moderate")
def comments(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Comments a person should look at: those that wait, that were reported, and whose authors appealed."""
    error = ""
    if request.method == "POST":
        sent = whole_number(request.POST.get("comment", ""))
        found = Comment.objects.filter(consultation=consultation, number=sent).first()
        if found is None:
            raise Http404
        try:
            decide(found, request.POST.get("action", ""), request.POST.get("reason", ""), who(request))
            return HttpResponseRedirect(reverse("staff-comments", args=[consultation.slug]))
        except NotPossible as why:
            error = capital(f"{why}")
    shown = {"groups": _groups(consultation), "policy": POLICY.items(), "error": error}
    return render(request, "staff/comments.html", around(consultation) | shown)


@dataclass(frozen=True, slots=True)
class Case:
    """A comment to look at, with the paragraph it is on and why people reported it."""

    comment: Comment
    paragraph: str
    reports: tuple[tuple[str, int], ...]
    decisions: tuple[Decision, ...]


def _groups(consultation: Consultation) -> list[tuple[str, int, list[Case]]]:
    """What to look at, the most urgent first: a name, how many there are in all, and the first of them."""
    comments = Comment.objects.filter(consultation=consultation).select_related("parent")
    comments = comments.prefetch_related("reports", "decisions__appeal")
    reported = comments.filter(state=Comment.State.SHOWN).annotate(
        last_report=Max("reports__made_at"), last_decision=Max("decisions__made_at")
    )
    found = {
        "Appealed": comments.filter(decisions__appeal__isnull=False, decisions__appeal__answered=None).distinct(),
        "Reported": reported.exclude(last_report=None).filter(
            Q(last_decision=None) | Q(last_decision__lt=F("last_report"))
        ),
        "Waiting": comments.filter(state=Comment.State.WAITING),
    }
    version = consultation.current
    paragraphs = {one.anchor: f"{one.number} {one.text}" for one in version.paragraphs.all()} if version else {}
    return [(name, some.count(), [_case(one, paragraphs) for one in some[:A_PAGE]]) for name, some in found.items()]


def _case(comment: Comment, paragraphs: Mapping[str, str]) -> Case:
    reports = Counter(one.reason for one in comment.reports.all())
    return Case(
        comment,
        paragraphs.get(comment.anchor, comment.anchor),
        tuple((POLICY.get(reason, reason), count) for reason, count in reports.most_common()),
        tuple(sorted(comment.decisions.all(), key=lambda one: one.made_at)),
    )
