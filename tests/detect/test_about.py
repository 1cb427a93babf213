"""Of whom a mention is, and which mentions are of one person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forethought.detect import detect, resolve
from forethought.detect.registry import Found
from forethought.text import read
from forethought.values import Author, Mention, Post, Span


def detected(words: str, profession: str, audience: str = "public") -> dict[str, Mention]:
    post = Post(words, author=Author(profession=profession), audience=audience)  # type: ignore[arg-type]
    return {words[one.span.start : one.span.end]: one for one in detect(read(words), post)}


CASES = [
    ("nurse", "My patient in bay 4 has type 1 diabetes.", "My patient", "client"),
    ("nurse", "My patient in bay 4 has type 1 diabetes.", "type 1 diabetes", "client"),
    ("nurse", "Rita, 83, on Ward 5 told me she was scared", "Rita", "client"),
    ("social worker", "Court again tomorrow, the DV case with the twins.", "the twins", "client"),
    ("social worker", "Little J came in with a black eye, mum on my caseload says he fell.", "J", "client"),
    ("teacher", "One of my lads in Year 9 got excluded, his dad is in prison.", "his dad", "client"),
    ("vet", "Mrs Khan's collie bit me today", "Mrs Khan", "client"),
    ("occupational therapist", "A woman I visited in Leith has dementia", "A woman", "client"),
    ("occupational therapist", "A woman I visited in Leith has dementia", "dementia", "client"),
    ("nurse", "My mum has breast cancer.", "My mum", "author"),
    ("nurse", "My mum has breast cancer.", "breast cancer", "author"),
    ("teacher", "So proud of my daughter Ella, 11, who has autism", "Ella", "author"),
    ("nurse", "My manager Steve is useless", "My manager", "colleague"),
    ("nurse", "My manager Steve is useless", "Steve", "colleague"),
    ("nurse", "Shout out to Priya on days, best colleague ever!", "Priya", "colleague"),
    ("doctor", "The Health Secretary Wes Streeting has no idea.", "Wes Streeting", "public"),
    ("paramedic", "HCPC fees up again?! This regulator is useless.", "HCPC", "public"),
    ("nurse", "Patients deserve better than corridor care.", "Patients", "none"),
    ("GP", "If a patient asks for antibiotics, say no.", "a patient", "none"),
]


@pytest.mark.parametrize(
    ("profession", "words", "mention", "about"), CASES, ids=[f"{c[2]}: {c[1][:40]}" for c in CASES]
)
def test_whom_it_is_about(profession: str, words: str, mention: str, about: str) -> None:
    assert detected(words, profession)[mention].about == about


def test_what_is_told_later_is_of_the_person_told_of_before() -> None:
    mentions = detected("My patient in bay 4 has type 1 diabetes. She's 14. Her mum Karen is a bus driver.", "nurse")

    assert mentions["14"].about == mentions["Her mum"].about == "client"
    assert mentions["14"].person == mentions["My patient"].person == mentions["Her mum"].person


def test_the_author_and_a_client_are_two_people() -> None:
    mentions = detected("My patient has dementia. My husband cooked.", "nurse")

    assert mentions["My patient"].person != mentions["My husband"].person


def test_two_colleagues_named_are_two_people() -> None:
    mentions = detected("Thanks to Priya and Steve on nights, best team ever", "nurse")

    assert mentions["Priya"].person != mentions["Steve"].person


def test_a_longer_find_wins_and_an_exact_kind_before_it() -> None:
    age = Found("age", Span(2, 4), "age")
    long = Found("event", Span(0, 9), "people")
    short = Found("role", Span(10, 12), "people")
    longer = Found("organisation", Span(10, 20), "organisation")

    assert resolve([long, short, age, longer]) == [age, longer]


@given(st.text(max_size=300))
def test_any_text_gives_mentions_in_order_within_it(words: str) -> None:
    mentions = detect(read(words), Post(words, author=Author(profession="nurse")))

    ends = [0]
    for mention in mentions:
        assert ends[-1] <= mention.span.start < mention.span.end <= len(words)
        assert 0 <= mention.confidence <= 1
        ends.append(mention.span.end)
