"""Safer wording: grammatical, in the author's voice, and only offered when it comes out better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forethought.safer import safer
from forethought.values import (
    CONCERNS,
    MENTION_TYPES,
    VERDICTS,
    Assessment,
    Finding,
    Mention,
    PersonEstimate,
    Post,
    Safer,
    Span,
)
from forethought.wording.edits import Edit, apply_edits, merge, tidy
from forethought.wording.generalise import generalise


def span_of(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def mention(text: str, words: str, kind: str, detail: str = "", about: str = "client") -> Mention:
    return Mention(kind, about, span_of(text, words), "test", detail, 1)  # type: ignore[arg-type]


def reworded(text: str, *told: tuple[str, ...]) -> str:
    """The text with every mention made general."""
    edits, again = [], False
    for words, kind, *detail in told:
        edit = generalise(text, mention(text, words, kind, "".join(detail)), again=again)
        if edit:
            edits.append(edit)
        again = again or kind == "person-name"
    return tidy(apply_edits(text, merge(edits)))


@pytest.mark.parametrize(
    ("edits", "kept"),
    [
        ([Edit(Span(0, 4), "one"), Edit(Span(2, 9), "other")], [Edit(Span(2, 9), "other")]),
        ([Edit(Span(0, 7), "one"), Edit(Span(5, 9), "other")], [Edit(Span(0, 7), "one")]),
        ([Edit(Span(0, 4), ""), Edit(Span(2, 9), "", direct=True)], [Edit(Span(0, 9), "", direct=True)]),
        ([Edit(Span(0, 4), "one"), Edit(Span(4, 9), "other")], [Edit(Span(0, 4), "one"), Edit(Span(4, 9), "other")]),
    ],
)
def test_of_edits_that_overlap_the_longer_stands_or_both_are_taken_out_together(edits, kept):
    assert list(merge(edits)) == kept
    assert list(merge(reversed(edits))) == kept


WORDINGS = [
    (
        "Shout out to our new arrival Tyrese, 8!",
        [("Tyrese", "person-name"), ("8", "age")],
        "Shout out to our new arrival!",
    ),
    ("93 years old, on the floor. She wept", [("93 years old", "age")], "An older person, on the floor. She wept"),
    ("I'll just say: Becca, your face made my day", [("Becca", "person-name")], "I'll just say: your face made my day"),
    ("My lovely Joan came in", [("Joan", "person-name")], "Someone came in"),
    ("The rings, Saturday, Whitby 😂 what a day", [("Whitby", "place")], "The rings, Saturday 😂 what a day"),
    ("It was her nan's dementia on top", [("dementia", "health")], "It was her nan's health condition on top"),
    ("Dad was drunk at contact again", [("contact", "event", "visit")], "Dad was drunk again"),
    ("Thank you Marcia, Dev and all", [("Marcia", "person-name")], "Thank you someone, Dev and all"),
    ("Thank you Doris for the card", [("Doris", "person-name")], "Thank you for the card"),
    ("Met a 14-year-old in Stockport", [("14-year-old", "age", "14"), ("Stockport", "place")], "Met a young person"),
    ("Such a brave 6 year old girl today", [("6 year old", "age"), ("today", "date-time")], "Such a brave girl"),
    ("An 8-year-old told me off", [("8-year-old", "age", "8")], "A child told me off"),
    ("Joan, 91, danced all night", [("Joan", "person-name"), ("91", "age")], "Someone danced all night"),
    ("My patient Joan made my day", [("Joan", "person-name")], "My patient made my day"),
    ("Joan's smile made my day", [("Joan", "person-name")], "Someone's smile made my day"),
    ("Thanks to little Alfie for the card", [("Alfie", "person-name")], "Thanks to someone for the card"),
    ("Happy birthday Doris! What a day", [("Doris", "person-name")], "Happy birthday! What a day"),
    ("Court again tomorrow. #Stockport", [("tomorrow", "date-time"), ("Stockport", "place")], "Court again."),
    (
        "Long day at Stockport County Court today.",
        [("Stockport County Court", "organisation"), ("today", "date-time")],
        "Long day.",
    ),
    ("Yesterday's visit broke me", [("Yesterday", "date-time")], "A recent visit broke me"),
    ("On Tuesday I cried in the car", [("Tuesday", "date-time")], "I cried in the car"),
    ("The twins are safe now", [("twins", "family", "twins")], "The children are safe now"),
    ("She lives in Whitby and hates it", [("Whitby", "place")], "She lives somewhere and hates it"),
    ("A Whitby family said thanks", [("Whitby", "place")], "A family said thanks"),
    ("Whitby's finest came in", [("Whitby", "place")], "The area's finest came in"),
    ("He has Huntington's disease", [("Huntington's disease", "health")], "He has a health condition"),
    ("She was sectioned, poor love", [("sectioned", "health")], "She was unwell, poor love"),
    ("She has autism and wit", [("autism", "health")], "She has additional needs and wit"),
    ("Ring me on 07700 900123 please", [("07700 900123", "contact")], "Ring me please"),
    ("The lady in Bay 2 sang", [("Bay 2", "unit")], "The lady sang"),
    ("An awful car crash on the A9", [("car crash", "event"), ("A9", "place")], "An awful accident"),
    ("Saw a vicar about his knees", [("a vicar", "role")], "Saw someone about his knees"),
    ("off to Skegness. nightmare", [("Skegness", "place")], "off. nightmare"),
    ("The Polish man in bed 4 left", [("Polish", "origin-or-faith"), ("bed 4", "unit")], "The man left"),
    ("Ken and Jean waltzed", [("Ken", "person-name"), ("Jean", "person-name")], "Someone and the person waltzed"),
]


@pytest.mark.parametrize(("text", "told", "wanted"), WORDINGS, ids=[row[2] for row in WORDINGS])
def test_general_words_fit_the_words_around(text: str, told: list[tuple[str, ...]], wanted: str) -> None:
    assert reworded(text, *told) == wanted


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("A patient smiled", "A patient", "role"),
        ("She is autistic and great", "autistic", "health"),
        ("his mum rang", "his mum", "family"),
        ("Older people deserve better", "Older people", "age"),
        ("he said she's in the refuge", "she's in the refuge", "place"),
    ],
)
def test_what_is_general_enough_stays(text: str, words: str, kind: str) -> None:
    assert generalise(text, mention(text, words, kind), again=False) is None


def assessment(
    text: str, concern: str, words: str, *mentions: Mention, verdict: str = "stop", count: float = 2
) -> Assessment:
    finding = Finding(concern, span_of(text, words), verdict, 0.9, "why", ("rule:x",))  # type: ignore[arg-type]
    people = (PersonEstimate("client", count, 1, 4, (), (), person=1),) if mentions else ()
    return Assessment("x", verdict, (finding,), people, mentions=mentions)  # type: ignore[arg-type]


def without(*words: str) -> Callable[[Post], Assessment]:
    """A check that finds a post fine once none of the words stand in it."""

    def check(post: Post) -> Assessment:
        return Assessment("x", "stop" if any(word in post.text for word in words) else "post")

    return check


def test_only_as_many_words_are_changed_as_are_needed() -> None:
    text = "Court again tomorrow for the twins. #Stockport"
    told = (
        mention(text, "tomorrow", "date-time"),
        mention(text, "twins", "family"),
        mention(text, "Stockport", "place"),
    )
    found = safer(Post(text), assessment(text, "recognisable-person", "twins", *told), without("tomorrow"))
    assert found
    assert found.text == "Court again for the twins. #Stockport"
    assert found.verdict == "post"
    assert len(found.changes) == 1


def test_an_insult_is_taken_out_and_the_rest_stays() -> None:
    text = "Can that idiot manager answer one e-mail?"
    found = safer(Post(text), assessment(text, "abuse", "idiot"), without("idiot"))
    assert found
    assert found.text == "Can that manager answer one e-mail?"


def test_a_sentence_that_cannot_be_saved_is_left_out() -> None:
    text = "Long shift, tired, proud of the team. Patients are scum."
    found = safer(Post(text), assessment(text, "demeaning-service-users", "Patients are scum"), without("scum"))
    assert found
    assert found.text == "Long shift, tired, proud of the team."


def test_a_picture_is_left_out() -> None:
    text = "What a lovely day it was! [photo: Ada's face]"
    found = safer(Post(text), assessment(text, "image", "Ada's face"), without("photo"))
    assert found
    assert found.text == "What a lovely day it was!"


def test_nothing_is_offered_when_nothing_is_left() -> None:
    text = "Patients are scum."
    assert safer(Post(text), assessment(text, "demeaning-service-users", text), without("scum")) is None


def test_nothing_is_offered_when_it_comes_out_no_better() -> None:
    text = "Joan was lovely to all of us"
    told = mention(text, "Joan", "person-name")
    stop = assessment(text, "identifies-person", "Joan", told)
    assert safer(Post(text), stop, lambda post: stop) is None


def test_the_same_verdict_is_offered_only_when_many_more_fit() -> None:
    text = "Joan was lovely to all of us"
    stop = assessment(text, "identifies-person", "Joan", mention(text, "Joan", "person-name"))
    many = replace(stop, people=(replace(stop.people[0], count=5_000.0),))
    found = safer(Post(text), stop, lambda post: many)
    assert found
    assert (found.before, found.after, found.verdict) == (2, 5_000, "stop")


@pytest.mark.parametrize("concern", ["unlawful-or-unfit-conduct", "threat", "sexual"])
def test_no_wording_hides_what_was_done_or_meant(concern: str) -> None:
    text = "Long shift, tired, proud of the team. I falsified the charts."
    assert safer(Post(text), assessment(text, concern, "falsified"), without("falsified")) is None


def test_a_fine_post_is_left_alone() -> None:
    assert safer(Post("Lovely day"), Assessment("x", "post"), without("x")) is None


def test_rechecks_are_few() -> None:
    text = "On Monday Joan, 91, of Whitby, with dementia, and her twins sang. On Tuesday too. On Friday again."
    words = [
        ("Monday", "date-time"),
        ("Joan", "person-name"),
        ("91", "age"),
        ("Whitby", "place"),
        ("dementia", "health"),
    ]
    told = [mention(text, *one) for one in words]
    stop = assessment(text, "identifies-person", "Joan", *told)
    asked = []

    def check(post: Post) -> Assessment:
        asked.append(post.text)
        return stop

    safer(Post(text), stop, check)
    assert 1 <= len(asked) <= 6
    assert len(set(asked)) == len(asked)


@st.composite
def assessed(draw: st.DrawFn) -> tuple[Post, Assessment]:
    pieces = [
        "She",
        "Joan",
        "14",
        "in",
        "the",
        "a",
        "#Leeds",
        "@joan",
        "today",
        "twins",
        ".",
        ",",
        "😀",
        "'s",
        "\n",
        "é",
        "is",
        "(",
    ]
    text = " ".join(draw(st.lists(st.sampled_from(pieces), min_size=1, max_size=25))) + draw(st.text(max_size=5))
    spans = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 12)).map(
        lambda pair: Span(pair[0], min(pair[0] + pair[1], len(text)))
    )
    mentions = draw(
        st.lists(
            st.builds(
                Mention,
                st.sampled_from(MENTION_TYPES),
                st.sampled_from(["client", "author", "none"]),
                spans,
                st.just("test"),
                st.sampled_from(["", "14", "twins", "day:0", "duration"]),
                st.integers(0, 2),
            ),
            max_size=8,
        )
    )
    findings = draw(
        st.lists(
            st.builds(
                Finding,
                st.sampled_from(sorted(CONCERNS)),
                st.none() | spans,
                st.just("stop"),
                st.just(0.9),
                st.just(""),
                st.just(()),
            ),
            max_size=4,
        )
    )
    return Post(text), Assessment("x", "stop", tuple(findings), mentions=tuple(mentions))


@given(assessed(), st.sampled_from(VERDICTS))
def test_any_post_can_be_reworded_or_not(given_post: tuple[Post, Assessment], verdict: str) -> None:
    post, found = given_post
    result: Safer | None = safer(post, found, lambda draft: Assessment("x", verdict))  # type: ignore[arg-type]
    if verdict == "stop" or result is None:
        assert result is None
        return
    assert VERDICTS.index(result.verdict) < VERDICTS.index("stop")
    assert all(0 <= span.start < span.end <= len(post.text) for span, _ in result.changes)
    assert tidy(apply_edits(post.text, [Edit(span, words) for span, words in result.changes])) == result.text
    assert result.text != post.text


@given(st.text())
def test_text_that_was_not_changed_is_not_tidied(text: str) -> None:
    assert tidy(apply_edits(text, [])) == text.strip() or "someone" in text or "\ufdd0" <= max(text) <= "\ufdd3"
