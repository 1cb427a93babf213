"""Print how well the check agrees with labels: missed, false alarms, and each concern.

    python scripts/score.py [--sets FOLDER] [--eval FOLDER] [--errors N] [--json] [--markdown] [--no-intervals]
        [--no-model] [--no-suite]

On posts that no rule was written on and that the learned reader never saw: ordinary posts of real people from open
sets that were left out of training, files of labelled posts, where there are some, and the unseen part of the project's
own corpus (other posts by writers it has learned from, so an easier test). Then the functional suite.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import corpus
import functional
from natural import LEFT_OUT, read_natural
from scoring import FIGURES, VERDICTS, Judged, concern_counts, f1, figures, interval, judge, share

# What the README shows of the figures, and what they should be.
AIMS = {
    "missed": ("missed: should stop, judged fine", "0.07"),
    "missed_any": ("missed: should stop or pause, judged fine", "0.12 (ordinary: 0.25)"),
    "false_alarm": ("false alarm: fine, judged not", "0.06 (ordinary: 0.04)"),
    "false_stop": ("false stop: fine, judged stop", "0.01"),
    "alarms_right": ("of what is raised, right", "0.60"),
    "verdict_f1": ("F1 over verdicts, mean", "0.78"),
    "concern_macro_f1": ("F1 over concerns, mean", "0.70"),
    "span_f1": ("F1 of the words marked", "0.70"),
    "calibration": ('chance of "not fine" is off by', "0.05"),
}


def show(one: Measured, *, spread: bool) -> None:
    """Print the figures of one set, its concerns and its parts."""
    rows = one.rows
    found = figures(rows)
    ranges = interval(rows, one.group) if spread else {}
    print(f"\n## {one.title}: {len(rows):,} posts\n")
    for name, value in found.items():
        between = ranges.get(name)
        shown = f"[{between[0]:.3f}, {between[1]:.3f}]" if between else ""
        print(f"{name:18} {_figure(value, 3)}  {shown:16} {FIGURES[name]}")
    pairs = Counter(row.verdicts for row in rows)
    print("\nlabel -> judged   ", "  ".join(f"{a}->{b} {pairs[a, b]}" for a in VERDICTS for b in VERDICTS))
    if unjudged := sum(row.got["verdict"] == "not judged" for row in rows):
        print(f"not judged         {unjudged}")
    print(f"\n{'concern':28} labels  precision  recall    f1")
    for concern, (right, wrong, missing) in concern_counts(rows).items():
        precision, recall = share(right, right + wrong), share(right, right + missing)
        print(
            f"{concern:28} {right + missing:6}  {_figure(precision):>9}  {_figure(recall):>6}  "
            f"{f1(right, wrong, missing):.2f}"
        )
    print(f"\n{'part':28}  posts  missed  false_alarm  false_stop  verdict_f1  concern_f1")
    parts: dict[str, list[Judged]] = defaultdict(list)
    for row in rows:
        parts[one.part(row)].append(row)
    for name, members in sorted(parts.items()):
        some = figures(members)
        print(
            f"{name:28} {len(members):6}  {_figure(some['missed']):>6}  {_figure(some['false_alarm']):>11}  "
            f"{_figure(some['false_stop']):>10}  {_figure(some['verdict_f1']):>10}  {_figure(some['concern_f1']):>10}"
        )


def _figure(value: float | None, digits: int = 2) -> str:
    return "-".rjust(digits + 2) if value is None else f"{value:.{digits}f}"


def show_errors(rows: Sequence[Judged], count: int) -> None:
    """Print posts whose verdict is wrong, the gravest first."""

    def distance(row: Judged) -> int:
        wanted, got = row.verdicts
        return abs(VERDICTS.index(wanted) - VERDICTS.index(got)) if got in VERDICTS else 3

    for row in sorted((row for row in rows if distance(row)), key=distance, reverse=True)[:count]:
        want, have = row.concerns
        label, got = row.verdicts
        print(f"\n{row.label['id']}: label {label} {sorted(want)}, judged {got} {sorted(have)}")
        print(f"  {row.label['text'][:400]}\n  because: {row.label.get('why', '')}")


@dataclass(frozen=True)
class Measured:
    """Labelled posts that nothing was learned from, judged; their parts, and which were written together."""

    title: str
    rows: list[Judged]
    part: Callable[[Judged], str]
    group: Callable[[Judged], str]


def by_id(row: Judged) -> str:
    """A post on its own."""
    return str(row.label["id"])


def by_origin(row: Judged) -> str:
    """Where a post is from."""
    return str(row.label.get("origin", "all")).split(":")[0]


def measured(args: argparse.Namespace) -> Iterator[Measured]:
    """The sets that are there."""
    natural = list(read_natural(args.sets, LEFT_OUT)) if args.sets else []
    if natural:
        title = f"ordinary posts of real people, from sets left out of training ({', '.join(LEFT_OUT)})"
        yield Measured(title, judge(natural, with_model=not args.no_model), by_origin, by_id)
    for path in sorted(args.eval.glob("*.jsonl")) if args.eval and args.eval.is_dir() else [args.eval]:
        if path is None or not path.exists():
            print(f"({path or 'no file of held-out posts'} is not there)", file=sys.stderr)
            continue
        labelled = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        if labelled and "concerns" in labelled[0]:  # others hold counts of people, not verdicts
            yield Measured(
                f"held-out posts: {path.stem}", judge(labelled, with_model=not args.no_model), by_origin, by_id
            )
    yield Measured(
        "corpus, unseen part",
        judge(corpus.read_corpus("unseen"), with_model=not args.no_model),
        (lambda row: row.label["file"]),
        (lambda row: corpus.group(row.label["id"])),
    )


def side_by_side(sets: Sequence[Measured]) -> str:
    """The README's table: each figure with what it should be, a column for each set."""
    heads = [f"{one.title.split(',')[0].removeprefix('held-out posts: ')} ({len(one.rows):,})" for one in sets]
    found = [figures(one.rows) for one in sets]
    lines = ["| | " + " | ".join([*heads, "aim"]) + " |", "| --- |" + " ---: |" * (len(heads) + 1)]
    for name, (meaning, aim) in AIMS.items():
        lines.append(f"| {meaning} | " + " | ".join([*(_figure(one[name]).strip() for one in found), aim]) + " |")
    return "\n".join(lines)


def main() -> int:
    """Score all sets that are there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--eval", type=Path, help="a file of labelled posts, or a folder of them")
    parser.add_argument("--sets", type=Path, help="a folder with the open sets (training/third-party/sets.py)")
    parser.add_argument(
        "--errors", type=int, default=0, metavar="N", help="show N posts of the unseen part judged wrongly"
    )
    parser.add_argument("--json", action="store_true", help="only the figures, as JSON")
    parser.add_argument("--markdown", action="store_true", help="only the README's table")
    parser.add_argument("--no-intervals", action="store_true", help="leave out the 95 %% intervals (faster)")
    parser.add_argument("--no-model", action="store_true", help="ask the rules alone")
    parser.add_argument("--no-suite", action="store_true", help="leave out the functional suite")
    args = parser.parse_args()

    if args.json:
        print(json.dumps({one.title: figures(one.rows) for one in measured(args)}, indent=1))
        return 0
    if args.markdown:
        print(side_by_side(list(measured(args))))
        return 0
    for one in measured(args):
        show(one, spread=not args.no_intervals)
        if one.title.startswith("corpus"):
            show_errors(one.rows, args.errors)
    if not args.no_suite:
        functional.run(with_model=not args.no_model)
    return 0


if __name__ == "__main__":
    sys.exit(main())
