"""A PostgreSQL server of a benchmark's own: in a folder of its own, on a port that nobody else has, gone at the end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "forethought"
# As it comes but for memory, of which as it comes it takes what a machine of 1998 could spare. It waits for the disk.
SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "4GB", "listen_addresses": "127.0.0.1"}


def programs() -> Path | None:
    """Where PostgreSQL's programs are, the newest of them; None where there is none."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: [int(n) for n in one.parts[4].split(".")]
    )
    beside = shutil.which("initdb")
    return found[-1].parent if found else Path(beside).parent if beside else None


@contextmanager
def postgres() -> Iterator[str]:
    """Run a server; yields the address of its empty database, or "" where there is no PostgreSQL."""
    here = programs()
    if here is None:
        yield ""
        return
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    folder = Path(tempfile.mkdtemp(prefix="forethought-bench-"))
    is_root = os.geteuid() == 0
    if is_root:
        shutil.chown(folder, "postgres")
    as_user = ["runuser", "-u", "postgres", "--"] if is_root else []

    def run(program: str, *args: str) -> None:
        command = [*as_user, str(here / program), *args]
        subprocess.run(command, check=True, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    data, log = str(folder / "data"), str(folder / "log")
    try:
        run("initdb", "-D", data, "-U", NAME, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        run("pg_ctl", "-D", data, "-w", "-l", log, "-o", f"-p {port} -k {folder} {options}", "start")
        yield f"postgresql://{NAME}@127.0.0.1:{port}/postgres"
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)
