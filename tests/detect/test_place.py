from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detect.finds import details, fits, found_by, seen
from forethought.detect.gazetteer import population


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("a case in Stockport today", "Stockport"),
        ("living in Reading now", "Reading"),
        ("moved from Bath last year", "Bath"),
        ("Leeds is lovely", "Leeds"),
        ("back to Hebden Bridge", "Hebden Bridge"),
        ("in stockport", "Stockport"),
        ("off to Cork", "Cork"),
        ("in Newcastle-upon-Tyne", "Newcastle Upon Tyne"),
        ("near Inis Meáin", "Inis Meain"),
        ("in the UK", "UK"),
        ("so sad #Stockport", "Stockport"),
        ("she is from Tulsa", "Tulsa"),
        ("in Brandon, Manitoba", "Brandon"),
    ],
)
def test_places_are_found(words: str, place: str) -> None:
    assert place in details("place", words)


@pytest.mark.parametrize(
    "words",
    [
        "Reading to my son",
        "have a bath",
        "Jordan was lovely",
        "Mr Preston said no",
        "a good deal",
        "in March",
        "the sale",
        "from Florence's mum",
        "Chelsea cried",
    ],
)
def test_words_and_names_of_people_are_no_places(words: str) -> None:
    assert details("place", words) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("lives at 14 Elm Road now", ("14 Elm Road", "address")),
        ("flat 3, 22 High St", ("flat 3, 22 High St", "address")),
        ("SK4 2AB", ("SK4 2AB", "SK4 2AB")),
        ("crash on the A56 again", ("A56", "road")),
        ("D02 X285 is it", ("D02 X285", "D02 X285")),
        ("K1A 0B1", ("K1A 0B1", "K1A 0B1")),
        ("TX 75001", ("TX 75001", "TX 75001")),
        ("at 53.40841, -2.14936", ("53.40841, -2.14936", "coordinates")),
        ("down Cromwell Road", ("Cromwell Road", "street")),
        ("near the village hall", ("the village hall", "generic")),
        ("outside Tesco again", ("Tesco", "shop")),
    ],
)
def test_addresses_are_found(words: str, expected: tuple[str, str]) -> None:
    assert expected in seen("address", words)


def test_a_name_that_no_table_has_is_found_after_in() -> None:
    (one,) = found_by("place", "nobody in Tarnbeck knew")

    assert (one.detail, one.confidence < 0.8) == ("", True)


def test_population_prefers_the_country_then_home() -> None:
    assert population("Stockport") == population("stockport", "GB")
    assert 100_000 < (population("Stockport") or 0) < 200_000
    assert population("Perth", "AU") != population("Perth")
    assert population("Nowhere-on-Sea") is None
    assert population("Ben Nevis") == 0


@given(st.text())
def test_any_text_is_taken_and_spans_lie_inside(words: str) -> None:
    assert fits("place address", words)


@given(
    st.lists(
        st.sampled_from(
            [
                "in",
                "Stockport",
                "#TwinsInStockport",
                "the",
                "New",
                "York",
                "é",
                "😀",
                "Reading",
                ",",
                "14",
                "Road",
                "St",
                "'s",
                "-",
            ]
        )
    )
)
def test_words_of_place_in_any_order_are_taken(words: list[str]) -> None:
    assert fits("place address", " ".join(words))
