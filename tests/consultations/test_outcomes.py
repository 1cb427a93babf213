"""What was heard and decided is written place by place, can be changed, and stays to be seen once it is published."""

from __future__ import annotations

import pytest
from django.test import Client

from forethought_web.consultations.models import Consultation, Entry
from forethought_web.responses.answering import start
from forethought_web.responses.models import Answer
from forethought_web.results.models import Outcome
from forethought_web.results.outcomes import became_of
from web_staff import said, seen, signed_in

WRITTEN = {"about": "p-1-1", "heard": "It is vague.", "decision": "changed", "because": "So it is.", "words": "Think."}
AT = "/staff/posting/outcomes"


@pytest.fixture
def editor(consultation: Consultation) -> Client:
    """Somebody who writes it."""
    return signed_in("editor", consultation)


def test_it_is_written_beside_what_was_heard_and_changed_in_place(editor: Client, consultation: Consultation) -> None:
    said(Client(HTTP_HOST="localhost"), consultation, "Vague.")
    assert "1 comment" in seen(editor, f"{AT}?about=p-1-1")
    assert editor.post(AT, WRITTEN)["Location"] == AT
    html = seen(editor, f"{AT}?about=p-1-1")
    assert "It is vague." in html
    assert "not published yet" in html
    editor.post(AT, WRITTEN | {"heard": "It is too vague."})
    kept = Outcome.objects.get()

    assert kept.heard == "It is too vague."
    assert [one.what for one in Entry.objects.order_by("number")][-2:] == ["write outcome", "change outcome"]


def test_it_can_be_removed_until_it_is_published(editor: Client, consultation: Consultation) -> None:
    editor.post(AT, WRITTEN)
    editor.post(AT, {"about": "p-1-1", "remove": "1"})
    assert Outcome.objects.count() == 0
    editor.post(AT, WRITTEN)
    editor.post(AT, {"publish": "1"})
    html = editor.post(AT, {"about": "p-1-1", "remove": "1"}).content.decode()

    assert "published already" in html
    assert Outcome.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"about": "p-9-9"}, None),
        ({"about": "q0"}, None),
        ({"heard": " "}, "Say what was heard"),
        ({"decision": "burnt"}, "Say what was heard"),
        ({"because": ""}, "Say what was heard"),
        ({"words": ""}, "Give the words"),
    ],
)
def test_what_is_not_complete_is_not_kept(editor: Client, change: dict[str, str], error: str | None) -> None:
    answer = editor.post(AT, WRITTEN | change)

    assert answer.status_code == (404 if error is None else 200)
    assert error is None or error in answer.content.decode()
    assert error is None or "It is vague." in answer.content.decode() or "heard" in change
    assert Outcome.objects.count() == 0


def test_one_about_a_question(editor: Client, consultation: Consultation) -> None:
    question = consultation.questions.get(order=1)
    editor.post(AT, WRITTEN | {"about": f"q{question.pk}", "words": ""})

    assert Outcome.objects.get().question == question
    assert f"Question 1: {question.text}" in seen(editor, AT)


def test_who_answered_of_a_section_is_told_of_its_paragraphs(consultation: Consultation) -> None:
    made, _ = start(consultation)
    question = consultation.questions.get(order=3)
    question.anchor = "s-1"
    question.save()
    Answer.objects.create(response=made, question=question, value="Agree", choice="Agree")
    for anchor in ("p-1-2", "p-2-1"):
        Outcome.objects.create(
            consultation=consultation, anchor=anchor, heard=anchor, decision="kept", because="b", is_published=True
        )

    assert [one.outcome.anchor for one in became_of(made)] == ["p-1-2"]
