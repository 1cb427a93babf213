"""Which words moved the judgement: leave each out, judge again, and see how far the chance of "not fine" moves.

Costs one check for each word, so it is done when asked for (``check --why``), not with every check. How faithful it is
for the learned reader alone, beside the words that the reader itself marks and words at random, is printed by
``training/model/faithful.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from forethought.values import Post, Span

MOST = 60  # checks at most; in a longer post neighbouring words are left out together
LEAST = 0.03  # a smaller move is not worth a person's time
_WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True, slots=True)
class Moved:
    """Words, and by how much they raise (or, negative, lower) the chance that the post is not fine, -1 to 1."""

    span: Span
    by: float


def moved(post: Post, not_fine: Callable[[Post], float | None], most: int = 5) -> tuple[Moved, ...]:
    """The words that moved the judgement most, the strongest first; those of less than :data:`LEAST` are left out.

    Args:
        not_fine: How likely a post is not fine, 0 to 1; None where it cannot be said, as of a text without words.
    """
    words = [Span(m.start(), m.end()) for m in _WORD.finditer(post.text)]
    whole = not_fine(post)
    if len(words) < 2 or whole is None:
        return ()
    together = -(-len(words) // MOST)
    found = []
    for at in range(0, len(words), together):
        span = Span(words[at].start, words[min(at + together, len(words)) - 1].end)
        without = not_fine(replace(post, text=post.text[: span.start] + post.text[span.end :]))
        if without is not None:
            found.append(Moved(span, whole - without))
    ranked = sorted((one for one in found if abs(one.by) >= LEAST), key=lambda one: (-abs(one.by), one.span))
    return tuple(ranked[:most])
