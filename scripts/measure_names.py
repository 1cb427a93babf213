"""Print how often people's names are found, by where the names come from.

    python scripts/measure_names.py

Sentences are the same for every origin; only the names differ (``tests/fixtures/names-by-origin.toml``). A name is
found when mentions of a person's name cover its first and its last letter.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from forethought.detect import detect
from forethought.model.reader import load_reader
from forethought.text import read
from forethought.values import Post, Span

TABLE = Path(__file__).resolve().parent.parent / "tests" / "fixtures" / "names-by-origin.toml"


NAMES_A_FRAME = 3


def sentences(frames: list[str], names: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Each frame with three names in turn put in, and the name."""
    for n, frame in enumerate(frames):
        for more in range(NAMES_A_FRAME):
            given, surname = (names[kind][(n + 7 * more) % len(names[kind])] for kind in ("given", "surnames"))
            name = {"{full}": f"{given} {surname}", "{first}": given, "{surname}": surname}
            slot = next(one for one in name if one in frame)
            yield frame.replace(slot, name[slot]), name[slot]


def is_found(text: str, name: str, *, with_reader: bool) -> bool:
    """Whether mentions of a person's name lie over the name's first and last letter."""
    post = Post(text)
    mentions = detect(read(text), post, load_reader().read(post) if with_reader else None)
    spans = [one.span for one in mentions if one.type == "person-name"]
    start = text.index(name)
    ends = (Span(start, start + 1), Span(start + len(name) - 1, start + len(name)))
    return all(any(span.overlaps(end) for span in spans) for end in ends)


def recalls(*, with_reader: bool) -> dict[str, float]:
    """The share of names found, 0 to 1, by origin; "words" are names that are also words."""
    table: dict[str, Any] = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    groups = table["origins"] | {"words": table["words"]}
    out = {}
    for origin, names in groups.items():
        found = [is_found(text, name, with_reader=with_reader) for text, name in sentences(table["frames"], names)]
        out[origin] = sum(found) / len(found)
    return out


def main() -> int:
    """Print recall by origin, for rules alone and with the learned reader."""
    alone, together = recalls(with_reader=False), recalls(with_reader=True)
    print(f"{'names':28} rules alone  with the reader")
    for origin in sorted(together, key=lambda one: together[one]):
        print(f"{origin:28} {alone[origin]:11.2f}  {together[origin]:15.2f}")
    for name, found in (("rules alone", alone), ("with the reader", together)):
        origins = [value for origin, value in found.items() if origin != "words"]
        print(f"gap between origins, {name}: {100 * (max(origins) - min(origins)):.0f} points")
    return 0


if __name__ == "__main__":
    sys.exit(main())
