"""What docs/hosting.md promises of the files in hosting/."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from shared import RISKY, ROOT

HOST = "forethought.example"
MARKER = "zanzibarquokka"


@dataclass(frozen=True)
class Hosted:
    """gunicorn as the unit starts it, where it listens, and the file with all that it printed."""

    address: str
    process: subprocess.Popen[bytes]
    printed: Path

    @property
    def place(self) -> tuple[str, int]:
        """Host and port."""
        host, port = self.address.removeprefix("http://").split(":")
        return host, int(port)

    def workers(self) -> list[Path]:
        """The folders under /proc of the processes that answer."""
        main = self.process.pid
        return [Path(f"/proc/{pid}") for pid in Path(f"/proc/{main}/task/{main}/children").read_text().split()]


@contextmanager
def hosting(folder: Path) -> Iterator[Hosted]:
    """Start gunicorn on a free port with an empty home; wait until its workers are ready."""
    printed = folder / "printed.txt"
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
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
        "FORETHOUGHT_BIND": place,
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "hosting/gunicorn.conf.py"]
    with printed.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT)
    hosted = Hosted(f"http://{place}", process, printed)
    try:
        for _ in range(200):
            with suppress(urllib.error.URLError):
                ask(hosted.address, "/v2/healthcheck")
                break
            time.sleep(0.1)
        yield hosted
    finally:
        process.terminate()
        ended = process.wait(30)
    assert ended == 0


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosted]:
    """One for all tests here."""
    with hosting(tmp_path_factory.mktemp("hosted")) as running:
        yield running


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


def test_it_serves_under_its_name_and_no_other(hosted: Hosted) -> None:
    address = hosted.address

    status, html, headers = ask(address, "/")
    assert status == 200
    assert "Your words stay on this machine" not in html
    assert "Secure" in headers
    assert ask(address, "/", Host="evil.example")[0] == 400


def test_programs_need_the_token(hosted: Hosted) -> None:
    address = hosted.address
    body = urllib.parse.urlencode({"text": RISKY, "language": "en-GB"}).encode()

    assert ask(address, "/v2/check", body)[0] == 401
    assert ask(address, "/v2/check", body + b"&apiKey=a-token")[0] == 200
    assert ask(address, "/api/v1/packs")[0] == 401
    assert ask(address, "/api/v1/packs", Authorization="Bearer a-token")[0] == 200
    assert ask(address, "/api/v1/packs", Authorization="Bearer wrong")[0] == 401


def left_by(hosted: Hosted) -> list[Path]:
    """All that is in its home and among its temporary files, sockets too."""
    return [path for path in hosted.printed.parent.rglob("*") if path != hosted.printed]


def raw(hosted: Hosted, sent: bytes) -> bytes:
    """Send bytes as they are; what comes back until it closes."""
    with closing(socket.create_connection(hosted.place, timeout=10)) as to:
        got = b""
        with suppress(OSError):
            to.sendall(sent)
            to.shutdown(socket.SHUT_WR)
            while part := to.recv(65_536):
                got += part
        return got


def head(path: str, length: int | str) -> bytes:
    """What stands before a form."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\nX-Forwarded-For: 198.51.100.7\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


def test_it_writes_nothing_down(hosted: Hosted) -> None:
    ask(hosted.address, "/cases/?concern=abuse")
    body = urllib.parse.urlencode({"text": RISKY, "language": "en", "apiKey": "a-token"}).encode()
    assert ask(hosted.address, "/v2/check", body)[0] == 200

    assert hosted.printed.read_text() == ""
    assert left_by(hosted) == []


@pytest.mark.parametrize(
    "sent",
    [
        head("/share", 5).replace(b"Connection: close\r\n", b"") + f"text={MARKER} told me\r\n\r\n".encode(),
        f"{MARKER}\r\n\r\n".encode(),
        f"GET /?{MARKER} HTTP/9.9\r\n\r\n".encode(),
        f"GET / HTTP/1.1\r\nHost: {HOST}\r\n{MARKER} : x\r\n\r\n".encode(),
        f"POST / HTTP/1.1\r\nHost: {HOST}\r\nTransfer-Encoding: chunked\r\n\r\n{MARKER}\r\n".encode(),
        head("/share", MARKER) + b"x",
        head("/share", "9" * 5_000) + b"x",
        f"GET /?{'a' * 5_000}{MARKER} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode(),
        f"GET / HTTP/1.1\r\nHost: {HOST}\r\n{f'X: {MARKER}' * 10_000}\r\n\r\n".encode(),
    ],
    ids=["rest of a body", "line", "version", "header", "chunk", "length", "digits", "address", "long header"],
)
def test_what_cannot_be_read_is_not_written_down(hosted: Hosted, sent: bytes) -> None:
    """Nor is who sent it: gunicorn as it comes logs both."""
    back = raw(hosted, sent)

    assert b"HTTP/1.1 4" in back
    assert hosted.printed.read_text() == ""
    assert left_by(hosted) == []


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (f"GET /{'a' * 4_200} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode(), 414),
        (f"GET / HTTP/1.1\r\nHost: {HOST}\r\n".encode() + b"X: y\r\n" * 80 + b"\r\n", 431),
        (head("/share", 2_000_001), 413),
    ],
)
def test_it_has_limits(hosted: Hosted, sent: bytes, status: int) -> None:
    assert raw(hosted, sent).split(b" ")[1] == str(status).encode()


def test_every_worker_has_the_reader_before_the_first_visitor(tmp_path: Path) -> None:
    with hosting(tmp_path) as running:
        for _ in range(100):
            read = [one for one in running.workers() if "onnxruntime" in (one / "maps").read_text()]
            if len(read) == 2:
                break
            time.sleep(0.1)
        assert len(running.workers()) == 2
        assert read == running.workers()
        assert left_by(running) == []


def test_who_is_being_answered_is_still_answered_when_it_stops(tmp_path: Path) -> None:
    body = urllib.parse.urlencode({"text": RISKY, "language": "en-GB", "apiKey": "a-token"}).encode()
    with (
        hosting(tmp_path) as running,
        closing(socket.create_connection(running.place, timeout=20)) as to,
    ):
        to.sendall(head("/v2/check", len(body)) + body[:20])
        time.sleep(0.5)
        running.process.terminate()
        time.sleep(0.5)
        to.sendall(body[20:])
        got = b""
        while part := to.recv(65_536):
            got += part
    assert got.startswith(b"HTTP/1.1 200 ")
    assert b'"matches"' in got


def test_gunicorn_is_the_one_of_the_lock() -> None:
    """After `make lock`, copy its lines from requirements-dev.lock."""
    locked = re.search(r"^gunicorn==.*?(?=^ +#)", (ROOT / "requirements-dev.lock").read_text(), re.M | re.S)

    assert locked
    assert (ROOT / "hosting" / "requirements.txt").read_text().endswith(locked[0])


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
    assert nginx.count("access_log off") == nginx.count("server {")
    assert "proxy_request_buffering on" in nginx
    assert "http2 on" not in nginx  # Debian 12 has 1.22, which does not know it
    caddy = (ROOT / "hosting" / "Caddyfile").read_text()
    assert re.findall(r"(?:max_size|request_buffers) (\w+)", caddy) == ["2MB", "2MB"]
    assert "exclude http.log.error" in caddy


def test_the_unit_lets_no_word_leave_memory() -> None:
    unit = (ROOT / "hosting" / "forethought.service").read_text().splitlines()

    for line in (
        "LimitCORE=0", "MemorySwapMax=0", "IPAddressDeny=any", "IPAddressAllow=localhost", "ProtectSystem=strict",
        "PrivateTmp=yes", "NoNewPrivileges=yes", "MemoryDenyWriteExecute=yes",
    ):  # fmt: skip
        assert line in unit
