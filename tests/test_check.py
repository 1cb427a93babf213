"""The whole path: what holds for every post, and for the posts that the check was made for."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forethought import Author, Post, check
from forethought.explain import FINE_GENERAL, FINE_PERMISSION
from forethought.judge.settle import SURE_ENOUGH
from forethought.packs import load_pack
from forethought.values import AUDIENCES, CONCERNS, VERDICTS

COURT = "Court again tomorrow, the DV case with the twins. Powerful to know those kids are safe now 💛 #Stockport"
FEES = "HCPC fees up again?! This regulator is useless and the government is worse."
WORDS = st.sampled_from(
    "my patient Mrs Khan 14yo twins in Stockport court tomorrow idiot useless HCPC 💛 #TwinsInStockport said told me "
    "died f**k 943 476 5919 \u202e \u200b don't never \" ' . ? ! \n @sam http://a.b ﷽ Ｊｏｈｎ нет".split(" ")
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=40).map(" ".join))
POSTS = st.builds(
    Post,
    TEXTS,
    audience=st.sampled_from(AUDIENCES),
    permission=st.sampled_from([True, False, None]),
    author=st.builds(Author, profession=st.sampled_from(["", "nurse", "social worker", "teacher", "astronaut"])),
)


@pytest.mark.parametrize("profession", ["", "social worker"])
def test_the_case_of_the_court_is_stopped_with_all_that_was_promised(profession):
    got = check(Post(COURT, author=Author(profession=profession)))

    assert got.verdict == "stop"
    assert {"court-proceedings"} <= {finding.concern for finding in got.findings}
    assert any(finding.standards for finding in got.findings)
    assert any(finding.precedents for finding in got.findings)
    assert got.people
    assert got.people[0].details
    assert got.people[0].assumptions
    assert got.safer is not None
    assert got.advice


def test_the_criticism_of_a_regulator_is_fine_and_says_why():
    got = check(FEES)

    assert (got.verdict, got.findings) == ("post", ())
    assert got.fine_because == (
        "You may criticise a regulator, a government or any public body, as bluntly as you like.",
    )


def test_a_fine_post_gets_a_reason_only_where_something_protects_it():
    nothing = check("The kettle in the staff room is new and works.")
    agreed = check(Post("My patient Ada Wren, 81, finished her walk today.", permission=True))

    assert nothing.fine_because == (FINE_GENERAL,)
    assert agreed.fine_because == (FINE_PERMISSION,)


@pytest.mark.parametrize(
    ("draft", "about_care"),
    [
        ("My patient Ada Wren, 81, in bed 4 on Ward 6 had a stroke last night.", True),
        ("All Poles are vermin.", False),
    ],
)
def test_where_a_post_is_about_care_it_is_told_where_to_take_the_concern(draft, about_care):
    post = Post(draft, author=Author("nurse"))
    said = check(post).advice
    speak_up = load_pack("nmc-2018").speak_up_in("")

    assert said
    assert speak_up
    assert any(one.startswith(f"{speak_up[0].who}: ") for one in said) is about_care


@settings(max_examples=150)
@given(POSTS)
def test_every_post_is_judged_and_every_offset_points_at_its_words(post):
    got = check(post)

    spans = [finding.span for finding in got.findings if finding.span]
    spans += [mention.span for mention in got.mentions]
    spans += [detail.span for who in got.people for detail in who.details]
    assert all(0 <= span.start < span.end <= len(post.text) for span in spans)
    assert {finding.concern for finding in got.findings} <= set(CONCERNS)
    assert all(0 < finding.confidence <= 1 for finding in got.findings)
    assert (got.verdict == "post") == (not got.findings and not got.not_judged)


@settings(max_examples=50)
@given(POSTS)
def test_by_rules_alone_only_what_is_sure_enough_is_said(post):
    got = check(post, with_model=False)

    assert all(SURE_ENOUGH <= finding.confidence <= 1 for finding in got.findings)
    assert all(not source.startswith("model:") for finding in got.findings for source in finding.sources)


@settings(max_examples=60)
@given(POSTS)
def test_a_safer_wording_is_never_judged_more_severely(post):
    got = check(post)

    if got.safer:
        again = check(Post(got.safer.text, author=post.author, audience=post.audience, permission=post.permission))
        assert again.verdict == got.safer.verdict
        assert VERDICTS.index(again.verdict) <= VERDICTS.index(got.verdict)


@settings(max_examples=60)
@given(POSTS)
def test_the_same_post_gives_the_same_assessment(post):
    assert check(post) == check(post)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "there is nothing in it"),
        (" \n\t ", "there is nothing in it"),
        ("😀💛", "there are only emoji in it"),
        ("...!!!", "there are no words in it"),
        ("x" * 100_001, "longer than 100,000 characters"),
        ("a\0b", "NUL"),
        ("Heute Morgen war eine Patientin bei mir, die seit Wochen nicht mehr schlafen konnte.", "English"),
    ],
)
def test_what_cannot_be_judged_says_why(text, reason):
    got = check(text)

    assert got.verdict == "not judged"
    assert reason in got.not_judged


@pytest.mark.parametrize(
    "unit",
    [
        "my patient told me she died ",
        "a",
        "\n",
        "((((",
        "#TwinsInStockport ",
        "@" * 10,
        '"',
        "Mrs Khan, 14yo, in Stockport. ",
        "idiot ",
    ],
)
def test_a_hostile_length_ends_in_good_time(unit):
    text = (unit * (100_000 // len(unit) + 1))[:100_000]
    began = time.process_time()
    check(Post(text), with_safer=False)

    assert time.process_time() - began < 5


def test_a_text_too_long_for_the_reader_is_judged_by_rules_and_that_is_said() -> None:
    got = check(Post("We talked about the rota. " * 900), with_safer=False)

    assert got.verdict == "post"
    assert "only the rules were asked" in got.not_run[0]


@pytest.mark.parametrize("text", ["Bed 4", "Number 13.", "Room 101", "Test", "OK.", "Bed 4 ..."])
def test_a_scrap_that_says_nothing_raises_nothing(text: str) -> None:
    """The learned reader knows whole posts; of two words it could only guess."""
    assert check(text).verdict == "post"
