"""Back-up and restore of a whole site, in one file that any database can read again."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

_AT_ONCE = 500
_LEFT_OUT = ("auth.Permission", "auth.Group", "consultations.Letter")
_HEAD = {"forethought": "back-up", "version": 1}


class Exact(DjangoJSONEncoder):
    """Times to the microsecond: the audit trail's hashes are over them."""

    def default(self, o: Any) -> Any:
        """A value that JSON does not have."""
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


class Unusable(ValueError):
    """A back-up that cannot be made or read: why, and what to do."""


def kept_models() -> list[type[models.Model]]:
    """Everything that is backed up, what others point at first.

    Sessions are not: people sign in again. Letters that wait are not, or old ones would be sent again.
    """
    labels = ["auth", *(name.rsplit(".", 1)[1] for name in settings.CONSULTATION_APPS)]
    found = [model for label in labels for model in apps.get_app_config(label).get_models()]
    return [model for model in found if model._meta.label not in _LEFT_OUT]


def back_up(path: Path) -> int:
    """Write everything into a file for its owner's eyes only, as it was at one moment; return how many rows.

    Raises:
        Unusable: If there is such a file already.
    """
    if path.exists():
        raise Unusable(f"{path}: is there already; nothing was overwritten")
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    beside.touch(mode=0o600)
    count = 0
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with gzip.open(beside, "wt", encoding="utf-8") as out:
            out.write(json.dumps(_HEAD) + "\n")
            for row in _rows():
                out.write(row + "\n")
                count += 1
            out.write(json.dumps({"rows": count}) + "\n")
    beside.replace(path)
    return count


def _rows() -> Iterator[str]:
    for model in kept_models():
        for one in model._default_manager.order_by("pk").iterator(chunk_size=_AT_ONCE):
            yield serializers.serialize("json", [one], cls=Exact)[1:-1]


def restore(path: Path) -> int:
    """Read a back-up into a database that is empty; all of it or nothing. Return how many rows.

    Raises:
        Unusable: If the database is not empty, or the file is no back-up or cut off.
    """
    if any(model._default_manager.exists() for model in kept_models()):
        raise Unusable("the database is not empty; name a new one, and nothing is lost")
    count = 0
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines, transaction.atomic():
            if json.loads(next(lines, "{}")) != _HEAD:
                raise Unusable(f"{path}: is no back-up of this version")
            for line in lines:
                row = json.loads(line)
                if "rows" in row:
                    if row["rows"] != count:
                        raise Unusable(f"{path}: holds {count:,} rows and should hold {row['rows']:,}")
                    _mend_numbers()
                    return count
                for one in serializers.deserialize("json", f"[{line}]"):
                    one.save()
                count += 1
            raise Unusable(f"{path}: is cut off after {count:,} rows")
    except (OSError, EOFError, ValueError) as error:
        if isinstance(error, Unusable):
            raise
        raise Unusable(f"{path}: cannot be read ({type(error).__name__})") from None


def _mend_numbers() -> None:
    """Let PostgreSQL count on from the highest number of each table."""
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept_models()):
            cursor.execute(statement)
