"""What each concern is, in words: ``concerns.toml``, for whoever explains one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import rtoml

_FILE = Path(__file__).parent / "concerns.toml"


@cache
def concern_texts() -> Mapping[str, Mapping[str, str]]:
    """What each concern is: ``what``, ``usual``, ``fine`` and ``context``, by its id."""
    return dict(rtoml.load(_FILE))
