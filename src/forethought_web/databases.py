"""The database by its address: PostgreSQL, or one SQLite file."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

# An answer that a receipt was given for must be there after a power cut: SQLite waits for the disk at every commit.
_SQLITE = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
_WAIT = 20  # seconds for another writer to finish


def database_of(address: str) -> dict[str, Any]:
    """Django's settings for a database.

    Args:
        address: ``postgresql://user:password@host:port/name``, or the path of an SQLite file.

    Raises:
        ValueError: If it is an address of another kind. The message does not repeat it, for it may hold a password.
    """
    parts = urlsplit(address)
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    if "://" in address:
        raise ValueError("FORETHOUGHT_DATABASE: is neither postgresql://... nor the path of a file")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": address,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": _WAIT, "init_command": _SQLITE},
    }
