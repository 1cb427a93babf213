"""What changes between two packs, in words and over posts."""

import pytest

from forethought import check
from forethought.packs import PostChange, compare, compare_posts, load_pack
from forethought.packs.comparing import IMPACTS
from forethought.values import Assessment, Author, Finding, Post

BEFORE, AFTER = load_pack("hcpc-2017"), load_pack("hcpc-2024")


def test_a_pack_compared_with_itself_changes_nothing():
    for pack_id in ("hcpc-2024", "swe-2019", "common-2026"):
        pack = load_pack(pack_id)
        groups = dict(compare(pack, pack).groups())
        groups.pop("How far to trust this", None)
        assert groups == {}


def test_numbers_that_came_to_mean_something_else_are_told():
    told = compare(BEFORE, AFTER).meaning

    assert any(line.startswith("1.7 was boundaries and is now challenging discrimination") for line in told)
    assert any(line.startswith("2.7 was social media and is now sharing information") for line in told)


def test_clauses_that_moved_are_told_by_what_they_are_about():
    comparison = compare(BEFORE, AFTER)

    assert "Boundaries moves from 1.7 to 1.9." in comparison.renumbered
    assert "Social media moves from 2.7 to 2.10." in comparison.renumbered
    assert any(line.startswith("2.11 (accuracy)") for line in comparison.added)
    assert not any(line.startswith(("1.7 ", "2.7 ")) for line in comparison.added)


def test_what_is_gone_one_way_is_new_the_other():
    there, back = compare(BEFORE, AFTER), compare(AFTER, BEFORE)

    assert [line for line in there.added if line.startswith("2.11")] == [
        line for line in back.removed if line.startswith("2.11")
    ]


def test_permission_is_told_as_stricter():
    told = compare(BEFORE, AFTER).stances

    assert any(line.startswith("Permission was more lenient, is now stricter.") for line in told)


def test_how_little_is_known_of_a_draft_is_said_first():
    heading, lines = compare(load_pack("hcpc-2016-draft"), AFTER).groups()[0]

    assert heading == "How far to trust this"
    assert any("two of its tips" in line for line in lines)


def test_every_line_is_a_sentence():
    for a, b in ((BEFORE, AFTER), (load_pack("swe-2019"), load_pack("swe-2025-draft"))):
        for _, lines in compare(a, b).groups():
            assert all(line.strip()[-1] in '.?!"' for line in lines)


ADVICE = "Hi, from your photo that looks like a nasty infection, you need antibiotics today."
AGREED = "Mr Hargreaves in bed 4 had his stroke review today."


def test_posts_whose_verdict_or_clauses_change_are_listed_without_their_words():
    posts = [
        Post("A lovely walk by the sea today.", id="1"),
        Post(AGREED, id="2", permission=True),
        Post(
            "Hi, from your photo that looks like a nasty infection, you need antibiotics today.",
            id="3",
            author=Author("nurse"),
        ),
    ]

    changed = {one.id: one for one in compare_posts(BEFORE, AFTER, posts, by_rules)}

    assert list(changed) == ["2", "3"]
    assert (changed["2"].verdict_before, changed["2"].verdict_after) == ("post", "pause")
    assert changed["2"].impact == "newly raised"
    assert any("no longer mentions permission" in reason for reason in changed["2"].reasons)
    assert changed["3"].impact == "other clauses"
    assert "HCPC 1.7" in changed["3"].clauses_before
    assert "HCPC 1.9" in changed["3"].clauses_after
    held = {"id", "verdict_before", "verdict_after", "clauses_before", "clauses_after", "reasons"}
    assert set(PostChange.__slots__) == held


def test_what_is_raised_one_way_is_no_longer_raised_the_other():
    posts = [Post(AGREED, id="2", permission=True)]

    (back,) = compare_posts(AFTER, BEFORE, posts, by_rules)

    assert back.impact == "no longer raised"


def by_rules(post, pack):
    return check(post, pack, with_safer=False, with_model=False)


@pytest.mark.parametrize(
    ("before", "after", "impact"),
    [
        ("post", "pause", "newly raised"),
        ("not judged", "stop", "newly raised"),
        ("pause", "stop", "judged more severely"),
        ("stop", "post", "no longer raised"),
        ("stop", "pause", "judged less severely"),
        ("stop", "stop", "other clauses"),
    ],
)
def test_every_change_has_an_impact(before, after, impact):
    assert PostChange("1", before, after, (), ()).impact == impact
    assert impact in IMPACTS


def test_the_same_number_with_another_meaning_is_a_change():
    def cites_1_7(post, pack):
        finding = Finding("boundaries", None, "pause", 0.9, "why", ("rule:x",), (pack.standard("1.7"),))
        return Assessment(post.id, "pause", (finding,), pack=pack.id)

    assert len(compare_posts(BEFORE, AFTER, [Post("x", id="1")], cites_1_7)) == 1
