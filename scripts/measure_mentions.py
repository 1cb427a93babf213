"""How well mentions are found: precision and recall by type, by overlap, on the developing half of the corpus.

    python scripts/measure_mentions.py [TYPE ...] [--missed] [--false] [--half measure]

Small generic mentions are not marked everywhere in the corpus, so precision is a lower bound. The accuracy of
``about`` is
that of mentions that overlap a marked one of the same type, where ``forethought.detect.detect`` exists.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from corpus import read_corpus
from forethought import detect as package
from forethought.detect.registry import Found, find_all
from forethought.text import values
from forethought.values import MENTION_TYPES, Mention, Post, Span

try:
    from forethought.text import read  # type: ignore[attr-defined,unused-ignore]
except ImportError:

    def read(text: str) -> values.Text:
        """Stand in for reading, with no tokens."""
        return values.Text(text, ())


def main() -> None:
    """Print the table, and the misses and false finds that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("types", nargs="*", default=[], help="only these types")
    parser.add_argument("--missed", action="store_true", help="print marked mentions that were not found")
    parser.add_argument("--false", action="store_true", help="print finds that no mark of their type overlaps")
    parser.add_argument("--source", default="", help="print only false finds whose source begins so")
    parser.add_argument("--half", default="develop", choices=("develop", "measure"))
    parser.add_argument("--raw", action="store_true", help="measure the detectors alone, before overlaps are settled")
    options = parser.parse_args()
    show = options.half == "develop"

    tallies: Counter[tuple[str, str]] = Counter()
    by_source: Counter[tuple[str, bool]] = Counter()
    for row, found in _run(options.half, options.raw):
        text = row["text"]
        marked = [(Span(m["start"], m["end"]), m["type"], m["about"]) for m in row["mentions"]]
        for span, kind, about in marked:
            near = [one for one in found if one.type == kind and one.span.overlaps(span)]
            tallies[kind, "marked"] += 1
            tallies[kind, "hit"] += bool(near)
            tallies[kind, "about"] += any(one.about == about for one in near)
            if not near and options.missed and show and kind in options.types:
                print(f"missed {kind:10} {_around(text, span)}")
        for one in found:
            right = any(kind == one.type and span.overlaps(one.span) for span, kind, _ in marked)
            tallies[one.type, "found"] += 1
            tallies[one.type, "right"] += right
            by_source[getattr(one, "source", ""), right] += 1
            wanted = options.false and show and one.type in options.types and one.source.startswith(options.source)
            if not right and wanted:
                print(f"false {one.source:18} {one.detail[:12]:12} {_around(text, one.span)}")

    print(f"{'type':16} {'marked':>6} {'recall':>6} {'found':>6} {'precision':>9} {'about':>6}")
    for kind in options.types or MENTION_TYPES:
        count = {what: tallies[kind, what] for what in ("marked", "hit", "found", "right", "about")}
        recall = count["hit"] / max(1, count["marked"])
        precision = count["right"] / max(1, count["found"])
        print(
            f"{kind:16} {count['marked']:6} {recall:6.2f} {count['found']:6} {precision:9.2f}"
            f" {count['about'] / max(1, count['hit']):6.2f}"
        )
    mine = {
        source for source, _ in by_source if source.startswith(tuple(kind.replace("-", "_") for kind in options.types))
    }
    for source in sorted(mine if options.types else ()):
        right, wrong = by_source[source, True], by_source[source, False]
        print(f"{source:32} {right + wrong:6} {right / (right + wrong):9.2f}")


def _run(half: str, raw: bool) -> Iterator[tuple[dict[str, Any], list[Found] | list[Mention]]]:
    final: Callable[..., Any] | None = None if raw else getattr(package, "detect", None)
    for row in read_corpus(half):
        post, text = Post(row["text"]), read(row["text"])
        yield row, list(final(text, post)) if final else find_all(text, post)


def _around(text: str, span: Span) -> str:
    before, after = text[max(0, span.start - 35) : span.start], text[span.end : span.end + 25]
    return f"{before}⟦{text[span.start : span.end]}⟧{after}".replace("\n", " ")


if __name__ == "__main__":
    main()
