"""The published outcomes: all there, nobody named, and the right ones chosen."""

import re

import pytest

from forethought.errors import PackError
from forethought.packs import precedents, precedents_for
from forethought.packs.precedents import OUTCOMES, SHOWS, TONE_CONCERNS, read_precedents
from forethought.values import AUDIENCES, CONCERNS

ALL = precedents()

# Every word with a capital that is not the first of a sentence. A new one must be looked at: it could be a name.
PUBLIC_WORDS = frozenset(
    (
        *("BC", "Botox", "Britain", "CAD", "Channel", "Chinese", "Christchurch", "Christmas", "Court", "Covid", "Day"),
        *(
            "Facebook",
            "GBP",
            "GMC",
            "GP",
            "High",
            "Hitler",
            "Holocaust",
            "Islam",
            "Jewish",
            "LGBT",
            "Muslim",
            "Muslims",
        ),
        *("NHS", "UK", "USD", "WhatsApp", "YouTube", "Zionism"),
    )
)


def test_all_98_are_there_with_ids_of_their_own():
    assert len(ALL) == 98
    assert len({one.id for one in ALL}) == 98


def test_every_field_is_of_a_known_kind():
    for one in ALL:
        assert set(one.concerns) <= set(CONCERNS)
        assert one.concerns
        assert one.outcome in OUTCOMES
        assert one.shows in SHOWS
        assert one.audience in (*AUDIENCES, "unknown")
        assert 2005 <= one.year <= 2026
        assert one.what_was_posted
        assert one.outcome_note


def test_every_concern_has_happened():
    assert {concern for one in ALL for concern in one.concerns} == set(CONCERNS)


def test_addresses_that_would_name_somebody_are_left_out():
    without = [one for one in ALL if not one.source]

    assert len(without) == 15
    for one in ALL:
        assert one.source == "" or one.source.startswith(("https://", "http://"))
        assert not re.search(r"hcpts-uk\.org/(cy-gb/)?hearings", one.source)
        assert not re.search(r"[-/](mrs?|ms|miss|dr)-[a-z]+-", one.source)


@pytest.mark.parametrize("one", [pytest.param(one, id=one.id) for one in ALL])
def test_nobody_is_named(one):
    words = " ".join((one.what_was_posted, one.outcome_note))

    assert not re.search(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.? [A-Z]", words)
    capitals = set(re.findall(r"(?<=[a-z,;:] )[A-Z][A-Za-z]+", words))
    assert capitals <= PUBLIC_WORDS
    assert not re.search(r"[A-Z][a-z]+ v\.? [A-Z]", words)


def test_filters_narrow():
    assert {one.platform for one in precedents(platform="tiktok")} == {"TikTok"}
    assert all(one.outcome == "no-case" for one in precedents(outcome="no-case"))
    assert all("boundaries" in one.concerns for one in precedents(concern="boundaries"))
    assert all("NMC" in one.body for one in precedents(body="nmc"))
    assert len(precedents(profession="ward sister")) == len(precedents(profession="nurse")) > 15
    assert precedents(profession="lighthouse keeper") == ()
    assert [one.year for one in ALL] == sorted((one.year for one in ALL), reverse=True)


@pytest.mark.parametrize("concern", CONCERNS)
@pytest.mark.parametrize("profession", ["nurse", "teacher", "social worker", "physio", "vet", ""])
def test_two_are_chosen_of_the_same_concern(concern, profession):
    chosen = precedents_for(concern, profession, "public")

    assert len(chosen) == len(set(chosen)) == 2
    assert all(concern in one.concerns for one in chosen)


@pytest.mark.parametrize("profession", ["nurse", "teacher", "social worker", "doctor"])
@pytest.mark.parametrize("concern", sorted(TONE_CONCERNS))
def test_where_it_is_a_question_of_tone_one_that_ended_well_is_shown_too(concern, profession):
    ended = {one.shows == "not-allowed" for one in precedents_for(concern, profession, "public")}

    assert ended == {True, False}


@pytest.mark.parametrize(
    ("concern", "profession", "first"),
    [
        ("court-proceedings", "social worker", "hcpc-2014-sw-child-protection-court-facebook"),
        ("boundaries", "teacher", "fwc-2013-teacher-students-as-friends"),
        ("misinformation", "physiotherapist", "hcpc-2025-physio-covid-tweets"),
        ("sexual", "radiographer", "hcpc-2023-radiographer-sexual-facebook"),
    ],
)
def test_the_nearest_comes_first(concern, profession, first):
    audience = "friends" if profession == "teacher" else "public"

    assert precedents_for(concern, profession, audience)[0].id == first


def test_the_limit_is_kept():
    assert len(precedents_for("abuse", "nurse", limit=1)) == 1
    assert precedents_for("abuse", "nurse", limit=0) == ()
    assert precedents_for("no-such-concern") == ()


def test_a_faulty_file_is_told_with_its_place(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text('[a]\nyear = 2020\nbody = "B"\nwhat = "x"\n', encoding="utf-8")

    with pytest.raises(PackError, match=r"x\.toml: a: unknown key 'what'"):
        read_precedents([path])
