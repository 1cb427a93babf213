from __future__ import annotations

import re
import subprocess
import sys

import pytest

from shared import ROOT

RECORDS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


def test_printed_pages_are_up_to_date() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "docs.py"), "--check"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_decision_records_have_numbers_of_their_own() -> None:
    numbers = [path.name[:4] for path in RECORDS]

    assert numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_a_decision_record_tells_what_it_costs(path) -> None:
    written = path.read_text(encoding="utf-8")

    for part in ("## Context", "## Decision", "## What follows"):
        assert part in written


def test_every_dependency_has_a_notice_and_a_reason() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    blocks = [project.split(start)[1].split("\n]")[0] for start in ("\ndependencies = [", "\nweb = [")]
    names = re.findall(r'"([a-z0-9-]+)>=', "".join(blocks))
    record = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text(encoding="utf-8")
    notices = (ROOT / "THIRD-PARTY.md").read_text(encoding="utf-8")

    assert names
    for name in names:
        assert f"| {name} " in record
        assert f"| {name} |" in notices


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/json-schema.md"])
def test_links_between_pages_lead_somewhere(name: str) -> None:
    page = ROOT / name

    links = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", page.read_text(encoding="utf-8"))

    missing = [link for link in links if not (page.parent / link).exists()]
    assert missing == []
