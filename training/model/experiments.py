"""Try the choices behind the reader against each other: `python training/model/experiments.py`.

Every choice is trained on the same share of posts of the files that are not left out, for two epochs, and
measured on writers that were left out whole: figures are lower than the released reader's, and comparable among
themselves. The spread over seeds tells how much of a difference is chance.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

LEFT_OUT = "clinic,casework"
NEVER = "night-shift,pictures-and-self,hints,identity-short,anger,elsewhere"
CHOICES = {
    "as released": "",
    "as released, seed 2": "--seed 2",
    "as released, seed 3": "--seed 3",
    "three layers (0, 2, 4)": "--layers 0,2,4",
    "verdict and concerns alone, no words": "--words 0 --carry 0",
    "verdict does not see what the word heads found": "--no-word-features",
    "no varying of names, places, days, emoji": "--no-vary",
    "stop weighs 1.5": "--stop-weight 1.5 --pause-weight 1.2",
    "four epochs": "--epochs 4",
    "with third-party sets": "--third-party {sets} --names 1000",
}
SHOWN = ("auc_any", "auc_stop", "missed_any", "false_alarm", "verdict_f1", "concern_f1", "mention_f1", "care_recall")


def main() -> None:
    """Train and measure each choice; print a line for each as it is done."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--sets", default="", help="folder with the third-party sets; without it that choice is left out")
    ask.add_argument("--share", default="0.25", help="share of the posts to train on")
    options = ask.parse_args()
    print("| choice | " + " | ".join(SHOWN) + " | seconds |")
    print("| --- |" + " ---: |" * (len(SHOWN) + 1), flush=True)
    for name, words in CHOICES.items():
        if "{sets}" in words and not options.sets:
            continue
        with tempfile.TemporaryDirectory() as out:
            given = f"--epochs 2 --share {options.share} --without {LEFT_OUT} --never {NEVER} --measure-every 9"
            command = [sys.executable, str(Path(__file__).with_name("train.py")), "--out", out, *given.split()]
            done = subprocess.run(
                [*command, *words.format(sets=options.sets).split()], capture_output=True, text=True, check=True
            )
        found = dict(re.findall(r"(\w+) (\d\.\d+)", done.stdout.strip().splitlines()[-1]))
        took = re.findall(r"(\d+) s$", done.stdout, re.MULTILINE)[-1]
        print(f"| {name} | " + " | ".join(found[one] for one in SHOWN) + f" | {took} |", flush=True)


if __name__ == "__main__":
    main()
