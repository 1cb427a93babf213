"""Names are found by list, by capitals and by the words before them."""

import pytest

from forethought.detect.names import known_names, names
from forethought.text import read
from forethought.values import Post


def found(words: str) -> list[tuple[str, str, str]]:
    text = read(words)
    return [(words[one.span.start : one.span.end], one.type, one.detail) for one in names(text, Post(words))]


CASES = [
    ("Lovely day with Priya and the team", [("Priya", "person-name", "given")]),
    ("Ifeoma Eze has passed", [("Ifeoma Eze", "person-name", "full")]),
    ("I saw Mrs Ahluwalia again", [("Mrs Ahluwalia", "person-name", "title")]),
    ("Then Dr Okonkwo-Smith came", [("Dr Okonkwo-Smith", "person-name", "title")]),
    ("We all love Oluwaseun", [("Oluwaseun", "person-name", "given")]),
    ("It was Tadhg who rang", [("Tadhg", "person-name", "given")]),
    ("So we asked Abdirahman Warsame", [("Abdirahman Warsame", "person-name", "full")]),
    ("Then Nguyen Thi Hoa left", [("Nguyen Thi Hoa", "person-name", "full")]),
    ("Zbigniew's leg is better", [("Zbigniew", "person-name", "given")]),
    ("Blessing has asked for toast", [("Blessing", "person-name", "given")]),
    ("I told Grace to sit", [("Grace", "person-name", "given")]),
    ("on Friday Barry M comes out", [("Barry M", "person-name", "full")]),
    ("Poor little J came in", [("J", "initials", "")]),
    ("Seen Mrs K today", [("Mrs K", "initials", "")]),
    ("it was J. Smith", [("J. Smith", "person-name", "full")]),
    ("josh was poorly again", [("josh", "person-name", "given")]),
    ("We met Siobhán O'Connor there", [("Siobhán O'Connor", "person-name", "full")]),
]


@pytest.mark.parametrize(("words", "wanted"), CASES, ids=[words for words, _ in CASES])
def test_a_name_is_found_whole(words: str, wanted: list[tuple[str, str, str]]) -> None:
    assert found(words) == wanted


@pytest.mark.parametrize(
    "words",
    [
        "What a week. May the next be kinder.",
        "Grace under pressure is a skill.",
        "Off on Friday, back on Monday",
        "I will hope for joy in the summer",
        "The rose garden at dawn",
        "Happy St David's Day",
        "HCPC fees up again",
        "Stuck in A&E again",
        "I am at home",
        "",
        "😂😂😂",
    ],
)
def test_ordinary_words_are_no_names(words: str) -> None:
    assert found(words) == []


def test_the_lists_are_long_and_of_many_origins() -> None:
    given, surnames = known_names()

    assert len(given) >= 2500
    assert len(surnames) >= 1500
    names_of_many_origins = (
        "niamh angharad mhairi chukwuemeka babatunde kwame hodan tendai harpreet nasreen yusuf aylin xiaoming phuong"
        " zbigniew oksana joao eleni shlomo haruka"
    )
    assert set(names_of_many_origins.split()) <= set(given)


def test_a_run_of_capitals_is_not_one_long_name() -> None:
    longest = max(len(name.split()) for name, _, _ in found("Kelly " * 40))

    assert longest <= 6
