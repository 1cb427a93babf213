"""A consultation to look at: the draft of 2016, as our own paraphrase, with questions and responses made for it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import rtoml
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from forethought import load_pack
from forethought_web.consultations.drafts import of_pack
from forethought_web.consultations.models import Consultation, Question
from forethought_web.consultations.running import add_version, publish
from forethought_web.discussion.models import Comment
from forethought_web.discussion.talking import Words, comment
from forethought_web.responses.answering import read_sheet, save, start
from forethought_web.results.models import Outcome

_FILE = Path(__file__).with_name("demonstration.toml")
SLUG = "social-media-2016"
CLOSED = "social-media-2016-closed"


@transaction.atomic
def load() -> Consultation:
    """Make the demonstrations, unless they are there already: one open for six weeks from now, and one that is over."""
    there = Consultation.objects.filter(slug=SLUG).first()
    if there:
        return there
    told = rtoml.load(_FILE)
    made = _make(SLUG, told, told["title"], told["summary"])
    for row in told["responses"]:
        _respond(made, row)
    said: list[Comment] = []
    for row in told["comments"]:
        parent = said[row["to"] - 1] if "to" in row else None
        words = Words(row["text"], row.get("name", ""), row.get("type", ""), row.get("quote", ""))
        said.append(comment(made, row["about"], words, parent)[0])
    _end(_make(CLOSED, told, told["closed"]["title"], told["closed"]["summary"]), told["closed"])
    return made


def _make(slug: str, told: dict[str, Any], title: str, summary: str) -> Consultation:
    made = Consultation.objects.create(
        slug=slug,
        title=title,
        body=told["body"],
        summary=summary,
        pack=told["pack"],
        guard=told["guard"],
        asks_registration=told["asks_registration"],
        registration_form=told["registration_form"],
        is_demonstration=True,
    )
    add_version(made, of_pack(load_pack(told["pack"])), "demonstration")
    for order, row in enumerate(told["questions"], 1):
        Question.objects.create(consultation=made, order=order, **row)
    now = timezone.now()
    publish(made, now - timedelta(days=1), now + timedelta(weeks=6), "demonstration")
    return made


def _end(consultation: Consultation, told: dict[str, Any]) -> None:
    """Fill one with responses, close it as if it had been six weeks ago, and answer it."""
    for row in told["responses"]:
        for _ in range(row["times"]):
            _respond(consultation, {name: value for name, value in row.items() if name != "times"})
    for row in told["outcomes"]:
        about = row.pop("about")
        question = consultation.questions.get(order=about) if isinstance(about, int) else None
        Outcome.objects.create(
            consultation=consultation, anchor="" if question else about, question=question, is_published=True, **row
        )
    now = timezone.now()
    consultation.opens_at, consultation.closes_at = now - timedelta(weeks=12), now - timedelta(weeks=6)
    consultation.save(update_fields=["opens_at", "closes_at"])
    consultation.responses.update(sent_at=consultation.closes_at - timedelta(days=1))


def _respond(consultation: Consultation, row: dict[str, Any]) -> None:
    """Answer as anybody would: through the same reading of a form."""
    sent = QueryDict(mutable=True)
    questions = list(consultation.questions.all())
    for name, value in row.items():
        if name == "answers":
            for order, answer in value.items():
                _put(sent, questions[int(order) - 1], answer)
        else:
            sent[name] = str(value)
    response, _ = start(consultation)
    save(response, read_sheet(questions, sent, whole=True), 0, send=True)


def _put(sent: QueryDict, question: Question, answer: Any) -> None:
    name = f"q{question.pk}"
    if question.kind == "matrix":
        for n, one in enumerate(answer):
            sent[f"{name}-{n}"] = one
    elif question.kind == "rank":
        for place, one in enumerate(answer, 1):
            sent[f"{name}-{question.choices.index(one)}"] = str(place)
    else:
        sent.setlist(name, answer if isinstance(answer, list) else [answer])
