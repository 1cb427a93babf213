"""How many people fit: by table for the meaning, by Hypothesis for every input."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forethought.values import ABOUTS, MENTION_TYPES, Author, Mention, PersonEstimate, Post, Span
from forethought.weigh import sentence, weigh
from forethought.weigh.words import number_words

NURSE = Author("nurse", named=True, states_profession=True)
SOCIAL_WORKER = Author("social worker", named=True, states_profession=True)


def told(text: str, *details: tuple[str, ...], author: Author = NURSE) -> tuple[Post, tuple[Mention, ...]]:
    """A post and what it tells of one person: (words, type), and the detail where the words do not say it."""
    mentions = []
    for words, kind, *detail in details:
        start = text.index(words)
        about = "author" if kind.endswith("@author") else "client"
        plain = kind.removesuffix("@author")
        person = int(about == "client")
        mentions.append(Mention(plain, about, Span(start, start + len(words)), "test", "".join(detail), person))  # type: ignore[arg-type]
    return Post(text, author=author), tuple(mentions)


def estimate(text: str, *details: tuple[str, ...], author: Author = NURSE) -> PersonEstimate:
    post, mentions = told(text, *details, author=author)
    (found,) = weigh(mentions, post)
    return found


COURT = (
    "Court again tomorrow, the DV case with the twins. #Stockport",
    ("Court", "event", "hearing"),
    ("tomorrow", "date-time", "day:1"),
    ("DV", "event", "domestic abuse"),
    ("twins", "family", "twins"),
    ("Stockport", "place", "Stockport"),
)


def test_a_patient_today_could_be_hundreds() -> None:
    assert estimate("Lovely patient today", ("patient", "role"), ("today", "date-time", "day:0")).count >= 300


def test_a_full_name_is_about_one_person() -> None:
    found = estimate("Joan Pettifer was lovely", ("Joan Pettifer", "person-name"))
    assert 0.5 <= found.count <= 2
    assert found.details[0].without > 1_000


@pytest.mark.parametrize(
    ("words", "kind"), [("NHS 943 476 5919", "id-number"), ("@some_mum", "username"), ("07700 900123", "contact")]
)
def test_exact_identifiers_are_one_person(words: str, kind: str) -> None:
    assert estimate(f"It was {words} again", (words, kind)).count <= 2


def test_the_example_of_the_design_is_a_handful_at_most() -> None:
    found = estimate(*COURT, author=SOCIAL_WORKER)
    assert found.count <= 5
    assert found.place == "Stockport"
    assert found.known_to_family == 1


def test_each_detail_costs_something_and_the_dearest_comes_first() -> None:
    found = estimate(*COURT, author=SOCIAL_WORKER)
    without = [detail.without for detail in found.details]
    assert without == sorted(without, reverse=True)
    assert all(one >= found.count for one in without)
    assert {detail.type for detail in found.details} >= {"event", "date-time", "place", "family"}


def test_every_narrowing_says_its_share_and_source() -> None:
    found = estimate(*COURT, author=SOCIAL_WORKER)
    assert found.assumptions[0].what.startswith("in Stockport (about ")
    assert all(0 < one.share <= 1 and one.what and one.source for one in found.assumptions)


@pytest.mark.parametrize(
    ("more", "fewer"),
    [
        (
            ("A patient in the city", ("patient", "role")),
            ("A patient in Stockport", ("patient", "role"), ("Stockport", "place")),
        ),
        (
            ("A patient with a cold this year", ("patient", "role"), ("this year", "date-time", "year:0")),
            ("A patient with a cold this week", ("patient", "role"), ("this week", "date-time", "week:0")),
        ),
        (
            ("A patient with asthma", ("asthma", "health")),
            ("A patient with Huntington's", ("Huntington's", "health")),
        ),
        (("She is 40", ("40", "age")), ("She is 101", ("101", "age"))),
        (("A mum and her kid", ("kid", "family")), ("A mum and her triplets", ("triplets", "family"))),
        (("A man", ("man", "role")), ("A vicar", ("vicar", "role"))),
        (("One letter, J", ("J", "initials")), ("Two letters, J.P.", ("J.P.", "initials"))),
    ],
)
def test_a_narrower_detail_leaves_fewer(more: tuple[object, ...], fewer: tuple[object, ...]) -> None:
    wide = estimate(*more)  # type: ignore[arg-type]
    narrow = estimate(*fewer)  # type: ignore[arg-type]
    assert narrow.count < wide.count


def test_saying_where_one_works_narrows() -> None:
    text, detail = "My patient has glaucoma", ("glaucoma", "health")
    at_large = estimate(text, detail, author=Author("optometrist"))
    at_work = estimate(text, detail, author=Author("optometrist", place="Whitby"))
    assert at_work.count < at_large.count / 10


def test_an_author_place_told_in_the_post_counts() -> None:
    found = estimate("Bridgend today, a bus driver", ("Bridgend", "place@author"), ("a bus driver", "role"))
    assert found.place.lower() == "bridgend"


def test_nobody_in_care_gives_no_estimate() -> None:
    post, mentions = told("I live in Stockport", ("Stockport", "place@author"))
    assert weigh(mentions, post) == ()


def test_a_whole_class_is_nobody_in_particular() -> None:
    post, mentions = told("8B last thing on a Friday", ("8B", "unit"), ("Friday", "date-time", "day:-1"))
    assert weigh(mentions, post) == ()


def test_people_are_kept_apart() -> None:
    text = "Ken and Jean"
    mentions = (
        Mention("person-name", "client", Span(0, 3), "test", person=1),
        Mention("person-name", "client", Span(8, 12), "test", person=2),
    )
    assert [one.person for one in weigh(mentions, Post(text))] == [1, 2]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0.4, "probably nobody else"),
        (1.0, "about 1"),
        (3.2, "about 3"),
        (15, "ten to twenty"),
        (40, "a few dozen"),
        (120, "about a hundred"),
        (500, "a few hundred"),
        (4_000, "thousands"),
        (130_000, "about 100,000"),
    ],
)
def test_numbers_are_said_as_exactly_as_they_are_known(count: float, words: str) -> None:
    assert number_words(count) == words


def test_the_sentence_names_the_place_and_the_family() -> None:
    post, mentions = told(*COURT, author=SOCIAL_WORKER)
    said = sentence(weigh(mentions, post)[0], post)
    assert "in Stockport" in said
    assert said.endswith("people who know the family would know.")


@given(
    text=st.text(min_size=1, max_size=80),
    raw=st.lists(
        st.tuples(
            st.sampled_from(MENTION_TYPES),
            st.sampled_from(ABOUTS),
            st.integers(0, 79),
            st.integers(0, 20),
            st.sampled_from(
                ["", "14", "10-15", "0.7", "2026-03-02", "day:-1", "duration", "female", "twins", "9" * 30]
            ),
            st.integers(0, 3),
        ),
        max_size=25,
    ),
    profession=st.sampled_from(["", "nurse", "teacher", "prison officer", "zebra"]),
    country=st.sampled_from(["", "GB", "US", "nowhere"]),
)
def test_any_mentions_give_sensible_numbers(
    text: str, raw: list[tuple[str, str, int, int, str, int]], profession: str, country: str
) -> None:
    mentions = tuple(
        Mention(kind, about, Span(start, start + length), "test", detail, person)  # type: ignore[arg-type]
        for kind, about, start, length, detail, person in raw
    )
    post = Post(text, author=Author(profession, named=True, country=country))
    found = weigh(mentions, post)
    assert found == weigh(mentions, post)
    for one in found:
        assert 0 < one.low <= one.count <= one.high
        assert one.known_to_family >= 1
        assert all(detail.without >= one.count for detail in one.details)
        assert sentence(one, post)
