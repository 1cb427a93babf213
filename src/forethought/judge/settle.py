"""From evidence to findings and a verdict: where reasons disagree, this is how it is settled.

1. What protects speech answers the concerns it names, in its own sentence or in the whole post.
2. Permission answers confidentiality; it never answers abuse, contempt or discrimination.
3. A smaller audience lowers tone and the author's own exposure; it lowers nothing for confidences or discrimination.
4. In a message to the service user themselves the matter is the boundary, not that they are named.
5. Evidence for one concern that overlaps becomes one finding, as severe and as sure as its strongest.
6. Findings less than half sure are not raised. The verdict is the severest finding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from forethought.judge.marked import Marked
from forethought.values import VERDICTS, Evidence, Finding, Post, Span, Verdict

ANSWERED_BY_PERMISSION = frozenset(
    ("identifies-person", "recognisable-person", "confidential-information", "image")
)
SOFTER_AMONG_FEW = frozenset(("abuse", "colleagues-employer", "own-exposure"))
SURE_ENOUGH = 0.5
_GAP = 40  # findings of one concern this near, in characters, are shown as one


@dataclass(frozen=True, slots=True)
class Settled:
    """The verdict with its findings, and the reasons why words are fine."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    fine_because: tuple[str, ...]


def settle(evidence: Sequence[Evidence], post: Post, marked: Marked, protects_post: frozenset[str]) -> Settled:
    """Judge the evidence for this author, audience and permission.

    Args:
        protects_post: Sources of protecting evidence that answers for the whole post.
    """
    protecting = sorted((one for one in evidence if one.severity == "post"), key=lambda one: -one.confidence)
    raised = [one for one in evidence if one.severity != "post" and not _is_answered(one, protecting, marked, protects_post)]
    raised = [in_context for one in raised if (in_context := _in_context(one, post))]
    findings = tuple(_merge([one for one in raised if one.confidence >= SURE_ENOUGH]))
    verdict: Verdict = max((one.severity for one in findings), key=VERDICTS.index, default="post")
    return Settled(verdict, findings, tuple(dict.fromkeys(one.reason for one in protecting)))


def _is_answered(
    one: Evidence, protecting: Sequence[Evidence], marked: Marked, protects_post: frozenset[str]
) -> bool:
    return any(
        one.concern in shield.protects
        and shield.confidence >= one.confidence
        and (shield.source in protects_post or _share_sentence(one.span, shield.span, marked))
        for shield in protecting
    )


def _share_sentence(a: Span | None, b: Span | None, marked: Marked) -> bool:
    if a is None or b is None:
        return True
    return bool(_sentences(a, marked) & _sentences(b, marked))


def _sentences(span: Span, marked: Marked) -> set[int]:
    return {token.sentence for token in marked.tokens if token.start < span.end and span.start < token.end}


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
    for one in sorted(evidence, key=lambda e: (e.span is not None, e.span or Span(0, 0))):
        groups = by_concern.setdefault(one.concern, [])
        if groups and _is_near(groups[-1], one):
            groups[-1].append(one)
        else:
            groups.append([one])
    findings = [_finding(group) for groups in by_concern.values() for group in groups]
    return sorted(findings, key=lambda f: (-VERDICTS.index(f.severity), f.span or Span(0, 0), f.concern))


def _is_near(group: Sequence[Evidence], one: Evidence) -> bool:
    ends = [other.span.end for other in group if other.span]
    return not ends or one.span is None or one.span.start <= max(ends) + _GAP


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
        replace(one, remedy=next((by_rule[source] for source in one.sources if by_rule.get(source)), "")) for one in findings
    )
