"""How evidence is settled for this author, audience and permission."""

import pytest

from forethought.judge.lexicon import Beginnings
from forethought.judge.marked import mark
from forethought.judge.settle import settle
from forethought.text import read
from forethought.values import Evidence, Post, Span

TEXT = "You clown, you absolute clown. My patient had a stroke."
INSULT = Evidence("abuse", Span(0, 30), "stop", 0.9, "An insult.", "rule:insult")
STROKE = Evidence("confidential-information", Span(31, 55), "stop", 0.8, "Tells of health.", "rule:stroke")
FINE = Evidence("", Span(0, 10), "post", 0.9, "You may.", "rule:fine", ("abuse",))


def settled(*evidence, protects_post=frozenset(), **post):
    marked = mark(read(TEXT), (), Beginnings.of(()))
    return settle(evidence, Post(TEXT, **post), marked, protects_post)


@pytest.mark.parametrize(
    ("evidence", "post", "verdict", "concerns"),
    [
        ((), {}, "post", []),
        ((INSULT,), {}, "stop", ["abuse"]),
        ((INSULT,), {"audience": "friends"}, "pause", ["abuse"]),
        ((STROKE,), {"audience": "direct-message"}, "stop", ["confidential-information"]),
        ((STROKE,), {"permission": False}, "stop", ["confidential-information"]),
        ((STROKE,), {"permission": True}, "post", []),
        ((INSULT, STROKE), {"permission": True}, "stop", ["abuse"]),
        ((INSULT, FINE), {}, "post", []),
        ((STROKE, FINE), {}, "stop", ["confidential-information"]),
    ],
)
def test_context_decides(evidence, post, verdict, concerns):
    got = settled(*evidence, **post)

    assert (got.verdict, [finding.concern for finding in got.findings]) == (verdict, concerns)


def test_protection_in_another_sentence_answers_nothing_unless_it_is_for_the_whole_post():
    elsewhere = Evidence("", Span(31, 55), "post", 0.9, "You may.", "rule:fine", ("abuse",))

    assert settled(INSULT, elsewhere).verdict == "stop"
    assert settled(INSULT, elsewhere, protects_post=frozenset({"rule:fine"})).verdict == "post"


def test_weaker_protection_does_not_answer_stronger_evidence():
    weak = Evidence("", Span(0, 10), "post", 0.6, "You may.", "rule:fine", ("abuse",))

    assert settled(INSULT, weak).verdict == "stop"


def test_evidence_that_overlaps_is_one_finding_with_all_its_sources():
    also = Evidence("abuse", Span(4, 9), "pause", 0.95, "Also.", "rule:also")

    (finding,) = settled(INSULT, also).findings

    assert finding.sources == ("rule:also", "rule:insult")
    assert (finding.severity, finding.confidence, finding.span) == ("stop", 0.95, Span(0, 30))


def test_what_is_less_than_half_sure_is_not_raised():
    unsure = Evidence("abuse", Span(0, 30), "stop", 0.4, "Perhaps.", "rule:unsure")

    assert settled(unsure).findings == ()


@pytest.mark.parametrize(("audience", "sure"), [("public", 0.8), ("closed-group", 0.6), ("friends", 0.6)])
def test_a_smaller_audience_makes_a_pause_over_tone_less_sure(audience, sure):
    tone = Evidence("abuse", Span(0, 30), "pause", 0.8, "An insult.", "rule:insult")

    (finding,) = settled(tone, audience=audience).findings

    assert finding.confidence == pytest.approx(sure)


@pytest.mark.parametrize(("apart", "findings"), [(40, 1), (41, 2)])
def test_findings_of_one_concern_are_one_where_they_are_near(apart, findings):
    text = "You clown." + " " * apart + "You fool."
    marked = mark(read(text), (), Beginnings.of(()))
    first = Evidence("abuse", Span(0, 10), "pause", 0.9, "An insult.", "rule:one")
    second = Evidence("abuse", Span(10 + apart, len(text)), "pause", 0.9, "An insult.", "rule:two")

    assert len(settle((first, second), Post(text), marked, frozenset()).findings) == findings
