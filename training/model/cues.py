"""How well the look of a post alone tells its verdict in the training mix, before and after it is varied.

    python training/model/cues.py FOLDER_OF_OPEN_SETS

For each cue the chance that a post that is not fine shows more of it than one that is fine: 0.50 tells nothing. Then all cues
together (a gradient boosted tree, posts of a group kept together), and how well they tell what was written from what was found
in life. Length, who speaks and where are cues too.
"""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

import numpy as np
from data import Example, authored, natural
from measure import auc
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import GroupKFold, cross_val_predict
from vary import EMOJI, Varier

TIME = r"\b(?:today|tonight|yesterday|this (?:week|morning|afternoon)|last night|just now)\b"
CUES = {
    "ends with a full stop": lambda t: t.rstrip().endswith("."),
    "ends with ! or ?": lambda t: t.rstrip()[-1:] in "!?",
    "full stops": lambda t: t.count("."),
    "begins with a capital": lambda t: t[:1].isupper(),
    "no capitals": lambda t: t == t.lower(),
    "words in capitals": lambda t: len(re.findall(r"\b[A-Z]{3,}\b", t)),
    "apostrophe left out": lambda t: len(
        re.findall(r"\b(?:dont|cant|wont|im|ive|didnt|doesnt|isnt|thats|youre)\b", t.lower())
    ),
    "apostrophes": lambda t: t.count("'") + t.count("’"),
    "curly quotes": lambda t: len(re.findall("[‘’“”]", t)),
    "double quotes": lambda t: len(re.findall('["“]', t)),
    "emoji": lambda t: len(EMOJI.findall(t)),
    "hashtags": lambda t: t.count("#"),
    "links": lambda t: t.count("http"),
    "handles": lambda t: t.count("@"),
    "line breaks": lambda t: t.count("\n"),
    "commas": lambda t: t.count(","),
    "digits": lambda t: len(re.findall(r"\d", t)),
    "letters": len,
    "words for time": lambda t: len(re.findall(TIME, t.lower())),
    "he, she": lambda t: len(re.findall(r"\b(?:he|she|him|her|his|hers)\b", t.lower())),
    "I, my": lambda t: len(re.findall(r"\b(?:i|my|me|i'm|i've)\b", t.lower())),
    "swearing": lambda t: len(re.findall(r"\b(?:fuck\w*|shit\w*|bloody|bollocks|crap|damn|arse\w*)\b", t.lower())),
}
SAID = {
    "public": lambda p: p.audience == "public",
    "direct message": lambda p: p.audience == "direct-message",
    "named": lambda p: p.author.named is True,
    "states profession": lambda p: p.author.states_profession is True,
    "permission": lambda p: (p.permission is True) - (p.permission is False),
    "platform told": lambda p: bool(p.platform),
}


def shown(examples: list[Example]) -> np.ndarray:
    """How much of each cue each post shows."""
    rows = [
        [float(cue(one.post.text)) for cue in CUES.values()] + [float(cue(one.post)) for cue in SAID.values()]
        for one in examples
    ]
    return np.array(rows)


def ranked(x: np.ndarray, y: np.ndarray, by: np.random.Generator) -> list[float]:
    """For each column how often it is greater in a post that is not fine; ties are broken by chance."""
    return [auc(column + by.random(len(column)) * 1e-6, y) for column in x.T]


def together(x: np.ndarray, y: np.ndarray, groups: list[str]) -> float:
    """How well all cues together tell it."""
    tree = HistGradientBoostingClassifier(max_iter=150, random_state=0)
    return auc(cross_val_predict(tree, x, y, groups=groups, cv=GroupKFold(5), method="predict_proba")[:, 1], y)


def main() -> None:
    """Print the table, for what was written, for what was found in life, and for all."""
    own = authored()
    life = natural(Path(sys.argv[1]))
    varier = Varier.of(own + life)
    by = random.Random(0)
    numbers = np.random.default_rng(0)
    columns, last = [], []
    for examples in (own, life, own + life):
        y = np.array([one.verdict != "post" for one in examples])
        for told in (examples, [varier.vary(one, by) for one in examples]):
            x = shown(told)
            columns.append(ranked(x, y, numbers))
            last.append(together(x, y, [one.group for one in examples]))
    print("| cue | written, as it is | written, varied | life, as it is | life, varied | all, as it is | all, varied |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, values in zip((*CUES, *SAID), zip(*columns, strict=True), strict=True):
        print(f"| {name} | " + " | ".join(f"{value:.2f}" for value in values) + " |")
    written = np.array([one.file.startswith("natural-") for one in own + life])
    groups = [one.group for one in own + life]
    apart = [
        together(shown(told), written, groups) for told in (own + life, [varier.vary(one, by) for one in own + life])
    ]
    print("| **all together** | " + " | ".join(f"**{value:.2f}**" for value in last) + " |")
    print(f"| written or found in life |  |  |  |  | {apart[0]:.2f} | {apart[1]:.2f} |")


if __name__ == "__main__":
    main()
