"""The audit trail is only added to, also by who speaks to the database without us."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from forethought_web.consultations.audit import broken, record
from forethought_web.consultations.models import Entry

APPEND_ONLY = import_module("forethought_web.consultations.migrations.0003_append_only")
TAMPERING = [
    "UPDATE consultations_entry SET who = 'nobody' WHERE number = 1",
    "DELETE FROM consultations_entry WHERE number = 2",
    "DELETE FROM consultations_entry",
]


@pytest.fixture
def guarded(db: None) -> None:
    """The database as a site has it."""
    with connection.cursor() as cursor:
        for statement in APPEND_ONLY._POSTGRES if connection.vendor == "postgresql" else APPEND_ONLY._SQLITE:
            cursor.execute(statement)
    for n in range(3):
        record("someone", "deed", n)


@pytest.mark.parametrize("statement", TAMPERING)
def test_the_database_refuses_to_change_a_line(guarded: None, statement: str) -> None:
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Entry.objects.count() == 3
    assert broken(Entry.objects.all()) == ""


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_the_table_cannot_be_emptied(guarded: None) -> None:
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE consultations_entry")

    assert Entry.objects.count() == 3


def test_lines_are_still_added(guarded: None) -> None:
    record("someone", "deed", "more")

    assert broken(Entry.objects.all()) == ""


@pytest.mark.parametrize("deed", ["save", "delete"])
def test_our_own_code_does_not_even_ask(db: None, deed: str) -> None:
    entry = record("someone", "deed", 1)

    with pytest.raises(ValueError, match="never"):
        getattr(entry, deed)()
