"""Responses for a body's own analysis: CSV and JSON lines, made row by row, however many there are."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any

from forethought_web.consultations.models import Consultation, Question
from forethought_web.responses.models import Response
from forethought_web.responses.pages import said

_AT_ONCE = 500
_ABOUT = (
    "reference",
    "sent_at",
    "type",
    "is_organisation",
    "organisation",
    "speaks_for",
    "name",
    "consent",
    "provenance",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """A file for `csv` that gives back what is written."""

    def write(self, text: str) -> str:
        """Give it back."""
        return text


def as_csv(consultation: Consultation) -> Iterator[str]:
    """A line for each response, a column for each question. What a spreadsheet would run is made text."""
    questions = _questions(consultation)
    writer = csv.writer(_Line())
    yield writer.writerow([*_ABOUT, *(safe(one.text) for one in questions)])
    for response, answers in _responses(consultation):
        about = [getattr(response, name) for name in _ABOUT]
        cells = [*about, *(said(answers.get(one.pk, "")) for one in questions)]
        yield writer.writerow(["" if cell is None else safe(str(cell)) for cell in cells])


def as_lines(consultation: Consultation) -> Iterator[str]:
    """A JSON object for each response."""
    questions = _questions(consultation)
    for response, answers in _responses(consultation):
        row: dict[str, Any] = {name: getattr(response, name) for name in _ABOUT}
        row["sent_at"] = response.sent_at.isoformat() if response.sent_at else None
        row["answers"] = [
            {"question": one.order, "asked": one.text, "answer": answers[one.pk]}
            for one in questions
            if one.pk in answers
        ]
        yield json.dumps(row, ensure_ascii=False) + "\n"


def safe(cell: str) -> str:
    """A cell that a spreadsheet shows and never runs."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _questions(consultation: Consultation) -> list[Question]:
    return [one for one in consultation.questions.all() if not one.about_equality]


def _responses(consultation: Consultation) -> Iterator[tuple[Response, dict[int, Any]]]:
    sent = consultation.responses.filter(state=Response.State.SENT).order_by("pk").prefetch_related("answers")
    for response in sent.iterator(chunk_size=_AT_ONCE):
        yield response, {one.question_id: one.value for one in response.answers.all()}
