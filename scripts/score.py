"""Print how well the check agrees with labels: missed, false alarms, and each concern.

    python scripts/score.py [--eval FILE] [--errors N] [--json] [--no-intervals] [--no-model]

On two sets that no rule was written on and that the learned reader never saw: a file of labelled posts, where there is
one, and the unseen part of the project's own corpus (other posts by writers it has learned from, so an easier test).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import corpus
from forethought.check import check
from forethought.jsonio import assessment_to_dict, read_post
from scoring import FIGURES, VERDICTS, Judged, concern_counts, f1, figures, interval, share


def judge(rows: Iterable[dict[str, Any]], *, with_model: bool) -> list[Judged]:
    """Check every post, without looking for safer wordings."""

    def checked(row: dict[str, Any]) -> dict[str, Any]:
        return assessment_to_dict(check(read_post(row), with_safer=False, with_model=with_model))

    return [Judged(row, checked(row)) for row in rows]


def show(
    title: str, rows: Sequence[Judged], part: Callable[[Judged], str], group: Callable[[Judged], str], spread: bool
) -> None:
    """Print the figures of one set, its concerns and its parts."""
    found = figures(rows)
    ranges = interval(rows, group) if spread else {}
    print(f"\n## {title}: {len(rows):,} posts\n")
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
        parts[part(row)].append(row)
    for name, members in sorted(parts.items()):
        one = figures(members)
        print(
            f"{name:28} {len(members):6}  {_figure(one['missed']):>6}  {_figure(one['false_alarm']):>11}  "
            f"{_figure(one['false_stop']):>10}  {_figure(one['verdict_f1']):>10}  {_figure(one['concern_f1']):>10}"
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


def main() -> int:
    """Score all sets that are there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--eval", type=Path, help="a file of labelled posts")
    parser.add_argument(
        "--errors", type=int, default=0, metavar="N", help="show N posts of the unseen part judged wrongly"
    )
    parser.add_argument("--json", action="store_true", help="only the figures, as JSON")
    parser.add_argument("--no-intervals", action="store_true", help="leave out the 95 %% intervals (faster)")
    parser.add_argument("--no-model", action="store_true", help="ask the rules alone")
    args = parser.parse_args()

    sets: dict[str, tuple[list[Judged], Callable[[Judged], str], Callable[[Judged], str]]] = {}
    if args.eval and args.eval.exists():
        labelled = [json.loads(line) for line in args.eval.read_text(encoding="utf-8").splitlines() if line.strip()]
        sets["held-out posts"] = (
            judge(labelled, with_model=not args.no_model),
            (lambda row: row.label["origin"].split(":")[0]),
            (lambda row: row.label["id"]),
        )
    elif args.eval:
        print(f"({args.eval} is not there; only the project's own corpus is scored)", file=sys.stderr)
    sets["corpus, unseen part"] = (
        judge(corpus.read_corpus("unseen"), with_model=not args.no_model),
        (lambda row: row.label["file"]),
        (lambda row: corpus.group(row.label["id"])),
    )
    if args.json:
        print(json.dumps({title: figures(rows) for title, (rows, _, _) in sets.items()}, indent=1))
        return 0
    for title, (rows, part, group) in sets.items():
        show(title, rows, part, group, not args.no_intervals)
    show_errors(sets["corpus, unseen part"][0], args.errors)
    return 0


if __name__ == "__main__":
    sys.exit(main())
