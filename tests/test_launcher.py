"""The launcher, on copies of the few files it needs, with a Python that only pretends to install."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shared import ROOT

# Stands in for scripts/environment.py: makes what the launcher looks for, without a network and at once.
PRETEND = """
import pathlib, subprocess, sys
root = pathlib.Path(__file__).resolve().parent.parent
with (root / "requirements.lock").open("rb") as lock:
    checksum = subprocess.run(["cksum"], stdin=lock, capture_output=True, text=True).stdout.strip()
(root / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
python = root / ".venv" / "bin" / "python"
if not python.exists():
    python.write_text('#!/bin/sh\\necho "ran in $PWD:" "$@"\\nexit 7\\n')
    python.chmod(0o755)
(root / ".venv" / "ready").write_text(f"{root} {checksum}\\n")
print("made", file=sys.stderr)
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy with spaces in its path."""
    root = tmp_path / "a copy with spaces"
    (root / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "forethought", root)
    (root / "scripts" / "environment.py").write_text(PRETEND)
    (root / "requirements.lock").write_text("click==8.5.1\n")
    return root


def launch(launcher: Path, *args: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a launcher."""
    around = os.environ | {"FORETHOUGHT_PYTHON": sys.executable} | env
    return subprocess.run([str(launcher), *args], capture_output=True, text=True, check=False, cwd=cwd, env=around)


def test_the_first_run_makes_the_environment_and_later_ones_just_run(tree: Path, tmp_path: Path) -> None:
    first = launch(tree / "forethought", "check", "two words", cwd=tmp_path)
    second = launch(tree / "forethought", "check", "two words", cwd=tmp_path)

    assert (first.returncode, first.stderr) == (7, "made\n")
    assert (second.returncode, second.stderr) == (7, "")
    assert first.stdout == second.stdout == f"ran in {tmp_path}: -P -m forethought check two words\n"


def test_a_changed_lock_file_makes_it_again(tree: Path) -> None:
    launch(tree / "forethought")
    (tree / "requirements.lock").write_text("click==8.5.2\n")

    assert launch(tree / "forethought").stderr == "made\n"
    assert launch(tree / "forethought").stderr == ""


def test_a_moved_folder_makes_it_again(tree: Path, tmp_path: Path) -> None:
    launch(tree / "forethought")
    moved = tree.rename(tmp_path / "elsewhere")

    assert launch(moved / "forethought").stderr == "made\n"


def test_it_runs_through_links(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "one").symlink_to(tree / "forethought")
    (tmp_path / "bin" / "two").symlink_to("one")

    assert launch(tmp_path / "bin" / "two", "x").stdout.endswith("-m forethought x\n")


def test_without_a_python_that_is_new_enough_it_says_so(tree: Path, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("dirname", "cksum", "readlink", "sh"):
        (tools / name).symlink_to(str(shutil.which(name)))
    old = tools / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)

    done = launch(tree / "forethought", PATH=str(tools), FORETHOUGHT_PYTHON="")

    assert done.returncode == 2
    assert "Python 3.11 or newer is needed" in done.stderr


def test_what_the_launcher_adds_takes_less_than_a_blink(tree: Path) -> None:
    launch(tree / "forethought")
    times = []
    for _ in range(5):
        began = time.perf_counter()
        launch(tree / "forethought")
        times.append(time.perf_counter() - began)

    assert min(times) < 0.03


def test_the_lock_files_name_no_host_and_hold_hashes() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        written = (ROOT / name).read_text()
        pins = [line for line in written.splitlines() if "==" in line]
        assert pins
        assert "://" not in written
        assert all(line.endswith("\\") for line in pins)


def test_the_development_lock_holds_the_same_versions() -> None:
    def pins(name: str) -> set[str]:
        return {line.split(" ")[0] for line in (ROOT / name).read_text().splitlines() if "==" in line}

    assert pins("requirements.lock") <= pins("requirements-dev.lock")
