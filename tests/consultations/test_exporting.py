"""Responses as CSV, JSON lines and DOCX: whole, readable by what reads them, and without what must stay."""

from __future__ import annotations

import csv
import io
import json
import time
import tracemalloc
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import forethought_web
from forethought_web.consultations.models import Consultation, Question
from forethought_web.responses.columns import ABOUT, cell, columns
from forethought_web.responses.models import CONSENT, PROVENANCE, TYPES, Answer, EqualityAnswer, Response
from forethought_web.responses.word import TooMany, as_docx
from forethought_web.staff.exporting import as_csv, as_lines
from web_staff import signed_in

SCHEMA = json.loads((Path(forethought_web.__file__).parent / "schema" / "response-1.json").read_text("utf-8"))
VALUES = {
    1: "No", 2: "=what\n\nis not", 3: "Agree", 4: "B", 5: ["A", "C"], 6: ["C", "A"], 7: {"two": "Badly"},
    8: '"a" line; <b>',
}  # fmt: skip


@pytest.fixture
def one(consultation: Consultation) -> Response:
    """A response with an answer to every question."""
    made = Response.objects.create(
        consultation=consultation, reference="AAAA-BBBB", key="k", state="sent", sent_at=consultation.made_at,
        type="union", is_organisation=True, organisation="A union", speaks_for=2_500, name="@Jo", consent="unnamed",
        email="jo@example.org", provenance="paper", received_on=date(2027, 1, 4), entered_by="someone",
        flags=["burst", "duplicate"], origin="x:1", registration="f" * 64,
    )  # fmt: skip
    questions = {question.order: question for question in consultation.questions.all()}
    for order, value in VALUES.items():
        Answer.objects.create(response=made, question=questions[order], value=value)
    EqualityAnswer.objects.create(question=questions[9], choice="Yes", day=date(2027, 1, 4))
    Response.objects.create(consultation=consultation, reference="AAAA-CCCC", key="l", state="started", name="Not sent")
    return made


def rows(consultation: Consultation) -> list[dict[str, str]]:
    """The CSV as a program reads it."""
    return list(csv.DictReader(io.StringIO("".join(as_csv(consultation)), newline="")))


def test_csv(one: Response) -> None:
    (row,) = rows(one.consultation)

    assert "".join(as_csv(one.consultation)).startswith("\ufeffreference,")
    assert row == {
        "\ufeffreference": "AAAA-BBBB", "sent_at": "2027-01-04T12:00:00+00:00", "provenance": "paper",
        "received_on": "2027-01-04", "type": "union", "is_organisation": "yes", "organisation": "A union",
        "speaks_for": "2500", "name": "'@Jo", "consent": "unnamed", "flags": "burst; duplicate",
        "1. Is it clear?": "No",
        "2. What is not?": "'=what\n\nis not", "3. It leaves me room.": "Agree", "4. Which?": "B",
        "5. Which ones?": "A; C", "6. In order?": "C; A", "7. Each? [one]": "", "7. Each? [two]": "Badly",
        "8. In a line?": '"a" line; <b>',
    }  # fmt: skip


def test_answers_that_hold_a_semicolon_stand_on_lines_of_their_own() -> None:
    (column,) = columns([Question(order=1, kind="several", text="Which?", choices=["A; B", "C"])])

    assert cell(["A; B", "C"], column) == "A; B\nC"


def test_json_lines_are_as_the_schema_tells(one: Response) -> None:
    (line,) = as_lines(one.consultation)
    row = json.loads(line)

    jsonschema_rs.validator_for(SCHEMA, validate_formats=True).validate(row)
    assert {answer["question"]: answer["answer"] for answer in row["answers"]} == VALUES
    assert tuple(row) == (*ABOUT, "answers")
    for broken in (
        row | {"email": "jo@example.org"},
        row | {"consent": "yes"},
        {},
        row | {"answers": [{"question": 1}]},
    ):
        assert not jsonschema_rs.is_valid(SCHEMA, broken)


def test_the_schema_knows_what_the_models_know() -> None:
    parts = SCHEMA["properties"]

    assert set(parts) == {*ABOUT, "answers"} == set(SCHEMA["required"])
    assert set(parts["type"]["enum"]) == {"", *TYPES}
    assert set(parts["consent"]["enum"]) == {"", *CONSENT}
    assert set(parts["provenance"]["enum"]) == set(PROVENANCE)


def test_docx(one: Response) -> None:
    document = Document(io.BytesIO(as_docx(one.consultation)))
    said = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs if paragraph.style]

    assert [text for style, text in said if style == "Heading 1"] == ["Response AAAA-BBBB"]
    assert [text for style, text in said if style == "Heading 2"] == [
        f"{question.order}. {question.text}" for question in one.consultation.questions.all()[:8]
    ]
    assert ("Title", "Responses: Posting") in said
    assert ("Normal", "Organisation: A union, for 2,500 people") in said
    assert ("Normal", "On paper, received on 4 January 2027") in said
    assert ("Normal", "Publishing: Publish it without my name") in said
    assert ("List Bullet", "two: Badly") in said
    assert [text for _, text in said if text[:2] in ("1.", "2.")][-2:] == ["1. C", "2. A"]
    assert ("Normal", '"a" line; <b>') in said
    assert document.core_properties.title == "Responses: Posting"
    assert document.core_properties.language == "en-GB"


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_words_make_a_document(one: Response, words: str) -> None:
    Answer.objects.filter(question__order=8).update(value=words.replace("\0", ""))
    Response.objects.filter(pk=one.pk).update(name=words.replace("\0", "")[:200])
    document = Document(io.BytesIO(as_docx(one.consultation)))

    assert len([p for p in document.paragraphs if p.style and p.style.name == "Heading 1"]) == 1


@pytest.mark.parametrize("form", ["csv", "jsonl", "docx"])
def test_no_file_holds_what_must_stay(one: Response, form: str) -> None:
    made: Any = {
        "csv": lambda: "".join(as_csv(one.consultation)),
        "jsonl": lambda: "".join(as_lines(one.consultation)),
        "docx": lambda: "\n".join(p.text for p in Document(io.BytesIO(as_docx(one.consultation))).paragraphs),
    }[form]()

    assert "AAAA-BBBB" in made
    for hidden in ("jo@example.org", "disabled", "Not sent", "AAAA-CCCC", "f" * 64, "x:1", "someone"):
        assert hidden not in made


def test_only_some_are_in_a_document_where_only_some_are_wanted(one: Response) -> None:
    found = one.consultation.responses.filter(type="carer")

    assert "AAAA-BBBB" not in "".join(p.text for p in Document(io.BytesIO(as_docx(one.consultation, found))).paragraphs)


def test_five_thousand_make_a_document_and_one_more_does_not(consultation: Consultation) -> None:
    question = consultation.questions.get(order=2)
    made = Response.objects.bulk_create(
        Response(consultation=consultation, reference=f"R{n}", key=str(n), state="sent", sent_at=consultation.made_at)
        for n in range(5_000)
    )
    Answer.objects.bulk_create(Answer(response=one, question=question, value="Words. " * 100) for one in made)
    begun = time.process_time()
    tracemalloc.start()
    whole = as_docx(consultation)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert len(whole) > 50_000
    assert most < 60_000_000
    assert time.process_time() - begun < 60
    Response.objects.create(
        consultation=consultation, reference="R", key="x", state="sent", sent_at=consultation.made_at
    )
    with pytest.raises(TooMany, match="Take the CSV"):
        as_docx(consultation)


@pytest.mark.parametrize("write", [as_csv, as_lines])
def test_files_are_streamed(consultation: Consultation, write: Any) -> None:
    def add(first: int, last: int) -> None:
        Response.objects.bulk_create(
            Response(
                consultation=consultation, reference=f"R{n}", key=str(n), state="sent", sent_at=consultation.made_at,
                name="x" * 200,
            )
            for n in range(first, last)
        )  # fmt: skip

    def most() -> int:
        tracemalloc.start()
        count = sum(1 for _ in write(consultation))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count >= consultation.responses.count()
        return peak

    add(0, 2_000)
    most()
    few = most()
    add(2_000, 10_000)

    assert most() < 1.5 * few


def test_staff_take_them_home(one: Response) -> None:
    staff: Client = signed_in("analyst", one.consultation)
    for form, kind in (("csv", "text/csv"), ("jsonl", "application/jsonl")):
        answer = staff.get(f"/staff/posting/responses.{form}")
        assert answer["Content-Type"].startswith(kind)
        assert b"AAAA-BBBB" in b"".join(answer)
