"""What the check says of five hundred of the project's own posts: to see that it says the same on every machine.

    python scripts/golden.py > tests/fixtures/golden-assessments.jsonl

Run after the reader, a rule or a weight has changed; ``tests/test_same_answer.py`` compares.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

from corpus import group, part, read_corpus
from forethought import check
from forethought.jsonio import assessment_to_dict, read_post
from forethought.values import Post

MANY = 500
FIELDS = ("id", "text", "author", "platform", "audience", "permission")


def posts() -> list[Post]:
    """Posts of the part of the corpus that nothing is learned from, the same ones each time."""
    rows = [row for row in read_corpus() if part(group(row["id"])) == "test"]
    chosen = random.Random(1).sample(sorted(rows, key=lambda row: str(row["id"])), MANY)
    return [read_post({key: row[key] for key in FIELDS}) for row in chosen]


def said(post: Post) -> dict[str, Any]:
    """The whole answer in JSON, with no words of a post in it that a fixture would have to keep."""
    answer = assessment_to_dict(check(post, with_safer=False))
    keep = ("id", "verdict", "not_fine", "pack", "not_judged", "not_run", "by_guidance")
    findings = [
        {key: one[key] for key in ("concern", "severity", "confidence", "start", "end", "sources")}
        for one in answer["findings"]
    ]
    people = [{"count": one["count"], "about": one["about"]} for one in answer["people"]]
    mentions = [{key: one[key] for key in ("type", "about", "start", "end")} for one in answer["mentions"]]
    return {key: answer[key] for key in keep} | {"findings": findings, "people": people, "mentions": mentions}


def lines() -> Iterator[str]:
    """One line of JSON a post."""
    for post in posts():
        yield json.dumps(said(post), ensure_ascii=False)


if __name__ == "__main__":
    print("\n".join(lines()))
