"""The same answer on every machine: processors, threads, order, languages of the system."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from shared import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
import golden

KEPT = [json.loads(line) for line in (ROOT / "tests/fixtures/golden-assessments.jsonl").read_text("utf-8").splitlines()]
NEAR = 0.01  # how far a probability may be off: sums in another order, not another answer


def alike(one: Any, other: Any) -> bool:
    """Whether two answers are the same, their probabilities to within ``NEAR``."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= NEAR * max(1.0, abs(one))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return bool(one == other)


def test_five_hundred_posts_are_judged_as_when_this_was_released() -> None:
    posts = golden.posts()

    assert [post.id for post in posts] == [kept["id"] for kept in KEPT]
    other = [post.id for post, kept in zip(posts, KEPT, strict=True) if not alike(golden.said(post), kept)]
    assert other == []


def test_the_order_of_posts_does_not_matter() -> None:
    posts = golden.posts()[:60]

    there = [golden.said(post) for post in posts]
    back = [golden.said(post) for post in reversed(posts)]

    assert there == list(reversed(back))


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "TZ": "Asia/Kathmandu"},
        {"LC_ALL": "tr_TR.UTF-8"},
        {"PYTHONHASHSEED": "7"},
        {"OMP_NUM_THREADS": "1"},
    ],
    ids=lambda environment: " ".join(f"{key}={value}" for key, value in environment.items()),
)
def test_the_machine_around_it_does_not_matter(environment: dict[str, str]) -> None:
    code = "import golden, json; print(json.dumps([golden.said(post) for post in golden.posts()[:60]]))"
    paths = os.pathsep.join((str(ROOT / "src"), str(ROOT / "scripts")))

    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"} | environment,
    )

    assert json.loads(done.stdout) == [golden.said(post) for post in golden.posts()[:60]]
