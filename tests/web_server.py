"""A real server, started as a person starts it."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from shared import ROOT


@dataclass(frozen=True)
class Server:
    """A running server: where it is, its process, and the file with all that it printed."""

    address: str
    process: subprocess.Popen[bytes]
    printed: Path
    home: Path


def start(folder: Path, *args: str, **env: str) -> Server:
    """Run ``forethought serve`` on a free port with an empty home, and wait until it answers."""
    home = folder / "home"
    (home / "tmp").mkdir(parents=True, exist_ok=True)
    printed = folder / "printed.txt"
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("FORETHOUGHT", "DJANGO", "XDG"))}
    path = os.pathsep.join(filter(None, (env.pop("PYTHONPATH_FIRST", ""), str(ROOT / "src"))))
    around = plain | {"HOME": str(home), "TMPDIR": str(home / "tmp"), "PYTHONPATH": path, **env}
    command = [sys.executable, "-B", "-u", "-m", "forethought", "serve", "--no-open", "--port", "0", *args]
    with printed.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=around, cwd=home)
    for _ in range(600):
        told = printed.read_text()
        if "http://" in told or process.poll() is not None:
            break
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
    assert "http://" in told, told
    address = told.split("http://")[1].split("/")[0]
    server = Server(f"http://{address}", process, printed, home)
    urllib.request.urlopen(f"{server.address}/robots.txt", timeout=30).close()
    return server
