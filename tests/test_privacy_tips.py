"""Privacy advice by platform."""

import pytest

from forethought.errors import PackError
from forethought.packs.values import SURE
from forethought.privacy import platforms, privacy

KNOWN = ("bluesky", "facebook", "instagram", "linkedin", "mastodon", "reddit", "tiktok", "whatsapp", "x", "youtube")


def test_there_is_advice_for_the_platforms_of_the_reference():
    assert platforms() == KNOWN


@pytest.mark.parametrize("platform", KNOWN)
def test_each_has_steps_with_a_reason_and_limits(platform):
    found = privacy(platform)

    assert len(found.steps) >= 3
    assert len(found.limits) >= 2
    for one in (*found.first, *found.steps):
        assert one.text.endswith((".", "!", "?"))
        assert one.why
        assert one.link
        assert one.sure in SURE
    for one in (*found.limits, *found.last):
        assert one.text.endswith(".")
        assert one.sure in SURE


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Twitter", "x"),
        ("X", "x"),
        ("insta", "instagram"),
        ("IG", "instagram"),
        (" fb ", "facebook"),
        ("bsky", "bluesky"),
    ],
)
def test_platforms_go_by_several_names(said, meant):
    assert privacy(said).id == meant


def test_a_wrong_name_gets_the_nearest():
    with pytest.raises(PackError, match="did you mean 'facebook'"):
        privacy("facebok")


@pytest.mark.parametrize(
    "about",
    [
        "pseudonym",
        "face",
        "workplace",
        "old posts",
        "friends list",
        "prune",
        "search engines",
        "contact sync",
        "tags",
        "may look for you",
    ],
)
def test_what_practitioners_advise_is_in_what_holds_everywhere(about):
    words = " ".join(f"{one.text} {one.why}" for one in privacy().first)

    assert about in words


def test_it_is_said_that_nothing_is_private():
    assert privacy("facebook").last[0].text.startswith("Nothing is private.")
    assert privacy("facebook").first == privacy().first
