"""The project's own corpus: read, and split by group into a half to develop on and a half to measure on."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MARKED = ROOT / "training" / "corpus" / "marked"

_spec = importlib.util.spec_from_file_location("unmark", ROOT / "training" / "corpus" / "unmark.py")
assert _spec
assert _spec.loader
_unmark = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_unmark)


def group(post_id: str) -> str:
    """Posts written together share a group: the id without its letter; in `short`, runs of ten neighbouring ids."""
    stem = re.sub(r"[a-z]$", "", post_id)
    return re.sub(r"\d$", "", stem) if stem.startswith("sh-") else stem


def is_for_developing(post_id: str) -> bool:
    """Whether rules may be developed on this post; the rest is only measured on."""
    return sha256(group(post_id).encode()).digest()[0] < 128


def part(of_group: str) -> str:
    """Which part of the learned reader's data a group is in: "test" (a tenth), "develop" (a tenth) or "train"."""
    byte = sha256(of_group.encode()).digest()[1]
    return "test" if byte < 26 else "develop" if byte < 52 else "train"


def is_unseen(post_id: str) -> bool:
    """Whether the reader has not learned from this post, and no rule was written by looking at its half."""
    return part(group(post_id)) == "test" and not is_for_developing(post_id)


def read_corpus(half: str = "all") -> Iterator[dict[str, Any]]:
    """Yield labelled posts; `half` is "develop" or "measure" (for rules), "unseen", or "all"."""
    for path in sorted(MARKED.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.strip():
                continue
            row = _unmark.convert(json.loads(line))
            wanted = {
                "all": True,
                "unseen": is_unseen(row["id"]),
                "develop": is_for_developing(row["id"]),
                "measure": not is_for_developing(row["id"]),
            }
            if wanted[half]:
                yield row | {"file": path.stem}
