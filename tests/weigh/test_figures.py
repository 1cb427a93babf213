"""Every figure can be used, and says where it is from."""

from __future__ import annotations

import pytest

from forethought.weigh import tables


@pytest.mark.parametrize("row", list(tables.rows()), ids=lambda row: row["what"])
def test_a_row_is_whole(row: dict[str, object]) -> None:
    assert row["match"]
    assert row["what"]
    assert row["source"]
    figure = tables.figure_of(row)
    assert 1.0 < figure.spread <= 6.0 or figure.share == 1.0
    assert 0 < figure.share <= 1.0
    assert figure.rate or figure.size or "share" in row


def test_there_are_eighty_conditions() -> None:
    assert len(tables._load("health")["rows"]) >= 80


@pytest.mark.parametrize(
    ("words", "file", "what"),
    [
        ("living with dementia", "health", "living with dementia"),
        ("long covid", "health", "living with long covid"),
        ("a car crash", "events", "hurt in a road crash"),
        ("identical twins", "people", "identical twins"),
        ("ward 9", "groups", "on that ward"),
        ("HMPDoncaster", "groups", "in that prison"),
        ("the Elvis tattoo", "looks", "with such a tattoo"),
    ],
)
def test_the_longest_phrase_is_found(words: str, file: str, what: str) -> None:
    figure = tables.table(file).find(tables.words_of(words))
    assert figure is not None
    assert figure.what == what


def test_an_unknown_profession_has_a_general_figure() -> None:
    assert tables.service("zebra keeper").figure.what == tables.service("").figure.what


def test_words_without_a_figure_give_none() -> None:
    assert tables.table("health").find(("zebra",)) is None
    assert tables.table("health").find(()) is None
