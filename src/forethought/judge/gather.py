"""Evidence of rules: everything in the words that speaks for a concern, or for the words being fine."""

from __future__ import annotations

from collections.abc import Sequence

from forethought.judge.marked import Marked, mark
from forethought.judge.rules import RuleBook
from forethought.text import Text
from forethought.values import Evidence, Mention, PersonEstimate, Post


def gather(
    text: Text, mentions: Sequence[Mention], people: Sequence[PersonEstimate], post: Post, book: RuleBook
) -> tuple[tuple[Evidence, ...], Marked]:
    """Collect what the rules have to say of a post.

    Returns:
        The evidence, in order of place and source, and the marked text it was found in.
    """
    marked = mark(text, mentions, book.beginnings)
    evidence = [one for rule, ways in book.possible(marked.keys) for one in rule.evidence(marked, post, people, ways)]
    return tuple(sorted(evidence, key=_place)), marked


def _place(one: Evidence) -> tuple[int, int, str, str]:
    return (one.span.start if one.span else -1, one.span.end if one.span else -1, one.concern, one.source)
