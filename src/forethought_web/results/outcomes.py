"""What was heard and decided, as it is told: to everybody, and to each respondent."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from forethought_web.consultations.models import Consultation
from forethought_web.pages.answer import Piece, differences
from forethought_web.responses.models import TYPES, Response
from forethought_web.results.counting import told
from forethought_web.results.models import Outcome


@dataclass(frozen=True, slots=True)
class Said:
    """One outcome as it is read."""

    outcome: Outcome
    about: str
    decision: str
    changed: tuple[Piece, ...]


def said(consultation: Consultation) -> list[Said]:
    """The outcomes that were published, in the order of the draft."""
    version = consultation.current
    paragraphs = {one.anchor: one for one in version.paragraphs.all()} if version else {}
    places = {anchor: one.order for anchor, one in paragraphs.items()}
    found = []
    for one in consultation.outcomes.filter(is_published=True).select_related("question"):
        paragraph = paragraphs.get(one.anchor)
        about = (
            f"{paragraph.number} {paragraph.text}" if paragraph else one.question.text if one.question else one.anchor
        )
        changed = differences(paragraph.text, one.words) if paragraph and one.words else ()
        found.append((places.get(one.anchor, 10_000), one.pk, Said(one, about, one.get_decision_display(), changed)))
    return [row[2] for row in sorted(found, key=lambda row: row[:2])]


def became_of(response: Response) -> list[Said]:
    """What became of a response: the published outcomes on the questions it answers, and on what those are about."""
    answered = {one.question_id: one.question.anchor for one in response.answers.select_related("question")}
    anchors = _under(response.consultation, set(answered.values()) - {""})
    return [
        one
        for one in said(response.consultation)
        if one.outcome.question_id in answered or (one.outcome.anchor and one.outcome.anchor in anchors)
    ]


def _under(consultation: Consultation, anchors: set[str]) -> set[str]:
    """These anchors, and those of all paragraphs under a heading that is among them."""
    version, found, is_within = consultation.current, set(anchors), False
    for one in version.paragraphs.all() if version else ():
        is_within = one.anchor in anchors if one.is_heading else is_within
        if is_within:
            found.add(one.anchor)
    return found


def by_type(consultation: Consultation) -> tuple[tuple[str, int | None], ...]:
    """How many of each type of respondent answered, most first; None where too few to tell."""
    sent = Response.objects.filter(consultation=consultation, state=Response.State.SENT)
    rows = sorted(sent.values_list("type").annotate(n=Count("pk")).order_by(), key=lambda row: (-row[1], row[0]))
    return tuple((TYPES.get(name, "Not said"), told([count])[0]) for name, count in rows)
