"""What the check says of a response before it is sent. It advises its writer, who decides; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forethought import check
from forethought.values import Finding
from forethought_web.consultations.models import Question
from forethought_web.pages.answer import Piece, differences

# What a writer may not have meant to tell: of a person who uses a service, or of themselves; and threats and abuse.
POINTED_OUT = frozenset(
    ("identifies-person", "recognisable-person", "confidential-information", "own-exposure", "threat", "abuse")
)
_LONGEST_SAFER = 3_000  # characters up to which a safer wording is offered
_LONGEST = 60_000  # characters looked at in one response


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen in the answer to one question, and how it could be said instead."""

    question: Question
    findings: tuple[Finding, ...]
    changed: tuple[Piece, ...] = ()

    @property
    def name(self) -> str:
        """The question's name in the form."""
        return f"q{self.question.pk}"


def look(questions: Sequence[Question], answers: Mapping[int, Any]) -> list[Seen]:
    """Everything the check points out in the answers that are text.

    Args:
        questions: Of the consultation.
        answers: By question; those to questions with choices are the consultation's own words, and not looked at.
    """
    found, left = [], _LONGEST
    for question in questions:
        text = answers.get(question.pk)
        if question.options or not isinstance(text, str) or len(text) > left:
            continue
        left -= len(text)
        seen = _look(question, text)
        if seen:
            found.append(seen)
    return found


def _look(question: Question, text: str) -> Seen | None:
    assessment = check(text, with_safer=len(text) <= _LONGEST_SAFER)
    findings = tuple(one for one in assessment.findings if one.concern in POINTED_OUT)
    if not findings:
        return None
    safer = assessment.safer
    return Seen(question, findings, differences(text, safer.text) if safer else ())
