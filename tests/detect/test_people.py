"""What is told of people is found with its meaning."""

import pytest

from forethought.detect.people import people
from forethought.text import read
from forethought.values import Post


def found(words: str) -> list[tuple[str, str, str]]:
    text = read(words)
    return [(words[one.span.start : one.span.end], one.type, one.detail) for one in people(text, Post(words))]


CASES = [
    ("she has type 1 diabetes", ("type 1 diabetes", "health", "type 1 diabetes")),
    ("after his stroke", ("stroke", "health", "stroke")),
    ("he is self-harming", ("self-harming", "health", "self-harm")),
    ("took an overdose", ("took an overdose", "health", "self-harm")),
    ("an epileptic", ("epileptic", "health", "epilepsy")),
    ("the twins are fine", ("the twins", "family", "twins")),
    ("mum of three", ("mum of three", "family", "three children")),
    ("a single mum", ("a single mum", "family", "single parent")),
    ("raised by her nan", ("raised by her nan", "family", "grandmother raising")),
    ("my husband cooks", ("my husband", "family", "male")),
    ("his mum rang", ("his mum", "family", "female")),
    ("a car crash", ("car crash", "event", "car crash")),
    ("taken into care", ("taken into care", "event", "removal")),
    ("arrested on Monday", ("arrested", "event", "arrest")),
    ("a lady with red hair", ("red hair", "appearance", "hair")),
    ("a lady with red hair", ("a lady", "role", "female")),
    ("a Somali lad", ("Somali", "origin-or-faith", "African")),
    ("her greyhound", ("greyhound", "possession", "dog")),
    ("my patient", ("my patient", "role", "")),
    ("one of my lads", ("one of my lads", "role", "")),
    ("the Health Secretary", ("the Health Secretary", "role", "")),
]


@pytest.mark.parametrize(("words", "wanted"), CASES, ids=[f"{words}: {wanted[0]}" for words, wanted in CASES])
def test_it_is_found_with_its_meaning(words: str, wanted: tuple[str, str, str]) -> None:
    assert wanted in found(words)


@pytest.mark.parametrize(
    "words", ["ring me at 2pm", "I could do with a cup of tea", "😂💍", "", "on the whole it went well"]
)
def test_ordinary_words_tell_nothing(words: str) -> None:
    assert found(words) == []
