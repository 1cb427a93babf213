from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detect.finds import details, fits, found_by, seen
from forethought.detect.id_number import is_card_number, is_chi_number, is_nhs_number


def test_check_digits() -> None:
    assert is_nhs_number("9434765919")
    assert not is_nhs_number("9434765918")
    assert is_chi_number("0101901003")
    assert not is_chi_number("9434765919")
    assert is_card_number("4111111111111111")
    assert not is_card_number("4111111111111112")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("her NHS no 943 476 5919 is on it", ("943 476 5919", "nhs")),
        ("it says 943 476 5919", ("943 476 5919", "nhs")),
        ("NI is JK123456C", ("JK123456C", "ni")),
        ("case no ZC21C00012 again", ("ZC21C00012", "court-case")),
        ("hosp no. 4471902, pelvis", ("4471902", "record")),
        ("the MRN ending 4471 and yes", ("4471", "record")),
        ("my pin 20L1234E is", ("20L1234E", "registration")),
        ("blue Corsa AB12 CDE outside", ("AB12 CDE", "plate")),
        ("sort code 20-00-00", ("20-00-00", "bank")),
        ("candidate 0427 wrote", ("0427", "candidate")),
        ("passport number 123456789", ("123456789", "passport")),
        ("SSN 078-05-1120", ("078-05-1120", "ssn")),
    ],
)
def test_numbers_are_found(words: str, expected: tuple[str, str]) -> None:
    assert seen("id_number", words) == [expected]


@pytest.mark.parametrize(
    "words", ["943 476 5918 pounds", "room 12 and ward 4", "B12 is low", "a case of 24 beers", "2019"]
)
def test_other_numbers_are_not(words: str) -> None:
    assert details("id_number", words) == []


def test_a_failing_check_digit_beside_its_name_is_reported_with_less_confidence() -> None:
    (one,) = found_by("id_number", "NHS number 943 476 5918")

    assert one.detail == "nhs"
    assert one.confidence < 0.8


@given(st.text())
def test_any_text_is_taken_and_spans_lie_inside(words: str) -> None:
    assert fits("id_number", words)


@given(st.text(alphabet="ABC 0123456789-/nhs o:"))
def test_numberlike_text_is_taken(words: str) -> None:
    assert fits("id_number", words)
