"""Letters on their way: written with what they tell of, handed to the mail server later, deleted once it has them.

A letter is deleted after the mail server took it. A sender that dies between the two leaves it there, and it is sent a
second time a quarter of an hour later: twice rather than not at all. Both copies carry the same Message-ID, by which
most mail programs show one.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from forethought_web.consultations.audit import record
from forethought_web.consultations.links import stop_link_of
from forethought_web.consultations.models import Letter

_AT_ONCE = 500  # rows a query
_LEASE = timedelta(minutes=15)  # longer than a mail server can take for one letter
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=6)
_MOST_DOUBLINGS = 10
_GIVEN_UP_AFTER = timedelta(days=5)
_MOST_REFUSALS = 4  # of an address that the server says is wrong
_FOR_GOOD = 500  # from here on a mail server's answer is no "later"
_MOST_FAILURES = 3  # in a row, until the rest waits for the next run
_SUBJECT = 200  # characters

_log = logging.getLogger("forethought_web")


@dataclass(frozen=True, slots=True)
class Written:
    """A letter to be kept until it is sent."""

    to: str
    subject: str
    text: str
    after: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of letters: how many the mail server has, will be tried again, were given up."""

    sent: int = 0
    later: int = 0
    given_up: int = 0


class _Unreachable(Exception):
    """The mail server cannot be spoken to; it is no fault of the letter's."""


def put(letters: Iterable[Written]) -> int:
    """Keep letters, in the transaction of what they tell of; return how many. A site that sends none keeps none."""
    if not settings.SENDS_LETTERS:
        return 0
    now = timezone.now()
    rows = [
        Letter(
            to=one.to, subject=in_a_line(one.subject)[:_SUBJECT], text=one.text, made_at=now, next_at=now + one.after
        )
        for one in letters
    ]
    return len(Letter.objects.bulk_create(rows, batch_size=_AT_ONCE))


def in_a_line(words: str) -> str:
    """Words without line breaks or other control characters: fit for a header, and no paragraph of their own."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def claim() -> Letter | None:
    """Take the letter that is due longest: until its lease ends, no other sender takes it.

    On PostgreSQL a row that another sender is taking is passed over; SQLite lets one transaction write at a time.
    """
    with transaction.atomic():
        due = Letter.objects.filter(next_at__lte=timezone.now())
        skips = connection.features.has_select_for_update_skip_locked
        one = due.select_for_update(skip_locked=skips).first()
        if one:
            one.next_at = timezone.now() + _LEASE
            one.save(update_fields=["next_at"])
    return one


def send_due(is_over: Callable[[], bool] = bool) -> Tally:
    """Hand every letter that is due to the mail server, once. What it does not take waits, each time longer.

    Args:
        is_over: Asked before each letter: whether to stop.
    """
    sent = later = in_a_row = 0
    hopeless: list[int] = []
    server = get_connection()
    try:
        while in_a_row < _MOST_FAILURES and not is_over() and (one := claim()):
            try:
                _hand_over(server, one)
            except Exception as error:
                _log.warning("", exc_info=(type(error), error, error.__traceback__))
                refused = _is_refused(error)
                in_a_row = _MOST_FAILURES if isinstance(error, _Unreachable) else 0 if refused else in_a_row + 1
                if _put_off(one, is_refused=refused):
                    later += 1
                else:
                    hopeless.append(one.pk)
                with suppress(OSError):
                    server.close()
            else:
                Letter.objects.filter(pk=one.pk).delete()
                sent, in_a_row = sent + 1, 0
    finally:
        with suppress(OSError):
            server.close()
    _give_up(hopeless)
    return Tally(sent, later, len(hopeless))


def _hand_over(server: Any, one: Letter) -> None:
    try:
        server.open()
    except (OSError, ValueError) as error:
        raise _Unreachable from error
    stops = stop_link_of(one.text)
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": _name_of(one)}
    if stops:
        headers["List-Unsubscribe"] = f"<{stops}>"
        if stops.startswith("https:"):
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMessage(one.subject, one.text, settings.DEFAULT_FROM_EMAIL, [one.to], headers=headers)
    if not server.send_messages([message]):
        raise _Unreachable


def _name_of(one: Letter) -> str:
    """The same at each try, so that a second copy is known to be one; it does not tell how many there are."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{salted_hmac('forethought.letters', f'{one.pk} {one.made_at}').hexdigest()}@{domain}>"


def _is_refused(error: Exception) -> bool:
    """Whether the mail server will never take letters to this address."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= _FOR_GOOD for code, _ in error.recipients.values())


def _put_off(one: Letter, *, is_refused: bool) -> bool:
    """Let a letter wait for its next try; False where there is none."""
    now, tries = timezone.now(), one.tries + 1
    if now - one.made_at > _GIVEN_UP_AFTER or (is_refused and tries >= _MOST_REFUSALS):
        return False
    pause = min(_FIRST_PAUSE * 2 ** min(one.tries, _MOST_DOUBLINGS), _LONGEST_PAUSE)
    Letter.objects.filter(pk=one.pk).update(tries=tries, next_at=now + (_LONGEST_PAUSE if is_refused else pause))
    return True


def _give_up(hopeless: list[int]) -> None:
    """Delete what cannot be sent, with a line in the audit trail that says how many and nothing else."""
    if hopeless:
        with transaction.atomic():
            Letter.objects.filter(pk__in=hopeless).delete()
            record("system", "letter given up", "letters", count=len(hopeless))
