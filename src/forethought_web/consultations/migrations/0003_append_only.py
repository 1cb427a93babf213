"""The audit trail is only ever added to, whoever holds the connection: the database itself refuses the rest."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

_SAID = "the audit trail is only added to"
_SQLITE = (
    f"CREATE TRIGGER entry_unchanged BEFORE UPDATE ON consultations_entry BEGIN SELECT RAISE(ABORT, '{_SAID}'); END",
    f"CREATE TRIGGER entry_undeleted BEFORE DELETE ON consultations_entry BEGIN SELECT RAISE(ABORT, '{_SAID}'); END",
)
_POSTGRES = (
    f"CREATE FUNCTION entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_SAID}'; END $$",
    "CREATE TRIGGER entry_stays BEFORE UPDATE OR DELETE ON consultations_entry "
    "FOR EACH ROW EXECUTE FUNCTION entry_stays()",
    "CREATE TRIGGER entry_not_emptied BEFORE TRUNCATE ON consultations_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION entry_stays()",
)


def guard(_: Any, editor: Any) -> None:
    """Refuse changes and deletions."""
    for statement in _POSTGRES if editor.connection.vendor == "postgresql" else _SQLITE:
        editor.execute(statement)


def unguard(_: Any, editor: Any) -> None:
    """Let them be again."""
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP TRIGGER entry_stays ON consultations_entry")
        editor.execute("DROP TRIGGER entry_not_emptied ON consultations_entry")
        editor.execute("DROP FUNCTION entry_stays()")
    else:
        editor.execute("DROP TRIGGER entry_unchanged")
        editor.execute("DROP TRIGGER entry_undeleted")


class Migration(migrations.Migration):
    """Triggers on the trail's table."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("consultations", "0002_more")]
    operations: ClassVar[list[Any]] = [migrations.RunPython(guard, unguard)]
