"""Before a response is published a person looks at it; what is left out of it is nowhere to be read."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forethought_web.consultations.models import Consultation, Entry
from forethought_web.moderation.models import POLICY
from forethought_web.responses import clearing
from forethought_web.responses.answering import find, read_sheet, save, start
from forethought_web.responses.clearing import Suggestion, in_words, pieces, places_of, suggestions
from forethought_web.responses.models import Answer, Redaction, Response
from forethought_web.responses.publishing import number_of
from web_staff import seen, signed_in

TELLING = "My manager Deborah Olusanya sacked me. Ring 07700 900123, or ask Deborah Olusanya."
PLAIN = "The draft is vague, and the examples are worse."


def response(consultation: Consultation, words: str = PLAIN, **about: Any) -> Response:
    """One that was sent, with some words."""
    made, _ = start(consultation)
    question = consultation.questions.get(order=8)
    fields = {"state": "sent", "type": "carer", "consent": "unnamed", "sent_at": made.saved_at} | about
    Response.objects.filter(pk=made.pk).update(**fields)
    Answer.objects.create(response=made, question=question, value=words)
    return Response.objects.get(pk=made.pk)


def at(one: Response) -> str:
    """Where staff look at it."""
    return f"/staff/posting/responses/{one.reference}"


@pytest.fixture
def analyst(consultation: Consultation) -> Client:
    """Somebody who looks at responses."""
    return signed_in("analyst", consultation)


@pytest.fixture
def anyone() -> Client:
    """Somebody with a browser."""
    return Client(HTTP_HOST="localhost")


# ---- What is suggested


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (TELLING, {"Deborah Olusanya", "07700 900123"}),
        ("Write to me at jo.bloggs@example.org.", {"jo.bloggs@example.org"}),
        ("A lad from Stockport, 14, whom I sectioned last night.", {"Stockport", "14"}),
        ("The Prime Minister and the BBC should say so by 3 March.", set()),
        (PLAIN, set()),
        ("I was a patient myself, and my nurse's posts helped me.", set()),
        ("The Health and Care Professions Council should say so.", set()),
        ("", set()),
    ],
)
def test_what_the_check_would_leave_out(text: str, wanted: set[str]) -> None:
    found = suggestions(Response(consent="named"), text)

    assert wanted <= {text[one.start : one.end] for one in found}
    assert wanted or found == []
    assert all(one.reason in POLICY for one in found)


@pytest.mark.parametrize(("consent", "count"), [("unnamed", 2), ("named", 0)])
def test_the_respondents_own_name_is_suggested_where_they_want_none_published(consent: str, count: int) -> None:
    text = "It is vague. Signed, JOAN OF ARKWRIGHT; again: Joan of Arkwright."
    found = suggestions(Response(consent=consent, name="Joan of Arkwright"), text)

    assert [text[one.start : one.end].lower() for one in found] == ["joan of arkwright"] * count


@given(words=st.text(max_size=10), text=st.text(max_size=60))
def test_places_of_words_are_where_they_stand(words: str, text: str) -> None:
    for place in places_of(words, text):
        assert text[place : place + len(words.strip())].casefold() == words.strip().casefold()


# ---- What is published


@given(
    text=st.text(st.sampled_from("ab 🙂é́ﬁ𐍈"), max_size=30),
    spans=st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), max_size=6),
)
def test_what_is_left_out_is_gone_and_the_rest_is_whole(text: str, spans: list[tuple[int, int]]) -> None:
    out = [Suggestion(start, start + length, "identifies", "") for start, length in spans]
    kept = "".join(c for n, c in enumerate(text) if not any(one.start <= n < one.end for one in out))
    made = pieces(text, out)

    assert "".join(one.words for one in made) == kept
    assert all(bool(one.words) != bool(one.left_out) for one in made)
    assert not any(one.left_out and other.left_out for one, other in pairwise(made))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start_=st.integers(0, 70), length=st.integers(5, 30), other=st.integers(0, 70))
def test_no_form_of_publication_holds_what_is_left_out(
    consultation: Consultation, clock: Any, anyone: Client, start_: int, length: int, other: int
) -> None:
    Redaction.objects.all().delete()
    Answer.objects.all().delete()
    Response.objects.all().delete()
    clock.now = consultation.opens_at
    one = response(consultation, TELLING)
    answer = one.answers.get()
    spans = [(start_, min(start_ + length, len(TELLING)), "identifies"), (other, other + 8, "abuse")]
    clearing.leave_out(answer, spans, "x")
    clearing.clear(one, "x")
    clock.now = consultation.closes_at
    told = in_words(pieces(TELLING, answer.redactions.all()))
    html = seen(anyone, "/consultations/posting/responses")
    sheet = b"".join(anyone.get("/consultations/posting/responses.csv")).decode()  # type: ignore[arg-type]
    lines = b"".join(anyone.get("/consultations/posting/responses.jsonl")).decode()  # type: ignore[arg-type]

    for begins, ends, _ in spans:
        gone = TELLING[begins:ends].strip()
        if gone not in told:
            assert gone not in html
            assert gone not in sheet
            assert gone not in lines
    assert json.loads(lines)["answers"][0]["answer"] == told
    assert told in [cell for row in csv.reader(io.StringIO(sheet)) for cell in row]


# ---- The way of a response


def test_from_sent_to_published(consultation: Consultation, analyst: Client, anyone: Client, clock: Any) -> None:
    first, second = response(consultation, TELLING), response(consultation)
    html = seen(analyst, at(first))
    assert "<mark>Deborah Olusanya</mark>" in html
    assert "2 left to look at" in html
    answer = first.answers.get()
    place = next(one for one in suggestions(first, TELLING) if TELLING[one.start : one.end] == "07700 900123")
    form = {"action": "leave-out", "answer": answer.pk, "span": f"{place.start}-{place.end}-{place.reason}"}
    assert analyst.post(at(first), form).status_code == 302
    form = {"action": "leave-out", "answer": answer.pk, "words": "deborah olusanya", "reason": "identifies"}
    analyst.post(at(first), form)
    assert answer.redactions.count() == 3
    assert "<del>07700 900123</del>" in seen(analyst, at(first))
    assert analyst.post(at(first), {"action": "clear"})["Location"] == at(second)
    seen(anyone, "/consultations/posting/responses", 404)
    clock.now = consultation.closes_at
    html = seen(anyone, "/consultations/posting/responses")

    assert "1 of 2" in html
    assert "My manager " in html
    assert "left out" in html
    assert "Olusanya" not in html
    assert "900123" not in html
    assert answer.value == TELLING
    assert first.reference not in html
    assert number_of(first) in html
    assert "Responses that were published" in seen(anyone, "/consultations/posting/")
    deeds = [one.what for one in Entry.objects.filter(about=first.reference)]
    assert deeds == ["leave out", "leave out", "clear response"]
    assert "Olusanya" not in str([one.details for one in Entry.objects.all()])


def test_words_are_put_back_and_a_response_held_back(consultation: Consultation, analyst: Client) -> None:
    one = response(consultation)
    answer = one.answers.get()
    clearing.leave_out(answer, [(0, 3, "abuse")], "x")
    analyst.post(at(one), {"action": "put-back", "redaction": Redaction.objects.get().pk})
    assert Redaction.objects.count() == 0
    analyst.post(at(one), {"action": "clear"})
    assert clearing.is_cleared(Response.objects.get())
    analyst.post(at(one), {"action": "hold-back"})

    assert not clearing.is_cleared(Response.objects.get())


def test_a_response_that_is_saved_again_is_looked_at_again(consultation: Consultation, clock: Any) -> None:
    made, key = start(consultation)
    questions = list(consultation.questions.all())
    sent = {"type": "carer", "consent": "unnamed", f"q{questions[0].pk}": "Yes", f"q{questions[7].pk}": TELLING}

    class Form(dict[str, str]):
        def getlist(self, name: str) -> list[str]:
            return [self[name]] if name in self else []

    save(made, read_sheet(questions, Form(sent), whole=True), 0, send=True)
    kept = find(key)
    assert kept
    clock.forward(hours=1)
    clearing.clear(kept, "x")
    assert clearing.cleared(consultation).count() == 1
    clock.forward(hours=1)
    save(kept, read_sheet(questions, Form(sent), whole=True), 1, send=True)

    assert clearing.cleared(consultation).count() == 0
    assert clearing.waiting(consultation).count() == 1


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"action": "leave-out"}, "tick what is to be left out"),
        ({"action": "leave-out", "words": "not there"}, "are not in the answer"),
        ({"action": "leave-out", "span": "0-9999-abuse"}, "are not in the answer"),
        ({"action": "leave-out", "span": "5-5-abuse"}, "are not in the answer"),
        ({"action": "leave-out", "span": "0-3-dislike"}, "a reason of the policy"),
        ({"action": "leave-out", "span": "<script>"}, "are not in the answer"),
    ],
)
def test_what_cannot_be_left_out(consultation: Consultation, analyst: Client, form: dict[str, str], error: str) -> None:
    one = response(consultation)
    html = analyst.post(at(one), form | {"answer": one.answers.get().pk}).content.decode()

    assert error in html.lower()
    assert Redaction.objects.count() == 0


def test_what_its_sender_does_not_want_published_cannot_be(consultation: Consultation, analyst: Client) -> None:
    one = response(consultation, consent="no")

    assert "does not want it published" in seen(analyst, at(one))
    assert "has not agreed" in analyst.post(at(one), {"action": "clear"}).content.decode()
    assert not Response.objects.get().cleared_at


def test_words_of_another_response_cannot_be_reached(consultation: Consultation, analyst: Client) -> None:
    one, other = response(consultation), response(consultation)
    clearing.leave_out(other.answers.get(), [(0, 3, "abuse")], "x")
    form = {"action": "leave-out", "answer": other.answers.get().pk, "span": "4-6-abuse"}

    assert analyst.post(at(one), form).status_code == 404
    assert analyst.post(at(one), {"action": "put-back", "redaction": Redaction.objects.get().pk}).status_code == 404
    assert Redaction.objects.count() == 1


# ---- Who can be told from it


def test_names_are_published_of_who_agreed_alone_and_few_of_a_type_are_others(
    consultation: Consultation, anyone: Client, clock: Any
) -> None:
    for _ in range(10):
        response(consultation, type="carer", name="Hidden Carer")
    response(consultation, type="student", name="Hidden Student")
    union = {
        "type": "union",
        "consent": "named",
        "is_organisation": True,
        "organisation": "A union",
        "name": "Its clerk",
    }
    response(consultation, **union)
    clock.forward(hours=1)
    Response.objects.update(cleared_at=clock(), email="never@example.org")
    clock.now = consultation.closes_at
    lines = [json.loads(one) for one in b"".join(anyone.get("/consultations/posting/responses.jsonl")).splitlines()]  # type: ignore[arg-type]
    html = seen(anyone, "/consultations/posting/responses") + seen(anyone, "/consultations/posting/responses?page=2")

    assert [one["type"] for one in lines] == ["carer"] * 10 + ["other", "union"]
    assert [one["name"] for one in lines] == [None] * 11 + ["Its clerk"]
    assert "Hidden" not in str(lines) + html
    assert "never@" not in str(lines) + html
    assert "A student: fewer than 10" in html
    assert len({one["number"] for one in lines}) == 12


def test_lines_are_as_the_schema_says(consultation: Consultation, anyone: Client, clock: Any) -> None:
    import jsonschema_rs

    response(consultation, TELLING, consent="named", name="A", speaks_for=3, is_organisation=True, organisation="B")
    response(consultation, type="")
    clock.forward(hours=1)
    Response.objects.update(cleared_at=clock())
    clock.now = consultation.closes_at
    schema = json.loads(anyone.get("/consultations/posting/responses.schema.json").content)
    lines = b"".join(anyone.get("/consultations/posting/responses.jsonl")).splitlines()  # type: ignore[arg-type]

    assert len(lines) == 2
    for line in lines:
        jsonschema_rs.validator_for(schema).validate(json.loads(line))
    assert anyone.get("/consultations/posting/responses.exe").status_code == 404


def test_a_receipt_tells_what_became_of_it(consultation: Consultation, anyone: Client, clock: Any) -> None:
    from forethought_web.results.models import Outcome

    made, key = start(consultation)
    first = consultation.questions.get(order=1)
    Answer.objects.create(response=made, question=first, value="No", choice="No")
    Response.objects.update(state="sent", sent_at=clock() + timedelta(minutes=1))
    about = {"decision": "kept", "because": "So it is.", "is_published": True}
    Outcome.objects.create(consultation=consultation, anchor="p-1-1", heard="On its paragraph.", **about)
    Outcome.objects.create(consultation=consultation, question=first, heard="On the question.", **about)
    Outcome.objects.create(consultation=consultation, anchor="p-2-1", heard="On another.", **about)
    assert "What became of it" not in seen(anyone, f"/responses/{key}/receipt")
    clock.now = consultation.closes_at
    html = seen(anyone, f"/responses/{key}/receipt")

    assert "On its paragraph." in html
    assert "On the question." in html
    assert "On another." not in html
