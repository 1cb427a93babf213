"""The staff's list of responses: what is filtered, counted and found, against the same worked out by hand."""

from __future__ import annotations

import html
import io
import random
import re
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from forethought_web.consultations.models import Consultation, Entry, Question
from forethought_web.responses import word
from forethought_web.responses.answering import Sheet, save, start, withdraw
from forethought_web.responses.models import CONSENT, PROVENANCE, TYPES, Answer, Response
from forethought_web.staff import responses as listed
from forethought_web.staff.responses import SLOTS, Wanted, count_answers, counted, found, page_of, read_wanted
from web_staff import seen, signed_in

NOTHING = {"type": "", "consent": "", "provenance": ""}


@pytest.fixture
def many(consultation: Consultation, clock: Any) -> list[Response]:
    """A hundred and forty that were sent, some begun, some withdrawn; and some to another consultation."""
    chance = random.Random(3)
    questions = list(consultation.questions.all())
    sent = []
    for n in range(160):
        made, _ = start(consultation)
        clock.forward(seconds=1)
        about = {
            "type": chance.choice(list(TYPES)[:4]),
            "consent": chance.choice(list(CONSENT)),
            "is_organisation": False,
        }
        answers = {one.pk: chance.choice(one.options) for one in questions[:1] + questions[2:4]}
        answers[questions[5].pk] = chance.sample(questions[5].options, 2)
        kept = save(made, Sheet(about, answers), 0, send=n % 8 != 0)
        if n % 40 == 1:
            withdraw(kept)
        elif n % 8:
            sent.append(kept)
    Response.objects.filter(pk__in=[one.pk for one in sent[::10]]).update(provenance="paper")
    other = Consultation.objects.create(slug="other", title="Other", body="B", state="published",
                                        opens_at=clock.now - timedelta(days=1))  # fmt: skip
    save(start(other)[0], Sheet({"type": "student", "consent": "no"}, {}), 0, send=True)
    return list(Response.objects.filter(pk__in=[one.pk for one in sent]).order_by("-pk"))


def by_hand(many: list[Response], wanted: Wanted) -> list[Response]:
    """Those that are asked for, one after another."""

    def fits(one: Response) -> bool:
        answers = {answer.question_id: answer.value for answer in one.answers.all()}
        said = {pk: value[0] if isinstance(value, list) else value for pk, value in answers.items()}
        return (
            all(value in ("", getattr(one, name)) for name, value in wanted.about.items())
            and all(said.get(given.question.pk) == given.choice for given in wanted.answers.values())
            and one.reference.startswith(wanted.reference)
        )

    return [one for one in many if fits(one)]


def questions_of(consultation: Consultation) -> list[Question]:
    """Those that can be counted."""
    return [one for one in consultation.questions.all() if one.kind in listed.COUNTED and not one.about_equality]


def filters(consultation: Consultation) -> list[Wanted]:
    """Many filters, with nothing, one, two and three things asked for."""
    questions = questions_of(consultation)
    asked: list[dict[str, str]] = []
    for type_, consent, way in product(("", "student", "union"), ("", "named"), ("", "paper")):
        for first, second in (
            ("", ""),
            (f"{questions[0].pk}:0", ""),
            (f"{questions[0].pk}:1", f"{questions[1].pk}:2"),
            ("", f"{questions[3].pk}:1"),
            (f"{questions[2].pk}:0", f"{questions[2].pk}:1"),
        ):
            asked.append({"type": type_, "consent": consent, "provenance": way, "answer": first, "also": second})
    return [read_wanted(one, questions) for one in asked]


@pytest.mark.parametrize("scattered", [0, 2_000])
def test_every_filter_finds_and_counts_what_fits(
    many: list[Response], monkeypatch: pytest.MonkeyPatch, scattered: int
) -> None:
    monkeypatch.setattr(listed, "_SCATTERED", scattered)
    consultation = many[0].consultation
    sizes = set()
    for wanted in filters(consultation):
        expected = by_hand(many, wanted)
        total, about = counted(consultation, wanted)
        sizes.add(total)
        assert total == len(expected)
        assert set(found(consultation, wanted)) == set(expected)
        for name in NOTHING:
            rest = by_hand(many, Wanted({**wanted.about, name: ""}, wanted.answers, wanted.reference))
            assert {value: n for value, n in about[name].items() if n} == {
                value: n
                for value in {getattr(one, name) for one in rest}
                if (n := sum(getattr(one, name) == value for one in rest))
            }
        for question, counts in count_answers(consultation, wanted, questions_of(consultation)).items():
            for choice in Question.objects.get(pk=question).options:
                chose = Wanted(wanted.about, {"x": listed.Given(Question(pk=question), choice)})
                assert counts[choice] == len(by_hand(expected, chose))
        shown, page = [], page_of(consultation, wanted, total)
        shown += page.responses
        while page.older:
            page = page_of(consultation, wanted, total, before=page.older)
            shown += page.responses
        assert shown == expected
        back = list(page.responses)
        while page.newer:
            page = page_of(consultation, wanted, total, after=page.newer)
            back = [*page.responses, *back]
        assert back == expected
    assert {0} < sizes
    assert max(sizes) == len(many) == 136


def test_what_is_not_sent_has_no_choice_that_is_counted(many: list[Response]) -> None:
    others = Response.objects.exclude(state="sent").exclude(answers=None)

    assert others.count() == 20
    assert not Answer.objects.filter(response__in=others).exclude(choice="").exists()
    response, _ = start(many[0].consultation)
    question = questions_of(many[0].consultation)[0]
    sheet = Sheet({"type": "student", "consent": "no"}, {question.pk: "Yes"})
    save(response, sheet, 0)
    assert Answer.objects.get(response=response).choice == ""
    save(response, sheet, 1, send=True)
    assert Answer.objects.get(response=response).choice == "Yes"
    save(Response.objects.get(pk=response.pk), sheet, 2)
    assert Answer.objects.get(response=response).choice == "Yes"


def test_the_page_shows_counts_beside_what_can_be_chosen(many: list[Response]) -> None:
    consultation = many[0].consultation
    browser = signed_in("analyst", consultation)
    question = questions_of(consultation)[0]
    page = seen(browser, f"/staff/posting/responses?type=student&answer={question.pk}:0&count={question.pk}")
    students = [one for one in many if one.type == "student"]
    yes = by_hand(students, read_wanted({"answer": f"{question.pk}:0"}, [question]))

    assert f"<strong>{len(yes)} responses.</strong>" in page
    counts = dict(re.findall(r'<option value="([^"]+)"[^>]*>[^<]* \((\d+)\)</option>', page.split('id="also"')[0]))
    assert counts["student"] == str(len(yes))
    assert counts["union"] == "0"
    assert sum(int(counts[f"{question.pk}:{n}"]) for n in range(3)) == len(students)
    assert f'<option value="{question.pk}:0" selected>' in page
    assert re.search(rf'<th scope="row">Yes</th><td>{len(yes)}</td>', page)
    for one in yes[:50]:
        assert f'href="/staff/posting/responses/{one.reference}"' in page


@pytest.mark.parametrize("whole", [True, False])
def test_a_response_is_found_by_its_reference(many: list[Response], whole: bool) -> None:
    browser = signed_in("analyst", many[0].consultation)
    said = many[70].reference.lower() if whole else many[70].reference[:6]
    page = seen(browser, f"/staff/posting/responses?reference=%20{said}")

    assert f">{many[70].reference}</a>" in page
    assert page.count("<article") == sum(one.reference.startswith(said.upper()) for one in many)
    assert "<strong>0 responses.</strong>" in seen(browser, "/staff/posting/responses?reference=ZZZZ-0000")


def test_pages_are_linked_with_their_filters(many: list[Response]) -> None:
    browser = signed_in("analyst", many[0].consultation)
    first = seen(browser, "/staff/posting/responses?consent=named")
    named = [one for one in many if one.consent == "named"]
    first_all = seen(browser, "/staff/posting/responses")
    older = html.unescape(re.findall(r'rel="next" href="([^"]+)"', first_all)[0])
    second = seen(browser, f"/staff/posting/responses{older}")

    assert first.count("<article") == min(50, len(named))
    assert re.findall(r"<h2><a[^>]*>([\w-]+)<", second) == [one.reference for one in many[50:100]]
    newer = html.unescape(re.findall(r'rel="prev" href="([^"]+)"', second)[0])
    assert re.findall(r"<h2><a[^>]*>([\w-]+)<", seen(browser, f"/staff/posting/responses{newer}")) == [
        one.reference for one in many[:50]
    ]


def test_whatever_cannot_be_read_does_no_harm(many: list[Response]) -> None:
    browser = signed_in("analyst", many[0].consultation)
    for asked in (
        "type=emperor", "answer=1", "answer=:", "answer=99999:0", "also=1:99", "before=-1", "before=x",
        "before=0&after=0", "count=abc", "answer=%F0%9F%92%9B:0", "before=" + "9" * 400,
    ):  # fmt: skip
        assert seen(browser, f"/staff/posting/responses?{asked}").count("<article") == 50, asked
    for asked in (
        "after=99999999999", "reference=%00%FF", "reference='%20OR%201=1", "reference=%25", "reference=____-____",
        "reference=%5C", "before=1",
    ):  # fmt: skip
        assert "<article" not in seen(browser, f"/staff/posting/responses?{asked}"), asked


def test_who_may_key_in_and_export_is_led_there(many: list[Response]) -> None:
    page = seen(signed_in("analyst", many[0].consultation), "/staff/posting/responses")

    for path in ("new", "import"):
        assert f"/staff/posting/responses/{path}" in page
    for form in listed.FORMS:
        assert f"/staff/posting/responses.{form}" in page


def test_all_of_them_go_out_as_a_document_unless_there_are_too_many(
    many: list[Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in("analyst", many[0].consultation)
    answer = browser.get("/staff/posting/responses.docx")
    document = Document(io.BytesIO(answer.content))
    monkeypatch.setattr(word, "MOST", len(many) - 1)
    refused = browser.get("/staff/posting/responses.docx")

    assert 'filename="posting.docx"' in answer["Content-Disposition"]
    text = "\n".join(one.text for one in document.paragraphs)
    assert all(one.reference in text for one in many)
    assert refused.status_code == 409
    assert "Take the CSV instead" in refused.content.decode()
    assert [(one.what, one.details) for one in Entry.objects.filter(who="the analyst")] == [
        ("export", {"form": "docx"})
    ]
    assert browser.get("/staff/posting/responses.exe").status_code == 404


def test_a_page_asks_as_often_however_many_there_are(many: list[Response], monkeypatch: pytest.MonkeyPatch) -> None:
    browser = signed_in("analyst", many[0].consultation)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        seen(browser, "/staff/posting/responses?type=student")
    monkeypatch.setattr(listed, "FEW", 10)
    with CaptureQueriesContext(connection) as fewer:
        page = seen(browser, "/staff/posting/responses?type=student")

    assert len(fewer) < len(asked) <= 40
    assert all(f"{slot}" in page for slot in SLOTS)
    assert len(PROVENANCE) == 5
