"""Publishing, extending, withdrawing; the clock; who may; the audit trail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import Client

from forethought_web.consultations.audit import broken, record
from forethought_web.consultations.drafts import read_markdown
from forethought_web.consultations.models import ROLES, Consultation, Entry, Membership, Question
from forethought_web.consultations.roles import ALLOWED, may
from forethought_web.consultations.running import NotPossible, add_version, extend, publish, withdraw

CLOSES = datetime(2027, 1, 13, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        (datetime(2027, 1, 3, 11, 59, 59, tzinfo=UTC), "upcoming"),
        (datetime(2027, 1, 3, 12, tzinfo=UTC), "open"),
        (datetime(2027, 1, 13, 16, 59, 59, 999_999, tzinfo=UTC), "open"),
        (CLOSES, "closed"),
        (CLOSES + timedelta(days=900), "closed"),
    ],
)
def test_it_opens_and_closes_to_the_second(consultation: Consultation, now: datetime, phase: str) -> None:
    assert consultation.phase(now) == phase


def test_its_times_are_shown_in_its_zone_whatever_the_season(consultation: Consultation) -> None:
    summer = datetime(2027, 7, 1, 16, tzinfo=UTC)

    assert consultation.local(CLOSES).hour == 17
    assert consultation.local(summer).hour == 17
    before, after = datetime(2027, 3, 28, 0, 59, tzinfo=UTC), datetime(2027, 3, 28, 1, 1, tzinfo=UTC)
    assert consultation.local(after).hour - consultation.local(before).hour == 2


def test_a_deadline_is_put_off_with_a_reason_and_never_brought_forward(consultation: Consultation, clock: Any) -> None:
    for later, why in ((CLOSES - timedelta(hours=1), "x"), (CLOSES, "x"), (CLOSES + timedelta(days=1), "  ")):
        with pytest.raises(NotPossible):
            extend(consultation, later, why, "owner")
    extend(consultation, CLOSES + timedelta(days=7), "More time was asked for.", "owner")
    consultation.refresh_from_db()

    assert consultation.phase(CLOSES) == "open"
    assert [one.because for one in consultation.extensions.all()] == ["More time was asked for."]
    clock.forward(days=100)
    with pytest.raises(NotPossible):
        extend(consultation, clock() + timedelta(days=1), "x", "owner")


def test_what_cannot_be_published(db: None, clock: Any) -> None:
    made = Consultation.objects.create(slug="x", title="X", body="B")
    soon, later = clock() + timedelta(days=1), clock() + timedelta(days=2)
    with pytest.raises(NotPossible, match="no draft"):
        publish(made, soon, later, "owner")
    add_version(made, read_markdown("a"), "owner")
    for opens, closes in ((later, soon), (soon, soon), (clock() - timedelta(days=2), clock())):
        with pytest.raises(NotPossible, match="clos"):
            publish(made, opens, closes, "owner")
    publish(made, soon, later, "owner")
    with pytest.raises(NotPossible, match="already"):
        publish(made, soon, later, "owner")


def test_what_is_over_keeps_its_draft(consultation: Consultation, clock: Any) -> None:
    add_version(consultation, read_markdown("1.1 Think twice before you post."), "editor", "Shorter")
    assert consultation.current
    assert consultation.current.number == 2
    withdraw(consultation, "A mistake in it.", "owner")

    with pytest.raises(NotPossible):
        add_version(consultation, read_markdown("b"), "editor")
    with pytest.raises(NotPossible):
        withdraw(consultation, "again", "owner")


@pytest.mark.parametrize(("role", "action"), list(product([*ROLES, ""], [*ALLOWED, "something new"])))
def test_roles_may_do_what_the_table_says_and_nothing_else(consultation: Consultation, role: str, action: str) -> None:
    other = Consultation.objects.create(slug="other", title="Other", body="B")
    user = User.objects.create(username="one")
    if role:
        Membership.objects.create(user=user, role=role, consultation=consultation)
    allowed = role in ALLOWED.get(action, ())

    assert may(user, action, consultation) == allowed
    assert not may(user, action, other)
    assert not may(user, action)
    assert not may(AnonymousUser(), action, consultation)
    user.is_active = False
    assert not may(user, action, consultation)


def test_a_role_everywhere_holds_everywhere(consultation: Consultation) -> None:
    user = User.objects.create(username="one")
    Membership.objects.create(user=user, role="owner", consultation=None)

    assert all(may(user, action, consultation) and may(user, action) for action in ALLOWED)


def test_everything_done_is_in_the_trail(consultation: Consultation) -> None:
    withdraw(consultation, "A mistake.", "owner")

    assert [one.what for one in Entry.objects.all()] == ["new version", "publish", "withdraw"]
    assert broken(Entry.objects.all()) == ""


@pytest.mark.parametrize(
    "change",
    [
        {"who": "somebody else"}, {"what": "nothing"}, {"about": "x"}, {"details": {"a": 2}}, {"before": "1" * 64},
        {"hash": "1" * 64}, {"at": datetime(2020, 1, 1, tzinfo=UTC)},
    ],
)  # fmt: skip
def test_a_changed_line_is_found(db: None, change: dict[str, Any]) -> None:
    for n in range(5):
        record("owner", "something", n, a=1)
    Entry.objects.filter(number=3).update(**change)

    assert "entry" in broken(Entry.objects.all())


def test_a_lost_line_is_found(db: None) -> None:
    for n in range(5):
        record("owner", "something", n)
    Entry.objects.filter(number=3).delete()

    assert "is gone" in broken(Entry.objects.all())


def test_a_line_is_never_changed_or_deleted_by_the_program(db: None) -> None:
    entry = record("owner", "something", 1)

    with pytest.raises(ValueError, match="never changed"):
        entry.save()
    with pytest.raises(ValueError, match="never deleted"):
        entry.delete()


def test_a_question_stands_where_it_is_asked(consultation: Consultation) -> None:
    Question.objects.filter(order=3).update(anchor="s-1", text="Of the section?")
    Question.objects.filter(order=4).update(anchor="", text="Of the whole?")
    html = Client(HTTP_HOST="localhost").get("/consultations/posting/").content.decode()

    assert html.index('id="s-1"') < html.index("Of the section?") < html.index('id="p-1-1"')
    assert html.index("Asked of the whole") < html.index("Of the whole?")
    assert "Are you disabled?" not in html
