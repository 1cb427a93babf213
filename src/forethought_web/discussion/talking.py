"""Commenting, agreeing, reporting. What is sent is never dropped: signs of a flood put it before a person first."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from forethought import check
from forethought.values import Assessment
from forethought_web.consultations import letters
from forethought_web.consultations.models import Consultation
from forethought_web.discussion.models import Comment, Report, Vote
from forethought_web.responses.answering import Closed, key_hash

LONGEST = 5_000  # characters
DEEPEST = 6  # replies to replies
REASONS = ("identifies", "threat", "abuse", "unlawful", "spam", "elsewhere")
# What the check may see in a comment that a person should look at before everybody does.
LOOKED_AT = frozenset(("identifies-person", "recognisable-person", "threat", "abuse", "discrimination"))
_BURST, _WITHIN = 20, timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wants to say, and as whom."""

    text: str
    name: str = ""
    type: str = ""
    quote: str = ""
    email: str = ""  # to be told of replies and decisions
    is_trapped: bool = False  # filled in a field that no person sees
    is_proved: bool = True  # came with what the consultation asks of a sender


def looked_at(text: str) -> Assessment:
    """What the check says of a comment. It advises its author, and staff; it decides nothing."""
    return check(text, with_safer=True)


@transaction.atomic
def comment(
    consultation: Consultation, anchor: str, words: Words, parent: Comment | None = None, seen: Sequence[str] = ()
) -> tuple[Comment, str]:
    """Keep a comment; its key is given once, for its author's private link.

    Args:
        consultation: An open one.
        anchor: The paragraph's.
        words: What is said.
        parent: The comment it replies to.
        seen: Concerns that the check saw in it.

    Raises:
        Closed: If the consultation is not open.
    """
    kept = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    now = timezone.now()
    if kept.phase(now) != "open":
        raise Closed
    flags = sorted(LOOKED_AT & set(seen)) + _flood(kept, words)
    waits = kept.moderation == Consultation.Moderation.BEFORE or bool(flags)
    key = secrets.token_urlsafe(24)
    last = Comment.objects.filter(consultation=kept).aggregate(last=Max("number"))["last"] or 0
    made = Comment.objects.create(
        consultation=kept,
        number=last + 1,
        anchor=anchor,
        quote=words.quote,
        parent=parent,
        name=words.name,
        type=words.type,
        text=words.text,
        email=words.email,
        state=Comment.State.WAITING if waits else Comment.State.SHOWN,
        key=key_hash(key),
        flags=flags,
        made_at=now,
    )
    letters.tell_of_reply(made)
    return made, key


def _flood(consultation: Consultation, words: Words) -> list[str]:
    """Signs of a flood: a field filled that no person sees, the same words again, very many in a minute."""
    comments = Comment.objects.filter(consultation=consultation)
    flags = ["trap"] if words.is_trapped else []
    flags += [] if words.is_proved else ["no-proof"]
    if comments.filter(text=words.text).exists():
        flags.append("duplicate")
    if comments.filter(made_at__gt=timezone.now() - _WITHIN).count() >= _BURST:
        flags.append("burst")
    return flags


@transaction.atomic
def vote(one: Comment, voter: str, *, agrees: bool) -> Comment:
    """Agree or disagree; the same again takes it back, the other changes it.

    Args:
        one: A comment that is shown.
        voter: What a browser holds. It is kept only as a hash together with this comment's number.
    """
    kept = Comment.objects.select_for_update().get(pk=one.pk)
    hashed = sha256(f"{voter}:{kept.pk}".encode()).hexdigest()
    before = Vote.objects.filter(comment=kept, voter=hashed).first()
    if before:
        _count(kept, agrees=before.agrees, by=-1)
        before.delete()
    if not before or before.agrees != agrees:
        Vote.objects.create(comment=kept, voter=hashed, agrees=agrees)
        _count(kept, agrees=agrees, by=1)
    kept.refresh_from_db()
    return kept


def _count(one: Comment, *, agrees: bool, by: int) -> None:
    field = "agree" if agrees else "disagree"
    Comment.objects.filter(pk=one.pk).update(**{field: F(field) + by})


def report(one: Comment, reason: str) -> None:
    """Ask staff to look at a comment. It stays as it is until a person has.

    Raises:
        ValueError: If the reason is not one of the policy's.
    """
    if reason not in REASONS:
        raise ValueError("not a reason of the policy")
    Report.objects.create(comment=one, reason=reason)


def depth(one: Comment | None) -> int:
    """How many comments a reply to this one would stand under."""
    count = 0
    while one is not None:
        one, count = one.parent, count + 1
    return count
