"""From "about 3 people fit this" to evidence that someone could be recognised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forethought.judge.marked import Marked
from forethought.values import Evidence, Mention, PersonEstimate, Span, Verdict

# Details that by themselves tell nothing that could point at one person.
_WEAK = frozenset(("role", "date-time"))
_STOP_AT = 30.0  # as few people as a reader who half knows the family would sort through
_PAUSE_AT = 400.0  # a loose match
_REASONS = {
    "stop": "The details together fit so few people that they, their family or neighbours would know who is meant.",
    "pause": "The details together narrow it down: someone who knows the person might recognise them.",
}


def recognisable(
    people: Sequence[PersonEstimate], mentions: Sequence[Mention], marked: Marked
) -> Iterator[Evidence]:
    """Evidence for each person in care whom the details fit too closely.

    One vague detail is not enough: at least two details of different types must be told, one of them more than a role or
    a day.
    """
    for who in people:
        if who.about != "client":
            continue
        own = [one for one in mentions if one.about == "client" and one.person == who.person]
        kinds = {one.type for one in own}
        if len(kinds) < 2 or not kinds - _WEAK:
            continue
        if who.count <= _STOP_AT:
            severity: Verdict = "stop"
        elif who.count <= _PAUSE_AT:
            severity = "pause"
        else:
            continue
        confidence = 0.85 if who.high <= _PAUSE_AT else 0.6
        span = Span(min(one.span.start for one in own), max(one.span.end for one in own))
        yield Evidence("recognisable-person", span, severity, confidence, _REASONS[severity], "weigh")
