"""What was answered, question by question, by type of respondent."""

from __future__ import annotations

import csv
import io

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forethought_web.consultations.models import Consultation
from forethought_web.consultations.pages import around
from forethought_web.results.counting import Table, across_types, countable
from forethought_web.staff.access import staff_only, whole_number
from forethought_web.staff.exporting import safe


@require_safe
@staff_only("read responses")
def page(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """The tables of one question, to read or as CSV. One at a time, so that it is quick with very many responses."""
    questions = countable(consultation)
    order = whole_number(request.GET.get("question", ""))
    chosen = next((one for one in questions if one.order == order), questions[0] if questions else None)
    if order and (chosen is None or chosen.order != order):
        raise Http404
    found = across_types(chosen) if chosen else []
    if "csv" in request.GET and chosen:
        name = f"{consultation.slug}-question-{chosen.order}.csv"
        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(as_csv(found), content_type="text/csv; charset=utf-8", headers=disposition)
    shown = {"questions": questions, "chosen": chosen, "tables": found}
    return render(request, "staff/analysis.html", around(consultation) | shown)


def as_csv(tables: list[Table]) -> str:
    """Tables below each other, with a byte order mark so that spreadsheets read them as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    for table in tables:
        writer.writerow([safe(table.asked), *table.columns])
        writer.writerows(
            [safe(option), *("" if one is None else one for one in counts)] for option, counts in table.rows
        )
    return "\ufeff" + out.getvalue()
