"""What tests share: a made-up assessment, and the command line run as a person runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings

from forethought.values import (
    Assessment,
    Assumption,
    Detail,
    Finding,
    Mention,
    PersonEstimate,
    Post,
    Precedent,
    Safer,
    Standard,
)
from shared import RISKY, ROOT, Forethought, span

pytest_plugins = ["web_browser"]

settings.register_profile("any machine", deadline=None)  # what a test takes on a busy machine says nothing of the code
settings.load_profile("any machine")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home, and an empty place for temporary files in it."""
    (tmp_path / "home" / "tmp").mkdir(parents=True)
    return tmp_path / "home"


@pytest.fixture
def forethought(home: Path) -> Forethought:
    """Runs the command line in a process of its own, with nobody's settings."""

    def run(
        *args: str | bytes, stdin: bytes = b"", env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        plain = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("FORETHOUGHT", "DJANGO", "XDG", "COLUMNS"))
        }
        around = plain | {"HOME": str(home), "TMPDIR": str(home / "tmp"), "PYTHONPATH": str(ROOT / "src")} | (env or {})
        command: list[str | bytes] = [sys.executable, "-W", "error", "-m", "forethought", *args]
        return subprocess.run(command, input=stdin, capture_output=True, env=around, cwd=home, check=False, timeout=60)

    return run


@pytest.fixture
def risky() -> Post:
    """The post of ``assessment``."""
    return Post(RISKY, id="p1")


@pytest.fixture
def assessment() -> Assessment:
    """A made-up answer to ``risky`` with something in every field."""
    standard = Standard("2.9", "hcpc-2024", "Use social media responsibly.", "https://example.org/standards", "seen")
    precedent = Precedent(
        "x1", 2015, "HCPTS", "England", "social worker", "Facebook", "friends", "Wrote of a hearing that day",
        ("court-proceedings",), False, "conditions", "For a year.", "https://example.org/case", "not-allowed",
    )  # fmt: skip
    court = Finding(
        "court-proceedings", span("Court again tomorrow, the DV case"), "stop", 0.9,
        "Speaks of proceedings you are part of.", ("rule:court",), (standard,), (precedent,), "Leave the case out.",
    )  # fmt: skip
    jigsaw = replace(
        court,
        concern="recognisable-person",
        span=span("the twins"),
        severity="pause",
        reason="Few twins live there.",
        remedy="",
    )
    person = PersonEstimate(
        "client", 3.2, 1.0, 9.0,
        (Detail(span("twins"), "family", 200.0), Detail(span("#Stockport"), "place", 90.0)),
        (Assumption("people in Stockport", 295_000, "Census"), Assumption("twins", 0.016, "ONS")),
        place="Stockport", person=1,
    )  # fmt: skip
    safer = Safer("Powerful to know that children are safe 💛", "post", 3.2, 60_000.0, ((span("twins"), "family"),))
    return Assessment(
        id="p1",
        verdict="stop",
        findings=(court, jigsaw),
        people=(person,),
        safer=safer,
        advice=("A manager you trust: a second pair of eyes.",),
        pack="hcpc-2024",
        mentions=(Mention("family", "client", span("twins"), "family"),),
    )
