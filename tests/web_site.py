"""A real site with one consultation, on a database of its own, and people who send things to it from threads."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shared import ROOT

PASSWORD = "a long enough password"
PREPARE = f"""
import json, sys
import django
django.setup()
from datetime import timedelta
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone
call_command("migrate", verbosity=0)
from forethought_web.consultations.drafts import read_markdown
from forethought_web.consultations.models import Consultation, Membership, Question
from forethought_web.consultations.running import add_version, publish
made = Consultation.objects.create(slug="posting", title="Posting", body="A council")
add_version(made, read_markdown("# Posting\\n\\n1.1 Think before you post."), "someone")
clear = Question.objects.create(consultation=made, order=1, kind="yes-no", text="Is it clear?", required=True)
else_ = Question.objects.create(consultation=made, order=2, kind="long", text="What else?")
now = timezone.now()
publish(made, now - timedelta(days=1), now + timedelta(days=1), "someone")
user = User.objects.create_user("an owner", password={PASSWORD!r})
Membership.objects.create(user=user, role="owner", consultation=made)
print(json.dumps([f"q{{clear.pk}}", f"q{{else_.pk}}"]))
"""
# SQLite may make its file no longer than a number of pages, where a file beside the database says so.
SERVE = """
import sys
from pathlib import Path
from django.db.backends.signals import connection_created
from forethought_web.serve import server

most = Path(sys.argv[2])

def bound(connection, **more):
    if connection.vendor == "sqlite" and most.exists():
        connection.cursor().execute(f"PRAGMA max_page_count = {int(most.read_text())}")

connection_created.connect(bound)
server("127.0.0.1", int(sys.argv[1])).run()
"""
REFERENCE = re.compile(r"Your reference is <strong>([\w-]+)<")
KEPT = re.compile(r'name="revision" value="(\d+)"')


@dataclass(frozen=True)
class Answer:
    """What a site answered."""

    status: int
    text: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Site:
    """A running site: its port, its database, what its two questions are called, and its process."""

    port: int
    database: str
    names: tuple[str, str]
    process: subprocess.Popen[bytes]
    most: Path

    def ask(self, method: str, path: str, *, live: bool = False, cookie: str = "", **form: str) -> Answer:
        """One request, on a connection of its own."""
        headers = {
            "Host": "localhost",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"forethought_form={'a' * 32}; {cookie}",
        }
        if live:
            headers["HX-Request"] = "true"
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": "a" * 32, **form}) if method == "POST" else None
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, path, body, headers)
            with connection.getresponse() as answer:
                return Answer(answer.status, answer.read().decode(), dict(answer.getheaders()))

    def begin(self) -> Answer:
        """Begin a response; where it goes is its private address."""
        return self.ask("POST", "/consultations/posting/respond")

    def write(self, at: str, words: str, revision: int = 0, *, live: bool = False, **more: str) -> Answer:
        """Send the form of a response: to be saved, or with ``send`` to be sent."""
        form = {"type": "public", "consent": "no", self.names[0]: "Yes", self.names[1]: words}
        return self.ask("POST", at, live=live, revision=str(revision), **form, **more)

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the database itself; ``?`` stands for a value."""
        if self.database.startswith("postgresql:"):
            import psycopg

            with psycopg.connect(self.database, autocommit=True) as connection:
                found = connection.execute(statement.replace("?", "%s"), values)
                return found.fetchall() if found.description else []
        import sqlite3

        with contextlib.closing(sqlite3.connect(self.database, timeout=30, isolation_level=None)) as file:
            return file.execute(statement, values).fetchall()

    def kept(self) -> dict[str, tuple[str, str]]:
        """Each response's state and words, by its reference."""
        found = self.rows(
            "SELECT r.reference, r.state, a.value FROM responses_response r LEFT JOIN responses_answer a "
            "ON a.response_id = r.id AND a.question_id = ?",
            int(self.names[1][1:]),
        )
        assert len({row[0] for row in found}) == len(found)
        return {row[0]: (row[1], _text(row[2])) for row in found}


def _text(value: Any) -> str:
    """The words of an answer, as SQLite and PostgreSQL give them."""
    return "" if value is None else str(json.loads(value)) if str(value).startswith('"') else str(value)


@dataclass
class Sender(threading.Thread):
    """Begins, saves and sends response after response, and remembers what it was told."""

    site: Site
    done: threading.Event
    size: int = 0
    receipts: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, Answer]] = field(default_factory=list)  # its words, and what was answered to them
    saved: list[tuple[str, str]] = field(default_factory=list)  # private addresses, and the words saved there

    def __post_init__(self) -> None:
        """Be a thread."""
        threading.Thread.__init__(self)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        """Send until told to stop."""
        while not self.done.is_set():
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.send()

    def send(self) -> None:
        """One response, from beginning to receipt."""
        begun = self.site.begin()
        if begun.status != 302:
            self.refused.append(("", begun))
            time.sleep(0.05)
            return
        at = begun.headers["Location"]
        words = f"words {id(self)} {time.monotonic_ns()} {'x' * self.size}".strip()
        saved = self.site.write(at, words, live=True)
        if saved.status != 200:
            self.refused.append((words, saved))
            return
        self.saved.append((at, words))
        sent = self.site.write(at, words, 1, send="1", **{"as-it-is": "1"})
        if sent.status != 302:
            self.refused.append((words, sent))
            return
        receipt = self.site.ask("GET", sent.headers["Location"])
        if receipt.status == 200 and (reference := REFERENCE.search(receipt.text)):
            self.receipts.append((reference[1], words))


@contextlib.contextmanager
def sending(site: Site, number: int, size: int = 0) -> Iterator[list[Sender]]:
    """So many people who send until the end."""
    done = threading.Event()
    senders = [Sender(site, done, size) for _ in range(number)]
    for one in senders:
        one.start()
    try:
        yield senders
    finally:
        done.set()
        for one in senders:
            one.join()


def receipts(senders: list[Sender]) -> list[tuple[str, str]]:
    """Every receipt that was given: its reference and the words it is for."""
    return [one for sender in senders for one in sender.receipts]


def wait(until: Any, seconds: float = 60) -> bool:
    """Whether something came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if until():
            return True
        time.sleep(0.01)
    return bool(until())


@contextlib.contextmanager
def database(folder: Path, name: str) -> Iterator[str]:
    """A database of a test's own: on the PostgreSQL server that the tests run on, or in a file."""
    server = os.environ.get("FORETHOUGHT_TEST_DATABASE", "")
    if not server.startswith("postgresql:"):
        yield str(folder / "kept.sqlite3")
        return
    import psycopg

    name = f"{name}_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield server.rsplit("/", 1)[0] + f"/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextlib.contextmanager
def running(folder: Path, name: str) -> Iterator[Site]:
    """Run a site until the end."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("FORETHOUGHT", "DJANGO"))}
    with database(folder, name) as address:
        env = plain | {
            "PYTHONPATH": str(ROOT / "src"),
            "FORETHOUGHT_DATABASE": address,
            "FORETHOUGHT_CONFIG": os.devnull,
            "FORETHOUGHT_CHECKS_A_MINUTE": "0",
            "DJANGO_SETTINGS_MODULE": "forethought_web.settings",
        }
        told = subprocess.run([sys.executable, "-c", PREPARE], env=env, check=True, capture_output=True, timeout=120)
        clear, more = json.loads(told.stdout)
        most = folder / "most-pages"
        command = [sys.executable, "-c", SERVE, str(port), str(most)]
        process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        site = Site(port, address, (clear, more), process, most)
        try:
            assert wait(lambda: _answers(site))
            yield site
        finally:
            process.terminate()
            process.wait(20)


def _answers(site: Site) -> bool:
    try:
        return site.ask("GET", "/consultations/posting/").status == 200
    except OSError:
        return False
