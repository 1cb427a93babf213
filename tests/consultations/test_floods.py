"""Floods are slowed and flagged; whatever comes is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from forethought_web.consultations.models import Consultation, Registered
from forethought_web.discussion.models import Comment
from forethought_web.floods import BITS, SIGNS, has_answered, has_worked
from forethought_web.responses.answering import is_registered, keep_register
from forethought_web.responses.models import Response
from web_staff import begun, filled, names, said, seen, signed_in

LONG = "I have worked in this profession for twenty years and find the draft too vague to follow."


def worked(words: str) -> str:
    """The work for some words, done as a browser does it."""
    n = 0
    while not has_worked(words, str(n)):
        n += 1
    return str(n)


@pytest.fixture
def anyone() -> Client:
    """Somebody with a browser."""
    return Client(HTTP_HOST="localhost")


def test_work_is_for_these_words_alone() -> None:
    nonce = worked("one")

    assert has_worked("one", nonce)
    assert not has_worked("another", nonce)
    assert not has_worked("one", "")
    assert has_worked("anything", "x", bits=0)


@given(words=st.text(), nonce=st.text())
def test_any_nonce_is_read_in_little_time(words: str, nonce: str) -> None:
    assert has_worked(words, nonce) in (True, False)


def test_about_one_try_in_two_to_the_bits_works() -> None:
    found = sum(has_worked("words", str(n), bits=8) for n in range(20_000))

    assert 40 < found < 120  # 78 are expected
    assert BITS >= 12


@pytest.mark.parametrize(
    ("answer", "right"),
    [("People", True), (" people ", True), ("THE  PEOPLE", True), ("dogs", False), ("", False), ("peoples", False)],
)
def test_the_bodys_own_question(answer: str, right: bool) -> None:
    assert has_answered(Consultation(guard_answers=["People", "the people"]), answer) == right


@pytest.mark.parametrize(("proof", "state"), [(True, "shown"), (False, "waiting")])
def test_a_comment_without_the_work_waits_for_a_person(
    consultation: Consultation, anyone: Client, proof: bool, state: str
) -> None:
    Consultation.objects.update(guard="work")
    words = "Line one.\r\nLine two."
    said(anyone, consultation, words, nonce=worked("Line one.\nLine two.") if proof else "")

    assert Comment.objects.get().state == state
    assert Comment.objects.get().flags == ([] if proof else ["no-proof"])


def test_a_wrong_answer_is_told_and_none_at_all_is_taken(consultation: Consultation, anyone: Client) -> None:
    Consultation.objects.update(guard="question", guard_question="Whom do nurses nurse?", guard_answers=["people"])
    at = "/consultations/posting/p-1-1/"
    assert "Whom do nurses nurse?" in seen(anyone, at)
    wrong = anyone.post(at, {"text": "Quite so.", "guard": "dogs"}).content.decode()
    assert "That is not the answer" in wrong
    assert "Quite so." in wrong
    assert Comment.objects.count() == 0
    said(anyone, consultation, "Quite so.", guard="People")
    said(anyone, consultation, "Quite right.")

    assert [one.state for one in Comment.objects.all()] == ["shown", "waiting"]
    assert SIGNS["no-proof"] in seen(signed_in("moderator", consultation), "/staff/posting/comments")


@pytest.mark.parametrize(
    ("guard", "form", "flags"),
    [
        ("none", {}, []),
        ("none", {"website": "http://x"}, ["trap"]),
        ("work", {}, ["no-proof"]),
        ("work", {"nonce": "worked"}, []),
        ("question", {"guard": "PEOPLE"}, []),
        ("question", {"guard": ""}, ["no-proof"]),
    ],
)
def test_a_response_is_taken_and_flagged(
    consultation: Consultation, anyone: Client, guard: str, form: dict[str, str], flags: list[str]
) -> None:
    Consultation.objects.update(guard=guard, guard_question="Whom?", guard_answers=["people"])
    at = begun(anyone, consultation)
    if form.get("nonce"):
        form = {"nonce": worked(at.split("/")[2])}
    assert anyone.post(at, filled(consultation, send="1") | form).status_code == 302

    assert Response.objects.get().flags == flags


def test_a_wrong_answer_keeps_a_response_on_the_page(consultation: Consultation, anyone: Client) -> None:
    Consultation.objects.update(guard="question", guard_question="Whom?", guard_answers=["people"])
    at = begun(anyone, consultation)
    html = anyone.post(at, filled(consultation, send="1", guard="dogs")).content.decode()

    assert "That is not the answer" in html
    assert 'value="dogs"' in html
    assert Response.objects.get().state == "started"


def test_the_same_words_twice_and_the_same_number_twice_are_flagged(consultation: Consultation, anyone: Client) -> None:
    Consultation.objects.update(asks_registration=True, registration_form="AA000000")
    line = names(consultation)[7]
    for words, number in ((LONG, "PH123456"), (LONG.upper() + " ", "ph 123 456"), ("Short.", ""), ("Short.", "")):
        form = filled(consultation, send="1", type="registrant", registration=number) | {line: words}
        assert anyone.post(begun(anyone, consultation), form).status_code == 302

    assert [one.flags for one in Response.objects.order_by("pk")] == [[], ["duplicate", "number-again"], [], []]
    assert "PH123456" not in str(list(Response.objects.values()))


@pytest.mark.parametrize(("before", "flags"), [(199, []), (200, ["burst"])])
def test_very_many_in_one_minute_are_flagged_and_taken(
    consultation: Consultation, anyone: Client, before: int, flags: list[str]
) -> None:
    now = timezone.now()
    sent = [(f"{n:04}-BBBB", now) for n in range(before)] + [
        (f"{n:04}-CCCC", now - timedelta(minutes=1)) for n in range(20)
    ]
    Response.objects.bulk_create(
        Response(consultation=consultation, reference=name, key=name, state="sent", type="carer", sent_at=at)
        for name, at in sent
    )
    assert anyone.post(begun(anyone, consultation), filled(consultation, send="1")).status_code == 302

    assert Response.objects.latest("pk").flags == flags


@pytest.mark.parametrize(
    ("form", "given", "taken"),
    [
        ("AA000000", "PH123456", True),
        ("AA000000", "12", False),
        ("AA000000 00A0000E", "05G1234E", False),
        ("AA000000 00A0000A", "05g1234e", True),
        ("", "anything 1", True),
    ],
)
def test_what_a_number_looks_like(
    consultation: Consultation, anyone: Client, form: str, given: str, taken: bool
) -> None:
    Consultation.objects.update(asks_registration=True, registration_form=form)
    at = begun(anyone, consultation)
    answer = anyone.post(at, filled(consultation, send="1", type="registrant", registration=given))

    assert (answer.status_code == 302) == taken
    assert bool(Response.objects.get().registration) == taken
    assert taken or "looks like" in answer.content.decode()


def test_a_number_stays_when_the_form_is_saved_again_and_can_be_taken_back(
    consultation: Consultation, anyone: Client
) -> None:
    Consultation.objects.update(asks_registration=True)
    at = begun(anyone, consultation)
    form: dict[str, Any] = filled(consultation, type="registrant")
    kept = []
    for revision, more in enumerate(
        ({"registration": "PH1"}, {}, {"without-number": "yes"}, {"registration": "PH1"}, {"type": "public"})
    ):
        anyone.post(at, form | {"revision": revision} | more)
        kept.append(bool(Response.objects.get().registration))

    assert kept == [True, True, False, True, False]


def test_a_number_is_known_by_the_register_and_the_register_is_kept_as_hashes(
    consultation: Consultation, anyone: Client
) -> None:
    Consultation.objects.update(asks_registration=True)
    count = keep_register(consultation, ["PH123456", "ph 123456", "", "PH654321"])
    for number in ("PH 123456", "PH000000", ""):
        anyone.post(begun(anyone, consultation), filled(consultation, send="1", type="registrant", registration=number))
    responses = list(Response.objects.order_by("pk"))

    assert count == 2
    assert [one.flags for one in responses] == [[], ["number-unknown"], []]
    assert [is_registered(one) for one in responses] == [True, False, None]
    assert "PH123456" not in str(list(Registered.objects.values()))
    assert keep_register(consultation, []) == 0
    assert is_registered(responses[0]) is None
