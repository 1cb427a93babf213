"""Responses that staff bring in: keyed in from paper, e-mail or telephone, corrected, or taken from a file."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from forethought_web.consultations.audit import record
from forethought_web.consultations.models import Consultation, Entry, Question
from forethought_web.responses.answering import (
    Sheet,
    Stale,
    choice_of,
    keep_apart,
    key_hash,
    new_reference,
    read_registration,
    read_sheet,
    signs_of,
)
from forethought_web.responses.importing import Taken
from forethought_web.responses.models import PROVENANCE, Answer, EqualityAnswer, Response

KEYED = {key: name for key, name in PROVENANCE.items() if key in ("paper", "e-mail", "phone")}
LATE_DAYS = 28  # after closing, for what was received before it
_ABOUT = ("type", "is_organisation", "organisation", "speaks_for", "name", "email", "consent", "registration")
_AT_ONCE = 500


class NotTaken(ValueError):
    """A response that cannot be brought in: why, in words for staff."""


def refusal(consultation: Consultation, now: datetime, *, late_days: int | None = LATE_DAYS) -> str:
    """Why nothing can be brought in at a time; "" where it can.

    Args:
        consultation: To what.
        now: The time.
        late_days: For how many days after closing; None for ever.
    """
    phase = consultation.phase(now)
    if phase in ("draft", "upcoming"):
        return "The consultation is not open yet"
    if phase == "withdrawn":
        return "The consultation was withdrawn and takes nothing more"
    closed = consultation.closes_at if phase == "closed" else None
    if closed and late_days is not None and now >= closed + timedelta(days=late_days):
        return f"The consultation closed more than {late_days} days ago and takes nothing more"
    return ""


def wrong_day(consultation: Consultation, day: date, now: datetime) -> str:
    """What is wrong with the day a response was received, in the body's zone; "" where nothing is."""
    opens, closes = consultation.opens_at, consultation.closes_at
    if day > consultation.local(now).date():
        return "The day it was received is in the future"
    if opens and day < consultation.local(opens).date():
        return "It was received before the consultation opened, and cannot be taken"
    if closes and day > consultation.local(closes).date():
        return "It was received after the consultation closed, and cannot be taken"
    return ""


# ---- One by one


def read_keyed(consultation: Consultation, sent: Any) -> Sheet:
    """Read the form of staff: what was received is kept as it came, so no question has to be answered.

    ``about`` has the provenance and the day besides.
    """
    questions = [copy(one) for one in consultation.questions.all()]
    for one in questions:
        one.shown_if = None  # on paper every question can be answered
    sheet = read_sheet(questions, sent, whole=False)
    errors: dict[str, str] = {}
    about = dict(sheet.about) | {"provenance": sent.get("provenance", ""), "received_on": None}
    if about["provenance"] not in KEYED:
        errors["provenance"], about["provenance"] = "Say how it came in", ""
    try:
        about["received_on"] = date.fromisoformat(sent.get("received_on", "").strip())
    except ValueError:
        errors["received_on"] = "Give the day it was received, such as 2027-01-08"
    else:
        if why := wrong_day(consultation, about["received_on"], timezone.now()):
            errors["received_on"] = why
    errors |= sheet.errors
    if about["is_organisation"] and not about["organisation"]:
        errors["organisation"] = "Give the name of the organisation"
    if not about["consent"]:
        errors.setdefault(
            "consent", "Say whether it may be published; where it does not say, choose “Do not publish it”"
        )
    if not sheet.answers:
        errors["answers"] = "Key in at least one answer"
    if number := read_registration(sent, consultation, errors):
        about["registration"] = number
    elif sent.get("without-number"):
        about["registration"] = ""
    return replace(sheet, about=about, errors=errors)


def keyed_in(consultation: Consultation) -> QuerySet[Response]:
    """The responses that staff keyed in, those last keyed in first: these alone can be corrected."""
    return consultation.responses.filter(provenance__in=KEYED, state=Response.State.SENT).exclude(entered_by="")


@transaction.atomic
def key_in(consultation: Consultation, sheet: Sheet, form: str, by: str) -> Response:
    """Keep a response that was keyed in, once.

    Args:
        consultation: To what.
        sheet: What was read by `read_keyed`.
        form: What tells this form from others; the same again is the same response.
        by: Who keyed it in.

    Raises:
        NotTaken: If the consultation takes nothing, or the sheet has errors.
    """
    kept = Consultation.objects.select_for_update().get(pk=consultation.pk)
    _be_right(kept, sheet)
    key = key_hash(f"keyed-in/{kept.pk}/{form}")  # no address can hold it, so no link opens it
    if again := keyed_in(kept).filter(key=key).first():
        return again
    now = timezone.now()
    questions = {one.pk: one for one in kept.questions.all()}
    made = Response(
        consultation=kept, reference=_references(1)[0], key=key, state=Response.State.SENT, revision=1, entered_by=by,
        started_at=now, saved_at=now, sent_at=now,
    )  # fmt: skip
    _put(made, sheet)
    made.save()
    answers = _answers(made, sheet.answers, questions)
    made.flags = [one for one in signs_of(made, answers, now) if one != "burst"]
    made.save(update_fields=["flags"])
    Answer.objects.bulk_create(answers)
    keep_apart(sheet, questions, now.date())
    record(by, "key in", kept.slug, reference=made.reference, provenance=made.provenance)
    return made


@transaction.atomic
def correct(response: Response, sheet: Sheet, revision: int, by: str) -> Response:
    """Put right what was mistyped in a response that was keyed in. Equality answers stay: nobody can find them.

    Args:
        response: One of `keyed_in`.
        sheet: What was read by `read_keyed`.
        revision: The one that the form was opened on.
        by: Who corrects it.

    Raises:
        NotTaken: If it was not keyed in, the consultation takes nothing, or the sheet has errors.
        Stale: If somebody else corrected it meanwhile.
    """
    kept = Response.objects.select_for_update().select_related("consultation").get(pk=response.pk)
    if not keyed_in(kept.consultation).filter(pk=kept.pk).exists():
        raise NotTaken("Only what staff keyed in can be corrected by them")
    _be_right(kept.consultation, sheet)
    if kept.revision != revision:
        raise Stale
    before = {name: getattr(kept, name) for name in (*_ABOUT, "provenance", "received_on")}
    _put(kept, sheet)
    changed = sorted(name for name, value in before.items() if getattr(kept, name) != value)
    questions = {one.pk: one for one in kept.consultation.questions.all()}
    new = {one.question_id: one for one in _answers(kept, sheet.answers, questions)}
    for old in list(kept.answers.all()):
        if old.question_id in new and new[old.question_id].value == old.value:
            del new[old.question_id]
        else:
            changed.append(f"question {questions[old.question_id].order}")
            old.delete()
    changed += [f"question {questions[pk].order}" for pk in new]
    Answer.objects.bulk_create(new.values())
    kept.revision, kept.saved_at = revision + 1, timezone.now()
    kept.cleared_at, kept.cleared_by = None, ""  # what would be published is another thing now
    kept.save()
    told = sorted(set(changed))
    record(by, "correct", kept.consultation.slug, reference=kept.reference, revision=kept.revision, changed=told)
    return kept


def _be_right(consultation: Consultation, sheet: Sheet) -> None:
    if why := refusal(consultation, timezone.now()):
        raise NotTaken(why)
    if sheet.errors or wrong_day(consultation, sheet.about["received_on"], timezone.now()):
        raise NotTaken("A sheet with errors is not kept")


def _put(response: Response, sheet: Sheet) -> None:
    for name in (*_ABOUT, "provenance", "received_on"):
        if name in sheet.about:
            setattr(response, name, sheet.about[name])
    if response.type != "registrant":
        response.registration = ""


def _answers(response: Response, given: Mapping[int, Any], questions: Mapping[int, Question]) -> list[Answer]:
    return [
        Answer(response=response, question=questions[pk], value=value, choice=choice_of(value, questions[pk])[:200])
        for pk, value in given.items()
        if not questions[pk].about_equality
    ]


def _references(count: int) -> list[str]:
    """So many references that no response has."""
    found: dict[str, None] = {}
    while len(found) < count:
        made = [new_reference() for _ in range(count - len(found))]
        there: set[str] = set()
        for some in _chunks(made):
            there |= set(Response.objects.filter(reference__in=some).values_list("reference", flat=True))
        found |= dict.fromkeys(one for one in made if one not in there)
    return list(found)


# ---- From a file


def already(consultation: Consultation, taken: Iterable[Taken]) -> set[str]:
    """The origins among these that are there: imported before, or sent here and read from our export."""
    origins = [one.origin for one in taken]
    found: set[str] = set()
    for some in _chunks(origins):
        found |= set(consultation.responses.filter(origin__in=some).values_list("origin", flat=True))
        own = [one.removeprefix("own:") for one in some if one.startswith("own:")]
        here = consultation.responses.filter(reference__in=own).values_list("reference", flat=True)
        found |= {f"own:{one}" for one in here}
    return found


@transaction.atomic
def take_in(consultation: Consultation, taken: Sequence[Taken], by: str, **told: Any) -> Entry:
    """Take responses from a file, all or none; what is there already is left as it is.

    Args:
        consultation: To what.
        taken: What was read.
        by: Who imports it.
        told: What else the audit trail should know, such as the shape of the file; never words of it.

    Returns:
        The line of the audit trail; its details have "added" and "there", counts.

    Raises:
        NotTaken: If the consultation takes nothing.
    """
    kept = Consultation.objects.select_for_update().get(pk=consultation.pk)
    now = timezone.now()
    if why := refusal(kept, now, late_days=None):
        raise NotTaken(why)
    there = already(kept, taken)
    new = [one for one in taken if one.origin not in there]
    asked = {one.order: one for one in kept.questions.all()}
    made = Response.objects.bulk_create(
        (_imported(kept, one, reference, by, now) for one, reference in zip(new, _references(len(new)), strict=True)),
        batch_size=_AT_ONCE,
    )
    answers, equality = [], []
    for response, one in zip(made, new, strict=True):
        for order, value in one.answers.items():
            question = asked[order]
            if question.about_equality:
                equality.append(EqualityAnswer(question=question, choice=str(value)[:200], day=now.date()))
            else:
                choice = choice_of(value, question)[:200]
                answers.append(Answer(response=response, question=question, value=value, choice=choice))
    _flag(kept, made, answers)
    Answer.objects.bulk_create(answers, batch_size=_AT_ONCE)
    EqualityAnswer.objects.bulk_create(equality, batch_size=_AT_ONCE)
    return record(by, "import", kept.slug, added=len(new), there=len(there), **told)


def _imported(consultation: Consultation, one: Taken, reference: str, by: str, now: datetime) -> Response:
    return Response(
        consultation=consultation, reference=reference, key=key_hash(secrets.token_urlsafe(24)), revision=1,
        state=Response.State.SENT, provenance="import", entered_by=by, origin=one.origin, received_on=one.received_on,
        started_at=now, saved_at=now, sent_at=one.sent_at or now, **one.about,
    )  # fmt: skip


def _flag(consultation: Consultation, responses: Sequence[Response], answers: Sequence[Answer]) -> None:
    """Mark those whose longer words came before, in the file or here."""
    prints = {one.choice for one in answers if one.choice.startswith("#")}
    seen: set[tuple[int, str]] = set()
    for some in _chunks(sorted(prints)):
        found = Answer.objects.filter(
            question__consultation=consultation, choice__in=some, response__state=Response.State.SENT
        )
        seen |= set(found.values_list("question", "choice"))
    again: dict[int, Response] = {}
    for one in answers:
        if one.choice.startswith("#"):
            if (one.question_id, one.choice) in seen:
                one.response.flags = ["duplicate"]
                again[one.response.pk] = one.response
            seen.add((one.question_id, one.choice))
    Response.objects.bulk_update(again.values(), ["flags"], batch_size=100)


def _chunks(things: Sequence[str]) -> Iterable[Sequence[str]]:
    return (things[n : n + _AT_ONCE] for n in range(0, len(things), _AT_ONCE))
