"""The audit trail: each line holds a hash over itself and the line before, so none can be changed or lost unseen."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from forethought_web.consultations.models import Entry

FIRST = "0" * 64


def record(who: str, what: str, about: object, **details: Any) -> Entry:
    """Add a line, in the transaction of what it tells of: both are there or neither.

    Args:
        who: A member of staff by name, or "respondent", "system".
        what: What was done, such as "publish".
        about: What it was done to, by its name in an address or its number.
        details: What else must be known later; never words of a response or a comment.
    """
    with transaction.atomic():
        # The first line is locked, so the last one is read only after any other writer has finished.
        Entry.objects.select_for_update(no_key=True).order_by("number").first()
        last = Entry.objects.order_by("-number").first()
        number, before = (last.number + 1, last.hash) if last else (1, FIRST)
        now = timezone.now()
        entry = Entry(number=number, at=now, who=who, what=what, about=str(about), details=details, before=before)
        entry.hash = hash_of(entry)
        entry.save()
    return entry


def hash_of(entry: Entry) -> str:
    """The hash of a line: SHA-256 over its number, time, words and the hash before it, as canonical JSON."""
    held = [
        entry.number, entry.at.astimezone(UTC).isoformat(timespec="microseconds"), entry.who, entry.what, entry.about,
        entry.details, entry.before,
    ]  # fmt: skip
    return sha256(json.dumps(held, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def broken(entries: Iterable[Entry]) -> str:
    """Where a trail is broken, in words; "" where it is whole."""
    number, before = 0, FIRST
    for entry in entries:
        if entry.number != number + 1:
            return f"after entry {number} comes {entry.number}: what was between is gone"
        if entry.before != before:
            return f"entry {entry.number} does not follow the one before it: that one was changed"
        if entry.hash != hash_of(entry):
            return f"entry {entry.number} was changed"
        number, before = entry.number, entry.hash
    return ""


def head() -> tuple[int, str, datetime | None]:
    """The last line's number, hash and time: to be written down elsewhere, so that a cut end is seen too."""
    last = Entry.objects.order_by("-number").first()
    return (last.number, last.hash, last.at) if last else (0, FIRST, None)
