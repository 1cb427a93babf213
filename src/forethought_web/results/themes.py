"""Themes: what respondents say in their own words, gathered by the people who read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet

from forethought_web.consultations.audit import record
from forethought_web.consultations.models import Consultation, Question
from forethought_web.discussion.models import Comment
from forethought_web.responses.models import TYPES, Answer, Response
from forethought_web.results.models import Mark, Theme

MOST = 100  # themes of one consultation


class NotPossible(ValueError):
    """A theme that cannot be kept: why, in words for its writer."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """How many responses and comments are on a theme, and by type of respondent."""

    theme: Theme
    responses: int
    comments: int
    by_type: tuple[tuple[str, int], ...]


def counts(consultation: Consultation) -> list[Gathered]:
    """Every theme with how many are on it."""
    marks = Mark.objects.filter(theme__consultation=consultation)
    answered = marks.filter(answer__response__state=Response.State.SENT).values_list("theme", "answer__response__type")
    responses: dict[int, dict[str, int]] = {}
    for theme, type_, n in answered.annotate(n=Count("answer__response", distinct=True)).order_by():
        responses.setdefault(theme, {})[type_] = n
    comments = dict(marks.exclude(comment=None).values_list("theme").annotate(n=Count("comment")).order_by())
    return [
        Gathered(
            one,
            sum(responses.get(one.pk, {}).values()),
            comments.get(one.pk, 0),
            tuple((TYPES.get(name, "Not said"), n) for name, n in sorted(responses.get(one.pk, {}).items())),
        )
        for one in consultation.themes.all()
    ]


@transaction.atomic
def name(consultation: Consultation, called: str, meaning: str, by: str, pk: int = 0) -> Theme:
    """Keep a theme: a new one, or another name for one that is there.

    Raises:
        NotPossible: If it has no name, there is one of that name, or there are very many.
    """
    called, meaning = " ".join(called.split())[:80], " ".join(meaning.split())[:300]
    others = consultation.themes.exclude(pk=pk)
    if not called:
        raise NotPossible("give the theme a name")
    if others.filter(name__iexact=called).exists():
        raise NotPossible("there is a theme of that name already")
    if not pk and others.count() >= MOST:
        raise NotPossible(f"there are {MOST} themes already; that is more than anybody can keep apart")
    theme = consultation.themes.filter(pk=pk).first() or Theme(consultation=consultation)
    theme.name, theme.meaning = called, meaning
    theme.save()
    record(by, "change theme" if pk else "add theme", consultation.slug, theme=theme.pk)
    return theme


@transaction.atomic
def remove(theme: Theme, by: str) -> None:
    """Remove a theme and the marks of it; answers stay as they are."""
    record(by, "remove theme", theme.consultation.slug, theme=theme.pk)
    theme.delete()


def to_read(consultation: Consultation, question: Question | None) -> QuerySet[Any]:
    """What is read for themes: the sent answers to a question in words, or where none is named the shown comments."""
    if question is None:
        return Comment.objects.filter(consultation=consultation, state=Comment.State.SHOWN).order_by("number")
    sent = Answer.objects.filter(question=question, response__state=Response.State.SENT)
    return sent.select_related("response").order_by("pk")


@transaction.atomic
def mark(items: Iterable[Any], chosen: Mapping[int, Iterable[Theme]], by: str) -> None:
    """Put items on the themes chosen for them, and on no others.

    Args:
        items: Answers or comments of one consultation.
        chosen: Themes of the same consultation, by an item's key.
        by: Who read them.
    """
    kept = list(items)
    if not kept:
        return
    field = "comment" if isinstance(kept[0], Comment) else "answer"
    Mark.objects.filter(**{f"{field}__in": kept}).delete()
    marks = [Mark(theme=theme, by=by, **{field: one}) for one in kept for theme in chosen.get(one.pk, ())]
    Mark.objects.bulk_create(marks)
    about = kept[0].consultation if field == "comment" else kept[0].question.consultation
    record(by, "mark themes", about.slug, of=f"{field}s", read=len(kept), marks=len(marks))
