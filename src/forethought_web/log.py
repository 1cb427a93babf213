"""What is logged: that something went wrong, and where in our code. Never a message, a value or a body."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Mapping
from typing import Any

_TOLD = ("django.request", "django.security", "django.server", "forethought_web", "waitress", "py.warnings")


class Wordless(logging.Formatter):
    """One line a record: its kind, and for an error its type and the places it went through.

    A record's own message is left out: a library may have put what a person typed into it.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        error = record.exc_info[1] if record.exc_info else None
        status = getattr(record, "status_code", "")
        what = told(error) if error else f"{record.module}:{record.lineno}"
        return " ".join(filter(None, (record.levelname.lower(), record.name, str(status), what)))


def told(error: BaseException) -> str:
    """An error as its type and the last places of the code it went through; never its message."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}" if places else type(error).__name__


def configure(_: Mapping[str, Any]) -> None:
    """Send warnings and worse to stderr in that form, from everything; Django calls this at start."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Wordless())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in _TOLD:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    # A refused request is the visitor's business, and its line would name the page.
    logging.getLogger("django.request").setLevel(logging.ERROR)
    logging.getLogger("django.security").setLevel(logging.CRITICAL)
    logging.captureWarnings(capture=True)
