"""Answers: what a form sends, read against the questions; saved, sent, changed, withdrawn. Nothing taken is lost."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from forethought_web.consultations.models import Consultation, Question, Registered
from forethought_web.responses.models import CONSENT, TYPES, Answer, EqualityAnswer, Response

MOST_TRIED = 20
LONGEST = {"short": 500, "long": 20_000}  # characters
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that are mistaken for each other
_ABOUT = ("type", "organisation", "name", "email", "consent")
_LONGEST_ABOUT = 200
_BURST, _WITHIN = 200, timedelta(minutes=1)
_AT_ONCE = 2_000  # rows a query
REFERENCE_LENGTH = 9  # characters, with the hyphen
_LEAST_ALIKE = 40  # characters from which the same words twice are a sign of something


class Closed(Exception):
    """The consultation takes nothing more: it is closed, not open yet, or withdrawn."""


class Stale(Exception):
    """The response was changed elsewhere since this page was opened. Nothing was overwritten."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a form sent: about the respondent, and answers by question; with what is wrong, by field."""

    about: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[int, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


# ---- Reading what was sent


def read_sheet(questions: Sequence[Question], sent: Any, *, whole: bool) -> Sheet:
    """Read a form.

    Args:
        questions: In order; one that is shown only after a certain answer is left out where that was not given.
        sent: A QueryDict, or anything with ``get`` and ``getlist``.
        whole: Whether it is to be sent, so that what is required must be there; a part can always be saved.
    """
    errors: dict[str, str] = {}
    about = _read_about(sent, errors, whole=whole)
    answers: dict[int, Any] = {}
    by_order: dict[int, Any] = {}
    for question in questions:
        if not is_shown(question, by_order):
            continue
        value = _read_answer(question, sent, errors)
        if value in (None, "", [], {}):
            if whole and question.required:
                errors.setdefault(f"q{question.pk}", "Answer this question")
            continue
        answers[question.pk] = by_order[question.order] = value
    return Sheet(about, answers, errors)


def is_shown(question: Question, answers: Mapping[int, Any]) -> bool:
    """Whether a question is asked, after the answers to earlier ones by their order."""
    condition = question.shown_if
    if not isinstance(condition, Mapping):
        return True
    given = answers.get(condition.get("question", -1))
    wanted = condition.get("is", [])
    return any(one in wanted for one in (given if isinstance(given, list) else [given]))


def _read_about(sent: Any, errors: dict[str, str], *, whole: bool) -> dict[str, Any]:
    about: dict[str, Any] = {name: sent.get(name, "").strip().replace("\0", "")[:_LONGEST_ABOUT] for name in _ABOUT}
    about["is_organisation"] = sent.get("is_organisation") == "yes"
    if about["type"] not in ("", *TYPES):
        errors["type"], about["type"] = "Choose one of the answers listed", ""
    if about["consent"] not in ("", *CONSENT):
        errors["consent"], about["consent"] = "Choose one of the answers listed", ""
    if whole and not about["type"]:
        errors.setdefault("type", "Say as what you answer")
    if whole and not about["consent"]:
        errors.setdefault("consent", "Say whether your response may be published")
    if about["email"]:
        try:
            validate_email(about["email"])
        except ValidationError:
            errors["email"], about["email"] = "Give an e-mail address like name@example.org, or none", ""
    said = sent.get("speaks_for", "").strip().replace(",", "")
    about["speaks_for"] = int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None
    if said and about["speaks_for"] is None:
        errors["speaks_for"] = "Give a whole number, such as 250"
    if not about["is_organisation"]:
        about["organisation"], about["speaks_for"] = "", None
    elif whole and not about["organisation"]:
        errors["organisation"] = "Give the name of your organisation"
    return about


def _read_answer(question: Question, sent: Any, errors: dict[str, str]) -> Any:
    name, options = f"q{question.pk}", question.options
    if question.kind in LONGEST:
        text = sent.get(name, "").replace("\r\n", "\n").replace("\0", "").strip()
        most = LONGEST[question.kind]
        if len(text) > most:
            errors[name] = f"Your answer must be {most:,} characters or fewer; it has {len(text):,}"
        return text[:most]
    if question.kind == "several":
        chosen = [one for one in options if one in sent.getlist(name)]
        if len(set(sent.getlist(name)) - set(options)):
            errors[name] = "Choose from the answers listed"
        return chosen
    if question.kind == "rank":
        return _read_ranks(question, sent, errors)
    if question.kind == "matrix":
        rows = {row: sent.get(f"{name}-{n}", "") for n, row in enumerate(question.rows)}
        if any(value not in ("", *options) for value in rows.values()):
            errors[name] = "Choose from the answers listed"
        return {row: value for row, value in rows.items() if value in options and value}
    value = sent.get(name, "")
    if value not in ("", *options):
        errors[name] = "Choose one of the answers listed"
        return ""
    return value


def _read_ranks(question: Question, sent: Any, errors: dict[str, str]) -> list[str]:
    places: dict[int, str] = {}
    for n, option in enumerate(question.options):
        said = sent.get(f"q{question.pk}-{n}", "").strip()
        if not said:
            continue
        place = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 0
        if not 1 <= place <= len(question.options) or place in places:
            errors[f"q{question.pk}"] = f"Give each a different place, from 1 to {len(question.options)}"
            continue
        places[place] = option
    return [places[place] for place in sorted(places)]


# ---- Keeping it


def key_hash(key: str) -> str:
    """What is kept of a private link's key."""
    return sha256(key.encode()).hexdigest()


def start(consultation: Consultation) -> tuple[Response, str]:
    """Begin a response; its key is given once, to be put into the private link.

    Raises:
        Closed: If the consultation is not open.
    """
    _be_open(consultation)
    key = secrets.token_urlsafe(24)
    made = Response.objects.create(consultation=consultation, reference=new_reference(), key=key_hash(key))
    return made, key


def new_reference() -> str:
    """A reference for a response, such as "K7QM-2XHD"; that no other has it is for the caller to see."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def find(key: str) -> Response | None:
    """The response that a private link is of."""
    return Response.objects.select_related("consultation").filter(key=key_hash(key)).first()


@transaction.atomic
def save(response: Response, sheet: Sheet, revision: int, *, send: bool = False, signs: Sequence[str] = ()) -> Response:
    """Keep a sheet as the response's newest revision, and send it where that is wanted.

    Args:
        response: As it was found.
        sheet: What was read; where it has errors it may be saved, never sent.
        revision: The one that the sheet was written on.
        send: Whether it is now the respondent's answer. One that was sent before stays sent.
        signs: Signs of a flood that were seen in how it was sent, by their names in ``floods.SIGNS``.

    Raises:
        Closed: If the consultation takes nothing more, by the server's clock.
        Stale: If there is a newer revision.
        ValueError: If a sheet with errors is to be sent.
    """
    if send and sheet.errors:
        raise ValueError("a sheet with errors is not sent")
    kept = Response.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=response.pk)
    now = timezone.now()
    if kept.consultation.phase(now) != "open" or kept.state == Response.State.WITHDRAWN:
        raise Closed
    if kept.revision != revision:
        raise Stale
    for name, value in sheet.about.items():
        setattr(kept, name, value)
    kept.revision, kept.saved_at = revision + 1, now
    if send:
        kept.state, kept.sent_at = Response.State.SENT, now
    questions = {one.pk: one for one in kept.consultation.questions.all()}
    plain = {pk: value for pk, value in sheet.answers.items() if not questions[pk].about_equality}
    answers = [
        Answer(response=kept, question=questions[pk], value=value, choice=choice_of(value, questions[pk]))
        for pk, value in plain.items()
    ]
    if kept.state != Response.State.SENT:
        for one in answers:
            one.choice = ""  # counted once it is sent
    if send:
        kept.flags = sorted({*signs, *signs_of(kept, answers, now)})
    kept.save()
    _keep(kept, answers)
    if send and revision == 0 or (send and response.sent_at is None):
        keep_apart(sheet, questions, now.date())
    return kept


def _keep(response: Response, answers: Sequence[Answer]) -> None:
    """Keep these answers and no others. One that did not change stays itself, with what staff marked on it."""
    there = {one.question_id: one for one in response.answers.all()}
    same = [(there[one.question_id], one) for one in answers if _is_same(there.get(one.question_id), one)]
    kept = {old.pk for old, _ in same}
    gone = [one.pk for one in there.values() if one.pk not in kept]
    if gone:
        response.answers.filter(pk__in=gone).delete()
    counted = [old for old, new in same if old.choice != new.choice]
    for old, new in same:
        old.choice = new.choice
    if counted:
        Answer.objects.bulk_update(counted, ["choice"])
    unchanged = {old.question_id for old, _ in same}
    Answer.objects.bulk_create(one for one in answers if one.question_id not in unchanged)


def _is_same(old: Answer | None, new: Answer) -> bool:
    return old is not None and old.value == new.value


def signs_of(response: Response, answers: Sequence[Answer], now: datetime) -> list[str]:
    """Signs of a flood in what is sent: staff see them beside it, and nothing is dropped."""
    others = Response.objects.filter(consultation=response.consultation, state=Response.State.SENT).exclude(
        pk=response.pk
    )
    found = []
    if others.filter(sent_at__gt=now - _WITHIN)[:_BURST].count() >= _BURST:
        found.append("burst")
    texts = {(one.question_id, one.choice) for one in answers if one.choice.startswith("#")}
    for question, print_ in texts:
        alike = Answer.objects.filter(question=question, choice=print_).exclude(response=response.pk)
        if alike.filter(response__state=Response.State.SENT).exists():
            found.append("duplicate")
            break
    if response.registration and others.filter(registration=response.registration).exists():
        found.append("number-again")
    if response.registration and is_registered(response) is False:
        found.append("number-unknown")
    return found


def keep_apart(sheet: Sheet, questions: Mapping[int, Question], day: Any) -> None:
    """Keep equality answers, once, tied to nothing."""
    EqualityAnswer.objects.bulk_create(
        EqualityAnswer(question=questions[pk], choice=str(value)[:200], day=day)
        for pk, value in sheet.answers.items()
        if questions[pk].about_equality
    )


@transaction.atomic
def attach(response: Response, difference: Mapping[str, Any]) -> None:
    """Add to a response how a post was judged under the draft and under the guidance in force; never the post.

    Raises:
        Closed: If the consultation is not open.
    """
    kept = Response.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=response.pk)
    _be_open(kept.consultation)
    kept.tried = [*kept.tried, dict(difference)][-MOST_TRIED:]
    kept.save(update_fields=["tried"])


def choice_of(value: Any, question: Question) -> str:
    """What of an answer can be counted: the choice, the first of a ranking, a fingerprint of a longer text; else ""."""
    if question.kind in LONGEST:
        plain = " ".join(str(value).split()).casefold()
        return f"#{sha256(plain.encode()).hexdigest()[:24]}" if len(plain) >= _LEAST_ALIKE else ""
    if question.kind in ("yes-no", "agree", "choice"):
        return str(value)
    return str(value[0]) if question.kind == "rank" and value else ""


@transaction.atomic
def withdraw(response: Response) -> None:
    """Take a response back: its answers and everything about its sender are deleted; that there was one remains.

    Raises:
        Closed: If the consultation is over: then its body must be asked.
    """
    kept = Response.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=response.pk)
    _be_open(kept.consultation)
    forget(kept)


def forget(kept: Response) -> None:
    """Delete a response's answers and everything about its sender."""
    kept.answers.all().delete()
    for name in ("type", "organisation", "name", "email", "consent", "registration"):
        setattr(kept, name, "")
    kept.is_organisation, kept.speaks_for, kept.tried, kept.flags = False, None, [], []
    kept.cleared_at, kept.cleared_by = None, ""
    kept.state, kept.revision, kept.saved_at = Response.State.WITHDRAWN, kept.revision + 1, timezone.now()
    kept.save()


def read_registration(sent: Any, consultation: Consultation, errors: dict[str, str]) -> str:
    """What is kept of the registration number in a form; "" where none is asked for or given.

    Args:
        sent: A QueryDict.
        consultation: Its ``registration_form`` says what numbers look like: A for a letter, 0 for a digit, several
            forms with a space between; anything is taken where it is empty.
        errors: Where a number that looks otherwise is told.
    """
    said = "".join(sent.get("registration", "").split()).upper()[:40]
    if not consultation.asks_registration or not said or sent.get("type") != "registrant":
        return ""
    forms = consultation.registration_form.upper().split()
    shape = "".join("0" if one.isdigit() else "A" if one.isalpha() else one for one in said)
    if forms and shape not in forms:
        errors["registration"] = f"A registration number looks like {' or '.join(forms)} (A a letter, 0 a digit)"
        return ""
    return registration_hash(said, consultation)


def is_registered(response: Response) -> bool | None:
    """Whether the number that a response gave is of the body's register; None where there is no list, or no number."""
    register = response.consultation.registered.all()
    if not response.registration or not register.exists():
        return None
    return register.filter(number=response.registration).exists()


@transaction.atomic
def keep_register(consultation: Consultation, numbers: Iterable[str]) -> int:
    """Put a register in the place of the one before, as hashes; return how many numbers there are."""
    consultation.registered.all().delete()
    hashes = (registration_hash(one, consultation) for one in numbers)
    rows = (Registered(consultation=consultation, number=one) for one in hashes if one)
    while batch := list(islice(rows, _AT_ONCE)):
        Registered.objects.bulk_create(batch, ignore_conflicts=True)
    return consultation.registered.count()


def registration_hash(number: str, consultation: Consultation) -> str:
    """What is kept of a registration number: enough to see that it was given before, useless to who reads it."""
    plain = "".join(number.split()).upper()
    secret = f"registration:{consultation.pk}:{settings.SECRET_KEY}".encode()
    return hmac.new(secret, plain.encode(), sha256).hexdigest() if plain else ""


def _be_open(consultation: Consultation) -> None:
    if consultation.phase(timezone.now()) != "open":
        raise Closed
