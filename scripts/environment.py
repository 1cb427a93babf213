"""Make the environment that ./forethought runs in: .venv with exactly the locked requirements. Called by the launcher.

Several first runs at once are safe: one makes the environment and the others wait for it. A run that was cut off leaves
no stamp, so the next one goes on where it stopped.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "ready"


def say(words: str) -> None:
    """Tell what is being done, on stderr, so that answers on stdout stay clean."""
    print(f"forethought: {words}", file=sys.stderr, flush=True)


def stamp() -> str:
    """What makes an environment the right one: this folder and this lock file. The launcher computes the same."""
    with LOCK.open("rb") as lock:
        checksum = subprocess.run(["cksum"], stdin=lock, capture_output=True, text=True, check=True).stdout.strip()
    return f"{ROOT} {checksum}\n"


def is_ready() -> bool:
    """Whether the stamp is the right one."""
    return STAMP.exists() and STAMP.read_text() == stamp()


def make() -> None:
    """Make or mend the environment, then stamp it."""
    python = VENV / "bin" / "python"
    if not python.exists():
        say("first run: making an environment in .venv (this once, about half a minute)")
        for broken in (VENV / "bin" / name for name in ("python", "python3")):
            broken.unlink(missing_ok=True)
        venv.EnvBuilder(with_pip=True).create(VENV)
    say("installing the locked requirements ...")
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    subprocess.run([*pip, "--require-hashes", "--requirement", str(LOCK)], check=True, stdout=sys.stderr)
    own = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    subprocess.run([*pip, *own], check=True, stdout=sys.stderr)
    STAMP.write_text(stamp())
    say("ready.\n")


def main() -> int:
    """Take the lock, look again, and make the environment if it is still needed."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("another run is making the environment; waiting for it")
        fcntl.flock(folder, fcntl.LOCK_EX)
    if is_ready():
        return 0
    try:
        make()
    except subprocess.CalledProcessError:
        say("the environment could not be made; the lines above say why. Run it again when that is mended.")
        return 1
    except OSError as error:
        say(f"the environment could not be made: {error.strerror} ({error.filename})")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
