"""Back-up, restore, and forgetting: from the command line, as whoever runs a site does it."""

from __future__ import annotations

import gzip
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from shared import ROOT

LOAD = """
import django
django.setup()
from forethought_web.consultations.demonstration import load
load()
"""
COUNT = """
import django, json
django.setup()
from forethought_web.consultations.keeping import kept_models
rows = {m._meta.label: list(m._default_manager.order_by("pk").values_list("pk", flat=True)) for m in kept_models()}
print(json.dumps(rows))
"""


@pytest.fixture
def database(tmp_path: Path) -> str:
    """Where a site is kept."""
    return str(tmp_path / "site.sqlite3")


def run(database: str, *command: str) -> subprocess.CompletedProcess[str]:
    """Run Python with a site."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("FORETHOUGHT", "DJANGO"))}
    env = plain | {
        "PYTHONPATH": str(ROOT / "src"),
        "FORETHOUGHT_DATABASE": database,
        "DJANGO_SETTINGS_MODULE": "forethought_web.settings",
    }
    return subprocess.run([sys.executable, *command], env=env, capture_output=True, text=True, check=False, timeout=120)


def site(database: str, *command: str) -> subprocess.CompletedProcess[str]:
    """Run ``forethought site``."""
    return run(database, "-m", "forethought", "site", *command)


def test_a_site_is_backed_up_and_restored_whole(database: str, tmp_path: Path) -> None:
    assert site(database, "init").returncode == 0
    assert run(database, "-c", LOAD).returncode == 0
    assert site(database, "staff", "one", "--role", "owner", "--password", "a long enough password").returncode == 0
    kept = tmp_path / "kept.gz"
    done = site(database, "backup", str(kept))
    other = str(tmp_path / "other.sqlite3")
    restored = site(other, "restore", str(kept))

    assert "rows are in" in done.stdout
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert restored.returncode == 0, restored.stderr
    assert run(database, "-c", COUNT).stdout == run(other, "-c", COUNT).stdout
    assert "whole" in site(other, "trail").stdout
    assert site(other, "trail").stdout == site(database, "trail").stdout


def test_nothing_is_overwritten(database: str, tmp_path: Path) -> None:
    site(database, "init")
    run(database, "-c", LOAD)
    kept = tmp_path / "kept.gz"
    site(database, "backup", str(kept))
    before = kept.read_bytes()

    again, into_full = site(database, "backup", str(kept)), site(database, "restore", str(kept))
    assert again.returncode == into_full.returncode == 2
    assert "nothing was overwritten" in again.stderr
    assert "is not empty" in into_full.stderr
    assert kept.read_bytes() == before


@pytest.mark.parametrize("harm", ["cut", "lines", "text", "empty", "missing"])
def test_a_back_up_that_is_damaged_restores_nothing(database: str, tmp_path: Path, harm: str) -> None:
    site(database, "init")
    run(database, "-c", LOAD)
    kept, other = tmp_path / "kept.gz", str(tmp_path / "other.sqlite3")
    site(database, "backup", str(kept))
    whole = kept.read_bytes()
    lines = gzip.decompress(whole).splitlines(keepends=True)
    kept.write_bytes(
        {
            "cut": whole[: len(whole) // 2],
            "lines": gzip.compress(b"".join(lines[:-5])),
            "text": b"no back-up",
            "empty": b"",
            "missing": b"",
        }[harm]
    )
    if harm == "missing":
        kept.unlink()
    done = site(other, "restore", str(kept))

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    counted = run(other, "-c", COUNT).stdout
    assert counted
    assert not any(json.loads(counted).values())


def test_a_response_is_forgotten_on_request(database: str) -> None:
    site(database, "init")
    run(database, "-c", LOAD)
    find = (
        "import django; django.setup(); from forethought_web.responses.models import Response; "
        "r = Response.objects.exclude(organisation='').order_by('pk')[0]; "
        "print(r.reference, r.organisation, r.answers.count(), r.state)"
    )
    reference = run(database, "-c", find).stdout.split()[0]
    done = site(database, "forget", reference.lower())
    look = find.replace("exclude(organisation='').order_by('pk')[0]", f"get(reference='{reference}')")

    assert done.returncode == 0, done.stderr
    assert run(database, "-c", look).stdout.split() == [reference, "0", "withdrawn"]
    assert "no response with that reference" in site(database, "forget", "XXXX-XXXX").stderr
    assert site(database, "trail").returncode == 0


def test_a_site_needs_to_be_told_where(database: str) -> None:
    done = site("", "init")

    assert done.returncode == 2
    assert "FORETHOUGHT_DATABASE" in done.stderr
    wrong = site("mysql://somebody:secret@host/name", "init")
    assert wrong.returncode == 2
    assert "secret" not in wrong.stderr
