"""Print the figures of the model card: `python training/model/card.py SETS > src/forethought/model/weights/FIGURES.md`.

On ordinary posts of real people, from the sets left out of training, in the folder SETS; and on the unseen part of the
corpus: groups of posts that neither the reader learned from nor rules were written on, by writers that the reader has learned from.
All tables after the first are of that part.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from corpus import is_unseen, read_corpus
from data import Example, authored
from fit_together import show
from measure import care, mention_f1
from natural import LEFT_OUT, read_natural
from scoring import FIGURES, Judged, calibration_error, concern_counts, f1, figures, interval, judge, share

from forethought.judge.together import table
from forethought.model.reader import load_reader
from forethought.values import MENTION_TYPES


def lines(head: Sequence[str], body: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    rows = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    return "\n".join(rows + ["| " + " | ".join(map(str, row)) + " |" for row in body])


def two(value: float | None) -> str:
    """Two digits, or a dash."""
    return "-" if value is None else f"{value:.2f}"


def by_group(rows: Sequence[Judged], key: str) -> str:
    """Figures for the commonest values of a field."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for row in rows:
        groups[row.label["author"]["profession"] if key == "profession" else row.label[key]].append(row)
    some = sorted(groups.items(), key=lambda item: -len(item[1]))[:16]
    head = (key, "posts", "missed_any", "false_alarm", "verdict_f1")
    return lines(head, ((n, len(g), *(two(figures(g)[name]) for name in head[2:])) for n, g in some))


def main() -> None:
    """Print all tables."""
    labels = {row["id"]: row for row in read_corpus()}
    examples: list[Example] = [one for one in authored() if is_unseen(one.post.id)]
    judged = judge(labels[one.post.id] for one in examples)
    groups = {one.post.id: one.group for one in examples}
    print(f"<!-- Printed by training/model/card.py. -->\n\nRules and reader together, on {_processor()}.")
    print("; ".join(f"{name}: {meaning}" for name, meaning in FIGURES.items()) + ".")
    of_life = judge(read_natural(Path(sys.argv[1]), LEFT_OUT))
    print(f"\n## Ordinary posts of real people\n\n{len(of_life):,} posts of sets left out: {', '.join(LEFT_OUT)}.\n")
    print(_all_figures(of_life, lambda row: str(row.label["id"])))
    print(f"\n## The unseen part of the corpus\n\n{len(judged):,} posts, most written to be hard.\n")
    print(_all_figures(judged, lambda row: groups[row.label["id"]]))
    print("\n## By concern\n")
    counts = concern_counts(judged)
    body = ((c, r + m, two(share(r, r + w)), two(share(r, r + m)), two(f1(r, w, m))) for c, (r, w, m) in counts.items())
    print(lines(("concern", "labels", "precision", "recall", "F1"), body))
    print("\n## By profession\n\n" + by_group(judged, "profession"))
    print(
        "\n## By writer and kind (world and elsewhere are other countries and Englishes)\n\n" + by_group(judged, "file")
    )
    reader = load_reader()
    readings = [reader.read(one.post) for one in examples]
    print(f"\n## Mentions\n\nStrict F1 (same words, type, and of whom): {mention_f1(examples, readings):.2f};")
    print(f"of the same words and type: {mention_f1(examples, readings, about=False):.2f}.")
    recall, precision = care(examples, readings)
    print(
        f"Details about people in care: recall {recall:.2f}, precision {precision:.2f} (some of the words found, any type).\n"
    )
    told = Counter(m.label for one in examples for m in one.mentions or ())
    kinds = sorted(MENTION_TYPES, key=lambda kind: -told[kind])
    body_ = (
        (k, told[k], two(mention_f1(examples, readings, k)), two(mention_f1(examples, readings, k, about=False)))
        for k in kinds
    )
    print(lines(("type", "labels", "strict F1", "F1 whoever it is about"), body_))
    shown = show(examples, reader)
    weights = table()
    sure = np.array([weights.not_fine.sure(dict(zip(shown.verdict_names, row, strict=True))) for row in shown.verdict])
    truth = shown.gold > 0
    alone = np.array([1 - one.verdict[0] for one in readings])
    print('\n## Calibration of "not fine"\n')
    print(
        f"Expected calibration error: reader alone {calibration_error(alone.tolist(), truth.tolist()):.3f}, weighed together {calibration_error(sure.tolist(), truth.tolist()):.3f}.\n"
    )
    bins = [(b / 10, (sure >= b / 10) & (sure < (b + 1) / 10 + (b == 9))) for b in range(10)]
    body2 = (
        (f"{b:.1f} to {b + 0.1:.1f}", int(here.sum()), two(float(truth[here].mean()) if here.any() else None))
        for b, here in bins
    )
    print(lines(("said", "posts", "came true"), body2))


def _all_figures(judged: Sequence[Judged], group: Callable[[Judged], str]) -> str:
    """The figures of `make score` with their intervals."""
    found, ranges = figures(judged), interval(judged, group)
    return lines(("figure", "value", "95 % interval"), ((n, two(v), _range(ranges[n])) for n, v in found.items()))


def _range(between: tuple[float, float] | None) -> str:
    return f"{between[0]:.2f} to {between[1]:.2f}" if between else "-"


def _processor() -> str:
    names = [
        line.split(":")[1].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    return f"{len(names)} cores of {names[0]}" if names else "an unknown processor"


if __name__ == "__main__":
    main()
