"""No word of a draft is left anywhere by the site: a marker is planted in every field, and everything is searched."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from web_server import Server, start

MARKER = "zanzibarquokka"
DRAFT = f"Court again tomorrow with {MARKER.title()} Smith, 14, from Stockport. She is a waste of space."
WORDS_BACK = {"/", "/check/safer", "/check/people", "/share", "/search", "/api/v1/check", "/v2/check"}

# Stands on the path of a server's Python: its check fails, with the draft in the message.
BROKEN = """
import importlib, sys
import forethought.check
def check(post, *args, **kwargs):
    raise ValueError(f"could not read {post.text}")
sys.modules["forethought"].check = check
"""


@dataclass
class Visitor:
    """Asks a server as a browser does, and remembers every header that came back."""

    server: Server
    cookie: str = ""
    token: str = ""
    headers: list[str] = field(default_factory=list)

    def ask(
        self, path: str, body: bytes | None = None, kind: str = "application/x-www-form-urlencoded", **headers: str
    ) -> tuple[int, str]:
        """Send a request; return the status and the body that came back."""
        where = self.server.address.removeprefix("http://")
        connection = http.client.HTTPConnection(where, timeout=30)
        sent = {"Cookie": self.cookie, "Origin": self.server.address, **headers}
        if body is not None:
            sent["Content-Type"] = kind
        with contextlib.suppress(BrokenPipeError):  # it answers a body that is too long before it has all of it
            connection.request("GET" if body is None else "POST", path, body, sent)
        answer = connection.getresponse()
        read = answer.read().decode()
        self.headers += [f"{name}: {value}" for name, value in answer.getheaders()]
        connection.close()
        return answer.status, read

    def enter(self) -> Visitor:
        """Open the page, as everybody does first."""
        _, html = self.ask("/")
        self.token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', html)[1]  # type: ignore[index]
        self.cookie = next(one.split(": ", 1)[1].split(";")[0] for one in self.headers if one.startswith("Set-Cookie"))
        return self

    def form(self, **fields: str) -> bytes:
        """A form of ours, filled in."""
        return urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, **fields}).encode()


def everything(visitor: Visitor) -> str:
    """All that a server printed, wrote and sent in headers."""
    files = [path for path in visitor.server.home.rglob("*") if path.is_file()]
    written = "".join(f"{path} {path.read_bytes()!r}" for path in files)
    return (visitor.server.printed.read_text() + written + "\n".join(visitor.headers)).lower()


FIELDS = ("profession", "platform", "employer", "place", "q", "title", "url", "out", "data")
FORM = dict.fromkeys(FIELDS, MARKER) | {"text": DRAFT}
MULTIPART = "multipart/form-data; boundary=x"
CUT_OFF = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n' + DRAFT.encode()
WAYS: list[tuple[str, dict[str, str]]] = [
    ("/", FORM),
    ("/", {"text": DRAFT, "country": MARKER, "audience": MARKER, "named": MARKER}),
    ("/check/safer", FORM),
    ("/check/people", FORM),
    ("/check/note", FORM),
    ("/share", FORM),
    ("/search", FORM),
    ("/learn/first-steps/", {"answers": MARKER, "mine": MARKER, "judge": MARKER}),
    ("/v2/check", {"text": DRAFT, "language": "en-GB"}),
    ("/v2/check", {"text": DRAFT, "data": MARKER, "language": MARKER, "profession": MARKER, "audience": MARKER}),
    (f"/{MARKER}", FORM),
]


@pytest.fixture
def visitor(server: Server) -> Visitor:
    """Somebody with the page open."""
    return Visitor(server).enter()


@pytest.mark.parametrize(("path", "fields"), WAYS)
@pytest.mark.parametrize("live", ["", "true"])
def test_words_go_nowhere_but_back(visitor: Visitor, path: str, fields: dict[str, str], live: str) -> None:
    headers = {"HX-Request": live} if live else {}
    status, back = visitor.ask(path, visitor.form(**fields), **headers)

    assert status < 500
    assert MARKER not in everything(visitor)
    if path not in WORDS_BACK or status >= 400:
        assert MARKER not in back.lower()


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("/api/v1/check", json.dumps({"text": DRAFT}).encode(), "application/json"),
        ("/api/v1/check", json.dumps({"text": DRAFT, "audience": MARKER, MARKER: MARKER}).encode(), "application/json"),
        ("/api/v1/check", json.dumps({"text": [MARKER], "author": MARKER}).encode(), "application/json"),
        ("/api/v1/check", json.dumps({"text": DRAFT, "pack": MARKER, "offsets": MARKER}).encode(), "application/json"),
        ("/api/v1/check", DRAFT.encode(), "application/json"),
        ("/api/v1/check", DRAFT.encode(), "text/plain"),
        ("/api/v1/check/batch", json.dumps({"posts": [{"text": DRAFT}, MARKER]}).encode(), "application/json"),
        ("/", DRAFT.encode() + b"\xff%zz", "application/x-www-form-urlencoded"),
        ("/", DRAFT.encode(), MULTIPART),
        ("/", CUT_OFF, MULTIPART),
        ("/", b"text=" + DRAFT.encode() * 30_000, "application/x-www-form-urlencoded"),
        ("/v2/check", b"text=" + DRAFT.encode() * 3_000 + b"&language=en", "application/x-www-form-urlencoded"),
    ],
)  # fmt: skip
def test_words_that_cannot_be_read_go_nowhere(visitor: Visitor, path: str, body: bytes, kind: str) -> None:
    status, back = visitor.ask(path, body, kind)

    assert status < 500
    assert MARKER not in everything(visitor)
    if status >= 400:
        assert MARKER not in back.lower()


def test_an_upload_is_kept_in_memory(visitor: Visitor) -> None:
    body = (
        f'--x\r\nContent-Disposition: form-data; name="text"; filename="{MARKER}.txt"\r\n\r\n'.encode()
        + DRAFT.encode() * 12_000
        + b"\r\n--x--\r\n"
    )
    visitor.ask("/share", body, MULTIPART)

    assert MARKER not in everything(visitor)
    assert [path for path in visitor.server.home.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "path", ["/", "/cases/", "/guidance/", "/v2/check", "/api/v1/check", "/api/v1/nothing", "/share"]
)
def test_words_in_an_address_are_not_given_back_or_logged(visitor: Visitor, path: str) -> None:
    _, back = visitor.ask(f"{path}?text={MARKER}&q={MARKER}&platform={MARKER}&from={MARKER}")

    assert MARKER not in everything(visitor)
    assert MARKER not in back.lower()


def test_it_opens_no_connection_and_writes_no_file(visitor: Visitor) -> None:
    folder = Path(f"/proc/{visitor.server.process.pid}/fd")
    visitor.ask("/", visitor.form(text=DRAFT))
    links = []
    for one in folder.iterdir():
        try:
            links.append(str(one.readlink()))
        except OSError:
            continue

    sockets = {link[8:-1] for link in links if link.startswith("socket:[")}
    rows = [row.split() for row in Path(f"/proc/{visitor.server.process.pid}/net/tcp").read_text().splitlines()[1:]]
    outward = [row[2] for row in rows if row[9] in sockets and row[3] == "01" and not row[2].startswith("0100007F")]
    assert outward == []
    assert [link for link in links if link.startswith("/") and not link.startswith(("/dev/", "/proc/", "/sys/"))] == [
        str(visitor.server.printed)
    ] * sum(link == str(visitor.server.printed) for link in links)
    assert [path for path in visitor.server.home.rglob("*") if path.is_file()] == []


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose check fails with the draft in its message."""
    folder = tmp_path_factory.mktemp("broken")
    (folder / "broken_check.py").write_text(BROKEN)
    (folder / "sitecustomize.py").write_text(
        "import sys\n"
        "class Late:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'forethought_web.urls':\n"
        "            sys.meta_path.remove(self)\n"
        "            import broken_check\n"
        "sys.meta_path.insert(0, Late())\n"
    )
    server = start(folder, PYTHONPATH_FIRST=str(folder))
    yield server
    server.process.terminate()
    server.process.wait(20)


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("/", None, ""),
        ("/check/safer", None, ""),
        ("/check/note", None, ""),
        ("/api/v1/check", json.dumps({"text": DRAFT}).encode(), "application/json"),
        ("/v2/check", urllib.parse.urlencode({"text": DRAFT, "language": "en"}).encode(), ""),
    ],
)
def test_a_fault_of_ours_tells_its_kind_and_place_and_no_words(
    broken: Server, path: str, body: bytes | None, kind: str
) -> None:
    visitor = Visitor(broken).enter()
    status, back = visitor.ask(path, body or visitor.form(text=DRAFT), kind or "application/x-www-form-urlencoded")

    assert status == 500
    assert MARKER not in back.lower()
    assert "kept" in back
    assert MARKER not in everything(visitor)
    assert "ValueError at broken_check.py" in broken.printed.read_text()


def test_every_page_says_to_keep_nothing(client: Any) -> None:
    from forethought_web.guards import HEADERS

    for path in ("/", "/about/", "/nothing", "/api/v1/packs", "/api/v1/nothing", "/v2/info", "/v2/check", "/offline"):
        answer = client.get(path)
        for name, value in HEADERS.items():
            assert answer[name] == value
        assert answer["Cache-Control"] == "no-store"
