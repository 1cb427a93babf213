"""How faithful the explanations are: `python training/model/faithful.py`.

If the words that are said to matter do matter, leaving them out should calm the reader more than leaving out as many
other words of the same post. Printed is how far the chance of "not fine" falls, on posts of the test tenth that are not fine,
for the words that the reader marks, for those that moved it most one by one, and for words taken at random.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import mean

import numpy as np
from corpus import part
from data import authored

from forethought.model.evidence import carried
from forethought.judge.moved import moved
from forethought.model.reader import Reader, load_reader
from forethought.values import CONCERNS, Post, Span

POSTS = 150


def without(post: Post, spans: Sequence[Span]) -> Post:
    """The post with stretches left out."""
    text = post.text
    for span in sorted(spans, reverse=True):
        text = text[: span.start] + text[span.end :]
    return replace(post, text=text if text.strip() else ".")


def main() -> None:
    """Print the three falls."""
    reader: Reader = load_reader()
    by = random.Random(1)
    falls: dict[str, list[float]] = {
        "marked": [],
        "moved most": [],
        "at random, as many as marked": [],
        "at random, as many as moved": [],
    }

    def not_fine(post: Post) -> float | None:
        return 1 - float(reader.read(post).verdict[0]) if post.text.strip() else None

    for one in [one for one in authored() if part(one.group) == "test" and one.verdict != "post"][:POSTS]:
        reading = reader.read(one.post)
        before = 1 - float(reading.verdict[0])
        concern = list(CONCERNS)[int(np.argmax(reading.concerns))]
        marked = [e.span for e in carried(concern, 1.0, reading) if e.span]
        most = [m.span for m in moved(one.post, not_fine) if m.by > 0]
        words = [Span(m.start(), m.end()) for m in re.finditer(r"\w+", one.post.text)]
        in_marked = sum(any(w.overlaps(s) for s in marked) for w in words)
        chosen = {
            "marked": marked,
            "moved most": most,
            "at random, as many as marked": by.sample(words, min(in_marked, len(words))),
            "at random, as many as moved": by.sample(words, min(len(most), len(words))),
        }
        for name, spans in chosen.items():
            falls[name].append(before - (1 - float(reader.read(without(one.post, spans)).verdict[0])))
    for name, found in falls.items():
        print(
            f"{name:30} falls by {mean(found):.2f} on average, in {sum(f > 0.05 for f in found)} of {len(found)} posts by more than 0.05"
        )


if __name__ == "__main__":
    main()
