"""Responses for a body's own analysis: CSV and JSON lines, made row by row, however many there are."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from typing import Any

from forethought_web.consultations.models import Consultation
from forethought_web.responses.columns import ABOUT, cell, columns, safe
from forethought_web.responses.models import Answer, Response

__all__ = ["as_csv", "as_lines", "safe", "sent"]

_AT_ONCE = 500
_MARK = "\ufeff"  # Excel reads UTF-8 only where this stands first


class _Line:
    """A file for `csv` that gives back what is written."""

    def write(self, text: str) -> str:
        """Give it back."""
        return text


def as_csv(consultation: Consultation) -> Iterator[str]:
    """A line for each response, a column for each question and each row of a matrix.

    What a spreadsheet would run is made text. Several answers stand in one cell, with semicolons between them, or each
    on a line of its own where an answer holds a semicolon. It can be imported again (`responses.importing`).
    """
    shown = columns(consultation.questions.all())
    writer = csv.writer(_Line())
    yield _MARK + writer.writerow([*ABOUT, *(safe(one.name) for one in shown)])
    for row, answers in sent(consultation):
        about = [_as_cell(value) for value in row.values()]
        cells = (cell(answers.get(one.question.pk, ""), one) for one in shown)
        yield writer.writerow([safe(one) for one in (*about, *cells)])


def as_lines(consultation: Consultation) -> Iterator[str]:
    """A JSON object for each response; ``schema/response-1.json`` tells what is in it."""
    questions = [one for one in consultation.questions.all() if not one.about_equality]
    for row, answers in sent(consultation):
        row["answers"] = [
            {"question": one.order, "kind": one.kind, "asked": one.text, "answer": answers[one.pk]}
            for one in questions
            if one.pk in answers
        ]
        yield json.dumps(row, ensure_ascii=False) + "\n"


def sent(consultation: Consultation) -> Iterator[tuple[dict[str, Any], dict[int, Any]]]:
    """What is told of every response that was sent, and its answers by question; a few at a time are in memory."""
    found = consultation.responses.filter(state=Response.State.SENT).order_by("pk").values("pk", *ABOUT)
    last = 0
    while some := list(found.filter(pk__gt=last)[:_AT_ONCE]):
        last = some[-1]["pk"]
        answers: dict[int, dict[int, Any]] = {one["pk"]: {} for one in some}
        given = Answer.objects.filter(response__in=list(answers)).values_list("response", "question", "value")
        for response, question, value in given:
            answers[response][question] = value
        for one in some:
            yield _about(one), answers[one["pk"]]


def _about(found: Mapping[str, Any]) -> dict[str, Any]:
    row = {name: found[name] for name in ABOUT}
    for name in ("sent_at", "received_on"):
        row[name] = row[name].isoformat() if row[name] else None
    return row


def _as_cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)
