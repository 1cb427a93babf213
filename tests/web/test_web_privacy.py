"""No word of a draft is left anywhere by the site: a marker is planted in every field, and everything is searched."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import sqlite3
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from shared import ROOT
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

# Stands there too: tells of everything Python is asked to open for writing, to connect to or to run.
WATCHING = """
import os, sys
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND
ALWAYS = (
    "socket.connect", "socket.getaddrinfo", "socket.gethostby", "socket.sendto", "socket.sendmsg", "socket.bind",
    "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "os.mkdir", "os.rename", "os.link",
    "os.symlink", "os.truncate", "tempfile.", "sqlite3.connect", "shutil.", "syslog.",
)
def told(event, args):
    if event.startswith(ALWAYS) or event == "open" and (
        isinstance(args[1], str) and set(args[1]) & set("wax+") or isinstance(args[2], int) and args[2] & WRITES
    ):
        os.write(1, f"seen: {event}\\n".encode())
sys.addaudithook(told)
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
        try:
            with contextlib.suppress(BrokenPipeError):  # it answers a body that is too long before it has all of it
                connection.request("GET" if body is None else "POST", path, body, sent)
            answer = connection.getresponse()
            read = answer.read().decode()
        except ConnectionResetError:  # or closes while more of it is on its way
            connection.close()
            return 0, ""
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


def left_by(server: Server) -> list[Path]:
    """Everything that is in a server's home and among its temporary files."""
    return [path for path in server.home.rglob("*") if path != server.home / "tmp"]


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
    assert left_by(visitor.server) == []
    if path not in WORDS_BACK or status >= 400:
        assert MARKER not in back.lower()


@pytest.mark.parametrize("path", ["/", "/check/safer", "/check/people", "/check/note", "/search"])
@pytest.mark.parametrize(
    "wrong",
    [
        {"Cookie": ""},
        {"Cookie": f"forethought_form={MARKER}"},
        {"Origin": f"http://{MARKER}.example"},
        {"Origin": "null"},
        {"Host": f"{MARKER}.example"},
    ],
    ids=["no cookie", "other cookie", "other origin", "null origin", "other host"],
)
def test_words_that_are_refused_go_nowhere(visitor: Visitor, path: str, wrong: dict[str, str]) -> None:
    around = {"Referer": f"http://localhost/{MARKER}", "User-Agent": MARKER, "X-Forwarded-For": MARKER}
    status, back = visitor.ask(path, visitor.form(text=DRAFT), **around, **wrong)

    assert status in (400, 403)
    assert MARKER not in back.lower()
    assert MARKER not in everything(visitor)
    assert left_by(visitor.server) == []


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
    assert left_by(visitor.server) == []


@pytest.mark.parametrize(
    "path", ["/", "/cases/", "/guidance/", "/v2/check", "/api/v1/check", "/api/v1/nothing", "/share"]
)
def test_words_in_an_address_are_not_given_back_or_logged(visitor: Visitor, path: str) -> None:
    _, back = visitor.ask(f"{path}?text={MARKER}&q={MARKER}&platform={MARKER}&from={MARKER}")

    assert MARKER not in everything(visitor)
    assert MARKER not in back.lower()


def test_it_holds_no_connection_but_its_visitors_and_no_file(visitor: Visitor) -> None:
    """As the system sees it, so that the reader's own code is seen too."""
    process = Path(f"/proc/{visitor.server.process.pid}")
    stored = re.search(r"^write_bytes: (\d+)$", (process / "io").read_text(), re.M)
    for path in ("/", "/check/safer", "/check/note"):
        assert visitor.ask(path, visitor.form(text=DRAFT))[0] == 200
    links = []
    for one in (process / "fd").iterdir():
        with contextlib.suppress(OSError):
            links.append(str(one.readlink()))

    ours = {link[8:-1] for link in links if link.startswith("socket:[")}
    rows = {
        name: (process / "net" / name).read_text().splitlines()[1:] for name in ("tcp", "tcp6", "udp", "udp6", "raw")
    }
    open_here = {name: [row.split() for row in found if row.split()[9] in ours] for name, found in rows.items()}
    listening = [row for row in open_here["tcp"] if row[3] == "0A"]
    port = f"{int(visitor.server.address.rsplit(':', 1)[1]):04X}"
    assert [row[1] for row in listening] == [f"0100007F:{port}"]
    assert all(row[1] == f"0100007F:{port}" for row in open_here["tcp"])
    assert not any(open_here[name] for name in ("tcp6", "udp", "udp6", "raw"))
    files = {link for link in links if link.startswith("/") and not link.startswith(("/dev/", "/proc/", "/sys/"))}
    assert files <= {str(visitor.server.printed)}
    assert stored
    assert f"write_bytes: {stored[1]}\n" in (process / "io").read_text()
    assert left_by(visitor.server) == []


def test_it_asks_python_for_no_connection_file_or_program(tmp_path: Path) -> None:
    """Even one that is closed again at once."""
    (tmp_path / "sitecustomize.py").write_text(WATCHING)
    server = start(tmp_path, PYTHONPATH_FIRST=str(tmp_path))
    try:
        visitor = Visitor(server).enter()
        visitor.ask("/", visitor.form(text=DRAFT))
        before = server.printed.read_text()
        for path, fields in WAYS:
            visitor.ask(path, visitor.form(**fields))
        visitor.ask("/share", visitor.form(text="x" * 1_900_000))
        visitor.ask("/api/v1/check", json.dumps({"text": DRAFT}).encode(), "application/json")
        after = server.printed.read_text()
    finally:
        server.process.terminate()
        server.process.wait(20)

    assert "seen: socket.bind" in before
    assert after == before


def test_the_database_of_consultations_never_sees_a_draft(tmp_path: Path) -> None:
    kept = tmp_path / "site.sqlite3"
    env = {"FORETHOUGHT_DATABASE": str(kept), "PYTHONPATH": str(ROOT / "src"), "HOME": str(tmp_path)}
    made = [sys.executable, "-B", "-m", "forethought", "site", "init"]
    subprocess.run(made, env=env, check=True, capture_output=True, timeout=120)
    server = start(tmp_path, FORETHOUGHT_DATABASE=str(kept))
    try:
        visitor = Visitor(server).enter()
        before = dumped(kept)
        for path, fields in WAYS:
            assert visitor.ask(path, visitor.form(**fields))[0] < 500
        assert dumped(kept) == before
        assert MARKER not in everything(visitor)
        files = list(tmp_path.glob("site.sqlite3*"))
        assert files
        assert not any(MARKER in path.read_bytes().decode("latin-1").lower() for path in files)
    finally:
        server.process.terminate()
        server.process.wait(20)


def dumped(path: Path) -> list[str]:
    """All that a database holds."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        return list(database.iterdump())


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


EXAMPLES = {
    "pack_id": "hcpc-2024", "concern": "abuse", "case_id": "nothing", "platform": "facebook", "set_id": "first-steps",
    "slug": "nothing", "number": "1", "key": "nothing",
}  # fmt: skip


def addresses() -> list[str]:
    """Every address of the site, with an example in each place that is left open."""
    from django.urls import URLPattern, URLResolver, get_resolver

    def below(found: Any, before: str) -> Iterator[str]:
        for one in found:
            route = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from below(one.url_patterns, route)
            elif isinstance(one, URLPattern):
                yield "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda place: EXAMPLES.get(place[1], "nothing"), route)

    return sorted(below(get_resolver().url_patterns, ""))


@pytest.mark.django_db
def test_every_answer_says_to_keep_nothing(client: Any) -> None:
    from forethought_web.guards import HEADERS

    found = addresses()
    assert len(found) > 30
    for path in (*found, "/nothing", "/api/v1/nothing", "/v2/nothing", "/static/nothing.js"):
        for method in ("GET", "HEAD", "POST", "PUT", "OPTIONS"):
            answer = client.generic(method, path, b"text=x", content_type="application/x-www-form-urlencoded")
            assert answer.status_code < 500, (method, path)
            for name, value in HEADERS.items():
                assert answer[name] == value, (method, path, name)
            assert answer["Cache-Control"] == "no-store", (method, path)


@pytest.mark.parametrize(
    "path",
    ["/static/forethought.css", "/static/check.js", "/static/htmx.min.js", "/sw.js", "/favicon.svg", "/robots.txt"],
)
def test_files_are_asked_for_again_and_have_the_same_headers(visitor: Visitor, path: str) -> None:
    from forethought_web.guards import HEADERS

    visitor.headers.clear()
    assert visitor.ask(path)[0] == 200
    for name, value in HEADERS.items():
        assert f"{name}: {value}" in visitor.headers
    kept = [one for one in visitor.headers if one.startswith("Cache-Control: ")]
    assert kept in (["Cache-Control: max-age=0, public"], ["Cache-Control: no-store"])
