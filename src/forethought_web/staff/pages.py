"""Making and running a consultation: its draft, questions, times, comments, responses and outcome."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from forethought import list_packs, load_pack
from forethought.packs import pack_ids
from forethought_web.consultations import running
from forethought_web.consultations.audit import broken, record
from forethought_web.consultations.drafts import Unreadable, of_pack, read_markdown
from forethought_web.consultations.models import KINDS, Consultation, Entry, Question
from forethought_web.consultations.pages import around
from forethought_web.consultations.roles import ALLOWED, may
from forethought_web.discussion.models import Comment
from forethought_web.moderation.deciding import NotPossible, decide
from forethought_web.moderation.models import POLICY
from forethought_web.responses.models import TYPES, Answer, Response
from forethought_web.results.models import Outcome
from forethought_web.staff.access import staff_only
from forethought_web.staff.exporting import as_csv, as_lines

A_PAGE = 50
_MOST_CHOICES = 50


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
    }  # fmt: skip
    return render(request, "staff/home.html", shown)


@transaction.atomic
def _create(request: HttpRequest) -> tuple[Consultation | None, str]:
    sent = request.POST
    title, body = sent.get("title", "").strip()[:200], sent.get("body", "").strip()[:200]
    if not title or not body:
        return None, "Give a title, and the name of the body that asks"
    pack, text = sent.get("pack", ""), sent.get("draft", "")
    try:
        parts = of_pack(load_pack(pack)) if pack in pack_ids() else read_markdown(text)
    except Unreadable as why:
        return None, f"The draft cannot be used: {why}"
    slug = stem = slugify(title)[:60] or "consultation"
    for n in range(2, 1_000):
        if not Consultation.objects.filter(slug=slug).exists():
            break
        slug = f"{stem}-{n}"
    made = Consultation.objects.create(slug=slug, title=title, body=body, pack=pack if pack in pack_ids() else "")
    record(_who(request), "create", slug)
    running.add_version(made, parts, _who(request))
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
            error = f"{why}".capitalize()
        consultation.refresh_from_db()
    version = consultation.current
    shown = {
        "error": error,
        "sent": request.POST,
        "version": version,
        "paragraphs": list(version.paragraphs.all()) if version else [],
        "questions": consultation.questions.all(),
        "kinds": KINDS.items(),
        "may": {action.replace(" ", "_"): may(request.user, action, consultation) for action in ALLOWED},
        "waiting": Comment.objects.filter(consultation=consultation, state=Comment.State.WAITING).count(),
        "counts": {state: consultation.responses.filter(state=state).count() for state in Response.State.values},
    }
    return render(request, "staff/one.html", around(consultation) | shown)


def _time(request: HttpRequest, name: str, consultation: Consultation) -> datetime:
    try:
        local = datetime.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise running.NotPossible("give a day and a time") from None
    return local.replace(tzinfo=ZoneInfo(consultation.zone))


def _publish(request: HttpRequest, consultation: Consultation) -> None:
    opens, closes = (_time(request, name, consultation) for name in ("opens", "closes"))
    running.publish(consultation, opens, closes, _who(request))


def _extend(request: HttpRequest, consultation: Consultation) -> None:
    running.extend(consultation, _time(request, "closes", consultation), request.POST.get("because", ""), _who(request))


def _withdraw(request: HttpRequest, consultation: Consultation) -> None:
    running.withdraw(consultation, request.POST.get("because", ""), _who(request))


def _version(request: HttpRequest, consultation: Consultation) -> None:
    parts = read_markdown(request.POST.get("draft", ""))
    running.add_version(consultation, parts, _who(request), request.POST.get("note", "")[:300])


@transaction.atomic
def _ask(request: HttpRequest, consultation: Consultation) -> None:
    if consultation.state != Consultation.State.DRAFT:
        raise running.NotPossible("questions cannot change once it is published: answers would mean something else")
    sent = request.POST
    kind, text = sent.get("kind", ""), sent.get("text", "").strip()[:500]
    choices, rows = (_lines(sent.get(name, "")) for name in ("choices", "rows"))
    if kind not in KINDS or not text:
        raise running.NotPossible("choose a kind of question and write what is asked")
    if kind in ("choice", "several", "rank", "matrix") and len(choices) < 2:
        raise running.NotPossible("give at least two answers to choose from, one a line")
    if kind == "matrix" and not rows:
        raise running.NotPossible("give the rows, one a line")
    earlier = sent.get("after", "")
    wanted = _lines(sent.get("after_is", ""))
    order = (consultation.questions.count() or 0) + 1
    condition = {"question": _number(earlier), "is": wanted} if 0 < _number(earlier) < order and wanted else None
    anchors = {one.anchor for one in consultation.current.paragraphs.all()} if consultation.current else set()
    Question.objects.create(
        consultation=consultation, order=order, kind=kind, text=text, hint=sent.get("hint", "").strip()[:500],
        choices=choices, rows=rows, required=sent.get("required") == "yes", shown_if=condition,
        anchor=sent.get("anchor", "") if sent.get("anchor") in anchors else "",
        about_equality=sent.get("equality") == "yes",
    )  # fmt: skip
    record(_who(request), "add question", consultation.slug, order=order)


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip()[:200] for line in text.splitlines() if line.strip()))[:_MOST_CHOICES]


_ACTIONS = {"publish": _publish, "extend": _extend, "withdraw": _withdraw, "version": _version, "ask": _ask}
_NEEDS = {"publish": "publish", "extend": "extend", "withdraw": "withdraw", "version": "edit", "ask": "edit"}


@require_safe
@staff_only("read responses")
def responses(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """The responses that were sent, by type and by answer, with counts."""
    sent = Response.objects.filter(consultation=consultation, state=Response.State.SENT)
    type_, question, choice = (request.GET.get(name, "")[:200] for name in ("type", "question", "choice"))
    if type_ in TYPES:
        sent = sent.filter(type=type_)
    asked = consultation.questions.filter(pk=_number(question)).first()
    if asked and choice in asked.options:
        sent = sent.filter(pk__in=Answer.objects.filter(question=asked, choice=choice).values("response"))
    answers = Prefetch("answers", Answer.objects.select_related("question").order_by("question__order"))
    found = sent.order_by("-sent_at", "-pk").prefetch_related(answers)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    countable = [one for one in consultation.questions.all() if one.options and not one.about_equality]
    shown = {
        "page": page, "types": TYPES.items(), "type": type_, "questions": countable, "question": asked,
        "choice": choice,
        "rows": [(one, one.answers.all()) for one in page],
    }  # fmt: skip
    return render(request, "staff/responses.html", around(consultation) | shown)


@require_safe
@staff_only("export")
def export(request: HttpRequest, consultation: Consultation, form: str) -> StreamingHttpResponse:
    """Every response that was sent, as CSV or JSON lines, streamed."""
    if form not in ("csv", "jsonl"):
        raise Http404
    write, kind = (as_csv, "text/csv") if form == "csv" else (as_lines, "application/jsonl")
    record(_who(request), "export", consultation.slug, form=form)
    return StreamingHttpResponse(
        write(consultation),
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{consultation.slug}.{form}"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("moderate")
def comments(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Comments a person should look at: those that wait, that were reported, and whose authors appealed."""
    error = ""
    if request.method == "POST":
        number = request.POST.get("comment", "")
        found = Comment.objects.filter(consultation=consultation, number=_number(number)).first()
        if found is None:
            raise Http404
        try:
            decide(found, request.POST.get("action", ""), request.POST.get("reason", ""), _who(request))
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


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("edit")
def outcomes(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """You said, we did: write it, paragraph by paragraph and question by question, and publish it."""
    error = ""
    if request.method == "POST":
        error = _outcome(request, consultation)
        if not error:
            return HttpResponseRedirect(reverse("staff-outcomes", args=[consultation.slug]))
    version = consultation.current
    shown = {
        "error": error,
        "sent": request.POST,
        "written": consultation.outcomes.select_related("question"),
        "paragraphs": [one for one in version.paragraphs.all() if not one.is_heading] if version else [],
        "questions": consultation.questions.all(),
        "decisions": Outcome.Decision.choices,
    }
    return render(request, "staff/outcomes.html", around(consultation) | shown)


@transaction.atomic
def _outcome(request: HttpRequest, consultation: Consultation) -> str:
    sent = request.POST
    if "publish" in sent:
        consultation.outcomes.update(is_published=True)
        record(_who(request), "publish outcome", consultation.slug)
        return ""
    about, decision = sent.get("about", ""), sent.get("decision", "")
    anchors = {one.anchor for one in consultation.current.paragraphs.all()} if consultation.current else set()
    question = consultation.questions.filter(pk=_number(about[1:])).first() if about.startswith("q") else None
    heard, because = sent.get("heard", "").strip(), sent.get("because", "").strip()
    if (
        (about not in anchors and question is None)
        or decision not in Outcome.Decision.values
        or not heard
        or not because
    ):
        return "Say what it is about, what was heard, what was decided, and why"
    Outcome.objects.create(
        consultation=consultation, anchor="" if question else about, question=question, heard=heard, because=because,
        decision=decision, words=sent.get("words", "").strip() if decision == Outcome.Decision.CHANGED else "",
    )  # fmt: skip
    record(_who(request), "write outcome", consultation.slug, on=about)
    return ""


@require_safe
@staff_only("read the trail")
def trail(request: HttpRequest) -> HttpResponse:
    """The audit trail, newest first, and whether it is whole."""
    page = Paginator(Entry.objects.order_by("-number"), A_PAGE).get_page(request.GET.get("page"))
    shown = {"section": "consultations", "page": page, "broken": broken(Entry.objects.iterator(chunk_size=1_000))}
    return render(request, "staff/trail.html", shown)


def _number(said: str) -> int:
    """A whole number that was sent, or 0, which nothing has."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 12 else 0


def _who(request: HttpRequest) -> str:
    return str(request.user.get_username())
