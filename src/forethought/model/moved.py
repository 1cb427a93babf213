"""Which words moved the learned reader: leave each out, read again, and see how far the answer moves.

Costs one reading for each word, so it is done when asked for (``check --why``), not with every check. How faithful it
is, beside the words that the reader itself marks and words at random, is printed by ``training/model/faithful.py``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from forethought.values import Post, Span

if TYPE_CHECKING:
    from forethought.model.reader import Reader

MOST = 60  # readings at most; in a longer post neighbouring words are left out together
LEAST = 0.03  # a smaller move is not worth a person's time
_WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True, slots=True)
class Moved:
    """Words, and by how much they raise (or, negative, lower) the chance that the post is not fine, -1 to 1."""

    span: Span
    by: float


def moved(post: Post, reader: Reader, most: int = 5) -> tuple[Moved, ...]:
    """The words that moved the reader most, the strongest first; those of less than :data:`LEAST` are left out."""
    words = [Span(m.start(), m.end()) for m in _WORD.finditer(post.text)]
    if len(words) < 2:
        return ()
    whole = 1 - float(reader.read(post).verdict[0])
    together = -(-len(words) // MOST)
    found = []
    for at in range(0, len(words), together):
        span = Span(words[at].start, words[min(at + together, len(words)) - 1].end)
        without = replace(post, text=post.text[: span.start] + post.text[span.end :])
        if without.text.strip():
            found.append(Moved(span, whole - (1 - float(reader.read(without).verdict[0]))))
    ranked = sorted((one for one in found if abs(one.by) >= LEAST), key=lambda one: (-abs(one.by), one.span))
    return tuple(ranked[:most])
