from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detect.finds import details, fits, found_by, seen

WEDNESDAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("words", "without", "resolved"),
    [
        ("yesterday's visit", "day:-1", "2026-03-03"),
        ("this morning", "day:0", "2026-03-04"),
        ("tomorrow", "day:1", "2026-03-05"),
        ("last Tuesday", "day", "2026-03-03"),
        ("last week", "week:-1", "2026-W09"),
        ("last month", "month:-1", "2026-02"),
        ("on 3rd March", "--03-03", "2026-03-03"),
        ("03/04/25", "2025-04-03", "2025-04-03"),
        ("2025-04-03", "2025-04-03", "2025-04-03"),
        ("in 2003", "year:2003", "year:2003"),
        ("March 2019", "2019-03", "2019-03"),
        ("since Christmas", "feast", "feast"),
        ("three days ago", "day:-3", "2026-03-01"),
        ("the bank holiday", "feast", "feast"),
        ("3am", "time:03:00", "time:03:00"),
        ("half three.", "time", "time"),
        ("ten years", "duration:P10Y", "duration:P10Y"),
        ("week 3", "count", "count"),
        ("next Friday", "day", "2026-03-06"),
        ("on the 2nd weighing", "day", "2026-03-02"),
    ],
)
def test_dates_are_found_and_resolved(words: str, without: str, resolved: str) -> None:
    assert details("date_time", words) == [without]
    assert details("date_time", words, WEDNESDAY) == [resolved]


def test_neighbours_are_one() -> None:
    assert seen("date_time", "see you Friday at 3pm, bring cake", WEDNESDAY) == [("Friday at 3pm", "2026-02-27")]


@pytest.mark.parametrize(
    "words", ["it may help", "march on", "he sat there", "on the third floor", "30/02/2024", "42 years old"]
)
def test_other_words_are_no_dates(words: str) -> None:
    assert details("date_time", words) == []


@given(st.text(), st.none() | st.dates())
def test_any_text_and_day_are_taken(words: str, day: date | None) -> None:
    found_by("date_time", words, day)
    assert fits("date_time", words)


@given(
    st.lists(
        st.sampled_from(
            [
                "on",
                "last",
                "next",
                "the",
                "31st",
                "29",
                "February",
                "99",
                "years",
                "ago",
                "months",
                "weeks",
                "decades",
                "0",
                "March",
                "2024",
                "Friday",
                "at",
                "25:61",
                "half",
                "week",
                "3",
            ]
        )
    ),
    st.none() | st.dates(),
)
def test_words_of_time_in_any_order_are_taken(words: list[str], day: date | None) -> None:
    found_by("date_time", " ".join(words), day)
