"""Ordinary posts of real people, from open sets, with our labels.

The texts lie outside the project (``training/third-party/sets.py FOLDER`` fetches them), and the labels know them by
hash: ``training/third-party/labels``, whose README tells how they were made.
"""

from __future__ import annotations

import gzip
import html
import json
import random
import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from forethought.values import Audience

LABELS = Path(__file__).resolve().parent.parent / "training" / "third-party" / "labels"
LEFT_OUT = (
    "wnut17",
    "convabuse",
)  # sets that no released reader learns from, and no rule: `make score` measures on them
PROFESSIONS = tuple(
    "nurse,social worker,teacher,doctor,care worker,pharmacist,physiotherapist,midwife,paramedic,youth worker,"
    "psychologist,student nurse,dentist,police officer,teaching assistant".split(",")
)
AUDIENCES: tuple[Audience, ...] = ("public", "public", "public", "friends", "closed-group")
PLATFORMS = ("facebook", "x", "instagram", "reddit", "linkedin", "bluesky", "tiktok", "")


def signs(text: str) -> list[int]:
    """For each place in a text, and its end, how many signs that are not white space stand before it."""
    counts = [0]
    for sign in text:
        counts.append(counts[-1] + (not sign.isspace()))
    return counts


def text_key(text: str) -> str:
    """What a label knows its text by: the hash of its signs, however its words were put together."""
    return sha256("".join(text.split()).encode()).hexdigest()[:16]


def texts(folder: Path) -> Iterator[str]:
    """The texts of a set, words put together as people write them."""
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                yield html.unescape(row["text"] if "text" in row else joined(row["tokens"])).strip()


def joined(tokens: Sequence[str]) -> str:
    """Words put together as people write them."""
    text = ""
    for token in tokens:
        text += token if is_near(text, token) else " " + token
    return text


def is_near(text: str, token: str) -> bool:
    """Whether a word follows a text without a space."""
    return not text or text[-1] in "#@(“" or bool(re.match(r"[.,!?;:)…”]|'[a-z]{1,2}$|n't$", token))


def read_natural(folder: Path, sets: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """Labelled posts, as `read_corpus` yields them; those that no reader could decide are left out.

    Who says it where is drawn by the hash: the labels hold for any professional.

    Args:
        folder: Where the sets lie, one folder each, gzipped JSON lines.
        sets: Which; by default all that have labels.
    """
    for path in sorted(LABELS.glob("*.jsonl")):
        if sets and path.stem not in sets:
            continue
        known = {row["sha256"]: row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
        for text in texts(folder / path.stem):
            label = known.pop(text_key(text), None)
            if label is not None and label["verdict"] != "skip":
                yield labelled(text, label, path.stem)


def labelled(text: str, label: dict[str, Any], name: str) -> dict[str, Any]:
    """A text with its label, whose spans count signs that are not white space, as a labelled post."""
    by = random.Random(label["sha256"])
    before = signs(text)
    last = {count: place for place, count in enumerate(before)}
    first = {count: place for place, count in reversed(list(enumerate(before)))}
    return {
        "id": f"{name}-{label['sha256']}",
        "text": text,
        "author": {
            "profession": by.choice(PROFESSIONS),
            "named": by.random() < 0.7,
            "states_profession": by.random() < 0.6,
        },
        "platform": by.choice(PLATFORMS),
        "audience": by.choice(AUDIENCES),
        "permission": None,
        "verdict": label["verdict"],
        "concerns": label["concerns"],
        "spans": [
            {"start": last[one["start"]], "end": first[one["end"]], "concern": one["concern"]} for one in label["spans"]
        ],
        "origin": name,
        "readers": label["readers"],
        "disputed": label["disputed"],
    }
