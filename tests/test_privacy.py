"""No socket is opened, and no words of a post are left anywhere."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from forethought import Author, Post, check
from forethought.detect import detect
from forethought.jsonio import Unreadable, read_posts
from forethought.text import read
from shared import ROOT, Forethought

MARKER = "zanzibarquokka"
DRAFT = f"Court again tomorrow with {MARKER.title()} Smith, 14, from Stockport, the DV case. She is a waste of space."

# Runs in a process of its own, before anything of ours is imported. Any socket, and any file written, ends it.
GUARD = """
import os, sys

def watch(event, args):
    if event.startswith(("socket.", "urllib.", "http.", "smtplib.", "ftplib.", "subprocess.", "os.system", "os.exec")):
        os.write(2, f"BROKEN: {event}\\n".encode())
        os._exit(99)
    if event == "open":
        path, mode, flags = args
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) if isinstance(flags, int) else False
        if writes and path != os.devnull:
            os.write(2, f"BROKEN: wrote {path}\\n".encode())
            os._exit(98)

sys.addaudithook(watch)
"""


def guarded(code: str, home: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run code under the guard, in an empty home."""
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "src"), "HOME": str(home), "TMPDIR": str(home / "tmp")}
    command = [sys.executable, "-B", "-c", GUARD + code]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, env=env, cwd=home, check=False)


def command(*args: str) -> str:
    """Code that runs the command line with these arguments."""
    return f"from forethought.cli import run; sys.exit(run({list(args)!r}))"


def everything_under(folder: Path) -> bytes:
    """Names and contents of all files of a folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"\n".join(str(path).encode() + path.read_bytes() for path in files)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        pytest.param("import forethought", 0, id="import"),
        pytest.param(f"import forethought; forethought.check({DRAFT!r})", 0, id="check"),
        pytest.param(command("check", DRAFT), 1, id="text"),
        pytest.param(command("check", "--format", "json", DRAFT), 1, id="JSON"),
        pytest.param(command("check", "--posts", "-"), 1, id="posts"),
        pytest.param(command("explain", "abuse"), 0, id="explain"),
        pytest.param(command("rules"), 0, id="rules"),
        pytest.param(command("packs", "list"), 0, id="packs"),
        pytest.param(command("precedents"), 0, id="precedents"),
        pytest.param(command("privacy", "facebook"), 0, id="privacy"),
    ],
)
def test_no_socket_is_opened_and_no_file_written(home: Path, code: str, status: int) -> None:
    done = guarded(code, home, json.dumps({"text": DRAFT}) + "\n")

    assert "BROKEN" not in done.stderr
    assert done.returncode == status, done.stderr
    assert MARKER not in done.stderr.lower()
    assert everything_under(home) == b""


def test_the_guard_sees_a_socket_and_a_file(home: Path) -> None:
    assert guarded("import socket; socket.socket()", home).returncode == 99
    assert guarded("open('left.txt', 'w')", home).returncode == 98


def test_nothing_is_left_in_the_home_or_among_temporary_files(forethought: Forethought, home: Path) -> None:
    draft = home / "tmp" / "draft.txt"
    forethought("check", DRAFT)
    forethought("check", "--posts", "-", stdin=json.dumps({"text": DRAFT}).encode())
    forethought("setup", stdin=b"nurse\n" + b"\n" * 7)
    forethought("check", stdin=DRAFT.encode() + b"\xff")

    assert not draft.exists()
    assert MARKER.encode() not in everything_under(home).lower()
    assert [path.name for path in home.rglob("*") if path.is_file()] == ["settings.toml"]


def test_no_repr_shows_words_of_a_post() -> None:
    post = Post(DRAFT, "p1", Author("nurse", employer=MARKER, place=MARKER))
    text = read(post.text)

    for value in (post, text, *text.tokens, *detect(text, post)):
        assert MARKER not in repr(value).lower()
    assessment = check(post)
    for one in (*assessment.findings, *assessment.people, *assessment.mentions, assessment.safer):
        assert MARKER not in repr(one).lower()


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        check(DRAFT)

    assert caplog.records == []


def test_a_fault_of_ours_shows_no_words(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from forethought import cli

    def broken(*args: Any, **kwargs: Any) -> None:
        raise ValueError(f"could not read {DRAFT}")

    monkeypatch.setattr(import_module("forethought.check"), "read", broken)
    monkeypatch.setenv("FORETHOUGHT_CONFIG", os.devnull)
    monkeypatch.delenv("FORETHOUGHT_DEBUG", raising=False)

    status = cli.run(["check", DRAFT])

    shown = capsys.readouterr()
    assert status == 2
    assert "a fault of ours" in shown.err
    assert "ValueError" in shown.err
    assert MARKER not in (shown.out + shown.err).lower()


@pytest.mark.parametrize(
    "line",
    [
        f'{{"text": "{MARKER}", "audience": "{MARKER}"}}',
        f'{{"text": "{MARKER}", "author": "{MARKER}"}}',
        f'{{"text": ["{MARKER}"]}}',
        f'{{"text": "{MARKER}"',
        f'"{MARKER}"',
        MARKER,
    ],
)
def test_a_line_that_cannot_be_read_is_told_without_its_words(line: str) -> None:
    import io

    [(_, answer)] = read_posts(io.BytesIO(line.encode()))

    assert isinstance(answer, Unreadable)
    assert MARKER not in repr(answer)


def test_the_library_that_runs_the_reader_cannot_phone_home() -> None:
    """Its newer wheels send what process ran them where; the guard above sees Python's sockets, not a library's own."""
    folder = Path(import_module("onnxruntime").__file__ or "").parent
    libraries = [path for path in folder.rglob("*") if ".so" in path.name or path.suffix in (".pyd", ".dll", ".dylib")]

    assert libraries
    for path in libraries:
        assert b"events.data.microsoft.com" not in path.read_bytes(), path.name
