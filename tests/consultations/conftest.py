"""A consultation to try things on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from forethought_web.consultations.drafts import read_markdown
from forethought_web.consultations.models import Consultation, Question
from forethought_web.consultations.running import add_version, publish
from forethought_web.guards import _MISSES

DRAFT = """# Posting

1.1 Think before you post.

1.2 Keep what you learn at work to yourself.

# Friends

2.1 Do not befriend the people you serve online.
"""
ASKED: list[dict[str, Any]] = [
    {"kind": "yes-no", "text": "Is it clear?", "required": True, "anchor": "p-1-1"},
    {"kind": "long", "text": "What is not?", "shown_if": {"question": 1, "is": ["No", "Unsure"]}, "required": True},
    {"kind": "agree", "text": "It leaves me room."},
    {"kind": "choice", "text": "Which?", "choices": ["A", "B"]},
    {"kind": "several", "text": "Which ones?", "choices": ["A", "B", "C"]},
    {"kind": "rank", "text": "In order?", "choices": ["A", "B", "C"]},
    {"kind": "matrix", "text": "Each?", "choices": ["Well", "Badly"], "rows": ["one", "two"]},
    {"kind": "short", "text": "In a line?"},
    {"kind": "choice", "text": "Are you disabled?", "choices": ["Yes", "No"], "about_equality": True},
]


APPEND_ONLY = import_module("forethought_web.consultations.migrations.0003_append_only")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests break the trail to see it noticed, and empty tables; `test_trail.py` puts the database's guard back."""
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        APPEND_ONLY.unguard(None, editor)


@pytest.fixture(autouse=True)
def _no_misses_yet() -> None:
    """Nobody has come with links that open nothing."""
    _MISSES._left.clear()


class Clock:
    """The server's clock, set by hand."""

    def __init__(self) -> None:
        """Begin at a fixed time."""
        self.now = datetime(2027, 1, 4, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The time."""
        return self.now

    def forward(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands still until it is moved."""
    made = Clock()
    monkeypatch.setattr(timezone, "now", made)
    return made


@pytest.fixture
def consultation(db: None, clock: Clock) -> Consultation:
    """One that is open for nine days more, until 17:00 in London on 13 January."""
    made = Consultation.objects.create(slug="posting", title="Posting", body="A council", made_at=clock())
    add_version(made, read_markdown(DRAFT), "someone")
    for order, row in enumerate(ASKED, 1):
        Question.objects.create(consultation=made, order=order, **row)
    publish(made, clock() - timedelta(days=1), datetime(2027, 1, 13, 17, tzinfo=UTC), "someone")
    return made
