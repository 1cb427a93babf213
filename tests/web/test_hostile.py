"""Hostile and unlucky visitors against a real server: it answers clearly, in bounded time, and goes on serving."""

from __future__ import annotations

import contextlib
import http.client
import resource
import socket
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from web_server import Server

FORM = "application/x-www-form-urlencoded"


def place(server: Server) -> tuple[str, int]:
    """Where the server listens."""
    host, port = server.address.removeprefix("http://").split(":")
    return host, int(port)


def post(server: Server, path: str, body: bytes, kind: str = FORM, **headers: str) -> tuple[int, bytes]:
    """Send a body; return what came back."""
    connection = http.client.HTTPConnection(*place(server), timeout=30)
    try:
        connection.request("POST", path, body, {"Content-Type": kind, **headers})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def raw(server: Server, sent: bytes, wait: float = 5) -> bytes:
    """Send bytes as they are; return what comes back before the server closes or the time is up."""
    with socket.create_connection(place(server), timeout=wait) as to:
        got = b""
        with contextlib.suppress(OSError):
            to.sendall(sent)
            to.shutdown(socket.SHUT_WR)
            while part := to.recv(65536):
                got += part
        return got


def memory(server: Server) -> int:
    """Bytes that it holds."""
    return int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1]) * resource.getpagesize()


def serves(server: Server) -> float:
    """Answer a check, and say how long it took."""
    begun = time.perf_counter()
    status, back = post(
        server, "/v2/check", urllib.parse.urlencode({"text": "What a week.", "language": "en"}).encode()
    )
    assert status == 200
    assert b'"matches": []' in back
    return time.perf_counter() - begun


@pytest.fixture(autouse=True)
def still_there(server: Server) -> Iterator[None]:
    """After every test the server is alive and answers."""
    yield
    assert server.process.poll() is None
    assert serves(server) < 5
    assert "Traceback" not in server.printed.read_text()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", FORM),
        ("/share", "multipart/form-data; boundary=x"),
        ("/api/v1/check", "application/json"),
        ("/v2/check", FORM),
    ],
)
def test_ten_megabytes_are_refused_at_once(server: Server, path: str, kind: str) -> None:
    held, begun = memory(server), time.perf_counter()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: 10000005\r\n\r\n"
    back = raw(server, head.encode())
    for _ in range(5):  # who sends it all the same may be cut off before they read the answer
        whole = raw(server, head.encode() + b"text=" + b"x" * 10_000_000)
        assert whole[:13] in (b"", b"HTTP/1.1 413 ")

    assert back.startswith(b"HTTP/1.1 413 ")
    assert time.perf_counter() - begun < 5
    assert memory(server) - held < 30_000_000


def test_a_body_that_says_it_is_huge_is_not_waited_for(server: Server) -> None:
    head = b"POST /v2/check HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\nx"

    assert b" 413 " in raw(server, head).split(b"\r\n")[0]


@pytest.mark.parametrize(
    "sent",
    [
        b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", b"\0" * 1_000,
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"".join(b"X%d: y\r\n" % n for n in range(5_000)) + b"\r\n",
        b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: \xb2\r\n\r\nx",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + b"9" * 5_000 + b"\r\n\r\nx",
        b"POST /share HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\ntext=half",
        b"POST /share HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\ntext=and more\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5, 6\r\n\r\nhello",
        b"GET /%00%ff%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /static/../../settings.py HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
    ids=lambda sent: repr(sent[:24]),
)  # fmt: skip
def test_requests_that_are_none(server: Server, sent: bytes) -> None:
    back = raw(server, sent)

    assert b" 500 " not in back.split(b"\r\n")[0]
    assert b"SECRET_KEY" not in back
    assert b"root:" not in back


def test_requests_sent_ahead_are_all_answered(server: Server) -> None:
    back = raw(server, b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n" * 50)

    assert back.count(b"HTTP/1.1 200 OK") == 50


HEADS = (
    b"", b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"GET /", b"POST ",
    b"POST /share HTTP/1.1\r\nHost: localhost\r\nContent-Length: ",
    b"POST /v2/check HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"POST /share HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
    b"Content-Length: 60\r\n\r\n--x\r\n",
    b"POST /v2/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 60\r\n\r\nlanguage=en&text=",
)  # fmt: skip


@given(st.sampled_from(HEADS), st.binary(max_size=300), st.booleans())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_on_the_wire(server: Server, head: bytes, sent: bytes, ends: bool) -> None:
    back = raw(server, head + sent + b"\r\n\r\n" * ends)

    assert not back or back.startswith(b"HTTP/1.")
    assert b" 500 " not in back.split(b"\r\n")[0]


KINDS = (FORM, "multipart/form-data; boundary=x", "application/json", "text/plain", "", "x" * 500)
PATHS = ("/", "/check/safer", "/check/people", "/check/note", "/share", "/search", "/learn/first-steps/",
         "/api/v1/check", "/api/v1/check/batch", "/v2/check")  # fmt: skip


@given(st.sampled_from(PATHS), st.sampled_from(KINDS), st.binary(max_size=300), st.booleans())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_at_all(client: Any, path: str, kind: str, body: bytes, shaped: bool) -> None:
    if shaped:
        body = {FORM: b"text=", "application/json": b'{"text": "'}.get(kind, b"--x\r\n") + body
    answer = client.generic("POST", path, body, content_type=kind)

    assert answer.status_code < 500


@pytest.mark.parametrize(
    "body",
    [
        "&".join(f"f{n}=1" for n in range(5_000)).encode(),
        b"text=" + b"%F0%9F%92%9B" * 90_000,
        b"text=" + b"%" * 50_000,
        b"text=%00%00&language=en",
        b"text=a&text=b&language=en&language=de",
        b"out=" + b"9" * 100_000 + b"&text=hello",
    ],
    ids=["fields", "emoji", "percent", "nul", "twice", "long"],
)
@pytest.mark.parametrize("path", ["/v2/check", "/share"])
def test_odd_forms(server: Server, path: str, body: bytes) -> None:
    status, _ = post(server, path, body)

    assert status < 500


NASTY = {
    "hashes": "#" * 99_000,
    "emoji": "💛" * 50_000,
    "one word": "patient " * 12_000,
    "findings": "My patient Jane Smith, 14, is a waste of space. I will kill her. " * 1_500,
    "names": "Jane Smith and " * 6_500,
    "brackets": "([{" * 30_000,
    "numbers": "07700 900418 " * 7_500,
    "lookalikes": "рatient Јane " * 7_500,
    "line ends": "a\n" * 49_000,
    "joiners": "a\u200d\u0301" * 30_000,
}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
@pytest.mark.parametrize("path", ["/", "/v2/check"])
def test_the_longest_drafts_end_in_bounded_time(client: Any, path: str, text: str) -> None:
    begun = time.perf_counter()
    answer = client.post(path, {"text": text, "language": "en"}, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert time.perf_counter() - begun < 6


# The reader takes the longer the less words look like words; it is asked up to 5,000 parts of words.
SLOWEST = {
    "letters": "a b c d " * 2_480,
    "dots": ". " * 9_900,
    "hashes": "#" * 8_000,
    "as many letters as are read": "a b c d " * 1_240,
    "as many hashes as are read": "#" * 4_980,
    "words without a meaning": ("xq" * 48 + " ") * 52,
}


@pytest.mark.parametrize("text", SLOWEST.values(), ids=SLOWEST.keys())
def test_drafts_as_long_as_the_reader_takes_end_in_bounded_time(client: Any, text: str) -> None:
    begun = time.process_time()
    answer = client.post("/", {"text": "My patient Jane is scum. " + text}, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert time.process_time() - begun < 12


@pytest.mark.parametrize("path", ["/", "/check/safer", "/check/people", "/check/note"])
def test_the_longest_drafts_end_in_bounded_time_on_every_page(client: Any, path: str) -> None:
    begun = time.process_time()
    answer = client.post(path, {"text": NASTY["findings"], "out": ["0-2", "11-21"]})

    assert answer.status_code == 200
    assert time.process_time() - begun < 6


def test_slow_senders_hold_up_nobody(server: Server) -> None:
    """More of them than there are threads, each sending a byte now and then."""
    head = b"POST /v2/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 5000\r\n\r\n"
    sockets = [socket.create_connection(place(server), timeout=10) for _ in range(40)]
    done = threading.Event()

    def dribble() -> None:
        while not done.wait(0.2):
            for one in sockets:
                with contextlib.suppress(OSError):
                    one.sendall(b"x")

    for one in sockets:
        one.sendall(head)
    slow = threading.Thread(target=dribble)
    slow.start()
    try:
        times = [serves(server) for _ in range(10)]
    finally:
        done.set()
        slow.join()
        for one in sockets:
            one.close()
    assert max(times) < 2


def test_a_thousand_open_connections(server: Server) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4_096, hard), hard))
    sockets: list[socket.socket] = []
    try:
        for n in range(1_000):
            one = socket.create_connection(place(server), timeout=10)
            if n % 2:
                one.sendall(b"GET / HTTP/1.1\r\nHost: loc")
            sockets.append(one)
        times = [serves(server) for _ in range(5)]
    finally:
        for one in sockets:
            one.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert max(times) < 2


def test_visitors_who_leave_before_the_answer(server: Server) -> None:
    body = urllib.parse.urlencode(
        {"text": "My patient Jane Smith is a waste of space. " * 60, "language": "en"}
    ).encode()
    head = f"POST /v2/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\nContent-Length: {len(body)}\r\n\r\n"
    for _ in range(10):
        with socket.create_connection(place(server), timeout=10) as to:
            to.sendall(head.encode() + body)


def test_many_at_once(server: Server) -> None:
    errors: list[str] = []

    def ask() -> None:
        try:
            for _ in range(5):
                serves(server)
        except (AssertionError, OSError) as error:
            errors.append(repr(error))

    visitors = [threading.Thread(target=ask) for _ in range(32)]
    for one in visitors:
        one.start()
    for one in visitors:
        one.join()
    assert errors == []
