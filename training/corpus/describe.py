#!/usr/bin/env python3
"""Print the tables of the data sheet: `python3 describe.py > TABLES.md`, after posts were added or changed."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from unmark import convert  # noqa: E402


def rows() -> dict[str, list[dict[str, Any]]]:
    """The posts of each file."""
    return {
        path.stem: [convert(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        for path in sorted((HERE / "marked").glob("*.jsonl"))
    }


def table(head: Iterable[str], body: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |"]
    lines.append("|" + " --- |" * (lines[0].count("|") - 1))
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in body])


def share(part: int, whole: int) -> str:
    """A share in per cent."""
    return f"{100 * part / whole:.0f} %" if whole else "-"


def main() -> None:
    """Print all tables."""
    files = rows()
    posts = [post for some in files.values() for post in some]
    verdicts = ("post", "pause", "stop")
    print("<!-- Printed by describe.py. -->\n")
    print(
        f"{len(posts):,} posts, {sum(len(p['mentions']) for p in posts):,} mentions.\n\n## By file (one writer each)\n"
    )
    body = []
    for name, some in files.items():
        count = Counter(p["verdict"] for p in some)
        lengths = [len(p["text"]) for p in some]
        body.append((name, len(some), *(share(count[v], len(some)) for v in verdicts), f"{median(lengths):.0f}"))
    print(table(("file", "posts", *verdicts, "median characters"), body))
    print("\n## By concern\n")
    found = Counter((c, p["verdict"]) for p in posts for c in p["concerns"])
    names = sorted({c for c, _ in found}, key=lambda c: -sum(found[c, v] for v in verdicts))
    print(table(("concern", *verdicts[1:]), ((c, found[c, "pause"], found[c, "stop"]) for c in names)))
    print("\n## Mentions\n")
    kinds = Counter((m["type"], m["about"]) for p in posts for m in p["mentions"])
    abouts = ("client", "author", "colleague", "public", "other", "none")
    types = sorted({t for t, _ in kinds}, key=lambda t: -sum(kinds[t, a] for a in abouts))
    print(table(("type", *abouts), ((t, *(kinds[t, a] for a in abouts)) for t in types)))
    print("\n## What a learner could cheat with\n\nShares within each verdict; a fair corpus has them alike.\n")
    signs = {
        "an emoji": lambda p: any(ord(c) > 0x1F000 for c in p["text"]),
        "a named author": lambda p: p["author"]["named"],
        "states the profession": lambda p: p["author"]["states_profession"],
        "public": lambda p: p["audience"] == "public",
        "direct message": lambda p: p["audience"] == "direct-message",
        "permission true": lambda p: p["permission"] is True,
        "permission false": lambda p: p["permission"] is False,
        "under 100 characters": lambda p: len(p["text"]) < 100,
        "three mentions or more": lambda p: len(p["mentions"]) > 2,
    }
    groups = [[p for p in posts if p["verdict"] == v] for v in verdicts]
    print(table(("sign", *verdicts), ((n, *(share(sum(map(s, g)), len(g)) for g in groups)) for n, s in signs.items())))
    print("\n## Professions\n")
    print(
        ", ".join(f"{name} {n}" for name, n in Counter(p["author"]["profession"] for p in posts).most_common(30))
        + " ..."
    )


if __name__ == "__main__":
    main()
