"""From evidence to findings and a verdict: where reasons disagree, this is how it is settled.

1. What protects speech answers the concerns it names, in its own sentence or in the whole post.
2. Permission answers confidentiality; it never answers abuse, contempt or discrimination.
3. A smaller audience lowers tone and the author's own exposure; it lowers nothing for confidences or discrimination.
4. Evidence for one concern that overlaps becomes one finding, as severe and as sure as its strongest.
5. Without the learned reader, findings less than half sure are not raised, and the verdict is the severest finding.
6. With it, the verdict and how sure each concern is are weighed from all reasons together (``together.py``): what the
   rules say counts as much as it has proved to be worth. Concerns that are not sure enough are dropped; those that are
   sure with no rule are shown on the words that carry them. No finding is severer than the verdict, and the surest is
   as severe. A rule that is sure of hate, a threat, an insult or a name is never outvoted below a pause.
7. Where the body's guidance departs from the usual on permission, audience, tone or a concern's severity, its guidance
   decides (``departures.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from forethought.judge.departures import ANSWERED_BY_PERMISSION, SOFTER_AMONG_FEW, USUAL, Departures
from forethought.judge.marked import Marked
from forethought.judge.together import FAIRLY_SURE, Judgement, judge
from forethought.model.evidence import carried
from forethought.values import VERDICTS, Evidence, Finding, PersonEstimate, Post, Span, Verdict, Weighed

if TYPE_CHECKING:
    from forethought.model.decode import Reading

SURE_ENOUGH = 0.5
_GAP = 40  # findings of one concern this near, in characters, are shown as one


@dataclass(frozen=True, slots=True)
class Settled:
    """The verdict with its findings, and the reasons why words are fine."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    fine_because: tuple[str, ...]
    not_fine: float | None = None  # how likely the post is not fine, 0 to 1; None without the learned reader
    weighed: tuple[Weighed, ...] = ()  # what adds up to that


def settle(
    evidence: Sequence[Evidence],
    post: Post,
    marked: Marked,
    protects_post: frozenset[str],
    people: Sequence[PersonEstimate] = (),
    reading: Reading | None = None,
    guided: Departures = USUAL,
) -> Settled:
    """Judge the evidence for this author, audience and permission.

    Args:
        protects_post: Sources of protecting evidence that answers for the whole post.
        people: The people described, with how many each could be.
        reading: What the learned reader read, if it was asked.
        guided: What the guidance that the post is judged by changes.
    """
    raised, protecting = standing(evidence, post, marked, protects_post)
    why_fine = tuple(dict.fromkeys(one.reason for one in protecting))
    if reading is None:
        sure = [one for one in raised if one.confidence >= _least(one.concern, guided)]
        return settled(_as_severe_as(_merge(sure), guided), why_fine)
    judgement = judge(reading, raised, protecting, people, post, guided.only_fairly_sure)
    findings = _as_severe_as(_weighed(judgement, raised, reading), guided)
    return replace(settled(findings, why_fine), not_fine=judgement.not_fine, weighed=judgement.weighed)


def settled(findings: Sequence[Finding], why_fine: tuple[str, ...]) -> Settled:
    """The verdict of the severest finding, the severest first."""
    in_order = tuple(sorted(findings, key=lambda one: -VERDICTS.index(one.severity)))
    return Settled(in_order[0].severity if in_order else "post", in_order, why_fine)


def _least(concern: str, guided: Departures) -> float:
    """How sure a rule must be of a concern where no learned reader weighs it."""
    return FAIRLY_SURE if concern in guided.only_fairly_sure else SURE_ENOUGH


def _as_severe_as(findings: Sequence[Finding], guided: Departures) -> list[Finding]:
    return [replace(one, severity=guided.severities.get(one.concern, one.severity)) for one in findings]


def standing(
    evidence: Sequence[Evidence], post: Post, marked: Marked, protects_post: frozenset[str]
) -> tuple[list[Evidence], list[Evidence]]:
    """The evidence that still stands after protection, audience and permission; and what protects, surest first."""
    protecting = sorted((one for one in evidence if one.severity == "post"), key=lambda one: -one.confidence)
    protection = _Protection(protecting, marked, protects_post)
    raised = [one for one in evidence if one.severity != "post" and not protection.answers(one)]
    return [in_context for one in raised if (in_context := _in_context(one, post))], protecting


def _weighed(judgement: Judgement, raised: Sequence[Evidence], reading: Reading) -> tuple[Finding, ...]:
    """Findings for the concerns that were judged sure enough, on the words of rules and reader alike."""
    if judgement.verdict == "post":
        return ()
    findings: list[Finding] = []
    surest = max(judgement.concerns, key=lambda name: judgement.concerns[name])
    for concern, sure in judgement.concerns.items():
        own = [one for one in raised if one.concern == concern and one.confidence >= SURE_ENOUGH]
        own += carried(concern, sure, reading)
        for one in _merge(own):
            severity = min(one.severity, judgement.verdict, key=VERDICTS.index)
            findings.append(replace(one, confidence=round(sure, 3), severity=severity))
        if concern == surest:
            first = max(
                range(len(findings)), key=lambda n: (findings[n].concern == concern, findings[n].severity == "stop")
            )
            findings[first] = replace(findings[first], severity=judgement.verdict)
    return tuple(sorted(findings, key=lambda f: (-VERDICTS.index(f.severity), f.span or Span(0, 0), f.concern)))


class _Protection:
    """How surely each concern is answered: in the whole post, in any sentence, in each sentence."""

    def __init__(self, protecting: Sequence[Evidence], marked: Marked, protects_post: frozenset[str]) -> None:
        self._marked = marked
        self._anywhere: dict[str, float] = {}
        self._somewhere: dict[str, float] = {}
        self._in_sentence: dict[tuple[str, int], float] = {}
        for shield in protecting:
            sure = shield.confidence
            for concern in shield.protects:
                self._somewhere[concern] = max(sure, self._somewhere.get(concern, 0.0))
                if shield.span is None or shield.source in protects_post:
                    self._anywhere[concern] = max(sure, self._anywhere.get(concern, 0.0))
                    continue
                for sentence in marked.sentences_in(shield.span):
                    key = concern, sentence
                    self._in_sentence[key] = max(sure, self._in_sentence.get(key, 0.0))

    def answers(self, one: Evidence) -> bool:
        """Whether something at least as sure protects the words of this evidence."""
        concern, sure = one.concern, one.confidence
        if self._somewhere.get(concern, -1.0) < sure:
            return False
        if one.span is None or self._anywhere.get(concern, -1.0) >= sure:
            return True
        return any(self._in_sentence.get((concern, n), -1.0) >= sure for n in self._marked.sentences_in(one.span))


def _in_context(one: Evidence, post: Post) -> Evidence | None:
    """The evidence as it weighs for this audience and permission, or None if they answer it."""
    if post.permission is True and one.concern in ANSWERED_BY_PERMISSION:
        return None
    if one.concern in SOFTER_AMONG_FEW and post.audience != "public":
        if one.severity == "stop":
            return replace(one, severity="pause")
        return replace(one, confidence=one.confidence * 0.75)
    return one


def _merge(evidence: Sequence[Evidence]) -> list[Finding]:
    """Make findings, in order of severity and place, of evidence that overlaps or nearly does."""
    by_concern: dict[str, list[list[Evidence]]] = {}
    reach: dict[str, int] = {}  # where the last group of each concern ends; it takes all until one of it has a place
    for one in sorted(evidence, key=lambda e: (e.span is not None, e.span or Span(0, 0))):
        groups = by_concern.setdefault(one.concern, [])
        if groups and (one.span is None or one.concern not in reach or one.span.start <= reach[one.concern] + _GAP):
            groups[-1].append(one)
        else:
            groups.append([one])
            reach.pop(one.concern, None)
        if one.span:
            reach[one.concern] = max(one.span.end, reach.get(one.concern, 0))
    findings = [_finding(group) for groups in by_concern.values() for group in groups]
    return sorted(findings, key=lambda f: (-VERDICTS.index(f.severity), f.span or Span(0, 0), f.concern))


def _finding(group: Sequence[Evidence]) -> Finding:
    strongest = max(group, key=lambda e: (VERDICTS.index(e.severity), e.confidence))
    spans = [one.span for one in group if one.span]
    span = Span(min(s.start for s in spans), max(s.end for s in spans)) if spans else None
    return Finding(
        concern=strongest.concern,
        span=span,
        severity=strongest.severity,
        confidence=max(one.confidence for one in group),
        reason=strongest.reason,
        sources=tuple(dict.fromkeys(one.source for one in sorted(group, key=lambda e: -e.confidence))),
    )


def remedies(findings: Sequence[Finding], by_rule: Mapping[str, str]) -> tuple[Finding, ...]:
    """Give each finding the remedy of the first of its rules that has one."""
    return tuple(
        replace(one, remedy=next((by_rule[source] for source in one.sources if by_rule.get(source)), ""))
        for one in findings
    )
