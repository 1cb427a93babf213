"""Questions of a draft are added, changed, moved and removed; once published they stay as they are."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forethought_web.consultations.drafts import read_markdown
from forethought_web.consultations.models import Consultation, Question
from forethought_web.consultations.running import NotPossible, add_version
from forethought_web.staff.questions import move, remove
from web_staff import seen, signed_in

FIRST = {"action": "ask", "kind": "yes-no", "text": "Is it clear?"}
SECOND = {"action": "ask", "kind": "long", "text": "What is not?", "after": "1", "after_is": "No\nUnsure"}
THIRD = {"action": "ask", "kind": "choice", "text": "Which?", "choices": "A\nB", "anchor": "p-1-1"}


@pytest.fixture
def draft(db: None) -> Consultation:
    """One that is not published."""
    made = Consultation.objects.create(slug="draft", title="A draft", body="A council")
    add_version(made, read_markdown("# One\n\n1.1 Be brief.\n\n1.2 Be kind."), "someone")
    return made


@pytest.fixture
def staff(draft: Consultation) -> Client:
    """An editor, who has asked three questions."""
    browser = signed_in("editor", draft)
    for form in (FIRST, SECOND, THIRD):
        assert browser.post("/staff/draft/", form).status_code == 302
    return browser


def texts(draft: Consultation) -> list[str]:
    """The questions in order, with what they depend on."""
    return [f"{one.text}{one.shown_if['question'] if one.shown_if else ''}" for one in draft.questions.all()]


def test_a_question_is_changed_and_keeps_its_place(staff: Client, draft: Consultation) -> None:
    html = seen(staff, "/staff/draft/questions/2")
    assert "What is not?" in html
    form = {"action": "change", "kind": "short", "text": "What?", "hint": "In a line", "after": "1", "after_is": "No"}
    assert staff.post("/staff/draft/questions/2", form)["Location"] == "/staff/draft/#questions"
    kept = Question.objects.get(order=2)

    assert (kept.kind, kept.text, kept.hint, kept.shown_if) == (
        "short",
        "What?",
        "In a line",
        {"question": 1, "is": ["No"]},
    )


def test_a_question_that_moves_takes_those_that_depend_on_it_along(staff: Client, draft: Consultation) -> None:
    staff.post("/staff/draft/questions/3", {"action": "up"})
    assert texts(draft) == ["Is it clear?", "Which?", "What is not?1"]
    staff.post("/staff/draft/questions/2", {"action": "up"})
    assert texts(draft) == ["Which?", "Is it clear?", "What is not?2"]
    html = staff.post("/staff/draft/questions/3", {"action": "up"}).content.decode()
    assert "Question 3 depends on the answer to question 2" in html
    staff.post("/staff/draft/questions/1", {"action": "remove"})
    assert texts(draft) == ["Is it clear?", "What is not?1"]
    assert "Question 2 depends on" in staff.post("/staff/draft/questions/1", {"action": "remove"}).content.decode()
    assert texts(draft) == ["Is it clear?", "What is not?1"]


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"kind": "yes-no", "text": ""}, "write what is asked"),
        ({"kind": "essay", "text": "a"}, "choose a kind"),
        ({"kind": "choice", "text": "a", "choices": "one"}, "at least two answers"),
        ({"kind": "matrix", "text": "a", "choices": "A\nB"}, "give the rows"),
        ({"kind": "long", "text": "a", "equality": "yes"}, "counted apart"),
        ({"kind": "long", "text": "a", "after": "9", "after_is": "Yes"}, "an earlier question"),
        ({"kind": "long", "text": "a", "after": "2", "after_is": "Yes"}, "an earlier question"),
        ({"kind": "long", "text": "a", "after": "1", "after_is": "Perhaps"}, "Yes, No, Unsure"),
        ({"kind": "long", "text": "a", "after": "1", "after_is": ""}, "Yes, No, Unsure"),
        ({"kind": "long", "text": "a", "after": "-1", "after_is": "Yes"}, "an earlier question"),
    ],
)
def test_a_question_that_is_not_complete_says_what_is_missing(
    staff: Client, draft: Consultation, form: dict[str, str], error: str
) -> None:
    html = staff.post("/staff/draft/", {"action": "ask", **form}).content.decode()

    assert error.lower() in html.lower()
    assert draft.questions.count() == 3


def test_an_answer_that_another_depends_on_cannot_go(staff: Client, draft: Consultation) -> None:
    form = {"action": "change", "kind": "choice", "text": "Is it clear?", "choices": "Yes\nNo"}
    html = staff.post("/staff/draft/questions/1", form).content.decode()

    assert "Question 2 depends on an answer to it" in html
    assert Question.objects.get(order=1).kind == "yes-no"


@pytest.mark.parametrize("action", ["change", "up", "down", "remove"])
def test_once_published_they_stay(consultation: Consultation, action: str) -> None:
    before = list(consultation.questions.values())
    form = {"action": action, "kind": "long", "text": "Another?"}
    html = signed_in("editor", consultation).post("/staff/posting/questions/2", form).content.decode()

    assert "answers would mean something else" in html
    assert list(consultation.questions.values()) == before


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(st.tuples(st.sampled_from(["up", "down", "remove"]), st.integers(1, 6)), max_size=12))
def test_however_they_move_places_are_whole_and_nothing_depends_on_what_comes_later(
    draft: Consultation, deeds: list[tuple[str, int]]
) -> None:
    Question.objects.all().delete()
    for order in range(1, 7):
        after: dict[str, Any] | None = {"question": order - 1, "is": ["Yes"]} if order in (2, 5) else None
        Question.objects.create(consultation=draft, order=order, kind="yes-no", text=f"q{order}", shown_if=after)
    for action, order in deeds:
        one = Question.objects.filter(order=order).first()
        if one:
            try:
                remove(one, "x") if action == "remove" else move(one, -1 if action == "up" else 1, "x")
            except NotPossible:
                continue
    kept = list(draft.questions.all())

    assert [one.order for one in kept] == list(range(1, len(kept) + 1))
    by_order = {one.order: one for one in kept}
    for one in kept:
        if one.shown_if:
            assert one.shown_if["question"] < one.order
            assert by_order[one.shown_if["question"]].text == f"q{int(one.text[1:]) - 1}"


def test_the_preview_shows_draft_and_questions_to_staff_only(staff: Client, draft: Consultation) -> None:
    html = seen(staff, "/staff/draft/preview")

    assert "Be brief." in html
    assert "What is not?" in html
    assert "Nobody else sees this" in html
    assert Client(HTTP_HOST="localhost").get("/consultations/draft/").status_code == 404
