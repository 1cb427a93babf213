"""The responses as staff read, count, filter and export them; quick also where there are a million."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forethought_web.consultations.audit import record
from forethought_web.consultations.models import Consultation, Question
from forethought_web.consultations.pages import around
from forethought_web.consultations.roles import may
from forethought_web.errors import Problem
from forethought_web.responses.answering import REFERENCE_LENGTH
from forethought_web.responses.clearing import waiting
from forethought_web.responses.models import CONSENT, PROVENANCE, TYPES, Answer, Response
from forethought_web.responses.pages import said
from forethought_web.responses.word import TooMany, as_docx
from forethought_web.staff.access import A_PAGE, staff_only, who, whole_number
from forethought_web.staff.exporting import as_csv, as_lines

ABOUT = {"type": TYPES, "consent": CONSENT, "provenance": PROVENANCE}
SLOTS = ("answer", "also")  # two answers may be asked for at once
COUNTED = ("yes-no", "agree", "choice", "rank")  # of which one choice is kept to be counted; of a ranking the first
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
FEW = 20_000  # responses up to which every answer's count is shown, and not only those of one question
_SCATTERED = 2_000  # responses from which a page is looked for in order, as one is soon found


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that is asked for."""

    question: Question
    choice: str

    @property
    def name(self) -> str:
        """What it is called in an address: the question's number, and the choice's place."""
        return f"{self.question.pk}:{self.question.options.index(self.choice)}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which responses are asked for: about their senders, by answers, by reference; what is empty says nothing."""

    about: Mapping[str, str]
    answers: Mapping[str, Given]
    reference: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """The same as in an address."""
        given = {slot: one.name for slot, one in self.answers.items()}
        return {name: value for name, value in {**self.about, **given, "reference": self.reference}.items() if value}


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen in a filter, with how many there would be; None where that is not counted."""

    value: str
    words: str
    count: int | None
    is_chosen: bool

    @property
    def told(self) -> str:
        """The count as it is read."""
        return "" if self.count is None else f"{self.count:,}"


@dataclass(frozen=True, slots=True)
class Page:
    """Some responses, newest first, and where the pages beside it begin; None where there is none."""

    responses: Sequence[Response]
    newer: int | None = None
    older: int | None = None


@require_safe
@staff_only("read responses")
def responses(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """The responses that were sent, filtered by their senders and by up to two answers, with counts."""
    questions = [one for one in consultation.questions.all() if one.kind in COUNTED and not one.about_equality]
    wanted = read_wanted(request.GET, questions)
    total, about = counted(consultation, wanted)
    numbers = [whole_number(request.GET.get(name, "")) for name in ("before", "after")]
    page = page_of(consultation, wanted, total, *numbers)
    counting = next((one for one in questions if str(one.pk) == request.GET.get("count")), None)
    shown = {
        "total": total, "told": f"{total:,}", "page": page, "rows": [(one, _said(one)) for one in page.responses],
        "abouts": [
            (name, title, _choices(ABOUT[name], about[name], wanted.about[name]))
            for name, title in (("type", "Answered as"), ("consent", "May be published"), ("provenance", "Came"))
        ],
        "slots": _slots(consultation, wanted, questions), "questions": questions, "reference": wanted.reference,
        "counting": counting, "counts": _told(consultation, wanted, counting), "asked": urlencode(wanted.asked),
        "to_clear": waiting(consultation).first() if may(request.user, "clear", consultation) else None,
        "keys_in": may(request.user, "key in", consultation), "exports": may(request.user, "export", consultation),
    }  # fmt: skip
    return render(request, "staff/responses.html", around(consultation) | shown)


def read_wanted(sent: Any, questions: Iterable[Question]) -> Wanted:
    """What an address asks for; whatever cannot be read is left out."""
    known = {f"{one.pk}:{n}": Given(one, choice) for one in questions for n, choice in enumerate(one.options)}
    return Wanted(
        about={name: value if (value := sent.get(name, "")) in names else "" for name, names in ABOUT.items()},
        answers={slot: known[value] for slot in SLOTS if (value := sent.get(slot, "")) in known},
        reference=sent.get("reference", "").strip().upper().replace("\0", "")[:12],
    )


def found(consultation: Consultation, wanted: Wanted) -> QuerySet[Response]:
    """The responses that are asked for, in no order."""
    chosen = {name: value for name, value in wanted.about.items() if value}
    return _answering(consultation, wanted).filter(**chosen)


def _answering(consultation: Consultation, wanted: Wanted) -> QuerySet[Response]:
    """Those with the answers and the reference that are asked for, whoever sent them."""
    sent = Response.objects.filter(consultation=consultation, state=Response.State.SENT)
    if wanted.reference:
        whole = len(wanted.reference) == REFERENCE_LENGTH
        sent = sent.filter(**{"reference" if whole else "reference__startswith": wanted.reference})
    for one in wanted.answers.values():
        # As lists of numbers out of one index each, which both databases put side by side.
        chose = Answer.objects.filter(question=one.question, choice=one.choice)
        sent = sent.filter(pk__in=chose.order_by().values("response"))
    return sent


def counted(consultation: Consultation, wanted: Wanted) -> tuple[int, dict[str, Counter[str]]]:
    """How many are asked for; and by what is known of a sender, how many there would be if that were chosen instead.

    All of it is one pass over one index, however much is chosen.
    """
    groups = _answering(consultation, wanted).order_by().values_list(*ABOUT).annotate(count=Count("*"))
    total, counts = 0, {name: Counter[str]() for name in ABOUT}
    for *values, count in groups:
        row = dict(zip(ABOUT, values, strict=True))
        missed = [name for name, value in row.items() if wanted.about[name] not in ("", value)]
        if not missed:
            total += count
        for name, value in row.items():
            if not set(missed) - {name}:
                counts[name][value] += count
    return total, counts


def count_answers(consultation: Consultation, wanted: Wanted, questions: Sequence[Question]) -> dict[int, Counter[str]]:
    """How often each choice was made in those that are asked for, by question."""
    answers = Answer.objects.filter(question__in=[one.pk for one in questions]).exclude(choice="")
    if wanted.asked:
        answers = answers.filter(response__in=found(consultation, wanted))
    counts: dict[int, Counter[str]] = {one.pk: Counter() for one in questions}
    for question, choice, count in answers.order_by().values_list("question", "choice").annotate(count=Count("*")):
        counts[question][choice] += count
    return counts


def page_of(consultation: Consultation, wanted: Wanted, total: int, before: int = 0, after: int = 0) -> Page:
    """A page of those that are asked for, in the order they were begun, the newest first.

    Args:
        consultation: Whose.
        wanted: Which.
        total: How many there are of them; it tells how they are best looked for.
        before: The page begins with those that were begun before this one.
        after: It ends with those that were begun after this one, where ``before`` is 0.
    """
    numbers = found(consultation, wanted).values_list("pk", flat=True)
    if not total:
        return Page(())
    back = bool(after and not before)
    if total < _SCATTERED:
        every = sorted(numbers.order_by(), reverse=not back)
        some = [pk for pk in every if (not before or pk < before) and (not back or pk > after)][: A_PAGE + 1]
    else:
        beside = {"pk__lt": before} if before else {"pk__gt": after} if back else {}
        some = list(numbers.filter(**beside).order_by("pk" if back else "-pk")[: A_PAGE + 1])
    is_more, some = len(some) > A_PAGE, some[:A_PAGE]
    if back:
        some.reverse()
    if not some:
        return Page(())
    rows = Response.objects.filter(pk__in=some).order_by("-pk").prefetch_related("answers__question")
    is_newer, is_older = (is_more, True) if back else (bool(before), is_more)
    return Page(list(rows), some[0] if is_newer else None, some[-1] if is_older else None)


def _said(response: Response) -> list[tuple[str, str]]:
    answers = sorted(response.answers.all(), key=lambda one: one.question.order)
    return [(one.question.text, said(one.value)) for one in answers]


def _slots(
    consultation: Consultation, wanted: Wanted, questions: Sequence[Question]
) -> list[tuple[str, list[tuple[Question, list[Choice]]]]]:
    """For each answer that can be asked for, the questions with their choices."""
    made = []
    few = consultation.responses.filter(state=Response.State.SENT)[: FEW + 1].count() <= FEW
    for slot in SLOTS:
        others = {name: one for name, one in wanted.answers.items() if name != slot}
        rest = Wanted(wanted.about, others, wanted.reference)
        counts = count_answers(consultation, rest, questions) if few else {}
        chosen = wanted.answers.get(slot)
        made.append((slot, [(one, _options(one, counts.get(one.pk), chosen)) for one in questions]))
    return made


def _options(question: Question, counts: Counter[str] | None, chosen: Given | None) -> list[Choice]:
    options = [Given(question, choice) for choice in question.options]
    return [
        Choice(one.name, one.choice, None if counts is None else counts[one.choice], one == chosen) for one in options
    ]


def _choices(names: Mapping[str, str], counts: Counter[str], chosen: str) -> list[Choice]:
    return [Choice(value, words, counts[value], value == chosen) for value, words in names.items()]


def _told(consultation: Consultation, wanted: Wanted, question: Question | None) -> list[Choice]:
    """How a question was answered in those that are asked for, whatever answer to it is asked for."""
    if question is None:
        return []
    others = {slot: one for slot, one in wanted.answers.items() if one.question != question}
    counts = count_answers(consultation, Wanted(wanted.about, others, wanted.reference), [question])
    return _options(question, counts[question.pk], None)


@require_safe
@staff_only("export")
def export(request: HttpRequest, consultation: Consultation, form: str) -> HttpResponseBase:
    """Every response that was sent: as CSV or JSON lines, streamed, or as a document to read."""
    if form not in FORMS:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{consultation.slug}.{form}"'}
    if form == "docx":
        try:
            whole = as_docx(consultation)
        except TooMany as why:
            raise Problem(409, "That is more than a document holds.", str(why), "too-many") from None
        record(who(request), "export", consultation.slug, form=form)
        return HttpResponse(whole, content_type=FORMS[form], headers=headers)
    write = as_csv if form == "csv" else as_lines
    record(who(request), "export", consultation.slug, form=form)
    return StreamingHttpResponse(write(consultation), content_type=FORMS[form], headers=headers)
