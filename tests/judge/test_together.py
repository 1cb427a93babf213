"""Rules and reader together: every sign has a weight, and each reason pulls the way it should."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forethought.judge import together
from forethought.judge.together import (
    FAIRLY_SURE,
    FIRM,
    SURE,
    concern_signs,
    judge,
    table,
    verdict_signs,
)
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


def test_a_post_that_is_likely_not_fine_has_its_strongest_concern_named_unless_it_is_answered() -> None:
    vague = replace(ALARMED, concerns=np.full(len(CONCERNS), 0.005))
    everything = Evidence("", None, "post", 1.0, "You may.", "rule:fine", tuple(CONCERNS))

    assert len(judge(vague, [], [], [], Post("x")).concerns) == 1
    assert judge(vague, [], [everything], [], Post("x")).verdict == "post"


@pytest.mark.parametrize("concern", sorted(FIRM))
def test_a_sure_rule_for_hate_a_threat_an_insult_or_a_name_is_never_outvoted(concern: str) -> None:
    firm = replace(RULE, concern=concern, confidence=SURE)
    doubtful = replace(firm, confidence=SURE - 0.01)

    found = judge(QUIET, [firm], [], [], Post("x"))
    assert found.verdict != "post"
    assert found.concerns[concern] >= SURE
    assert judge(QUIET, [doubtful], [], [], Post("x")).verdict == "post"


def test_what_is_not_sure_alone_never_makes_a_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    assert judge(ALARMED, [RULE], [], [], Post("x")).verdict == "stop"

    monkeypatch.setattr(together, "FAIRLY_SURE", 1.01)
    assert judge(ALARMED, [RULE], [], [], Post("x")).verdict == "pause"


def test_a_reading_that_is_not_sure_does_not_stand_beside_a_sure_rule() -> None:
    doubtful = replace(ALARMED, concerns=np.linspace(0.02, 0.1, len(CONCERNS)))
    alone = judge(doubtful, [], [], [], Post("x")).concerns
    beside = judge(doubtful, [RULE], [], [], Post("x")).concerns

    assert [name for name, chance in alone.items() if chance < FAIRLY_SURE]
    assert not [name for name, chance in beside.items() if chance < FAIRLY_SURE and name != RULE.concern]


def test_a_concern_that_no_words_carry_is_raised_on_no_words_in_particular() -> None:
    assert [one.span for one in carried("abuse", 0.9, QUIET)] == [None]


def test_where_a_verdict_begins_is_between_nought_and_one() -> None:
    beginnings = [table().pause_at, table().stop_at, *table().raise_at.values()]

    assert all(0 < one < 1 for one in beginnings)
