"""Rules and reader together: every sign has a weight, and each reason pulls the way it should."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forethought.judge.together import concern_signs, judge, table, verdict_signs
from forethought.model.decode import Reading
from forethought.model.evidence import carried
from forethought.values import CONCERNS, Evidence, Post, Span

QUIET = Reading(
    verdict=np.array([0.9, 0.06, 0.04]),
    concerns=np.full(len(CONCERNS), 0.02),
    mentions=(),
    places=(),
    carry=np.zeros((0, len(CONCERNS))),
    whose=np.zeros((0, 6)),
    kinds=np.full(13, 1 / 13),
)
ALARMED = replace(
    QUIET, verdict=np.array([0.02, 0.08, 0.9]), concerns=np.where(np.arange(len(CONCERNS)) == 0, 0.95, 0.02)
)
RULE = Evidence("identifies-person", Span(0, 4), "stop", 0.95, "Names a client.", "rule:client-named")


def test_every_sign_has_a_weight_and_every_weight_a_sign() -> None:
    signs = set(verdict_signs(QUIET, [], [], [], Post("x")))

    assert set(table().not_fine.signs) == set(table().stop.signs) == signs
    assert set(table().concerns) == set(CONCERNS)
    assert all(set(one.signs) == set(concern_signs("abuse", QUIET, [], [])) for one in table().concerns.values())


def test_where_both_are_calm_the_post_is_fine_and_where_both_are_alarmed_it_is_stopped() -> None:
    assert judge(QUIET, [], [], [], Post("x")).verdict == "post"
    assert judge(ALARMED, [RULE], [], [], Post("x")).verdict == "stop"


@pytest.mark.parametrize("reading", [QUIET, ALARMED])
def test_a_rule_that_speaks_never_makes_a_post_look_finer(reading: Reading) -> None:
    without, with_rule = (judge(reading, raised, [], [], Post("x")) for raised in ([], [RULE]))

    assert with_rule.not_fine >= without.not_fine
    assert with_rule.stop >= without.stop


def test_nobody_is_paused_for_a_reason_that_cannot_be_named() -> None:
    vague = replace(ALARMED, concerns=np.full(len(CONCERNS), 0.005))

    assert judge(vague, [], [], [], Post("x")).verdict == "post"
    assert judge(ALARMED, [], [], [], Post("x")).concerns


def test_a_concern_that_no_words_carry_is_raised_on_no_words_in_particular() -> None:
    assert [one.span for one in carried("abuse", 0.9, QUIET)] == [None]


def test_where_a_verdict_begins_is_between_nought_and_one() -> None:
    beginnings = [table().pause_at, table().stop_at, *table().raise_at.values()]

    assert all(0 < one < 1 for one in beginnings)
