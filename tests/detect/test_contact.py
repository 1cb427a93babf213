from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detect.finds import fits, seen


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ring me on 07700 900218 x", ("07700 900218", "phone")),
        ("the line is 01632 960 733.", ("01632 960 733", "phone")),
        ("call (555) 123-4567 today", ("(555) 123-4567", "phone")),
        ("text +44 7911 123456 please", ("+44 7911 123456", "phone")),
        ("Samaritans on 116 123, any hour", ("116 123", "helpline")),
        ("Childline is 0800 1111 222", ("0800 1111 222", "helpline")),
        ("if in doubt ring 999", ("999", "helpline")),
        ("mail jo.bloggs@example.org now", ("jo.bloggs@example.org", "email")),
        ("it is jo.bloggs at gmail dot com", ("jo.bloggs at gmail dot com", "email")),
        ("see https://www.facebook.com/jo.bloggs", ("https://www.facebook.com/jo.bloggs", "profile")),
        ("gofundme.com/f/jo if you can", ("gofundme.com/f/jo", "fundraiser")),
        ("read https://news.example/a.", ("https://news.example/a", "link")),
        ("😀 Zoë: @dani_recovers do ring", ("@dani_recovers", "dani_recovers")),
        ("r/askuk again", ("r/askuk", "community")),
    ],
)
def test_contacts_are_found(words: str, expected: tuple[str, str]) -> None:
    assert seen("contact", words) == [expected]


@pytest.mark.parametrize(
    "words",
    [
        "between 2019-2020 and 12/03/2024",
        "I had 111 patients and 40 years",
        "3.5 mg at 10.30",
        "score 2-1",
        "meet at noon",
    ],
)
def test_other_numbers_are_no_contacts(words: str) -> None:
    assert seen("contact", words) == []


@given(st.text())
def test_any_text_is_taken_and_spans_lie_inside(words: str) -> None:
    assert fits("contact", words)


@given(st.text(alphabet="+()0123456789 .-/@o:ahtp"))
def test_numberlike_text_is_taken(words: str) -> None:
    assert fits("contact", words)
