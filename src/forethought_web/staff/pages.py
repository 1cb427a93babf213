"""Making a consultation and running it: its draft, its times, and what else its staff can do with it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods

from forethought import list_packs, load_pack
from forethought.packs import pack_ids
from forethought_web.consultations import running
from forethought_web.consultations.audit import record
from forethought_web.consultations.drafts import Unreadable, of_pack, read_markdown
from forethought_web.consultations.models import KINDS, Consultation
from forethought_web.consultations.pages import around
from forethought_web.consultations.roles import ALLOWED, may
from forethought_web.consultations.times import moment_in
from forethought_web.consultations.word import read_draft
from forethought_web.discussion.models import Comment
from forethought_web.responses.models import Response
from forethought_web.staff.access import staff_only, who
from forethought_web.staff.details import change
from forethought_web.staff.questions import ask
from forethought_web.templatetags.said import capital


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """The consultations one may see, and the form for another."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(reverse("sign-in"))
    mine = [one for one in Consultation.objects.order_by("-made_at") if may(request.user, "see staff pages", one)]
    creates = may(request.user, "create")
    if not mine and not creates and not may(request.user, "see staff pages"):
        raise Http404
    error = ""
    if request.method == "POST":
        if not creates:
            raise Http404
        made, error = _create(request)
        if made:
            return HttpResponseRedirect(reverse("staff-one", args=[made.slug]))
    now = timezone.now()
    shown = {
        "section": "consultations", "mine": [(one, one.phase(now)) for one in mine], "creates": creates, "error": error,
        "packs": [one for one in list_packs() if one.status == "draft"], "sent": request.POST,
        "reads_trail": may(request.user, "read the trail"),
        "chooses_staff": may(request.user, "choose staff"),
    }  # fmt: skip
    return render(request, "staff/home.html", shown)


@transaction.atomic
def _create(request: HttpRequest) -> tuple[Consultation | None, str]:
    sent = request.POST
    title, body = sent.get("title", "").strip()[:200], sent.get("body", "").strip()[:200]
    if not title or not body:
        return None, "Give a title, and the name of the body that asks"
    pack, text, file = sent.get("pack", ""), sent.get("draft", ""), request.FILES.get("file")
    if file and (pack or text.strip()):
        return None, "Choose one: a file, a pack or text. Take the others out"
    try:
        if file:
            parts = read_draft(file.read())
        else:
            parts = of_pack(load_pack(pack)) if pack in pack_ids() else read_markdown(text)
    except Unreadable as why:
        return None, f"The draft cannot be used: {why}"
    slug = stem = slugify(title)[:60] or "consultation"
    for n in range(2, 1_000):
        if not Consultation.objects.filter(slug=slug).exists():
            break
        slug = f"{stem}-{n}"
    made = Consultation.objects.create(slug=slug, title=title, body=body, pack=pack if pack in pack_ids() else "")
    record(who(request), "create", slug)
    running.add_version(made, parts, who(request))
    return made, ""


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("see staff pages")
def one(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """One consultation, and what its staff can do with it."""
    error = ""
    if request.method == "POST":
        action = request.POST.get("action", "")
        do = _ACTIONS.get(action)
        if do is None or not may(request.user, _NEEDS[action], consultation):
            raise Http404
        try:
            do(request, consultation)
            return HttpResponseRedirect(reverse("staff-one", args=[consultation.slug]))
        except (running.NotPossible, Unreadable) as why:
            error = capital(f"{why}")
        consultation.refresh_from_db()
    version = consultation.current
    shown = {
        "error": error,
        "sent": request.POST,
        "version": version,
        "paragraphs": list(version.paragraphs.all()) if version else [],
        "questions": consultation.questions.all(),
        "kinds": KINDS.items(),
        "moderations": Consultation.Moderation.choices,
        "guards": Consultation.Guard.choices,
        "may": {action.replace(" ", "_"): may(request.user, action, consultation) for action in ALLOWED},
        "waiting": Comment.objects.filter(consultation=consultation, state=Comment.State.WAITING).count(),
        "counts": {state: consultation.responses.filter(state=state).count() for state in Response.State.values},
    }
    return render(request, "staff/one.html", around(consultation) | shown)


def _time(request: HttpRequest, name: str, consultation: Consultation) -> datetime:
    return moment_in(consultation.zone, request.POST.get(name, ""))


def _publish(request: HttpRequest, consultation: Consultation) -> None:
    opens, closes = (_time(request, name, consultation) for name in ("opens", "closes"))
    running.publish(consultation, opens, closes, who(request))


def _extend(request: HttpRequest, consultation: Consultation) -> None:
    running.extend(consultation, _time(request, "closes", consultation), request.POST.get("because", ""), who(request))


def _withdraw(request: HttpRequest, consultation: Consultation) -> None:
    running.withdraw(consultation, request.POST.get("because", ""), who(request))


def _version(request: HttpRequest, consultation: Consultation) -> None:
    file = request.FILES.get("file")  # its text box holds the draft as it is, so a file goes first
    parts = read_draft(file.read()) if file else read_markdown(request.POST.get("draft", ""))
    running.add_version(consultation, parts, who(request), request.POST.get("note", "")[:300])


_ACTIONS = {
    "publish": _publish, "extend": _extend, "withdraw": _withdraw, "version": _version, "ask": ask, "details": change,
}  # fmt: skip
_NEEDS = {
    "publish": "publish", "extend": "extend", "withdraw": "withdraw", "version": "edit", "ask": "edit",
    "details": "edit",
}  # fmt: skip
