"""Words and places that several tests share."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from forethought.values import Span

ROOT = Path(__file__).resolve().parent.parent
RISKY = "Court again tomorrow, the DV case with the twins. Powerful to know those kids are safe now 💛 #Stockport"
FINE = "HCPC fees up again?! This regulator is useless and the government is worse."

Forethought = Callable[..., "subprocess.CompletedProcess[bytes]"]


def span(words: str, text: str = RISKY) -> Span:
    """Where the words stand."""
    return Span(text.index(words), text.index(words) + len(words))
