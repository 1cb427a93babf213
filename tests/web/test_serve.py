"""``forethought serve`` as a person starts it."""

from __future__ import annotations

import socket
import urllib.request
from pathlib import Path

import pytest

from shared import Forethought
from web_server import start


def test_a_taken_port_is_told_with_what_to_do(forethought: Forethought) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = forethought("serve", "--no-open", "--port", str(port))

    assert done.returncode == 2
    assert f"cannot listen on 127.0.0.1 port {port}" in done.stderr.decode()
    assert f"--port {port + 1}" in done.stderr.decode()


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_listening_everywhere_needs_a_name(forethought: Forethought, host: str) -> None:
    done = forethought("serve", "--no-open", "--host", host)

    assert done.returncode == 2
    assert "by which name" in done.stderr.decode()


def test_beyond_this_machine_programs_need_the_token_that_is_printed(tmp_path: Path) -> None:
    server = start(tmp_path, "--host", "0.0.0.0", FORETHOUGHT_HOSTS="forethought.example")
    try:
        printed = server.printed.read_text()
        port = server.address.rsplit(":", 1)[1]
        request = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": "forethought.example"})
        page = urllib.request.urlopen(request, timeout=20).read().decode()
    finally:
        server.process.terminate()
        server.process.wait(20)

    assert "Programs need this token: " in printed
    assert "without https" in printed
    assert "Your words stay on this machine" not in page


def test_nothing_is_left_in_the_home_by_serving(tmp_path: Path) -> None:
    server = start(tmp_path)
    server.process.terminate()
    server.process.wait(20)

    assert [path for path in server.home.rglob("*") if path.is_file()] == []


def test_it_stops_quietly_when_told(tmp_path: Path) -> None:
    import signal

    server = start(tmp_path)
    server.process.send_signal(signal.SIGINT)

    assert server.process.wait(20) in (0, 130)
    assert "Traceback" not in server.printed.read_text()
