"""Counts that are told let nobody be picked out; staff see them whole, by type of respondent."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forethought_web.consultations.models import Consultation
from forethought_web.responses.answering import choice_of, start
from forethought_web.responses.models import Answer, EqualityAnswer, Response
from forethought_web.results.counting import SMALL, across_types, tables, told, told_apart
from web_staff import seen, signed_in


def answered(consultation: Consultation, times: int, type_: str, state: str = "sent", **answers: Any) -> None:
    """So many responses with the same answers, by order: q1="Yes"."""
    questions = {f"q{one.order}": one for one in consultation.questions.all()}
    for _ in range(times):
        made, _key = start(consultation)
        Response.objects.filter(pk=made.pk).update(state=state, type=type_)
        for name, value in answers.items():
            one = questions[name]
            Answer.objects.create(response=made, question=one, value=value, choice=choice_of(value, one))


@pytest.mark.parametrize(
    ("counts", "shown", "apart"),
    [
        ([12, 30], (12, 30), (12, 30)),
        ([9, 30], (None, 30), (None, None)),
        ([9, 30, 40], (None, 30, 40), (None, None, 40)),
        ([9, 8, 40], (None, None, 40), (None, None, 40)),
        ([0, 11, 12], (None, 11, 12), (None, None, 12)),
        ([3], (None,), (None,)),
        ([10], (10,), (10,)),
        ([], (), ()),
    ],
)
def test_what_is_told(counts: list[int], shown: tuple[int | None, ...], apart: tuple[int | None, ...]) -> None:
    assert told(counts) == shown
    assert told_apart(counts) == apart


@given(st.lists(st.integers(0, 200), max_size=8))
def test_no_small_count_is_told_or_can_be_worked_out_from_the_sum(counts: list[int]) -> None:
    for tell in (told, told_apart):
        shown = tell(counts)
        assert len(shown) == len(counts)
        assert all(one is None or one >= SMALL for one in shown)
        assert all(one in (None, count) for one, count in zip(shown, counts, strict=True))

    assert len(counts) == 1 or told_apart(counts).count(None) != 1


def test_every_kind_of_question_is_counted(consultation: Consultation) -> None:
    answered(consultation, 12, "carer", q1="Yes", q5=["A", "B"], q6=["C", "A"], q7={"one": "Well", "two": "Badly"})
    answered(consultation, 11, "student", q1="No", q5=["A"], q7={"one": "Well"})
    answered(consultation, 5, "public", "started", q1="No")
    EqualityAnswer.objects.bulk_create(
        EqualityAnswer(question=consultation.questions.get(order=9), choice=choice, day="2027-01-05")
        for choice in ["Yes"] * 20 + ["No"] * 3
    )
    found = {one.asked: one for one in tables(consultation)}

    assert found["Is it clear?"].rows == (("Yes", (12,)), ("No", (11,)), ("Unsure", (None,)))
    assert found["Which ones?"].rows == (("A", (23,)), ("B", (12,)), ("C", (None,)))
    assert found["In order?"].is_of_first_places
    assert found["Each?: one"].rows == (("Well", (23,)), ("Badly", (None,)))
    assert found["Are you disabled?"].rows == (("Yes", (None,)), ("No", (None,)))
    assert list(found)[-1] == "Are you disabled?"
    assert "In a line?" not in found


def test_staff_see_them_whole_by_type(consultation: Consultation) -> None:
    answered(consultation, 2, "carer", q1="Yes")
    answered(consultation, 1, "student", q1="No")
    table = across_types(consultation.questions.get(order=1))[0]

    assert table.columns == ("All", "A student", "A carer or family member")
    assert table.rows == (("Yes", (2, 0, 2)), ("No", (1, 1, 0)), ("Unsure", (0, 0, 0)))
    browser = signed_in("analyst", consultation)
    assert "A carer or family member" in seen(browser, "/staff/posting/analysis?question=1")
    sheet = browser.get("/staff/posting/analysis?question=1&csv=1").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(sheet)))[1] == ["Yes", "2", "0", "2"]


def test_equality_answers_are_in_no_table_by_type(consultation: Consultation) -> None:
    browser = signed_in("analyst", consultation)

    assert browser.get("/staff/posting/analysis?question=9").status_code == 404
    assert "disabled" not in seen(browser, "/staff/posting/analysis")
