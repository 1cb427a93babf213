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

_FILE = Path(__file__).with_name("demonstration.toml")
SLUG = "social-media-2016"


@transaction.atomic
def load() -> Consultation:
    """Make the demonstration, open for six weeks from now, unless it is there already."""
    there = Consultation.objects.filter(slug=SLUG).first()
    if there:
        return there
    told = rtoml.load(_FILE)
    made = Consultation.objects.create(
        slug=SLUG,
        title=told["title"],
        body=told["body"],
        summary=told["summary"],
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
    for row in told["responses"]:
        _respond(made, row)
    said: list[Comment] = []
    for row in told["comments"]:
        parent = said[row["to"] - 1] if "to" in row else None
        words = Words(row["text"], row.get("name", ""), row.get("type", ""), row.get("quote", ""))
        said.append(comment(made, row["about"], words, parent)[0])
    return made


def _respond(consultation: Consultation, row: dict[str, Any]) -> None:
    """Answer as anybody would: through the same reading of a form."""
    sent = QueryDict(mutable=True)
    questions = list(consultation.questions.all())
    for name, value in row.items():
        if name == "answers":
            for order, answer in value.items():
                key = f"q{questions[int(order) - 1].pk}"
                sent.setlist(key, answer if isinstance(answer, list) else [answer])
        else:
            sent[name] = str(value)
    response, _ = start(consultation)
    save(response, read_sheet(questions, sent, whole=True), 0, send=True)
