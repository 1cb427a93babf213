"""How well the estimates agree with those that careful writers gave.

    python scripts/measure_weigh.py [develop|measure] [--show N]

Uses the mentions marked in the corpus, not the detector's, so that only the weighing is measured.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from corpus import read_corpus
from forethought.values import Author, Mention, Post, Span
from forethought.weigh import sentence, weigh


def as_post(row: dict[str, Any]) -> tuple[Post, tuple[Mention, ...]]:
    """A corpus row as the values the check works on; all clients of a post are taken as one person."""
    author = Author(**row["author"])
    post = Post(row["text"], id=row["id"], author=author, audience=row["audience"], permission=row["permission"])
    mentions = tuple(
        Mention(one["type"], one["about"], Span(one["start"], one["end"]), "corpus", person=one["about"] == "client")
        for one in row["mentions"]
    )
    return post, mentions


def ranks(values: list[float]) -> list[float]:
    """Ranks with ties at their mean."""
    order = sorted(range(len(values)), key=values.__getitem__)
    result = [0.0] * len(values)
    at = 0
    while at < len(order):
        end = at
        while end < len(order) and values[order[end]] == values[order[at]]:
            end += 1
        for index in order[at:end]:
            result[index] = (at + end - 1) / 2
        at = end
    return result


def main() -> None:
    """Print rank correlation and error, in powers of ten, of who fits and of whom a family member would think."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("half", nargs="?", default="develop", choices=("develop", "measure", "all"))
    parser.add_argument("--show", type=int, default=0, help="how many of the worst estimates to print")
    arguments = parser.parse_args()
    pairs = []
    without_estimate = 0
    for row in read_corpus(arguments.half):
        if "people" not in row:
            continue
        post, mentions = as_post(row)
        estimates = weigh(mentions, post)
        if not estimates:
            without_estimate += 1
            continue
        low, high = row["people"]
        pairs.append((math.sqrt(low * high), row.get("reader"), estimates[0], post, row))
    gold = [math.log10(people) for people, *_ in pairs]
    ours = [math.log10(max(estimate.count, 1.0)) for _, _, estimate, _, _ in pairs]
    errors = [mine - theirs for mine, theirs in zip(ours, gold, strict=True)]
    inside = statistics.fmean(max(e.low, 0) <= people <= max(e.high, 1) for people, _, e, _, _ in pairs)
    print(f"{arguments.half}: {len(pairs)} posts with somebody in care and people given, {without_estimate} without")
    print(f"rank correlation          {statistics.correlation(ranks(gold), ranks(ours)):.3f}")
    print(f"median |log10 error|      {statistics.median(map(abs, errors)):.2f}, mean {statistics.fmean(errors):+.2f}")
    print(f"given within our interval {inside:.0%}")
    for letter in "abcd":
        own = [(g, o) for g, o, (*_, row) in zip(gold, ours, pairs, strict=True) if row["id"].endswith(letter)]
        if own:
            given, mine = statistics.median(g for g, _ in own), statistics.median(o for _, o in own)
            print(f"  {letter}: {len(own):3} posts, median given 10^{given:.1f}, ours 10^{mine:.1f}")
    readers = [(math.log10(r), math.log10(e.known_to_family)) for _, r, e, _, _ in pairs if r]
    theirs, mine_of_them = (ranks(list(side)) for side in zip(*readers, strict=True))
    print(
        f"reader: rank correlation {statistics.correlation(theirs, mine_of_them):.3f}, "
        f"median |log10 error| {statistics.median(abs(a - b) for a, b in readers):.2f}"
    )
    worst = sorted(zip(errors, pairs, strict=True), key=lambda pair: -abs(pair[0]))[: arguments.show]
    for error, (_, _, estimate, post, row) in worst:
        print(f"\n{row['id']} {error:+.1f} given {row['people']}: {post.text}\n  {sentence(estimate, post)}")
        for assumption in estimate.assumptions:
            print(f"    {assumption.share:<9.2g} {assumption.what}")


if __name__ == "__main__":
    main()
