"""The API keeps to its own description, whatever is sent to it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from web_server import Server

CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,negative_data_rejection,positive_data_acceptance,unsupported_method"
)


def test_schemathesis_finds_nothing(server: Server, tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("st")), "run", f"{server.address}/api/v1/openapi.json"]
    options = ["--checks", CHECKS, "--phases", "examples,coverage,fuzzing", "--max-examples", "25", "--seed", "1"]
    run = subprocess.run(
        [*command, *options, "--generation-database", "none", "--no-color"],
        cwd=tmp_path, env=os.environ | {"HOME": str(tmp_path)}, capture_output=True, text=True, timeout=240,
    )  # fmt: skip

    assert run.returncode == 0, run.stdout[-6_000:] + run.stderr[-2_000:]
    assert "Selected: 8/8" in run.stdout
    assert "Tested: 8" in run.stdout
