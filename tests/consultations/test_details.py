"""How a consultation is run can be changed by its editors, and the trail says what was."""

from __future__ import annotations

import pytest

from forethought_web.consultations.models import Consultation, Entry
from web_staff import signed_in

AS_IT_IS = {"title": "Posting", "body": "A council", "zone": "Europe/London", "moderation": "after", "guard": "none"}


def test_details_change_and_the_trail_names_them(consultation: Consultation) -> None:
    browser = signed_in("editor", consultation)
    form = {
        **AS_IT_IS,
        "guard": "question",
        "guard_question": "What do nurses nurse?",
        "guard_answers": "People\npatients",
    }
    assert browser.post("/staff/posting/", {"action": "details", **form}).status_code == 302
    consultation.refresh_from_db()

    assert consultation.guard_answers == ["People", "patients"]
    assert Entry.objects.latest("number").details == {"changed": ["guard", "guard_answers", "guard_question"]}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"title": " "}, "give a title"),
        ({"zone": "Europe/Atlantis"}, "not known"),
        ({"zone": "Europe/Paris"}, "cannot change once it is published"),
        ({"guard": "question"}, "give the question"),
        ({"guard": "gate"}, "answers listed"),
        ({"moderation": "never"}, "answers listed"),
    ],
)
def test_details_that_cannot_be(consultation: Consultation, change: dict[str, str], error: str) -> None:
    before = Consultation.objects.values().get()
    html = signed_in("editor", consultation).post("/staff/posting/", {"action": "details", **AS_IT_IS, **change})

    assert error in html.content.decode().lower()
    assert Consultation.objects.values().get() == before
