"""The responses whose senders agreed to it, as everybody reads them once the consultation is over, and as open data.

A response has a public number, which is not its reference: that is on its sender's receipt, and would say whose it is.
The number is its place in the database, enciphered with the site's secret key: it stays the same while the key does,
no two responses share one, and nobody without the key can go from it to the place or to another number.
"""

from __future__ import annotations

import csv
import hmac
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from forethought_web.consultations.models import Consultation, Question
from forethought_web.consultations.pages import around, published
from forethought_web.moderation.models import POLICY
from forethought_web.responses.clearing import SHORT, Piece, cleared, in_words, pieces
from forethought_web.responses.columns import safe
from forethought_web.responses.models import TYPES, Answer, Response
from forethought_web.responses.pages import said
from forethought_web.results.counting import SMALL

A_PAGE = 20
OTHER = "other"  # a type of respondent of which too few are published
_SCHEMA = Path(__file__).parent.parent / "schema" / "published-1.json"
_AT_ONCE = 500
_HALF = 20  # bits of half a public number
_ROUNDS = 8
_NUMBER = re.compile("[0-9a-f]{10}")


class _Line:
    """A file for `csv` that gives back what is written."""

    def write(self, text: str) -> str:
        """Give it back."""
        return text


@dataclass(frozen=True, slots=True)
class Published:
    """A response as everybody may read it."""

    number: str
    type: str
    name: str
    organisation: str
    speaks_for: int | None
    answers: tuple[tuple[Question, tuple[Piece, ...]], ...]

    @property
    def who(self) -> str:
        """What the respondent is, in words."""
        return TYPES.get(self.type, "A respondent")


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of them, all or of one type of respondent."""
    consultation = _over(slug)
    found = cleared(consultation)
    counts = dict(found.values_list("type").annotate(n=Count("pk")).order_by())
    many = _of_many(counts)
    type_ = request.GET.get("type", "")
    type_ = type_ if type_ in many else ""
    one_number = request.GET.get("number", "")
    wanted = found.filter(type=type_) if type_ else found
    if one_number:
        wanted = found.filter(pk=place_of(one_number))
        if not wanted:
            raise Http404
    shown = Paginator(_read(wanted), A_PAGE).get_page(request.GET.get("page"))
    questions = _questions(consultation)
    rows = [_published(one, questions, many) for one in shown]
    left_out = {piece.left_out for row in rows for _, words in row.answers for piece in words if piece.left_out}
    context = {
        "rows": rows,
        "reasons": [(SHORT[name], why) for name, why in POLICY.items() if name in left_out],
        "page": shown,
        "is_one": bool(one_number),
        "type": type_,
        "types": [
            (name, TYPES.get(name, "Not said"), counts[name]) for name in sorted(many, key=lambda one: -counts[one])
        ],
        "has_others": len(many) < len(counts),
        "all": sum(counts.values()),
        "sent": Response.objects.filter(consultation=consultation, state=Response.State.SENT).count(),
    }
    return render(request, "responses/published.html", around(consultation) | context)


@require_safe
def data(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """The same responses as CSV or JSON lines, streamed; or the schema of a line."""
    consultation = _over(slug)
    if form == "schema.json":
        return HttpResponse(_SCHEMA.read_bytes(), content_type="application/schema+json")
    if form not in ("csv", "jsonl"):
        raise Http404
    write, kind = (as_csv, "text/csv") if form == "csv" else (as_lines, "application/jsonl")
    return StreamingHttpResponse(
        write(consultation),
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{consultation.slug}-published.{form}"'},
    )


def as_csv(consultation: Consultation) -> Iterator[str]:
    """A line for each response, a column for each question."""
    questions = _questions(consultation)
    writer = csv.writer(_Line())
    head = ["number", "type", "name", "organisation", "speaks_for", *(f"{one.order}. {one.text}" for one in questions)]
    yield "\ufeff" + writer.writerow([safe(one) for one in head])
    for one in _all(consultation, questions):
        answers = {question.pk: in_words(words) for question, words in one.answers}
        speaks_for = "" if one.speaks_for is None else str(one.speaks_for)
        cells = [one.number, one.type, one.name, one.organisation, speaks_for]
        yield writer.writerow([safe(cell) for cell in [*cells, *(answers.get(q.pk, "") for q in questions)]])


def as_lines(consultation: Consultation) -> Iterator[str]:
    """A JSON object for each response, as ``schema/published-1.json`` describes."""
    for one in _all(consultation, _questions(consultation)):
        row: dict[str, Any] = {
            "schema": 1,
            "consultation": consultation.slug,
            "number": one.number,
            "type": one.type,
            "name": one.name or None,
            "organisation": one.organisation or None,
            "speaks_for": one.speaks_for,
            "answers": [
                {"question": question.order, "asked": question.text, "answer": in_words(words)}
                for question, words in one.answers
            ],
        }
        yield json.dumps(row, ensure_ascii=False) + "\n"


def number_of(response: Response) -> str:
    """A response's public number."""
    return f"{_mixed(response.pk, range(_ROUNDS)):010x}"


def place_of(number: str) -> int:
    """The key in the database of the response with a public number; 0, which none has, where it is no number."""
    if not _NUMBER.fullmatch(number):
        return 0
    low = (1 << _HALF) - 1
    whole = int(number, 16)
    back = _mixed((whole & low) << _HALF | whole >> _HALF, reversed(range(_ROUNDS)))
    return (back & low) << _HALF | back >> _HALF


def _mixed(whole: int, rounds: Iterable[int]) -> int:
    """A number of two halves after so many rounds of a Feistel network."""
    secret = f"published:{settings.SECRET_KEY}".encode()
    left, right = whole >> _HALF, whole & ((1 << _HALF) - 1)
    for one in rounds:
        mask = hmac.digest(secret, f"{one}:{right}".encode(), "sha256")
        left, right = right, left ^ int.from_bytes(mask[:4], "big") >> (32 - _HALF)
    return left << _HALF | right


def _over(slug: str) -> Consultation:
    """A consultation that is over, so that nobody reads what others sent before sending theirs."""
    consultation = published(slug)
    if consultation.phase(timezone.now()) != "closed":
        raise Http404
    return consultation


def _questions(consultation: Consultation) -> list[Question]:
    return [one for one in consultation.questions.all() if not one.about_equality]


def _read(found: QuerySet[Response]) -> QuerySet[Response]:
    return found.prefetch_related(Prefetch("answers", Answer.objects.prefetch_related("redactions")))


def _all(consultation: Consultation, questions: Sequence[Question]) -> Iterator[Published]:
    found = cleared(consultation)
    counts = Counter(dict(found.values_list("type").annotate(n=Count("pk")).order_by()))
    many = _of_many(counts)
    for response in _read(found).iterator(chunk_size=_AT_ONCE):
        yield _published(response, questions, many)


def _of_many(counts: dict[str, int]) -> frozenset[str]:
    """The types of which so many are published that a response says nothing of who wrote it.

    Which types are too few to be told is not told either: one that is "other" would be found out.
    """
    return frozenset(name for name, count in counts.items() if count >= SMALL)


def _published(response: Response, questions: Sequence[Question], many: frozenset[str]) -> Published:
    is_named = response.consent == "named"
    answers = {one.question_id: one for one in response.answers.all()}
    return Published(
        number=number_of(response),
        type=response.type if response.type in many else OTHER,
        name=response.name if is_named else "",
        organisation=response.organisation if is_named else "",
        speaks_for=response.speaks_for if is_named else None,
        answers=tuple((one, _words(answers[one.pk])) for one in questions if one.pk in answers),
    )


def _words(answer: Answer) -> tuple[Piece, ...]:
    if not isinstance(answer.value, str):
        return (Piece(said(answer.value)),)
    return tuple(pieces(answer.value, answer.redactions.all()))
