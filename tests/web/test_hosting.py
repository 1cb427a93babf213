"""What docs/hosting.md promises of the files in hosting/."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared import RISKY, ROOT

HOST = "forethought.example"


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """gunicorn as the unit starts it, and the file with all that it printed."""
    folder = tmp_path_factory.mktemp("hosted")
    printed = folder / "printed.txt"
    socket_port = 20_000 + os.getpid() % 20_000
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "FORETHOUGHT_HOSTS": HOST,
        "FORETHOUGHT_SECRET_KEY": "x" * 50,
        "FORETHOUGHT_HTTPS": "yes",
        "FORETHOUGHT_PROXIES": "1",
        "FORETHOUGHT_TOKENS": "a-token",
        "FORETHOUGHT_BIND": f"127.0.0.1:{socket_port}",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "hosting/gunicorn.conf.py"]
    with printed.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{socket_port}"
    for _ in range(200):
        try:
            ask(address, "/v2/healthcheck")
            break
        except urllib.error.URLError:
            time.sleep(0.1)
    yield address, printed
    process.terminate()
    assert process.wait(30) == 0


def ask(address: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, str, str]:
    """The status, the body and the headers of an answer."""
    around = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7", **headers}
    request = urllib.request.Request(address + path, body, around)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode(), str(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), str(error.headers)


def test_it_serves_under_its_name_and_no_other(hosted: tuple[str, Path]) -> None:
    address, _ = hosted

    status, html, headers = ask(address, "/")
    assert status == 200
    assert "Your words stay on this machine" not in html
    assert "Secure" in headers
    assert ask(address, "/", Host="evil.example")[0] == 400


def test_programs_need_the_token(hosted: tuple[str, Path]) -> None:
    address, _ = hosted
    body = urllib.parse.urlencode({"text": RISKY, "language": "en-GB"}).encode()

    assert ask(address, "/v2/check", body)[0] == 401
    assert ask(address, "/v2/check", body + b"&apiKey=a-token")[0] == 200
    assert ask(address, "/api/v1/packs")[0] == 401
    assert ask(address, "/api/v1/packs", Authorization="Bearer a-token")[0] == 200
    assert ask(address, "/api/v1/packs", Authorization="Bearer wrong")[0] == 401


def test_it_writes_nothing_down(hosted: tuple[str, Path]) -> None:
    address, printed = hosted
    ask(address, "/cases/?concern=abuse")
    ask(address, "/v2/check", urllib.parse.urlencode({"text": RISKY, "language": "en"}).encode())

    assert printed.read_text() == ""
    assert [path for path in printed.parent.rglob("*") if path.is_file() and path != printed] == []


def test_every_setting_is_in_the_table() -> None:
    page = (ROOT / "docs" / "hosting.md").read_text()
    named = set()
    for path in (ROOT / "src" / "forethought_web" / "settings.py", ROOT / "hosting" / "gunicorn.conf.py"):
        named |= set(re.findall(r'"(FORETHOUGHT_\w+)"', path.read_text()))

    assert named
    for name in named:
        assert f"`{name}`" in page


def test_the_web_server_keeps_bodies_in_memory() -> None:
    from forethought_web import settings

    nginx = (ROOT / "hosting" / "nginx.conf").read_text()
    largest = re.search(r"client_max_body_size (\d+)m", nginx)
    buffer = re.search(r"client_body_buffer_size (\d+)m", nginx)

    assert largest
    assert buffer
    assert int(buffer[1]) >= int(largest[1])
    assert int(largest[1]) * 1_048_576 >= settings.LARGEST_BODY
    assert "access_log off" in nginx
    assert "LimitCORE=0" in (ROOT / "hosting" / "forethought.service").read_text()
