"""Before a response is sent, the check points out what its writer may not have meant to tell. The writer decides."""

from __future__ import annotations

import pytest
from django.test import Client

from forethought_web.consultations.models import Consultation, Question
from forethought_web.responses.looking import look
from forethought_web.responses.models import Response
from web_html import Balanced
from web_staff import begun, filled, names

TELLING = "My patient Jane Smith, 14, from Stockport was sectioned last night and I posted about it."
POINTED_OUT = [
    (TELLING, {"identifies-person"}),
    ("I live at 14 Acacia Avenue, Stockport SK4 2BB and am away until Sunday.", {"own-exposure"}),
]
FINE = [
    "I was investigated for three years over one post, and nobody told me what was wrong with it.",
    "Paragraph 2.1 would stop a mental health nurse from saying that she was once a patient herself.",
    "My daughter has autism and her social worker blogs about services; she should not have to stop.",
    "Swearing is how my team gets through a night shift. Is that unprofessional?",
    "This is a rotten draft, and whoever wrote it has never worked a Saturday in A&E.",
]


@pytest.fixture
def anyone() -> Client:
    """Somebody with a browser."""
    return Client(HTTP_HOST="localhost")


@pytest.mark.parametrize(("text", "concerns"), POINTED_OUT)
def test_what_is_pointed_out(text: str, concerns: set[str]) -> None:
    question = Question(pk=1, kind="long", text="What else?")
    seen = look([question], {1: text})

    assert concerns <= {one.concern for row in seen for one in row.findings}


@pytest.mark.parametrize("text", FINE)
def test_opinions_and_experience_are_not_pointed_out(text: str) -> None:
    assert look([Question(pk=1, kind="long", text="What else?")], {1: text}) == []


def test_choices_are_not_looked_at() -> None:
    assert look([Question(pk=1, kind="choice", choices=[TELLING], text="Which?")], {1: TELLING}) == []


def test_very_long_answers_take_no_longer_than_they_may() -> None:
    questions = [Question(pk=n, kind="long", text="?") for n in range(20)]
    import time

    begun_at = time.process_time()
    look(questions, dict.fromkeys(range(20), "word " * 4000))

    assert time.process_time() - begun_at < 30


def test_it_is_saved_and_not_sent_until_its_writer_says_so(consultation: Consultation, anyone: Client) -> None:
    at, line = begun(anyone, consultation), names(consultation)[7]
    form = filled(consultation, send="1") | {line: TELLING}
    html = anyone.post(at, form).content.decode()
    kept = Response.objects.get()
    assert Balanced(html).wrong == []
    assert "Look again before you send it" in html
    assert (kept.state, kept.revision, kept.sent_at) == ("started", 1, None)
    assert kept.answers.get(question__order=8).value == TELLING
    del form["send"]
    answer = anyone.post(at, form | {"revision": 1, "as-it-is": "1"})

    assert answer["Location"] == f"{at}receipt"
    assert Response.objects.get().state == "sent"


def test_saving_as_one_writes_looks_at_nothing(consultation: Consultation, anyone: Client) -> None:
    at, line = begun(anyone, consultation), names(consultation)[7]
    html = anyone.post(at, filled(consultation) | {line: TELLING}, headers={"HX-Request": "true"}).content.decode()

    assert "Saved at" in html
    assert "Look again" not in html


def test_a_response_that_was_changed_since_goes_out_whole(consultation: Consultation, anyone: Client) -> None:
    at, line = begun(anyone, consultation), names(consultation)[7]
    anyone.post(at, filled(consultation, send="1") | {line: TELLING})
    anyone.post(at, filled(consultation, 1, send="1") | {line: "Somebody I work with was admitted."})

    assert Response.objects.get().answers.get(question__order=8).value == "Somebody I work with was admitted."
