"""Before responses are published a person looks at each: what must not be told is left out, and the answer stays whole.

A response counts as looked at only until it is saved again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from forethought import check
from forethought.values import Mention
from forethought_web.consultations.audit import record
from forethought_web.consultations.models import Consultation
from forethought_web.moderation.models import POLICY
from forethought_web.responses.models import Answer, Redaction, Response

_ALWAYS = frozenset(("username", "contact", "id-number"))
_OF_PRIVATE_PEOPLE = frozenset(("person-name", "initials"))
_WITH_OTHERS = frozenset(("place", "organisation", "unit", "age", "date-time", "event"))
_TELLS_WHO = frozenset(("identifies-person", "recognisable-person", "confidential-information", "own-exposure"))
_WHOLE = {"threat": "threat", "abuse": "abuse"}  # concerns of which all words are suggested, with the policy's reason
_LONGEST = 20_000  # characters


class NotPossible(ValueError):
    """Something that cannot be left out or cleared: why, in words for staff."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Words that might be left out: from a code point up to another, for a reason of the policy."""

    start: int
    end: int
    reason: str
    what: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an answer as it is published: words, or in their place the reason why they are left out."""

    words: str
    left_out: str = ""

    @property
    def why(self) -> str:
        """The reason in words; "" where nothing is left out."""
        return POLICY.get(self.left_out, self.left_out)


# ---- What to look at


def waiting(consultation: Consultation) -> QuerySet[Response]:
    """The responses that may be published and that nobody has looked at since they were saved."""
    return publishable(consultation).exclude(cleared_at__gte=F("saved_at"))


def cleared(consultation: Consultation) -> QuerySet[Response]:
    """The responses that may be published and that a person has looked at."""
    return publishable(consultation).filter(cleared_at__gte=F("saved_at"))


def publishable(consultation: Consultation) -> QuerySet[Response]:
    """The responses whose senders agreed that they are published."""
    sent = Response.objects.filter(consultation=consultation, state=Response.State.SENT)
    return sent.filter(consent__in=("named", "unnamed")).order_by("pk")


def is_cleared(response: Response) -> bool:
    """Whether a person has looked at it since it was saved."""
    return response.cleared_at is not None and response.cleared_at >= response.saved_at


def suggestions(response: Response, text: str) -> list[Suggestion]:
    """What the check would leave out of an answer, in order, none within another. A person decides.

    These are contacts and numbers of anybody; names of private people; what else could tell who a person is, where the
    check says that somebody could be known; words that threaten or abuse; and the respondent's own name where they want
    none published. More rather than less: a tick is quickly left out, and what is published stays published.
    """
    seen = check(text[:_LONGEST], with_safer=False)
    concerns = {one.concern for one in seen.findings}
    found = [
        Suggestion(one.span.start, one.span.end, "identifies", one.type)
        for one in seen.mentions
        if _tells(one, others=bool(_TELLS_WHO & concerns))
    ]
    found += [
        Suggestion(one.span.start, one.span.end, _WHOLE[one.concern], one.concern)
        for one in seen.findings
        if one.concern in _WHOLE and one.span
    ]
    own = [
        Suggestion(start, start + len(words.strip()), "identifies", "own name")
        for words in (response.name, response.organisation)
        for start in places_of(words, text)
    ]
    if response.consent == "named":
        return _apart(one for one in found if not any(one.start < its.end and its.start < one.end for its in own))
    return _apart([*own, *found])


def _tells(mention: Mention, *, others: bool) -> bool:
    if mention.type in _ALWAYS:
        return True
    is_private = mention.about != "public"
    return is_private and (mention.type in _OF_PRIVATE_PEOPLE or (others and mention.type in _WITH_OTHERS))


def _apart(found: Iterable[Suggestion]) -> list[Suggestion]:
    kept: list[Suggestion] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def places_of(words: str, text: str) -> list[int]:
    """Where words stand in a text, whatever their case; none within another."""
    wanted, within = words.strip().casefold(), text.casefold()
    if not wanted or len(within) != len(text):  # a few letters change their length: then only as they are written
        wanted, within = words.strip(), text
    found, at = [], within.find(wanted) if wanted else -1
    while at >= 0:
        found.append(at)
        at = within.find(wanted, at + len(wanted))
    return found


# ---- Deciding


@transaction.atomic
def leave_out(answer: Answer, spans: Sequence[tuple[int, int, str]], by: str) -> int:
    """Leave words out of what is published of an answer; return how many places are new.

    Args:
        answer: One in words.
        spans: From a code point up to another, and a reason of the policy.
        by: Who decides.

    Raises:
        NotPossible: If a place is not in the answer, or the reason is not of the policy.
    """
    text = answer.value if isinstance(answer.value, str) else ""
    for start, end, reason in spans:
        if not 0 <= start < end <= len(text):
            raise NotPossible("these words are not in the answer")
        if reason not in POLICY:
            raise NotPossible("choose a reason of the policy")
    there = {(one.start, one.end) for one in answer.redactions.all()}
    new = {(start, end): reason for start, end, reason in spans if (start, end) not in there}
    Redaction.objects.bulk_create(
        Redaction(answer=answer, start=start, end=end, reason=reason, by=by) for (start, end), reason in new.items()
    )
    if new:
        record(by, "leave out", answer.response.reference, question=answer.question.order, reasons=sorted(new.values()))
    return len(new)


@transaction.atomic
def put_back(redaction: Redaction, by: str) -> None:
    """Publish words after all."""
    answer = redaction.answer
    redaction.delete()
    record(by, "put back", answer.response.reference, question=answer.question.order)


@transaction.atomic
def clear(response: Response, by: str) -> None:
    """Say that a person has looked at it, and it may be published as it is now.

    Raises:
        NotPossible: If its sender did not agree to that, or it is not there any more.
    """
    kept = Response.objects.select_for_update().get(pk=response.pk)
    if kept.state != Response.State.SENT or kept.consent not in ("named", "unnamed"):
        raise NotPossible("its sender has not agreed that it is published")
    kept.cleared_at, kept.cleared_by = timezone.now(), by
    kept.save(update_fields=["cleared_at", "cleared_by"])
    record(by, "clear response", kept.reference)


@transaction.atomic
def hold_back(response: Response, by: str) -> None:
    """Do not publish it."""
    Response.objects.filter(pk=response.pk).update(cleared_at=None, cleared_by="")
    record(by, "hold back response", response.reference)


# ---- What is published


def pieces(text: str, redactions: Iterable[Redaction | Suggestion]) -> list[Piece]:
    """A text without what is left out of it: overlapping places are one, under the reason of the first."""
    made: list[Piece] = []
    at = 0
    for one in sorted(redactions, key=lambda one: (one.start, one.end)):
        start, end = max(one.start, at), min(one.end, len(text))
        if start >= end:
            continue
        if start > at or not made or not made[-1].left_out:
            made += [Piece(text[at:start])] if start > at else []
            made.append(Piece("", one.reason))
        at = end
    return made + ([Piece(text[at:])] if at < len(text) else [])


def in_words(found: Iterable[Piece]) -> str:
    """The same as plain text: "[left out: ...]" where something is."""
    return "".join(f"[left out: {one.why}]" if one.left_out else one.words for one in found)
