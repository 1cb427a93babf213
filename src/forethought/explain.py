"""Explaining: the clauses a finding touches, what happened to others, whom to ask, and why a post is fine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from forethought.judge.settle import Settled
from forethought.packs import Pack, precedents_for
from forethought.values import Finding, Mention, Post

CLAUSES = 3  # at most so many are shown for a finding, the nearest first
PRECEDENTS = 2

# About the care itself: the answer to a worry about these is a safer route, never only silence.
_ABOUT_CARE = frozenset(("colleagues-employer", "confidential-information"))

FINE_GENERAL = "Nothing was found in it that a professional standard would be held against."
FINE_PERMISSION = "The person agreed to this very post, and nothing else in it is a worry."


def with_guidance(findings: Sequence[Finding], post: Post, pack: Pack) -> tuple[Finding, ...]:
    """Give each finding the clauses of the pack and outcomes of others, of the same kind."""
    return tuple(
        replace(
            one,
            standards=pack.standards_for(one.concern)[:CLAUSES],
            precedents=precedents_for(one.concern, post.author.profession, post.audience, limit=PRECEDENTS),
        )
        for one in findings
    )


def advice(findings: Sequence[Finding], post: Post, pack: Pack) -> tuple[str, ...]:
    """Who can help before posting; where the post is about care, where to take the concern."""
    if not findings:
        return ()
    said = [f"{one.who}: {one.what_for}" for one in pack.advice_in(post.author.country)[:2]]
    if any(one.concern in _ABOUT_CARE for one in findings):
        said += [f"{one.who}: {one.what_for}" for one in pack.speak_up_in(post.author.country)[:1]]
    return tuple(said)


def fine_because(settled: Settled, post: Post, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Why a post is fine: what protects it, or the person's permission; else only that nothing was found.

    Empty for a post that is not fine.
    """
    if settled.verdict != "post":
        return ()
    if settled.fine_because:
        return settled.fine_because[:1]
    if post.permission and any(one.about == "client" for one in mentions):
        return (FINE_PERMISSION,)
    return (FINE_GENERAL,)
