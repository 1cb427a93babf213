"""The responses as staff read, count, filter and export them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forethought_web.consultations.audit import record
from forethought_web.consultations.models import Consultation
from forethought_web.consultations.pages import around
from forethought_web.responses.models import TYPES, Answer, Response
from forethought_web.staff.access import A_PAGE, staff_only, who, whole_number
from forethought_web.staff.exporting import as_csv, as_lines


@require_safe
@staff_only("read responses")
def responses(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """The responses that were sent, by type and by answer, with counts."""
    sent = Response.objects.filter(consultation=consultation, state=Response.State.SENT)
    type_, question, choice = (request.GET.get(name, "")[:200] for name in ("type", "question", "choice"))
    if type_ in TYPES:
        sent = sent.filter(type=type_)
    asked = consultation.questions.filter(pk=whole_number(question)).first()
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
    record(who(request), "export", consultation.slug, form=form)
    return StreamingHttpResponse(
        write(consultation),
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{consultation.slug}.{form}"'},
    )
