from __future__ import annotations

import time

import pytest

from forethought.detect.registry import DETECTORS, Found, detector, find_all, load_detectors, surest
from forethought.text import Text
from forethought.values import Post, Span


def test_two_detectors_of_one_name_are_refused() -> None:
    load_detectors()

    with pytest.raises(ValueError, match="two detectors"):
        detector(DETECTORS["age"])


def test_the_surest_of_finds_that_overlap_is_kept() -> None:
    sure = Found("age", Span(2, 4), "a", confidence=0.9)
    loose = Found("age", Span(0, 10), "b", confidence=0.5)
    apart = Found("age", Span(10, 12), "c", confidence=0.1)

    assert surest([loose, apart, sure]) == [sure, apart]


def test_no_find_shows_its_detail() -> None:
    assert "Stockport" not in repr(Found("place", Span(0, 9), "place:known", "Stockport"))


@pytest.mark.parametrize(
    "piece",
    [
        "14 ",
        "Ann, 3 ",
        "in New York ",
        "07700 900218 ",
        "case no 1-",
        "aged ",
        "A1 ",
        "at 3am on ",
        "Leeds ",
        "a at b dot ",
        "x.",
    ],
)
def test_time_is_linear_in_hostile_text(piece: str) -> None:
    words = piece * (100_000 // len(piece))
    find_all(Text("x", ()), Post("x"))

    begun = time.process_time()
    for name in ("contact", "id_number", "age", "date_time", "place", "address"):
        list(DETECTORS[name](Text(words, ()), Post(words)))

    assert time.process_time() - begun < 4
