from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detect.finds import details, fits, seen


@pytest.mark.parametrize(
    ("words", "detail"),
    [
        ("a 14yo girl", "14"),
        ("my 14 year old", "14"),
        ("a 14-yr-old", "14"),
        ("aged 14", "14"),
        ("he turned 40.", "40"),
        ("her 90th birthday", "90"),
        ("92 yrs young", "92"),
        ("8 months old", "0.7"),
        ("a toddler", "1-3"),
        ("a man in his eighties", "80-89"),
        ("in her early seventies", "70-73"),
        ("a teenager", "13-19"),
        ("born at 35 weeks", "week:35"),
        ("DOB 3/4/98", "born:1998-04-03"),
        ("a fourteen-year-old", "14"),
        ("Joan, eighty-two, fell", "82"),
        ("she's 13 and", "13"),
        ("I (41M)", "41"),
        ("aged 7-8", "7-8"),
        ("over 60s only", "60-100"),
        ("died at ninety-four", "94"),
        ("104 yr old", "104"),
    ],
)
def test_ages_are_found(words: str, detail: str) -> None:
    assert details("age", words) == [detail]


@pytest.mark.parametrize(
    "words",
    [
        "mum of two",
        "cried like a toddler",
        "room 12, ward 9",
        "it took 14 hours",
        "ten past four",
        "Page 9, line 3",
        "£1.4m raised",
        "the baby monitor",
    ],
)
def test_other_numbers_are_no_ages(words: str) -> None:
    assert details("age", words) == []


def test_the_span_is_the_number_where_a_name_stands_before() -> None:
    assert seen("age", "Zoë Müller, 71, fell 😢") == [("71", "71")]


@given(st.text())
def test_any_text_is_taken_and_spans_lie_inside(words: str) -> None:
    assert fits("age", words)


@given(
    st.lists(
        st.sampled_from(
            [
                "aged",
                "14",
                ",",
                "yo",
                "year",
                "old",
                "born",
                "DOB",
                "3/4/98",
                "0/0/00",
                "ninety",
                "-",
                "in",
                "her",
                "80s",
                "weeks",
                "99",
                "turned",
                "he's",
                "Ann",
            ]
        )
    )
)
def test_words_of_age_in_any_order_are_taken(words: list[str]) -> None:
    assert fits("age", " ".join(words))
