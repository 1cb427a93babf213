"""Where a body's guidance departs from what most bodies ask, and what that changes in a judgement.

Only here does a pack reach the verdict. Its stances and severities are data (``pack.toml``), and this is what they do:

| topic | stricter | more lenient |
| --- | --- | --- |
| permission | the post is judged without the person's permission too; what that adds is a pause | as usual |
| audience | the post is judged as a public one too | among few, tone is raised only where fairly sure |
| colleagues | what is said of colleagues is judged as if public | raised only where fairly sure |
| tone | insults are judged as if public | raised only where fairly sure |

What is stricter only ever adds findings. A ``severity`` is what every finding of that concern gets. Silence changes
nothing: that the text known to us does not speak of a matter is no leave. Nor does a stance on sharing: a post does not
say whether its words are somebody else's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from forethought.values import VERDICTS, Finding, Post, Verdict

if TYPE_CHECKING:
    from forethought.packs.values import Pack, Position

ANSWERED_BY_PERMISSION = frozenset(("identifies-person", "recognisable-person", "confidential-information", "image"))
SOFTER_AMONG_FEW = frozenset(("abuse", "colleagues-employer", "own-exposure"))
CONCERNS_OF: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "permission": ANSWERED_BY_PERMISSION,
        "audience": SOFTER_AMONG_FEW,
        "colleagues": frozenset(("colleagues-employer",)),
        "tone": frozenset(("abuse",)),
    }
)
_TONE = CONCERNS_OF["colleagues"] | CONCERNS_OF["tone"]


@dataclass(frozen=True, slots=True)
class Departures:
    """What one body's guidance changes for one post; by default nothing."""

    seen: Post | None = None  # the post as a stricter body looks at it, where that adds anything
    adds: Mapping[str, Verdict] = field(default_factory=dict)  # concerns that such a look may add; at most how severe
    only_fairly_sure: frozenset[str] = frozenset()  # concerns that are raised only where they are fairly sure
    severities: Mapping[str, Verdict] = field(default_factory=dict)
    says: tuple[tuple[frozenset[str], str], ...] = ()  # what the guidance says, and on which concerns that bears

    def added(self, found: tuple[Finding, ...], stricter: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """What was found, and what a stricter look adds to it."""
        severest = {one.concern: one.severity for one in sorted(found, key=lambda one: VERDICTS.index(one.severity))}
        more = [
            replace(one, severity=min(one.severity, self.adds[one.concern], key=VERDICTS.index))
            for one in stricter
            if one.concern in self.adds
        ]
        more = [one for one in more if VERDICTS.index(one.severity) > VERDICTS.index(severest.get(one.concern, "post"))]
        kept = [one for one in found if one.concern not in {each.concern for each in more}]
        return tuple(sorted((*kept, *more), key=lambda one: -VERDICTS.index(one.severity)))

    def reasons(self, usual: tuple[Finding, ...], ours: tuple[Finding, ...]) -> tuple[str, ...]:
        """What the guidance says, where findings are other than they usually would be."""
        other = {(one.concern, one.severity) for one in usual} ^ {(one.concern, one.severity) for one in ours}
        changed = {concern for concern, _ in other}
        return tuple(text for concerns, text in self.says if concerns & changed)


USUAL = Departures()


def departures(pack: Pack, post: Post) -> Departures:
    """What a pack changes for a post by this author, for this audience and with this permission."""
    position: dict[str, Position] = {one.topic: one.position for one in pack.stances}
    few = post.audience in ("friends", "closed-group")
    seen, bearing = post, set()
    adds: dict[str, Verdict] = {}
    only_fairly_sure: frozenset[str] = frozenset()
    if position.get("permission") == "stricter" and post.permission is True:
        seen = replace(seen, permission=None)
        adds |= dict.fromkeys(ANSWERED_BY_PERMISSION, "pause")
        bearing.add("permission")
    for topic in ("audience", "colleagues", "tone"):
        if position.get(topic) == "stricter" and few:
            seen = replace(seen, audience="public")
            adds |= dict.fromkeys(CONCERNS_OF[topic], "stop")
            bearing.add(topic)
        if position.get(topic) == "more lenient" and (few or topic != "audience"):
            only_fairly_sure |= CONCERNS_OF[topic] & _TONE
            bearing.add(topic)
    severe = [one for one in pack.concerns if one.severity]
    says = [(CONCERNS_OF[one.topic], f"{pack.short}: {one.text}") for one in pack.stances if one.topic in bearing]
    return Departures(
        seen=seen if adds else None,
        adds=adds,
        only_fairly_sure=only_fairly_sure,
        severities={one.concern: one.severity for one in severe if one.severity},
        says=(*says, *((frozenset((one.concern,)), f"{pack.short}: {one.note}") for one in severe if one.note)),
    )
