"""What a body's guidance changes in a judgement, with the packs as they are."""

from dataclasses import replace

import pytest

from forethought import check, list_packs, load_pack
from forethought.judge.departures import ANSWERED_BY_PERMISSION, USUAL, Departures, departures
from forethought.packs.values import ConcernClauses, Stance
from forethought.values import VERDICTS, Finding, Post, Span

NAMED = Post("Mr Hargreaves in bed 4 had his stroke review today. [photo: Mr Hargreaves, smiling]", permission=True)
COMMON = load_pack("common-2026")


def pack(**positions):
    stances = [Stance(topic, position, f"On {topic}.", "", "seen") for topic, position in positions.items()]
    return replace(COMMON, short="The body", stances=tuple(stances))


def finding(concern, severity="stop", sure=0.9):
    return Finding(concern, Span(0, 4), severity, sure, "why", ("rule:x",))


@pytest.mark.parametrize("one", list_packs(), ids=lambda one: one.id)
def test_a_public_post_without_permission_is_judged_alike_but_for_what_is_more_lenient(one):
    found = departures(one, Post("x"))

    assert found.seen is None
    assert not found.adds
    lenient = {stance.topic for stance in one.stances if stance.position == "more lenient"}
    assert bool(found.only_fairly_sure) == bool(lenient & {"colleagues", "tone"})


@pytest.mark.parametrize(
    ("positions", "post", "seen", "adds", "only_fairly_sure"),
    [
        ({}, {"permission": True}, None, set(), set()),
        ({"permission": "usual"}, {"permission": True}, None, set(), set()),
        ({"permission": "silent"}, {"permission": True}, None, set(), set()),
        ({"permission": "stricter"}, {"permission": False}, None, set(), set()),
        ({"permission": "stricter"}, {"permission": True}, {"permission": None}, ANSWERED_BY_PERMISSION, set()),
        ({"audience": "stricter"}, {"audience": "public"}, None, set(), set()),
        ({"audience": "stricter"}, {"audience": "direct-message"}, None, set(), set()),
        (
            {"audience": "stricter"},
            {"audience": "friends"},
            {"audience": "public"},
            {"abuse", "colleagues-employer", "own-exposure"},
            set(),
        ),
        (
            {"colleagues": "stricter"},
            {"audience": "closed-group"},
            {"audience": "public"},
            {"colleagues-employer"},
            set(),
        ),
        ({"tone": "more lenient"}, {}, None, set(), {"abuse"}),
        ({"colleagues": "more lenient"}, {}, None, set(), {"colleagues-employer"}),
        ({"audience": "more lenient"}, {}, None, set(), set()),
        ({"audience": "more lenient"}, {"audience": "friends"}, None, set(), {"abuse", "colleagues-employer"}),
        ({"sharing": "stricter"}, {"audience": "friends", "permission": True}, None, set(), set()),
    ],
)
def test_what_each_position_changes(positions, post, seen, adds, only_fairly_sure):
    draft = Post("x", **post)

    found = departures(pack(**positions), draft)

    assert found.seen == (replace(draft, **seen) if seen else None)
    assert set(found.adds) == set(adds)
    assert found.only_fairly_sure == only_fairly_sure


def test_what_permission_no_longer_answers_is_a_pause():
    found = departures(pack(permission="stricter"), NAMED)

    assert set(found.adds.values()) == {"pause"}
    (added,) = found.added((), (finding("identifies-person", "stop"),))
    assert added.severity == "pause"


def test_a_stricter_look_only_adds():
    guided = Departures(adds={"abuse": "stop"})
    stop, pause = finding("abuse", "stop"), finding("abuse", "pause")

    assert guided.added((stop,), (pause,)) == (stop,)
    assert guided.added((pause,), (stop,)) == (stop,)
    assert guided.added((pause,), (finding("threat"),)) == (pause,)


def test_reasons_are_told_only_where_they_made_a_difference():
    guided = departures(pack(permission="stricter", tone="more lenient"), Post("x", permission=True))
    named = (finding("identifies-person", "pause"),)

    assert guided.reasons((), named) == ("The body: On permission.",)
    assert guided.reasons((finding("abuse"),), ()) == ("The body: On tone.",)
    assert guided.reasons(named, named) == ()


def test_permission_ends_the_matter_under_most_guidance_and_not_under_the_strictest():
    usual, strict = (check(NAMED, load_pack(one), with_model=False) for one in ("hcpc-2017", "hcpc-2024"))

    assert usual.verdict == "post"
    assert usual.by_guidance == ()
    assert strict.verdict == "pause"
    assert {one.concern for one in strict.findings} <= ANSWERED_BY_PERMISSION
    assert any("no longer mentions permission" in one for one in strict.by_guidance)


@pytest.mark.parametrize("with_model", [True, False])
@pytest.mark.parametrize("audience", ["public", "friends"])
def test_no_stricter_pack_is_milder_than_the_common_ground(audience, with_model):
    posts = (NAMED.text, "Our new manager is an idiot who cannot run a bath.", "A lovely walk by the sea today.")
    for one in list_packs():
        if any(stance.position == "more lenient" for stance in one.stances):
            continue
        for text in posts:
            post = Post(text, audience=audience, permission=True)
            ours, common = (check(post, each, with_model=with_model, with_safer=False) for each in (one, COMMON))
            assert VERDICTS.index(ours.verdict) >= VERDICTS.index(common.verdict)


def test_a_severity_of_the_pack_decides():
    severe = ConcernClauses("abuse", COMMON.standards_for("abuse")[0].id.split() or (), "Insults end it.", "stop")
    strict = replace(COMMON, short="The body", concerns=(*(c for c in COMMON.concerns if c.concern != "abuse"), severe))
    post = Post("My neighbour Dave is a moron.")
    usual, ours = (check(post, one, with_model=False, with_safer=False) for one in (COMMON, strict))

    assert usual.verdict == "pause"
    assert ours.verdict == "stop"
    assert ours.by_guidance == ("The body: Insults end it.",)
    assert departures(COMMON, post) == USUAL
