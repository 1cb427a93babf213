"""Points: signs that mean little alone and much together.

No single phrase says that somebody from work is being talked about; the health of a client, a day this week and a
ward do. Each concern has a table of signs with points (``points.toml``), as in a clinical score: the points of the
signs that a post shows are added up, and the sum, through the logistic function, is how sure the table is. A sign is
a lexicon, or a mention with whose it is, never a single word; so the table speaks of meaning and says what moved it.

The points are fitted on the developing half of the project's corpus by ``scripts/fit_points.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import exp
from pathlib import Path

import rtoml

from forethought.judge.marked import Marked
from forethought.values import MENTION_TYPES, Evidence, Mention, PersonEstimate, Post, Span, Verdict

TABLE = Path(__file__).with_name("points.toml")
SURE_OF_WHOM = 0.8
LONG = 100  # words; the points of a longer post are thinned by the square root of how much longer it is


@dataclass(frozen=True, slots=True)
class Table:
    """The points of one concern. ``raise_at`` and ``stop_at`` are how sure it must be, from 0 to 1."""

    concern: str
    base: float
    raise_at: float
    stop_at: float
    reason: str
    points: Mapping[str, float] = field(repr=False)


@cache
def tables() -> tuple[Table, ...]:
    """The tables of all concerns that have one."""
    return tuple(
        Table(
            concern,
            row["base"],
            row["raise_at"],
            row["stop_at"],
            row["reason"],
            {k: float(v) for k, v in row["points"].items()},
        )
        for concern, row in rtoml.load(TABLE).items()
    )


def signs(marked: Marked, mentions: Sequence[Mention], people: Sequence[PersonEstimate], post: Post) -> frozenset[str]:
    """The signs of a post: lexicons and mentions in it, how many kinds of detail, how few people fit, its length."""
    names = {name for found in marked.names.values() for name in found}
    shown = {name for name in names if _is_sign(name)}
    kinds = sum(name.endswith(":client") and name[0] != ":" for name in names)
    shown.update(f"{least} kinds of detail about a client" for least in (2, 3, 4, 6) if kinds >= least)
    sure = sum(one.about == "client" and one.confidence >= SURE_OF_WHOM for one in mentions)
    shown.update(f"{least} details surely about a client" for least in (1, 2, 3, 5) if sure >= least)
    fewest = min((who.count for who in people if who.about == "client"), default=None)
    if fewest is not None:
        shown.update(f"fits at most {most}" for most in (3, 30, 300, 3000) if fewest <= most)
    shown.add(f"audience {post.audience}")
    return frozenset(shown)


def _is_sign(name: str) -> bool:
    """Whether a label is a lexicon or a mention with whose it is; types and abouts alone are in these already."""
    return (":" in name and name[0] != ":") or (":" not in name and name not in MENTION_TYPES)


def add_up(
    marked: Marked, mentions: Sequence[Mention], people: Sequence[PersonEstimate], post: Post
) -> Iterator[Evidence]:
    """Evidence of each table that is sure enough, on the words that carry most of its points."""
    shown = signs(marked, mentions, people, post)
    # A long post gathers signs from all its corners that have nothing to do with each other.
    thinned = min(1.0, (LONG / max(1, len(marked.tokens))) ** 0.5)
    for table in tables():
        total = table.base + thinned * sum(table.points.get(sign, 0.0) for sign in shown)
        sure = 1 / (1 + exp(-total))
        if sure < table.raise_at:
            continue
        severity: Verdict = "stop" if sure >= table.stop_at else "pause"
        # What is sure enough to be raised is at least as likely as not; the scale above is kept.
        confidence = round(0.5 + 0.5 * (sure - table.raise_at) / (1 - table.raise_at), 3)
        for span in _carriers(marked, table.points):
            yield Evidence(table.concern, span, severity, confidence, table.reason, f"points:{table.concern}")


def _carriers(marked: Marked, points: Mapping[str, float]) -> list[Span]:
    """The sentences that carry at least half as many points as the one that carries most."""
    carried: dict[int, float] = {}
    reach: dict[int, Span] = {}
    for n, names in marked.names.items():
        value = sum(max(0.0, points.get(name, 0.0)) for name in names)
        if value <= 0:
            continue
        token = marked.tokens[n]
        carried[token.sentence] = carried.get(token.sentence, 0.0) + value
        known = reach.get(token.sentence, Span(token.start, token.end))
        reach[token.sentence] = Span(min(known.start, token.start), max(known.end, token.end))
    if not carried:
        return []
    most = max(carried.values())
    return [reach[sentence] for sentence, value in sorted(carried.items()) if value >= most / 2]
