"""Offsets as browsers and most programs count them: in UTF-16 units, where one character beyond U+FFFF counts two."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate


class Utf16:
    """The UTF-16 offsets of one text."""

    def __init__(self, text: str) -> None:
        """Read the text; where no character needs two units there is nothing to count."""
        wide = not text.isascii() and any(char > "\uffff" for char in text)
        self._before: Sequence[int] = (
            list(accumulate((2 if char > "\uffff" else 1 for char in text), initial=0)) if wide else ()
        )

    def at(self, offset: int) -> int:
        """The offset in UTF-16 units of one in code points."""
        return self._before[offset] if self._before else offset
