"""The comments that a person should look at, and the decisions on them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from forethought_web.consultations.models import Consultation
from forethought_web.consultations.pages import around
from forethought_web.discussion.models import Comment
from forethought_web.moderation.deciding import NotPossible, decide
from forethought_web.moderation.models import POLICY
from forethought_web.staff.access import A_PAGE, staff_only, who, whole_number


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
            error = f"{why}".capitalize()
    all_comments = Comment.objects.filter(consultation=consultation)
    waiting = list(all_comments.filter(state=Comment.State.WAITING)[:A_PAGE])
    appealed = list(
        all_comments.filter(decisions__appeal__answered=None, decisions__appeal__isnull=False).distinct()[:A_PAGE]
    )
    reported = [
        one for one in all_comments.filter(reports__isnull=False, state=Comment.State.SHOWN).distinct()[:A_PAGE]
        if not one.decisions.filter(made_at__gt=max(report.made_at for report in one.reports.all())).exists()
    ]  # fmt: skip
    groups = [("Appealed", appealed), ("Waiting", waiting), ("Reported", reported)]
    shown = {"groups": groups, "policy": POLICY.items(), "error": error}
    return render(request, "staff/comments.html", around(consultation) | shown)
