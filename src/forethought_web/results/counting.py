"""Counting answers, and telling counts so that nobody can be picked out of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Count

from forethought_web.consultations.models import Consultation, Question
from forethought_web.responses.models import TYPES, Answer, EqualityAnswer, Response

SMALL = 10  # fewer of anything are not told
_AT_ONCE = 5_000
Counts = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """How often each answer was given.

    Attributes:
        asked: The question; for a matrix, with its row.
        columns: "All", or the types of respondent too.
        rows: Each answer with a count for each column.
        is_of_first_places: Whether it counts what was put first in an order.
        is_apart: Whether it is of a question on equality, where a larger count may be hidden beside a small one.
    """

    asked: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, Counts], ...]
    is_of_first_places: bool = False
    is_apart: bool = False


def told(counts: Sequence[int]) -> Counts:
    """Counts as they may be told: None for each below ten, none at all included."""
    return tuple(count if count >= SMALL else None for count in counts)


def told_apart(counts: Sequence[int]) -> Counts:
    """Counts of answers on equality as they may be told.

    Where only one would be hidden, whoever knows the sum could work it out: then the smallest of the others is too.
    """
    shown = told(counts)
    if shown.count(None) != 1 or len(counts) == 1:
        return shown
    least = min((count, n) for n, count in enumerate(counts) if shown[n] is not None)[1]
    return tuple(None if n == least else one for n, one in enumerate(shown))


def tables(consultation: Consultation) -> list[Table]:
    """The tables that everybody may read, small counts not told: of each question; the equality questions last."""
    questions = countable(consultation)
    found = [table for one in questions for table in _tables(one, tally(one))]
    return found + [table for one in apart(consultation) for table in _tables(one, _tally_apart(one), tell=told_apart)]


def across_types(question: Question) -> list[Table]:
    """The tables of one question by type of respondent, whole: for staff, who may read each response."""
    counts = tally(question)
    given = {type_ for _, _, type_ in counts}
    return _tables(question, counts, [one for one in TYPES if one in given], tell=tuple)


def countable(consultation: Consultation) -> list[Question]:
    """The questions with answers to choose from, but those on equality."""
    return [one for one in consultation.questions.all() if one.options and not one.about_equality]


def apart(consultation: Consultation) -> list[Question]:
    """The questions on equality, whose answers stand apart."""
    return [one for one in consultation.questions.all() if one.options and one.about_equality]


def tally(question: Question) -> Counter[tuple[str, str, str]]:
    """How often each answer was given, by (row of a matrix or "", answer, type of respondent)."""
    sent = Answer.objects.filter(question=question, response__state=Response.State.SENT)
    if question.kind not in ("several", "matrix"):
        grouped = sent.values_list("choice", "response__type").annotate(n=Count("pk")).order_by()
        return Counter({("", choice, type_): n for choice, type_, n in grouped})
    counts: Counter[tuple[str, str, str]] = Counter()
    for value, type_ in sent.values_list("value", "response__type").iterator(chunk_size=_AT_ONCE):
        given = value.items() if isinstance(value, dict) else [("", one) for one in value]
        counts.update((str(row), str(one), type_) for row, one in given)
    return counts


def _tally_apart(question: Question) -> Counter[tuple[str, str, str]]:
    grouped = EqualityAnswer.objects.filter(question=question).values_list("choice").annotate(n=Count("pk"))
    return Counter({("", choice, ""): n for choice, n in grouped.order_by()})


def _tables(
    question: Question,
    counts: Counter[tuple[str, str, str]],
    types: Sequence[str] = (),
    *,
    tell: Callable[[list[int]], Counts] = told,
) -> list[Table]:
    made = []
    everybody = {type_ for _, _, type_ in counts}
    for row in question.rows if question.kind == "matrix" else [""]:
        columns = [[sum(counts[row, option, one] for one in everybody) for option in question.options]]
        if not any(columns[0]):
            continue
        columns += [[counts[row, option, one] for option in question.options] for one in types]
        shown = [tell(column) for column in columns]
        rows = tuple(zip(question.options, zip(*shown, strict=True), strict=True))
        asked = f"{question.text}: {row}" if row else question.text
        heads = ("All", *(TYPES[one] for one in types))
        made.append(Table(asked, heads, rows, question.kind == "rank", question.about_equality))
    return made
