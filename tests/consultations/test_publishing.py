"""What is left out of a response is nowhere to be read, and nobody is told who wrote it who did not want that."""

from __future__ import annotations

import csv
import html as web
import io
import json
import re
from datetime import timedelta
from itertools import pairwise
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forethought_web.consultations.models import Consultation
from forethought_web.moderation.models import POLICY
from forethought_web.responses import clearing
from forethought_web.responses.answering import start
from forethought_web.responses.clearing import SHORT, Suggestion, in_words, pieces
from forethought_web.responses.columns import plain
from forethought_web.responses.models import Answer, Redaction, Response
from forethought_web.responses.publishing import number_of, place_of
from forethought_web.results.models import Outcome
from web_staff import seen

AT = "/consultations/posting/responses"
WORDS = st.text(
    st.sampled_from("aZ é\u0301\u200d🙂👩🏽ﬁ𐍈\u202e\n=<&\"',;@\u3000-\u0915\u093f"), min_size=1, max_size=40
)
PLACES = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 15), st.sampled_from(list(POLICY))), max_size=6)


def response(consultation: Consultation, words: str = "It is vague.", **about: Any) -> Response:
    """One that was sent and cleared."""
    made, _ = start(consultation)
    fields = {"state": "sent", "type": "carer", "consent": "unnamed", "sent_at": made.saved_at}
    fields |= {"cleared_at": made.saved_at, "cleared_by": "x"}
    Response.objects.filter(pk=made.pk).update(**fields | about)
    Answer.objects.create(response=made, question=consultation.questions.get(order=8), value=words)
    return Response.objects.get(pk=made.pk)


def table(anyone: Client) -> list[list[str]]:
    """The responses as a spreadsheet has them, and the heads first."""
    text = anyone.get(f"{AT}.csv").getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def lines(anyone: Client) -> list[dict[str, Any]]:
    """The responses as a program has them."""
    text = anyone.get(f"{AT}.jsonl").getvalue().decode()
    return [json.loads(one) for one in text.split("\n") if one]


def on_page(page: str) -> list[str]:
    """The answers that a page shows, as text."""
    found = re.findall(r'<dd class="answer-text">(.*?)</dd>', page, re.DOTALL)
    return [web.unescape(re.sub(r"</?span[^>]*>", "", one)) for one in found]


@pytest.fixture
def anyone() -> Client:
    """Somebody with a browser."""
    return Client(HTTP_HOST="localhost")


# ---- What is left out


def expected(text: str, places: list[tuple[int, int, str]]) -> str:
    """A text without some places, worked out letter by letter."""
    why: list[str] = []
    for n in range(len(text)):
        over = sorted(
            (start, start + length, reason) for start, length, reason in places if start <= n < start + length
        )
        why.append(over[0][2] if over else "")
    made, n = "", 0
    while n < len(text):
        if not why[n]:
            made, n = made + text[n], n + 1
            continue
        begins = n
        while n < len(text) and why[n]:
            n += 1
        first = min(
            (start, start + length, reason) for start, length, reason in places if start <= begins < start + length
        )
        made += f"[left out: {SHORT[first[2]]}]"
    return made


@given(text=WORDS, places=PLACES)
def test_what_is_left_out_is_gone_and_the_rest_is_whole(text: str, places: list[tuple[int, int, str]]) -> None:
    made = pieces(text, [Suggestion(start, start + length, reason, "") for start, length, reason in places])

    assert in_words(made) == expected(text, places)
    assert all(bool(one.words) != bool(one.left_out) for one in made)
    assert not any(one.left_out and other.left_out for one, other in pairwise(made))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.tuples(WORDS, WORDS), places=st.tuples(PLACES, PLACES))
def test_every_form_of_publication_says_the_same_without_what_is_left_out(
    consultation: Consultation,
    clock: Any,
    anyone: Client,
    texts: tuple[str, str],
    places: tuple[list[tuple[int, int, str]], list[tuple[int, int, str]]],
) -> None:
    Answer.objects.all().delete()
    Response.objects.all().delete()
    clock.now = consultation.opens_at
    one = response(consultation)
    one.answers.all().delete()
    wanted = []
    for order, text, some in zip((2, 8), texts, places, strict=True):
        answer = Answer.objects.create(response=one, question=consultation.questions.get(order=order), value=text)
        inside = [
            (start, min(start + length, len(text)) - start, why) for start, length, why in some if start < len(text)
        ]
        Redaction.objects.bulk_create(
            Redaction(answer=answer, start=start, end=start + length, reason=why, by="x")
            for start, length, why in inside
        )
        wanted.append(expected(text, inside))
    clock.now = consultation.closes_at
    (line,), (_, row) = lines(anyone), table(anyone)

    assert [answer["answer"] for answer in line["answers"]] == wanted
    assert [plain(row[5 + 1]), plain(row[5 + 7])] == wanted
    assert on_page(seen(anyone, AT)) == wanted
    assert on_page(seen(anyone, f"{AT}?number={number_of(one)}")) == wanted


def test_each_reason_of_the_policy_has_a_few_words() -> None:
    assert set(SHORT) == set(POLICY)


@pytest.mark.parametrize(
    "spans",
    [
        [(0, 6), (6, 12)],
        [(0, 9), (3, 12)],
        [(0, 12), (3, 5)],
        [(3, 5), (0, 12), (0, 12)],
    ],
)
def test_secret_words_are_in_no_form(
    consultation: Consultation, clock: Any, anyone: Client, spans: list[tuple[int, int]]
) -> None:
    one = response(consultation, "SECRETSECRET then fine")
    for start_, end in spans:
        Redaction.objects.create(answer=one.answers.get(), start=start_, end=end, reason="identifies", by="SECRET")
    clock.now = consultation.closes_at
    told = seen(anyone, AT) + str(table(anyone)) + str(lines(anyone))

    assert "SECRET" not in told
    assert told.count("then fine") == 3
    assert told.count(f"[left out: {SHORT['identifies']}]") == 3


def test_what_was_marked_on_a_question_with_choices_is_left_out_too(
    consultation: Consultation, clock: Any, anyone: Client
) -> None:
    one = response(consultation)
    answer = Answer.objects.create(response=one, question=consultation.questions.get(order=4), value="Other: SECRET")
    Redaction.objects.create(answer=answer, start=7, end=13, reason="identifies", by="x")
    clock.now = consultation.closes_at

    assert "SECRET" not in seen(anyone, AT) + str(table(anyone)) + str(lines(anyone))


# ---- Which are published


@pytest.mark.parametrize(
    ("about", "is_published"),
    [
        ({}, True),
        ({"consent": "named"}, True),
        ({"consent": "no"}, False),
        ({"consent": ""}, False),
        ({"state": "started"}, False),
        ({"state": "withdrawn"}, False),
        ({"cleared_at": None}, False),
        ({"cleared_by": ""}, False),
    ],
)
def test_only_those_that_were_cleared_are_published(
    consultation: Consultation, clock: Any, anyone: Client, about: dict[str, Any], is_published: bool
) -> None:
    one = response(consultation, "Tell-tale.", **about)
    clock.now = consultation.closes_at
    alone = seen(anyone, f"{AT}?number={number_of(one)}", 200 if is_published else 404)

    for told in (seen(anyone, AT), str(table(anyone)), str(lines(anyone)), alone):
        assert ("Tell-tale." in told) is is_published


def test_one_that_was_saved_after_it_was_cleared_is_not_published(
    consultation: Consultation, clock: Any, anyone: Client
) -> None:
    one = response(consultation, "Tell-tale.")
    Response.objects.update(saved_at=one.saved_at + timedelta(microseconds=1))
    clock.now = consultation.closes_at

    assert "Tell-tale." not in seen(anyone, AT) + str(table(anyone)) + str(lines(anyone))


@pytest.mark.parametrize("form", ["", ".csv", ".jsonl", ".schema.json"])
def test_nothing_is_published_before_it_closed_or_when_it_was_withdrawn(
    consultation: Consultation, clock: Any, anyone: Client, form: str
) -> None:
    response(consultation)
    clock.now = consultation.closes_at - timedelta(microseconds=1)
    assert anyone.get(AT + form).status_code == 404
    clock.now = consultation.closes_at
    assert anyone.get(AT + form).status_code == 200
    Consultation.objects.update(state="withdrawn")

    assert anyone.get(AT + form).status_code == 404
    assert anyone.post(AT + form).status_code in (404, 405)


def test_twenty_stand_on_a_page_and_each_has_an_address(consultation: Consultation, clock: Any, anyone: Client) -> None:
    every = [response(consultation, f"Number {n}.", type="union" if n % 2 else "carer") for n in range(45)]
    clock.now = consultation.closes_at
    pages = [seen(anyone, f"{AT}?page={n}") for n in (1, 2, 3)]
    of_type = seen(anyone, f"{AT}?type=union&page=2")

    assert [len(on_page(one)) for one in pages] == [20, 20, 5]
    assert on_page("".join(pages)) == [f"Number {n}." for n in range(45)]
    assert on_page(of_type) == ["Number 41.", "Number 43."]
    assert "type=union&amp;page=1" in of_type
    for one in (every[0], every[44]):
        link = f"?number={number_of(one)}"
        assert link in "".join(pages)
        assert on_page(seen(anyone, AT + link)) == [one.answers.get().value]


@pytest.mark.parametrize("asked", ["number=0000000000", "number=x", "number=" + "9" * 4_000, "number=%00"])
def test_a_number_that_nobody_has_opens_nothing(
    consultation: Consultation, clock: Any, anyone: Client, asked: str
) -> None:
    response(consultation)
    clock.now = consultation.closes_at

    assert anyone.get(f"{AT}?{asked}").status_code == 404


def test_a_number_of_another_consultation_opens_nothing(consultation: Consultation, clock: Any, anyone: Client) -> None:
    one = response(consultation)
    other = Consultation.objects.create(slug="other", title="Other", body="B", state="published")
    Consultation.objects.filter(pk=other.pk).update(opens_at=consultation.opens_at, closes_at=consultation.closes_at)
    clock.now = consultation.closes_at

    assert anyone.get(f"/consultations/other/responses?number={number_of(one)}").status_code == 404


@given(place=st.integers(1, 2**40 - 1))
def test_a_public_number_leads_back_to_one_place_alone(place: int) -> None:
    number = number_of(Response(pk=place))

    assert re.fullmatch("[0-9a-f]{10}", number)
    assert place_of(number) == place


def test_public_numbers_differ_and_tell_no_order(settings: Any) -> None:
    numbers = [number_of(Response(pk=place)) for place in range(1, 2_001)]
    settings.SECRET_KEY = "another"
    others = {number_of(Response(pk=place)) for place in range(1, 2_001)}

    assert len(set(numbers)) == 2_000
    assert 900 < sum(one < other for one, other in pairwise(numbers)) < 1_100
    assert len(others & set(numbers)) < 5


# ---- Who can be told from it


def test_names_are_published_of_who_agreed_alone(consultation: Consultation, clock: Any, anyone: Client) -> None:
    hidden = {"name": "Hidden Name", "organisation": "Hidden House", "is_organisation": True, "speaks_for": 4_321}
    response(consultation, **hidden, email="hidden@example.org", received_on=clock().date())
    told = {"consent": "named", "name": "Its Clerk", "organisation": "A Union", "is_organisation": True}
    one = response(consultation, **told, speaks_for=250, origin="ORIGIN-1", entered_by="KEYER", flags=["burst"])
    clock.now = consultation.closes_at
    page = seen(anyone, AT)
    every = page + str(table(anyone)) + str(lines(anyone))

    for word in ("Hidden", "hidden@", "4321", "ORIGIN", "KEYER", "burst", one.reference, one.key, "2027-01-04"):
        assert word not in every, word
    for word in ("Its Clerk", "A Union", "250"):
        assert every.count(word) >= 3, word
    assert [line["name"] for line in lines(anyone)] == [None, "Its Clerk"]


@pytest.mark.parametrize(("count", "type_"), [(9, "other"), (10, "student")])
@pytest.mark.parametrize("consent", ["named", "unnamed"])
def test_a_type_of_which_few_are_published_is_other(
    consultation: Consultation, clock: Any, anyone: Client, count: int, type_: str, consent: str
) -> None:
    for _ in range(10):
        response(consultation)
    for _ in range(count):
        response(consultation, type="student", consent=consent)
    response(consultation, type="student", consent="no")
    response(consultation, type="student", cleared_at=None)
    clock.now = consultation.closes_at
    page = seen(anyone, AT)

    assert [line["type"] for line in lines(anyone)] == ["carer"] * 10 + [type_] * count
    assert [row[1] for row in table(anyone)[1:]] == ["carer"] * 10 + [type_] * count
    assert ("student" in page.lower()) is (type_ == "student")
    assert ("Others: fewer than 10 of each type" in page) is (type_ == "other")
    assert on_page(seen(anyone, f"{AT}?type=student")) == on_page(page)[: count if type_ == "student" else 20]


# ---- As open data


def test_lines_are_as_the_schema_says(consultation: Consultation, clock: Any, anyone: Client) -> None:
    response(consultation, consent="named", name="A", speaks_for=3, is_organisation=True, organisation="B")
    one = response(consultation, type="")
    for order, value in ((1, "Yes"), (5, ["A", "B"]), (6, ["B", "A", "C"]), (7, {"one": "Well"})):
        Answer.objects.create(response=one, question=consultation.questions.get(order=order), value=value)
    clock.now = consultation.closes_at
    schema = json.loads(anyone.get(f"{AT}.schema.json").content)
    found = lines(anyone)

    assert len(found) == 2
    for line in found:
        jsonschema_rs.validator_for(schema).validate(line)
    assert [answer["answer"] for answer in found[1]["answers"]] == [
        "Yes", "A; B", "B; A; C", "one: Well", "It is vague.",
    ]  # fmt: skip
    assert anyone.get(f"{AT}.exe").status_code == 404


@pytest.mark.parametrize("words", ["=1+1", "+44", "-2", "@SUM(A1)", "\tx", "＝1", "'=1"])
def test_no_cell_of_the_spreadsheet_is_run(consultation: Consultation, clock: Any, anyone: Client, words: str) -> None:
    response(consultation, words, consent="named", name=words, organisation=words, is_organisation=True)
    clock.now = consultation.closes_at
    row = table(anyone)[1]

    assert not [cell for cell in row if cell[:1] in "=+-@\t＝" and cell]
    assert plain(row[5 + 7]) == words


def test_equality_questions_are_no_column(consultation: Consultation, clock: Any, anyone: Client) -> None:
    response(consultation)
    clock.now = consultation.closes_at

    assert "disabled" not in str(table(anyone)) + str(lines(anyone)) + seen(anyone, AT)


def test_the_data_are_streamed_a_few_at_a_time(
    consultation: Consultation, clock: Any, anyone: Client, django_assert_num_queries: Any
) -> None:
    rows = [
        Response(
            consultation=consultation, reference=f"R{n}", key=f"{n}", state="sent", type="carer", consent="unnamed",
            sent_at=clock(), saved_at=clock(), cleared_at=clock(), cleared_by="x",
        )
        for n in range(1_200)
    ]  # fmt: skip
    Response.objects.bulk_create(rows)
    question = consultation.questions.get(order=8)
    Answer.objects.bulk_create(Answer(response=one, question=question, value="x" * 100) for one in rows)
    clock.now = consultation.closes_at
    answer = anyone.get(f"{AT}.jsonl")
    assert answer.streaming
    taken = iter(answer)
    with django_assert_num_queries(5):  # questions, counts, and of the first 500 rows: themselves, answers, redactions
        assert next(taken)

    assert len(list(taken)) == 1_199


# ---- What became of one


def test_a_receipt_tells_what_became_of_it(consultation: Consultation, anyone: Client, clock: Any) -> None:
    made, key = start(consultation)
    first = consultation.questions.get(order=1)
    Answer.objects.create(response=made, question=first, value="No", choice="No")
    Response.objects.update(state="sent", sent_at=clock() + timedelta(minutes=1))
    about = {"decision": "changed", "because": "So it is.", "is_published": True}
    place = Outcome.objects.create(
        consultation=consultation, anchor="p-1-1", heard="On its paragraph.", words="Think twice.", **about
    )
    Outcome.objects.create(consultation=consultation, question=first, heard="On the question.", **about)
    Outcome.objects.create(consultation=consultation, anchor="p-2-1", heard="On another.", **about)
    Outcome.objects.create(
        consultation=consultation, question=consultation.questions.get(order=3), heard="Not answered.", **about
    )
    hidden = about | {"is_published": False}
    Outcome.objects.create(consultation=consultation, anchor="p-1-2", heard="Not published.", **hidden)
    assert "What became of it" not in seen(anyone, f"/responses/{key}/receipt")
    clock.now = consultation.closes_at
    html = seen(anyone, f"/responses/{key}/receipt")

    for words in ("On its paragraph.", "On the question.", "So it is.", "<ins>", f"/outcome#o{place.pk}"):
        assert words in html, words
    for words in ("On another.", "Not answered.", "Not published."):
        assert words not in html, words
    assert f'id="o{place.pk}"' in seen(anyone, "/consultations/posting/outcome")


def test_a_response_is_cleared_by_a_person_before_it_is_published(
    consultation: Consultation, clock: Any, anyone: Client
) -> None:
    one = response(consultation, cleared_at=None, cleared_by="")
    clearing.clear(one, "x")
    clock.now = consultation.closes_at
    assert "It is vague." in seen(anyone, AT)
    assert "Responses that were published" in seen(anyone, "/consultations/posting/")
    clearing.hold_back(one, "x")

    assert "It is vague." not in seen(anyone, AT)
