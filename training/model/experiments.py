"""Try the choices behind the reader against each other: `python training/model/experiments.py`.

Every choice is trained on the same share of posts, for a short while, and measured on a writer who was left out whole:
figures are lower than the released reader's, and comparable among themselves. The spread over seeds tells how much of a difference is chance.
"""

from __future__ import annotations

import argparse
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

LEFT_OUT = "rough-voices"
CHOICES = {
    "as released": "",
    "as released, seed 2": "--seed 2",
    "as released, seed 3": "--seed 3",
    "three layers (0, 2, 4)": "--layers 0,2,4",
    "verdict and concerns alone, no words": "--words 0 --carry 0",
    "verdict does not see what the word heads found": "--no-word-features",
    "the same text each epoch": "--no-vary",
    "no post told twice": "--twice 0",
    "without posts from life": "--third-party ''",
    "twice the epochs": "--epochs 16",
}
SHOWN = ("auc_any", "auc_stop", "missed_any", "false_alarm", "verdict_f1", "concern_f1", "mention_f1", "care_recall")


def main() -> None:
    """Train and measure each choice; print a line for each as it is done."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--sets", required=True, help="folder with the open sets")
    ask.add_argument("--share", default="0.25", help="share of the posts to train on")
    options = ask.parse_args()
    print("| choice | " + " | ".join(SHOWN) + " | seconds |")
    print("| --- |" + " ---: |" * (len(SHOWN) + 1), flush=True)
    for name, words in CHOICES.items():
        with tempfile.TemporaryDirectory() as out:
            given = f"--epochs 8 --share {options.share} --without {LEFT_OUT} --third-party {options.sets} --measure-every 99"
            command = [sys.executable, str(Path(__file__).with_name("train.py")), "--out", out, *given.split()]
            done = subprocess.run([*command, *shlex.split(words)], capture_output=True, text=True, check=True)
        line = next(one for one in done.stdout.splitlines() if one.strip().startswith(LEFT_OUT))
        found = dict(re.findall(r"(\w+) (\d\.\d+)", line))
        took = re.findall(r"(\d+) s$", done.stdout, re.MULTILINE)[-1]
        print(f"| {name} | " + " | ".join(found[one] for one in SHOWN) + f" | {took} |", flush=True)


if __name__ == "__main__":
    main()
