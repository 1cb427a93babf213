"""Responses: read, saved, sent, changed, withdrawn; nothing lost, nothing overwritten, nothing taken after closing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forethought_web.consultations.models import Consultation
from forethought_web.consultations.running import withdraw
from forethought_web.responses.answering import find, key_hash, read_sheet, registration_hash
from forethought_web.responses.models import Answer, EqualityAnswer, Response
from web_staff import begun, filled, names

KEPT = re.compile(r'name="revision" value="(\d+)"')


@pytest.fixture
def visitor() -> Client:
    """Somebody with a browser."""
    return Client(HTTP_HOST="localhost")


def test_the_whole_way(visitor: Client, consultation: Consultation, clock: Any) -> None:
    at = begun(visitor, consultation)
    n = names(consultation)
    form = filled(consultation) | {
        n[0]: "No", n[1]: "Paragraph\r\ntwo", n[2]: "Agree", n[3]: "B", n[4]: ["A", "C"], f"{n[5]}-0": "2",
        f"{n[5]}-2": "1", f"{n[6]}-0": "Well", n[7]: "a line", n[8]: "Yes", "name": "Mx Reader", "send": "1",
    }  # fmt: skip
    answer = visitor.post(at, form)
    assert answer["Location"] == f"{at}receipt"
    receipt = visitor.get(f"{at}receipt").content.decode()
    response = Response.objects.get()

    assert response.reference in receipt
    assert response.state == "sent"
    assert {one.question.order: one.value for one in response.answers.all()} == {
        1: "No", 2: "Paragraph\ntwo", 3: "Agree", 4: "B", 5: ["A", "C"], 6: ["C", "A"], 7: {"one": "Well"}, 8: "a line",
    }  # fmt: skip
    assert {one.question.order: one.choice for one in response.answers.all()}[6] == "C"
    copy = visitor.get(f"{at}copy")
    assert "attachment" in copy["Content-Disposition"]
    assert "one: Well" in copy.content.decode()
    assert at.split("/")[2] not in str(list(Response.objects.values()))


def test_equality_answers_stand_apart(visitor: Client, consultation: Consultation) -> None:
    at = begun(visitor, consultation)
    form = filled(consultation, send="1") | {names(consultation)[8]: "Yes"}
    visitor.post(at, form)
    visitor.post(at, form | {"revision": 1})

    assert [one.choice for one in EqualityAnswer.objects.all()] == ["Yes"]
    assert {field.name for field in EqualityAnswer._meta.get_fields()} == {"id", "question", "choice", "day"}
    assert not Answer.objects.filter(question__about_equality=True).exists()
    assert "Are you disabled?" not in visitor.get(f"{at}receipt").content.decode()


def test_what_is_missing_or_wrong_is_told_and_nothing_is_lost(visitor: Client, consultation: Consultation) -> None:
    at = begun(visitor, consultation)
    n = names(consultation)
    form = {"revision": 0, n[0]: "No", n[7]: "keep me", n[2]: "Perhaps", "email": "nobody", "speaks_for": "many",
            "is_organisation": "yes", f"{n[5]}-0": "1", f"{n[5]}-1": "1", "send": "1"}  # fmt: skip
    html = visitor.post(at, form).content.decode()

    for error in (
        "Say as what you answer", "Say whether your response may be published", "Answer this question",
        "e-mail address like",
        "a whole number", "name of your organisation", "different place", "Choose one of the answers listed",
    ):  # fmt: skip
        assert error in html
    assert 'value="keep me"' in html
    assert Response.objects.get().state == "started"


def test_a_part_is_saved_and_found_again(visitor: Client, consultation: Consultation) -> None:
    at = begun(visitor, consultation)
    visitor.post(at, {"revision": 0, names(consultation)[7]: "half a thought", "keep": "1"})
    other = Client(HTTP_HOST="localhost")

    html = other.get(at).content.decode()
    assert 'value="half a thought"' in html
    assert KEPT.findall(html) == ["1"]


def test_as_one_writes_it_is_saved_with_the_time(visitor: Client, consultation: Consultation) -> None:
    at = begun(visitor, consultation)
    answer = visitor.post(at, {"revision": 0, "type": "carer"}, headers={"HX-Request": "true"})

    assert "Saved at 12:00:00" in answer.content.decode()
    assert KEPT.findall(answer.content.decode()) == ["1"]


def test_two_windows_the_later_is_told_and_nothing_is_overwritten(visitor: Client, consultation: Consultation) -> None:
    at, name = begun(visitor, consultation), names(consultation)[7]
    visitor.post(at, {"revision": 0, name: "first window", "keep": "1"})
    live = visitor.post(at, {"revision": 0, name: "second window"}, headers={"HX-Request": "true"})
    html = visitor.post(at, {"revision": 0, name: "second window", "keep": "1"}).content.decode()

    assert live.status_code == 409
    assert "changed in another window" in live.content.decode()
    assert "This was changed elsewhere" in html
    assert 'value="second window"' in html
    assert Answer.objects.get().value == "first window"
    visitor.post(at, {"revision": KEPT.findall(html)[0], name: "second window", "keep": "1"})
    assert Answer.objects.get().value == "second window"


def test_to_the_last_second_and_not_after(visitor: Client, consultation: Consultation, clock: Any) -> None:
    first, second = begun(visitor, consultation), begun(visitor, consultation)
    clock.now = consultation.closes_at - timedelta(microseconds=1)
    assert visitor.post(first, filled(consultation, send="1")).status_code == 302
    clock.now = consultation.closes_at

    answer = visitor.post(second, filled(consultation, send="1"))
    assert answer.status_code == 409
    assert "This response was not sent" in answer.content.decode()
    assert visitor.post(f"/consultations/{consultation.slug}/respond").status_code == 409
    assert visitor.get(f"{first}receipt").status_code == 200
    assert visitor.get(first)["Location"] == f"{first}receipt"
    assert visitor.post(first, filled(consultation, 1, send="1")).status_code == 409
    assert visitor.post(f"{first}withdraw").status_code == 409


def test_what_is_withdrawn_is_gone(visitor: Client, consultation: Consultation) -> None:
    at = begun(visitor, consultation)
    visitor.post(at, filled(consultation, send="1", name="Mx Reader", email="mx@example.org"))
    assert "Withdraw your response?" in visitor.get(f"{at}withdraw").content.decode()
    visitor.post(f"{at}withdraw")
    kept = Response.objects.get()

    assert (kept.state, kept.name, kept.email, kept.type, kept.answers.count()) == ("withdrawn", "", "", "", 0)
    assert "was withdrawn" in visitor.get(at).content.decode()
    assert visitor.post(at, filled(consultation, kept.revision, send="1")).status_code in (200, 409)
    assert Response.objects.get().state == "withdrawn"


def test_a_withdrawn_consultation_takes_nothing(visitor: Client, consultation: Consultation) -> None:
    at = begun(visitor, consultation)
    withdraw(consultation, "A mistake.", "owner")

    assert visitor.post(at, filled(consultation, send="1")).status_code == 409


@pytest.mark.parametrize("key", ["x", "..", "%00", "a" * 5_000, "' OR 1=1 --"])
@pytest.mark.parametrize("page", ["", "receipt", "copy", "withdraw"])
def test_a_link_cannot_be_guessed(visitor: Client, consultation: Consultation, key: str, page: str) -> None:
    begun(visitor, consultation)

    assert visitor.get(f"/responses/{key}/{page}").status_code == 404


def test_a_reference_is_no_key(visitor: Client, consultation: Consultation) -> None:
    begun(visitor, consultation)
    response = Response.objects.get()

    assert find(response.reference) is None
    assert find(response.key) is None
    assert visitor.get(f"/responses/{response.reference}/").status_code == 404


@pytest.mark.parametrize(
    "nasty", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "=1+1"]
)
def test_words_are_shown_as_words(visitor: Client, consultation: Consultation, nasty: str) -> None:
    at, n = begun(visitor, consultation), names(consultation)
    visitor.post(
        at, filled(consultation, send="1", name=nasty, organisation=nasty, is_organisation="yes") | {n[7]: nasty}
    )

    for path in (at, f"{at}receipt"):
        html = visitor.get(path).content.decode()
        assert "<script>alert" not in html
        assert "<img" not in html


def test_a_registration_number_is_never_kept_in_the_clear(consultation: Consultation) -> None:
    kept = registration_hash("SW 12 345", consultation)

    assert kept == registration_hash("sw12345", consultation)
    assert "12345" not in kept
    assert kept != key_hash("SW12345")
    assert registration_hash(" ", consultation) == ""


ABOUT = st.sampled_from(["type", "consent", "email", "speaks_for", "is_organisation", "name"])
SENT = st.tuples(st.integers(0, 8), st.sampled_from(["", "-0", "-1", "-9"]), st.text(max_size=30))


@given(st.dictionaries(ABOUT, st.text()), st.lists(SENT, max_size=20))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_form_at_all_is_read(
    consultation: Consultation, about: dict[str, str], answers: list[tuple[int, str, str]]
) -> None:
    sent = QueryDict(mutable=True)
    sent.update(about)
    for place, row, value in answers:
        sent.appendlist(names(consultation)[place] + row, value)
    sheet = read_sheet(list(consultation.questions.all()), sent, whole=True)

    for question in consultation.questions.all():
        value = sheet.answers.get(question.pk)
        if question.options and value is not None:
            given_values = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
            assert set(given_values) <= set(question.options)
        assert "\0" not in str(value)


def test_a_draft_that_departs_from_the_guidance_in_force_says_why(visitor: Client, consultation: Consultation) -> None:
    Consultation.objects.update(pack="hcpc-2016-draft")
    post = {
        "text": "Doreen from bay 3 walked ten steps today and told me to tell everyone.",
        "profession": "paramedic",
        "audience": "public",
        "permission": "yes",
    }

    html = visitor.post("/consultations/posting/try", post).content.decode()

    assert "They judge it differently." in html
    assert html.count("This guidance departs from most:") == 1
    assert "no longer mentions permission" in html


def test_a_post_is_tried_under_the_draft_and_only_what_differs_is_attached(
    visitor: Client, consultation: Consultation
) -> None:
    Consultation.objects.update(pack="hcpc-2016-draft")
    at = begun(visitor, consultation)
    post = {
        "text": "Court again tomorrow with zanzibarquokka, the DV case with the twins.",
        "profession": "social worker",
        "audience": "public",
    }
    for path in ("/consultations/posting/try", f"{at}try"):
        html = visitor.post(path, post).content.decode()
        assert "They judge it differently." in html
        assert "Social Work England" in html
        assert "HCPC" in html
    answer = visitor.post(f"{at}try", post | {"attach": "1"})
    kept = Response.objects.get()

    assert answer["Location"] == at
    assert [one["draft"]["pack"] for one in kept.tried] == ["hcpc-2016-draft"]
    assert kept.tried[0]["in force"]["clauses"] != kept.tried[0]["draft"]["clauses"]
    assert "zanzibarquokka" not in str(list(Response.objects.values()))
    assert "Write or paste your draft" in visitor.post(f"{at}try", {"text": ""}).content.decode()
    assert visitor.get("/responses/x/try").status_code == 404


def test_a_draft_that_is_no_pack_cannot_be_tried(visitor: Client, consultation: Consultation) -> None:
    assert visitor.get("/consultations/posting/try").status_code == 404


def test_what_was_not_sent_is_still_there_for_its_writer_after_closing(
    visitor: Client, consultation: Consultation, clock: Any
) -> None:
    at = begun(visitor, consultation)
    visitor.post(at, filled(consultation) | {names(consultation)[7]: "Half a thought."})
    clock.now = consultation.closes_at
    html = visitor.get(at).content.decode()

    assert "This response was not sent" in html
    assert "Half a thought." in html
    late = visitor.post(at, filled(consultation, 1, send="1") | {names(consultation)[7]: "The whole thought."})
    assert late.status_code == 409
    assert "The whole thought." in late.content.decode()
    assert Response.objects.get().state == "started"


def test_an_answer_that_did_not_change_stays_itself(visitor: Client, consultation: Consultation) -> None:
    at, n = begun(visitor, consultation), names(consultation)
    visitor.post(at, filled(consultation) | {n[3]: "A", n[7]: "One."})
    before = {one.question.order: one.pk for one in Answer.objects.all()}
    visitor.post(at, filled(consultation, 1, send="1") | {n[4]: ["A"], n[7]: "Two."})
    after = {one.question.order: one for one in Answer.objects.all()}

    assert set(after) == {1, 5, 8}
    assert after[1].pk == before[1]
    assert after[1].choice == "Yes"
    assert after[8].pk != before[8]
    assert after[8].value == "Two."
