"""Print how a consultation's last hour goes: many people read, save, send and comment at once, for a bounded time.

    python scripts/bench_consultations.py [--seconds N] [--clients N] [--database sqlite|postgresql]

The server is gunicorn with two processes of four threads, as docs/hosting.md has it, on a PostgreSQL of the benchmark's
own; on SQLite where there is none. Clients are on loopback, in a process of their own, each request on a connection of
its own, and none of them pauses. Beside it the same server's plain insert, for as many clients, in the same minute.
Ends with 1 if anything was answered with an error, or a receipt was given for what is not kept.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections import defaultdict
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median
from typing import Any

from bench_web import commit, free_port, machine
from private_postgres import postgres

ROOT = Path(__file__).resolve().parent.parent
SLUG = "rush"
PLAIN = 8  # seconds of plain inserts, before and after
LEAD = 15  # seconds until people are at every step of their responses, and it is measured
COMMENTS = 4  # one in so many people comments
TOKEN = "a" * 32
SAID = (
    "The part on private accounts helps, but I would like an example.",
    "Please say more about closed groups. Half of the questions we get are about those.",
    "It is clear and short, and I would use it.",
    "I am not sure what counts as a professional opinion here.",
    "Students need their own page, with the words that they use.",
    "Keep paragraph two. It says what we all think.",
)
FORM = "application/x-www-form-urlencoded"
REFERENCE = re.compile(r"Your reference is <strong>([\w-]+)<")
QUESTION = re.compile(r'<div class="question" id="(q\d+)"')


# ---- A site with a consultation


def prepare() -> None:
    """Make the tables and a consultation in the database that the environment names."""
    import django

    django.setup()
    from datetime import timedelta

    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    from forethought_web.consultations.drafts import read_markdown
    from forethought_web.consultations.models import Consultation, Question
    from forethought_web.consultations.running import add_version, publish

    draft = "\n\n".join(f"# Part {n}\n\n" + "\n\n".join(f"{n}.{m} {SAID[(n + m) % 6]}" for m in range(1, 9))
                        for n in range(1, 6))  # fmt: skip
    made = Consultation.objects.create(slug=SLUG, title="The last hour", body="A council")
    add_version(made, read_markdown(draft), "bench")
    kinds = ("yes-no", "agree", "agree", "agree", "yes-no", "agree", "agree", "yes-no", "long", "long")
    for order, kind in enumerate(kinds, 1):
        Question.objects.create(
            consultation=made, order=order, kind=kind, text=f"Question {order}?", required=order == 1
        )
    now = timezone.now()
    publish(made, now - timedelta(days=1), now + timedelta(hours=1), "bench")
    number = "serial" if connection.vendor == "postgresql" else "integer"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE plain (id {number} PRIMARY KEY, words text NOT NULL)")
    print("null")


def examine() -> None:
    """Print the references of what was sent, and how many comments there are, as JSON."""
    import django

    django.setup()
    from forethought_web.discussion.models import Comment
    from forethought_web.responses.models import Answer, Response

    sent = Response.objects.filter(state="sent")
    answers = Answer.objects.filter(response__state="sent").count()
    print(json.dumps([list(sent.values_list("reference", flat=True)), answers, Comment.objects.count()]))


def environment(address: str) -> dict[str, str]:
    """What the site's processes are given."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("FORETHOUGHT", "DJANGO"))} | {
        "DJANGO_SETTINGS_MODULE": "forethought_web.settings",
        "FORETHOUGHT_DATABASE": address,
        "FORETHOUGHT_CONFIG": os.devnull,
        "FORETHOUGHT_CHECKS_A_MINUTE": "0",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'scripts'}",
    }


def apart(address: str, *command: str) -> Any:
    """Run a part of this program in a process of its own; what it printed."""
    done = subprocess.run(
        [sys.executable, __file__, "--part", *command],
        env=environment(address), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return json.loads(done.stdout)


@contextlib.contextmanager
def serving(address: str) -> Iterator[int]:
    """Run the server until the end; yields its port once each process has answered."""
    port = free_port()
    chosen = ("--max-requests", "0", "--workers", "2", "--bind", f"127.0.0.1:{port}")
    command = [sys.executable, "-m", "gunicorn", "-c", "hosting/gunicorn.conf.py", *chosen, "bench_insert_wsgi"]
    process = subprocess.Popen(
        command, env=environment(address), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end and process.poll() is None:
            time.sleep(0.1)
            with contextlib.suppress(OSError, HTTPException):
                if Person(port).ask("GET", f"/consultations/{SLUG}/")[0] == 200:
                    break
        else:
            raise RuntimeError("the server does not answer")
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


# ---- The people


class Over(Exception):
    """The time is over."""


class Person:
    """Somebody with a browser; what they did, how long each took, and what went wrong."""

    def __init__(self, port: int, number: int = 0) -> None:
        """Take the server's port, and who of many it is."""
        self.port, self.number, self.since, self.end = port, number, 0.0, float("inf")
        self.took: dict[str, list[float]] = defaultdict(list)
        self.receipts: list[str] = []
        self.errors: list[str] = []

    def ask(self, method: str, path: str, *, live: bool = False, **form: str) -> tuple[int, str, str]:
        """One request: its status, its text, and where it leads."""
        sent = {"Host": "localhost", "Cookie": f"forethought_form={TOKEN}", "Connection": "close", "Content-Type": FORM}
        sent |= {"HX-Request": "true"} if live else {}
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": TOKEN, **form}) if method == "POST" else None
        with contextlib.closing(HTTPConnection("127.0.0.1", self.port, timeout=120)) as connection:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer.getheader("Location", "")

    def do(self, kind: str, wanted: int, method: str, path: str, *, live: bool = False, **form: str) -> tuple[str, str]:
        """One request of a kind, timed.

        Raises:
            ValueError: If it was answered otherwise than it should be.
            Over: If there is no more time.
        """
        begun = time.perf_counter()
        if begun > self.end:
            raise Over
        status, text, to = self.ask(method, path, live=live, **form)
        if begun >= self.since:
            self.took[kind].append(time.perf_counter() - begun)
        if status != wanted:
            raise ValueError(f"{kind}: {status}")
        return text, to

    def live(self, since: float, end: float, do: Any) -> None:
        """Do something again and again until the time is over; it is measured from a time on."""
        n, self.since, self.end = self.number, since, end
        while time.perf_counter() < end:
            try:
                do(n)
            except Over:
                return
            except (OSError, HTTPException, ValueError) as error:
                self.errors.append(str(error) if isinstance(error, ValueError) else type(error).__name__)
            n += 1

    def insert(self, n: int) -> None:
        """A plain insert."""
        self.do("plain insert", 200, "POST", "/plain", words=f"{SAID[n % 6]} {self.number} {n}")

    def respond(self, n: int) -> None:
        """Read the draft, answer it with three savings on the way, and send it; some comment first."""
        self.do("read the draft", 200, "GET", f"/consultations/{SLUG}/")
        if n % COMMENTS == 0:
            place = f"/consultations/{SLUG}/p-{n % 5 + 1}-{n % 8 + 1}/"
            self.do("comment", 200, "POST", place, text=f"{SAID[n % 6]} And {self.number} of {n}.", **{"as-it-is": "1"})
        _, at = self.do("begin", 302, "POST", f"/consultations/{SLUG}/respond")
        names = QUESTION.findall(self.do("open the form", 200, "GET", at)[0])
        form = {"type": "public", "consent": "unnamed"}
        for revision, upto in enumerate((3, 6, 8)):
            form |= {name: ("Yes", "Agree")[k not in (0, 4, 7)] for k, name in enumerate(names[:upto])}
            self.do("save", 200, "POST", at, live=True, revision=str(revision), **form)
        form |= {names[8]: f"{SAID[n % 6]} {SAID[(n + 1) % 6]}", names[9]: SAID[(n + 2) % 6]}
        _, to = self.do("send", 302, "POST", at, revision="3", send="1", **form)
        found = REFERENCE.search(self.do("receipt", 200, "GET", to)[0])
        if not found:
            raise ValueError("receipt: none")
        self.receipts.append(found[1])


def crowd(port: int, what: str, number: int, seconds: float) -> None:
    """So many people for so long, in this process; print what they met, as JSON."""
    people = [Person(port, n) for n in range(number)]
    begun = time.perf_counter() + (LEAD if what == "rush" else 0)
    threads = [
        threading.Thread(
            target=one.live, args=(begun, begun + seconds, one.insert if what == "insert" else one.respond)
        )
        for one in people
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    took: dict[str, list[float]] = defaultdict(list)
    for person in people:
        for kind, times in person.took.items():
            took[kind] += times
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - begun,
                "took": took,
                "receipts": [one for person in people for one in person.receipts],
                "errors": [one for person in people for one in person.errors],
            }
        )
    )


# ---- Printing


def show(address: str, clients: int, seconds: float) -> int:
    """Measure, print, and return how much went wrong."""
    apart(address, "prepare")
    with serving(address) as port:
        apart(address, "crowd", str(port), "respond", "8", "3")
        before = apart(address, "crowd", str(port), "insert", str(clients), str(PLAIN))
        rush = apart(address, "crowd", str(port), "rush", str(clients), str(seconds))
        after = apart(address, "crowd", str(port), "insert", str(clients), str(PLAIN))
    kept, answers, comments = apart(address, "examine")
    times = [one for part in (before, after) for one in part["took"]["plain insert"]]
    inserts = len(times) / (before["seconds"] + after["seconds"])
    print("| | a second | p50 ms | p95 ms |\n| --- | ---: | ---: | ---: |")
    asked = 0
    for kind, took in [*rush["took"].items(), ("plain insert, by itself", times)]:
        took.sort()
        rate = inserts if took is times else len(took) / rush["seconds"]
        asked += len(took) * (took is not times)
        print(f"| {kind} | {rate:.1f} | {median(took) * 1000:.0f} | {took[int(len(took) * 0.95)] * 1000:.0f} |")
    sent, lost = len(rush["took"]["receipt"]) / rush["seconds"], set(rush["receipts"]) - set(kept)
    errors = [one for part in (before, rush, after) for one in part["errors"]]
    requests = asked / rush["seconds"]
    print(
        f"\n{sent:.1f} responses a second were sent and got a receipt, {requests:.0f} requests in all, for "
        f"{rush['seconds']:.0f} s;\n{sent / inserts:.3f} responses, and {requests / inserts:.2f} requests, for each "
        f"plain insert of the same server. Errors: {len(errors)};\nreceipts of what is not kept: {len(lost)}. Kept: "
        f"{len(kept):,} responses with {answers:,} answers, {comments:,} comments."
    )
    for one in sorted(set(errors)):
        print(f"  {errors.count(one)} times {one}")
    return len(errors) + len(lost)


def main() -> int:
    """Measure and print."""
    args = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    args.add_argument("--seconds", type=float, default=30, help="how long the rush lasts")
    args.add_argument("--clients", type=int, default=200, help="how many at once")
    args.add_argument("--database", choices=("sqlite", "postgresql"), default="postgresql")
    args.add_argument("--part", nargs="+", help=argparse.SUPPRESS)
    chosen = args.parse_args()
    if chosen.part:
        part, *rest = chosen.part
        if part == "crowd":
            crowd(int(rest[0]), rest[1], int(rest[2]), float(rest[3]))
        else:
            {"prepare": prepare, "examine": examine}[part]()
        return 0
    with contextlib.ExitStack() as stack:
        address = stack.enter_context(postgres()) if chosen.database == "postgresql" else ""
        where = "PostgreSQL" if address else "SQLite"
        if not address:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="forethought-bench-"))
            address = f"{folder}/rush.sqlite3"
            if chosen.database == "postgresql":
                where += ", as there is no PostgreSQL here"
        print(
            f"On {machine()}, commit {commit()}, perhaps changed since; {chosen.clients} clients on the same machine."
        )
        print(f"Kept in {where}.\n", flush=True)
        return min(1, show(address, chosen.clients, chosen.seconds))


if __name__ == "__main__":
    sys.exit(main())
