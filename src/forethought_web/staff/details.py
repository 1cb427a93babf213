"""What a consultation is called and how it is run: its title, zone, moderation, and what is asked of senders."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from forethought_web.consultations import running
from forethought_web.consultations.audit import record
from forethought_web.consultations.models import Consultation
from forethought_web.staff.access import who

_MOST_ANSWERS = 10


@transaction.atomic
def change(request: HttpRequest, consultation: Consultation) -> None:
    """Take the details that were sent. The audit trail names those that changed, and says nothing of others.

    Raises:
        NotPossible: If something is missing, not known, or cannot change any more.
    """
    sent = request.POST
    kept = Consultation.objects.select_for_update().get(pk=consultation.pk)
    wanted = {
        "title": sent.get("title", "").strip()[:200],
        "body": sent.get("body", "").strip()[:200],
        "summary": sent.get("summary", "").replace("\r\n", "\n").strip()[:5_000],
        "zone": sent.get("zone", "").strip(),
        "moderation": sent.get("moderation", ""),
        "guard": sent.get("guard", ""),
        "guard_question": sent.get("guard_question", "").strip()[:200],
        "guard_answers": _answers(sent.get("guard_answers", "")),
        "asks_registration": sent.get("asks_registration") == "yes",
        "registration_form": sent.get("registration_form", "").strip()[:120],
    }
    _look_at(wanted, kept)
    changed = sorted(name for name, value in wanted.items() if getattr(kept, name) != value)
    for name in changed:
        setattr(kept, name, wanted[name])
    if changed:
        kept.save(update_fields=changed)
        record(who(request), "change details", kept.slug, changed=changed)


def _look_at(wanted: dict[str, object], kept: Consultation) -> None:
    if not wanted["title"] or not wanted["body"]:
        raise running.NotPossible("give a title, and the name of the body that asks")
    if wanted["zone"] not in available_timezones():
        raise running.NotPossible("the time zone is not known; give one such as Europe/London")
    if wanted["zone"] != kept.zone and kept.state != Consultation.State.DRAFT:
        raise running.NotPossible("the time zone cannot change once it is published")
    if wanted["moderation"] not in Consultation.Moderation.values or wanted["guard"] not in Consultation.Guard.values:
        raise running.NotPossible("choose from the answers listed")
    if wanted["guard"] == Consultation.Guard.QUESTION and not (wanted["guard_question"] and wanted["guard_answers"]):
        raise running.NotPossible("give the question that senders are asked, and its right answers, one a line")
    if kept.phase(timezone.now()) in ("closed", "withdrawn"):
        raise running.NotPossible("the consultation is over")


def _answers(text: str) -> list[str]:
    return [line.strip()[:100] for line in text.splitlines() if line.strip()][:_MOST_ANSWERS]
