"""Hashtags taken apart."""

from __future__ import annotations

import pytest

from forethought.text import read


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("#TwinsInStockport", "twins in stockport"),
        ("#twinsinstockport", "twins in stockport"),
        ("#NHSHeroes", "nhs heroes"),
        ("#Stockport", "stockport"),
        ("#STOCKPORT", "stockport"),
        ("#nurselife", "nurse life"),
        ("#socialworklife", "social work life"),
        ("#womensupportingwomen", "women supporting women"),
        ("#ilovemyjob", "i love my job"),
        ("#mentalhealthawareness", "mental health awareness"),
        ("#nursesunited", "nurses united"),
        ("#icu_nurse", "icu nurse"),
        ("#covid19", "covid19"),
        ("#BLM2020", "blm 2020"),
        ("#11monthsold", "11 months old"),
        ("#Machynlleth", "machynlleth"),
        ("#iykyk", "iykyk"),
        ("#T1D", "t1d"),
        ("#FêteDeLaMusique", "fete de la musique"),
        ("#zzxqvbnm", "zzxqvbnm"),
    ],
)
def test_hashtag(tag: str, words: str) -> None:
    tokens = read(f"Hello {tag} bye").tokens[1:-1]
    assert " ".join(token.norm for token in tokens) == words
    assert {token.kind for token in tokens} == {"hashtag"}


def test_a_number_is_no_hashtag() -> None:
    assert [(t.norm, t.kind) for t in read("We are #1").tokens] == [("we", "word"), ("are", "word"), ("1", "number")]


def test_words_point_at_their_place() -> None:
    text = "💛 #TwinsInStockport"
    assert [text[t.start : t.end] for t in read(text).tokens] == ["💛", "Twins", "In", "Stockport"]
