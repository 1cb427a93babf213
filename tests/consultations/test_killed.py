"""Nothing accepted is lost: the server is killed again and again while responses come in, and every receipt holds."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared import ROOT

KILLS = 100
SENDERS = 4
PREPARE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from forethought_web.consultations.demonstration import load
load()
"""
EXAMINE = """
import json, django
django.setup()
from forethought_web.responses.models import Answer
kept = Answer.objects.filter(response__state="sent").values_list("response__reference", "value")
print(json.dumps([row for row in kept if str(row[1]).startswith("words ")]))
"""
SERVE = """
import sys
from forethought_web.serve import server
server("127.0.0.1", int(sys.argv[1])).run()
"""


class Sender(threading.Thread):
    """Sends response after response, and remembers each that it got a receipt for."""

    def __init__(self, port: int, done: threading.Event) -> None:
        """Take the server's port, and when to stop."""
        super().__init__()
        self.port, self.done, self.receipts = port, done, []

    def run(self) -> None:
        """Send until told to stop; a server that is gone is asked again."""
        while not self.done.is_set():
            try:
                if receipt := self.send():
                    self.receipts.append(receipt)
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)

    def ask(self, method: str, path: str, **form: str) -> tuple[int, str, dict[str, str]]:
        """One request."""
        headers = {
            "Host": "localhost",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"forethought_form={'a' * 32}",
        }
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": "a" * 32, **form}) if form or method == "POST" else None
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
            connection.request(method, path, body, headers)
            with connection.getresponse() as answer:
                return answer.status, answer.read().decode(), dict(answer.getheaders())

    def send(self) -> tuple[str, str] | None:
        """One response, from beginning to receipt: its reference and its words."""
        status, _, headers = self.ask("POST", "/consultations/social-media-2016/respond")
        if status != 302:
            return None
        at = headers["Location"]
        html = self.ask("GET", at)[1]
        fields = re.findall(r'<div class="question" id="(q\d+)"', html)
        words = f"words {id(self)} {time.monotonic_ns()}"
        form = {
            "type": "public",
            "consent": "no",
            "revision": "0",
            "as-it-is": "1",
            fields[0]: "Yes",
            fields[2]: "Agree",
        }
        status, _, headers = self.ask("POST", at, **form, **{fields[6]: words})
        if status != 302:
            return None
        status, html, _ = self.ask("GET", headers["Location"])
        reference = re.search(r"Your reference is <strong>([\w-]+)<", html)
        return (reference[1], words) if status == 200 and reference else None


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    """A database of the test's own: on the PostgreSQL server that the tests run on, or in a file."""
    server = os.environ.get("FORETHOUGHT_TEST_DATABASE", "")
    if not server.startswith("postgresql:"):
        yield str(tmp_path / "kept.sqlite3")
        return
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS killed WITH (FORCE)")
        connection.execute("CREATE DATABASE killed")
    yield server.rsplit("/", 1)[0] + "/killed"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE killed WITH (FORCE)")


@pytest.mark.slow
def test_every_receipt_holds_whenever_the_server_is_killed(database: str) -> None:
    port = 20_000 + (os.getpid() * 7) % 20_000
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("FORETHOUGHT", "DJANGO"))},
        "PYTHONPATH": str(ROOT / "src"),
        "FORETHOUGHT_DATABASE": database,
        "FORETHOUGHT_CHECKS_A_MINUTE": "0",
        "DJANGO_SETTINGS_MODULE": "forethought_web.settings",
    }
    subprocess.run([sys.executable, "-c", PREPARE], env=env, check=True, timeout=120)
    done = threading.Event()
    senders = [Sender(port, done) for _ in range(SENDERS)]
    for one in senders:
        one.start()
    try:
        for kill in range(KILLS):
            server = subprocess.Popen([sys.executable, "-c", SERVE, str(port)], env=env, stderr=subprocess.DEVNULL)
            before = sum(len(one.receipts) for one in senders)
            limit = time.monotonic() + 20
            while sum(len(one.receipts) for one in senders) < before + 1 + kill % 3 and time.monotonic() < limit:
                time.sleep(0.003)
            time.sleep((kill * 7 % 13) / 1_000)
            server.send_signal(signal.SIGKILL)
            server.wait()
    finally:
        done.set()
        for one in senders:
            one.join()
    receipts = [receipt for one in senders for receipt in one.receipts]
    examined = subprocess.run([sys.executable, "-c", EXAMINE], env=env, check=True, capture_output=True, timeout=120)
    kept = json.loads(examined.stdout)

    assert len(receipts) >= KILLS
    assert len({reference for reference, _ in kept}) == len(kept)
    found = dict(kept)
    assert [reference for reference, words in receipts if found.get(reference) != words] == []
