"""Analysts gather what people wrote under themes, and count them."""

from __future__ import annotations

import pytest
from django.test import Client

from forethought_web.consultations.models import Consultation, Entry
from forethought_web.discussion.models import Comment
from forethought_web.responses.models import Answer
from forethought_web.results.models import Mark, Theme
from forethought_web.results.themes import counts
from web_staff import begun, filled, names, said, seen, signed_in

AT = "/staff/posting/themes"


@pytest.fixture
def analyst(consultation: Consultation) -> Client:
    """Somebody who reads, with three responses and a comment to read, and two themes."""
    anyone = Client(HTTP_HOST="localhost")
    for type_, words in (("carer", "Too vague."), ("student", "Vague, and long."), ("student", "Quite right.")):
        form = filled(consultation, send="1", type=type_) | {names(consultation)[7]: words}
        assert anyone.post(begun(anyone, consultation), form).status_code == 302
    said(anyone, consultation, "Vague words help nobody.")
    browser = signed_in("analyst", consultation)
    for name in ("Vague", "Long"):
        assert browser.post(AT, {"action": "keep", "name": name}).status_code == 302
    return browser


def test_answers_and_comments_are_marked_and_counted(analyst: Client, consultation: Consultation) -> None:
    vague, long = Theme.objects.get(name="Vague"), Theme.objects.get(name="Long")
    html = seen(analyst, f"{AT}/8?theme=none&words=vague")
    assert html.count("<article") == 2
    assert "Quite right." not in html
    answers = list(Answer.objects.filter(question__order=8).order_by("pk"))
    form = {
        "item": [one.pk for one in answers],
        f"on-{answers[0].pk}": [vague.pk],
        f"on-{answers[1].pk}": [vague.pk, long.pk],
        "again": "theme=none",
    }
    assert analyst.post(f"{AT}/8", form)["Location"] == f"{AT}/8?theme=none"
    comment = Comment.objects.get()
    analyst.post(f"{AT}/0", {"item": comment.pk, f"on-{comment.pk}": vague.pk})

    found = {one.theme.name: (one.responses, one.comments, one.by_type) for one in counts(consultation)}
    assert found == {
        "Long": (1, 0, (("A student", 1),)),
        "Vague": (2, 1, (("A carer or family member", 1), ("A student", 1))),
    }
    assert "2 of 3 marked" in seen(analyst, AT)
    analyst.post(f"{AT}/8", {"item": answers[0].pk})
    assert Mark.objects.filter(answer=answers[0]).count() == 0
    assert Entry.objects.order_by("-number")[0].what == "mark themes"


def test_a_theme_is_renamed_and_removed_with_its_marks_alone(analyst: Client, consultation: Consultation) -> None:
    vague = Theme.objects.get(name="Vague")
    answer = Answer.objects.filter(question__order=8)[0]
    analyst.post(f"{AT}/8", {"item": answer.pk, f"on-{answer.pk}": vague.pk})
    analyst.post(AT, {"action": "keep", "theme": vague.pk, "name": "Unclear", "meaning": "What may be posted"})
    assert Theme.objects.get(pk=vague.pk).name == "Unclear"
    analyst.post(AT, {"action": "remove", "theme": vague.pk})

    assert [one.name for one in consultation.themes.all()] == ["Long"]
    assert Mark.objects.count() == 0
    assert Answer.objects.filter(pk=answer.pk).exists()


@pytest.mark.parametrize(("name", "error"), [("", "a name"), ("  ", "a name"), ("vague", "of that name already")])
def test_a_theme_that_cannot_be_kept(analyst: Client, name: str, error: str) -> None:
    assert error in analyst.post(AT, {"action": "keep", "name": name}).content.decode()
    assert Theme.objects.count() == 2


def test_nothing_of_another_consultation_is_marked(analyst: Client, consultation: Consultation) -> None:
    other = Consultation.objects.create(slug="other", title="Other", body="B")
    theirs = Theme.objects.create(consultation=other, name="Theirs")
    answer = Answer.objects.filter(question__order=8)[0]
    analyst.post(f"{AT}/8", {"item": answer.pk, f"on-{answer.pk}": theirs.pk})
    analyst.post(AT, {"action": "remove", "theme": theirs.pk})
    analyst.post(f"{AT}/2", {"item": answer.pk, f"on-{answer.pk}": Theme.objects.get(name="Vague").pk})

    assert Mark.objects.count() == 0
    assert Theme.objects.filter(pk=theirs.pk).exists()
    assert analyst.get(f"{AT}/1").status_code == 404
