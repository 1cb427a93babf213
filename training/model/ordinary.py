"""Count false alarms on ordinary texts of others: `python training/model/ordinary.py FOLDER`, where `sets.py` put the sets."""

from __future__ import annotations

import sys
from pathlib import Path

from data import ROOT, ordinary

from forethought import check


def main() -> None:
    """Print how many texts that are fine were paused or stopped, by rules alone and with the reader."""
    examples = [
        one
        for one in ordinary(Path(sys.argv[1]), ROOT / "training" / "third-party" / "labels")
        if one.verdict == "post"
    ]
    for with_model in (False, True):
        told = [check(one.post, with_safer=False, with_model=with_model).verdict for one in examples]
        alarms = sum(verdict in ("pause", "stop") for verdict in told)
        name = "with the reader" if with_model else "rules alone"
        print(f"{name:16} {alarms} of {len(told)} fine texts raised ({alarms / len(told):.1%})")


if __name__ == "__main__":
    main()
