"""Organisations and units are found by name and by kind."""

import pytest

from forethought.detect.organisation import organisation
from forethought.text import read
from forethought.values import Post


def found(words: str) -> list[tuple[str, str, str]]:
    text = read(words)
    return [(words[one.span.start : one.span.end], one.type, one.detail) for one in organisation(text, Post(words))]


CASES = [
    ("I work at Kelsall Brook Academy now", ("Kelsall Brook Academy", "organisation", "kelsall brook academy")),
    ("he was at St Mary's today", ("St Mary's", "organisation", "st mary 's")),
    ("she came from HMP Styal", ("HMP Styal", "organisation", "hmp styal")),
    ("They teach at the University of Kent", ("University of Kent", "organisation", "university of kent")),
    ("Ofsted rang", ("Ofsted", "organisation", "ofsted")),
    ("read the NICE guidance", ("NICE", "organisation", "nice")),
    ("the school said no", ("the school", "organisation", "school")),
    ("he is on ward 4 again", ("ward 4", "unit", "ward 4")),
    ("over to Rowan Ward now", ("Rowan Ward", "unit", "rowan ward")),
    ("my Year 9s are funny", ("Year 9s", "unit", "year 9")),
    ("the lad in 10C again", ("10C", "unit", "10c")),
    ("bed 3 wants tea", ("bed 3", "unit", "bed 3")),
    ("down in A&E since noon", ("A&E", "unit", "a e")),
    ("back on C wing", ("C wing", "unit", "c wing")),
    ("our P2 class", ("P2", "unit", "p2")),
]


@pytest.mark.parametrize(("words", "wanted"), CASES, ids=[words for words, _ in CASES])
def test_it_is_found(words: str, wanted: tuple[str, str, str]) -> None:
    assert wanted in found(words)


@pytest.mark.parametrize(
    "words", ["what a nice week", "who said so", "next week I shout less", "last year I left", "10p for a tea", "", "."]
)
def test_ordinary_words_are_no_organisations(words: str) -> None:
    assert found(words) == []
