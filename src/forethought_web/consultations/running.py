"""Running a consultation: making, publishing, extending, withdrawing it; each with its line in the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from forethought_web.consultations import letters
from forethought_web.consultations.audit import record
from forethought_web.consultations.drafts import Part, carried
from forethought_web.consultations.models import Consultation, Extension, Paragraph, Version


class NotPossible(ValueError):
    """Something that cannot be done with a consultation as it is: why, in words for its staff."""


@transaction.atomic
def add_version(consultation: Consultation, parts: Sequence[Part], who: str, note: str = "") -> Version:
    """Give a consultation a new version of its draft; paragraphs that stay keep their anchors.

    Raises:
        NotPossible: If it is closed or withdrawn: what people answered to must stay what it was.
    """
    if consultation.phase(timezone.now()) in ("closed", "withdrawn"):
        raise NotPossible("the consultation is over; its draft stays as people answered to it")
    last = consultation.current
    if last:
        parts = carried([Part(p.text, p.number, p.is_heading, p.anchor) for p in last.paragraphs.all()], parts)
    version = Version.objects.create(consultation=consultation, number=(last.number if last else 0) + 1, note=note)
    Paragraph.objects.bulk_create(
        Paragraph(
            version=version, order=n, anchor=one.anchor, number=one.number, is_heading=one.is_heading, text=one.text
        )
        for n, one in enumerate(parts, 1)
    )
    record(who, "new version", consultation.slug, number=version.number)
    letters.tell_of_version(version)
    return version


@transaction.atomic
def publish(consultation: Consultation, opens_at: datetime, closes_at: datetime, who: str) -> None:
    """Let everybody see it; it opens and closes by the clock.

    Raises:
        NotPossible: If it is not a draft, has no paragraphs, or would close before it opens or before now.
    """
    if consultation.state != Consultation.State.DRAFT:
        raise NotPossible("it is published already, or withdrawn")
    if not consultation.current:
        raise NotPossible("it has no draft yet")
    if closes_at <= opens_at:
        raise NotPossible("it would close before it opens")
    if closes_at <= timezone.now():
        raise NotPossible("its closing time is past")
    consultation.opens_at, consultation.closes_at = opens_at, closes_at
    consultation.state = Consultation.State.PUBLISHED
    consultation.save()
    record(who, "publish", consultation.slug, opens=opens_at.isoformat(), closes=closes_at.isoformat())


@transaction.atomic
def extend(consultation: Consultation, closes_at: datetime, because: str, who: str) -> Extension:
    """Put off the closing time, with a reason that everybody sees.

    Raises:
        NotPossible: If it is not open or upcoming, the new time is not later, or no reason is given.
    """
    kept = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if kept.phase(timezone.now()) not in ("open", "upcoming") or kept.closes_at is None:
        raise NotPossible("only one that is open or upcoming can be extended")
    if closes_at <= kept.closes_at:
        raise NotPossible("the new time is not later than the old one; a deadline is never brought forward")
    if not because.strip():
        raise NotPossible("say why: everybody will see it")
    made = Extension.objects.create(consultation=kept, before=kept.closes_at, after=closes_at, because=because.strip())
    record(who, "extend", kept.slug, before=kept.closes_at.isoformat(), after=closes_at.isoformat(), because=because)
    kept.closes_at = consultation.closes_at = closes_at
    kept.save()
    letters.tell_of_extension(made)
    return made


@transaction.atomic
def withdraw(consultation: Consultation, because: str, who: str) -> None:
    """End it with a reason. What was sent stays; nothing more is taken.

    Raises:
        NotPossible: If it is not published, or no reason is given.
    """
    if consultation.state != Consultation.State.PUBLISHED:
        raise NotPossible("only a published one can be withdrawn")
    if not because.strip():
        raise NotPossible("say why: everybody will see it")
    consultation.state = Consultation.State.WITHDRAWN
    consultation.withdrawn_because = because.strip()
    consultation.save()
    record(who, "withdraw", consultation.slug, because=because.strip())
    letters.tell_of_withdrawal(consultation)
