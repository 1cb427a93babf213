"""Print how quickly the staff's list, counts, filters and exports answer over very many responses.

    python scripts/bench_million.py [--responses N] [--database sqlite|postgresql|both]

A database of its own is filled with made-up responses of ten answers each, and one in twenty more that was begun and
never sent. Pages are asked for through the site itself, as a member of staff; each is asked for several times.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any

from bench_web import commit, machine
from private_postgres import postgres

ROOT = Path(__file__).resolve().parent.parent
MANY, FEWER = "very-many", "a-tenth"
TIMES = 9
BEGUN = 20  # for so many that were sent, one was begun and not sent
ASKED: list[dict[str, Any]] = [
    {"kind": "yes-no", "text": "Is it clear?"},
    {"kind": "agree", "text": "It leaves me room."},
    {"kind": "agree", "text": "It protects the people I work with."},
    {"kind": "choice", "text": "Where do you work?", "choices": ["A hospital", "A school", "A council", "Elsewhere"]},
    {"kind": "yes-no", "text": "Would you use it?"},
    {"kind": "agree", "text": "It is short enough."},
    {"kind": "choice", "text": "How long have you worked?", "choices": ["Up to 5 years", "Up to 15", "Longer"]},
    {"kind": "yes-no", "text": "Have you been asked about a post?"},
    {"kind": "short", "text": "What is not clear?"},
    {"kind": "long", "text": "What else?"},
]
AIMS = """Aims for a million: counts in 200 ms; a three-way filter, with counts and a first page, in 500 ms; exports in
the same memory however many there are. Of i.AI's Consult 68 ms and 218 ms are published, on 10 million rows."""
_WORDS = (
    "guidance post nurse teacher colleague private public clear unclear example group share photograph name ward "
    "school family trust think before often rarely never always should would could because"
).split()
_TYPES = ("registrant", "student", "service-user", "carer", "educator", "employer", "professional-body", "union",
          "public")  # fmt: skip
_OFTEN = (50, 12, 5, 8, 6, 3, 1, 1, 14)
_RESPONSE = (
    "id", "consultation_id", "reference", "key", "state", "revision", "type", "is_organisation", "organisation", "name",
    "email", "consent", "provenance", "registration", "tried", "entered_by", "origin", "flags", "cleared_by",
    "started_at", "saved_at", "sent_at",
)  # fmt: skip
_ANSWER = ("response_id", "question_id", "value", "choice")


# ---- Made-up responses


def made(
    number: int, first: int, consultation: int, questions: Sequence[tuple[int, tuple[str, ...]]]
) -> Iterator[tuple[Any, ...]]:
    """Rows: of a response, then of its answers. The same for the same numbers, whatever the database.

    Args:
        number: How many that were sent.
        first: The number of the first in its table.
        consultation: Its number.
        questions: Each by its number, with its options; none where it is answered with text.
    """
    chance = random.Random(7)
    at = datetime(2027, 1, 4, 12, tzinfo=UTC)
    letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    for one in range(first, first + number + number // BEGUN):
        is_sent = (one - first) % (BEGUN + 1) != BEGUN
        at += timedelta(milliseconds=600)
        n, said = one * 2654435761 % 32**8, []
        for _ in range(8):
            n, letter = divmod(n, 32)
            said.append(letters[letter])
        reference = "".join(said[:4]) + "-" + "".join(said[4:])
        kind = chance.choices(_TYPES, _OFTEN)[0]
        yield (
            one, consultation, reference, f"{one:064x}", "sent" if is_sent else "started", 2, kind, False, "", "", "",
            chance.choice(("named", "unnamed", "no")), "paper" if one % 50 == 0 else "web", "", "[]", "", "", "[]", "",
            at, at, at + timedelta(minutes=chance.randrange(1, 40)) if is_sent else None,
        )  # fmt: skip
        for question, options in questions:
            if options:
                value = choice = options[min(int(chance.random() ** 1.3 * len(options)), len(options) - 1)]
            else:
                value = " ".join(chance.choices(_WORDS, k=24)) + "."
                choice = f"#{sha256(value.encode()).hexdigest()[:24]}"
            yield one, question, json.dumps(value), choice if is_sent else ""


def fill(number: int) -> None:
    """Make the tables, a consultation and its responses in the database that the environment names."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from forethought_web.consultations.drafts import read_markdown
    from forethought_web.consultations.models import Consultation, Question
    from forethought_web.consultations.running import add_version, publish

    now, first = datetime.now(UTC), 1
    for slug, some in ((FEWER, number // 10), (MANY, number)):
        consultation = Consultation.objects.create(slug=slug, title="Very many", body="A council")
        add_version(consultation, read_markdown("# Posting\n\n1.1 Think before you post."), "bench")
        asked = [Question.objects.create(consultation=consultation, order=n, **row) for n, row in enumerate(ASKED, 1)]
        publish(consultation, now - timedelta(days=1), now + timedelta(days=30), "bench")
        rows = made(some, first, consultation.pk, [(one.pk, one.options) for one in asked])
        put = _copy if connection.vendor == "postgresql" else _insert
        put(connection, rows)
        first += some + some // BEGUN
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _copy(connection: Any, rows: Iterator[tuple[Any, ...]]) -> None:
    def line(row: tuple[Any, ...]) -> str:
        return "\t".join("\\N" if one is None else str(one) for one in row) + "\n"

    with connection.cursor() as cursor:
        for chunk in _chunks(rows):
            for table, columns, some in chunk:
                with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                    copy.write("".join(map(line, some)))
        for table in ("response", "answer"):
            cursor.execute(f"SELECT setval('responses_{table}_id_seq', (SELECT max(id) FROM responses_{table}))")


def _insert(connection: Any, rows: Iterator[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA cache_size=-500000")
        raw = connection.connection
        for chunk in _chunks(rows):
            cursor.execute("BEGIN")
            for table, columns, some in chunk:
                marks = ", ".join("?" * len(columns))
                said = [[one.isoformat(" ") if isinstance(one, datetime) else one for one in row] for row in some]
                sqlite3.Connection.executemany(
                    raw, f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", said
                )
            cursor.execute("COMMIT")


Some = list[tuple[str, Sequence[str], list[Any]]]  # rows with their table and columns


def _chunks(rows: Iterator[tuple[Any, ...]], size: int = 20_000) -> Iterator[Some]:
    responses: list[Any] = []
    answers: list[Any] = []
    for row in rows:
        if len(row) == len(_RESPONSE):
            if len(responses) == size:
                yield [("responses_response", _RESPONSE, responses), ("responses_answer", _ANSWER, answers)]
                responses, answers = [], []
            responses.append(row)
        else:
            answers.append(row)
    yield [("responses_response", _RESPONSE, responses), ("responses_answer", _ANSWER, answers)]


# ---- Measuring, in a process of its own


def measure() -> None:
    """Print what the staff's list takes, in milliseconds, as JSON."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.db import connection
    from django.test import Client

    from forethought_web.consultations.models import Consultation, Membership
    from forethought_web.responses.models import Response
    from forethought_web.staff.responses import Given, Wanted, count_answers, counted, page_of

    settings.ALLOWED_HOSTS = ["localhost"]
    user, _ = User.objects.get_or_create(username="bench")
    Membership.objects.get_or_create(user=user, role="analyst", consultation=None)
    browser = Client(HTTP_HOST="localhost")
    browser.force_login(user)
    consultation = Consultation.objects.get(slug=MANY)
    asked = list(consultation.questions.all())
    nothing = Wanted({"type": "", "consent": "", "provenance": ""}, {})
    agree, school = Given(asked[1], "Agree"), Given(asked[3], "A school")
    two = Wanted({**nothing.about, "type": "registrant"}, {"answer": agree})
    three = Wanted(two.about, {"answer": agree, "also": school})
    rare = Wanted({**nothing.about, "type": "union", "provenance": "paper"}, three.answers)
    newest = Response.objects.filter(consultation=consultation).order_by("-pk").values_list("pk", flat=True)[0]
    last = newest - Response.objects.filter(consultation=consultation).count() * 95 // 100
    one = str(Response.objects.filter(consultation=consultation, state="sent").order_by("pk")[100].reference)
    total, _ = counted(consultation, nothing)

    def list_of(wanted: Wanted, before: int = 0) -> Callable[[], Any]:
        return lambda: page_of(consultation, wanted, counted(consultation, wanted)[0], before)

    def page(**sent: Any) -> Callable[[], Any]:
        def get() -> None:
            answer = browser.get(f"/staff/{MANY}/responses", sent)
            assert answer.status_code == 200

        return get

    filters = {"type": "registrant", "answer": agree.name}
    measured: dict[str, Callable[[], Any]] = {
        "count by type, consent and provenance": lambda: counted(consultation, nothing),
        "count the answers to a question": lambda: count_answers(consultation, nothing, [asked[1]]),
        "count the answers of registrants to a question": lambda: count_answers(
            consultation, Wanted(two.about, {}), [asked[1]]
        ),
        "first page, not filtered": lambda: page_of(consultation, nothing, total),
        "page 95 % down": lambda: page_of(consultation, nothing, total, last),
        "type and an answer: counts and first page": list_of(two),
        "type and two answers: counts and first page": list_of(three),
        "type and two answers, 95 % down: counts and page": list_of(three, last),
        "a rare type, way and two answers: counts and page": list_of(rare),
        "one reference: counts and page": list_of(Wanted(nothing.about, {}, one)),
        "the whole page, not filtered": page(),
        "the whole page, type and two answers": page(**filters, also=school.name),
        "the whole page, type and two answers, a question counted": page(
            **filters, also=school.name, count=asked[5].pk
        ),
    }
    found = {}
    for name, do in measured.items():
        took = []
        for _ in range(TIMES):
            before = time.perf_counter()
            do()
            took.append((time.perf_counter() - before) * 1000)
        found[name] = {"p50": median(took), "worst": max(took)}
    matches = counted(consultation, three)[0]
    print(json.dumps({"took": found, "vendor": _version(connection), "total": total, "matches": matches}))


def _version(connection: Any) -> str:
    if connection.vendor == "postgresql":
        number = connection.pg_version
        return f"PostgreSQL {number // 10_000}.{number % 100}"
    return f"SQLite {sqlite3.sqlite_version}"


def export(slug: str, form: str) -> None:
    """Export all of a consultation as a browser would, and print how much, how long and the memory, as JSON."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client

    settings.ALLOWED_HOSTS = ["localhost"]
    browser = Client(HTTP_HOST="localhost")
    browser.force_login(User.objects.get(username="bench"))
    begun, size, first = time.perf_counter(), 0, 0.0
    for part in browser.get(f"/staff/{slug}/responses.{form}"):
        first = first or time.perf_counter() - begun
        size += len(part)
    took = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"size": size / 1e6, "took": took, "first": first, "memory": memory}))


# ---- Printing


def apart(address: str, *command: str) -> Any:
    """Run a part of this program in a process of its own, on a database; what it printed."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("FORETHOUGHT", "DJANGO"))} | {
        "DJANGO_SETTINGS_MODULE": "forethought_web.settings",
        "FORETHOUGHT_DATABASE": address,
        "FORETHOUGHT_CONFIG": os.devnull,
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'scripts'}",
    }
    done = subprocess.run(
        [sys.executable, __file__, "--part", *command], env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout or "null")


@contextmanager
def databases(which: str) -> Iterator[list[str]]:
    """The addresses of empty databases; none for PostgreSQL where there is none."""
    with tempfile.TemporaryDirectory(prefix="forethought-bench-") as folder:
        file = [f"{folder}/million.sqlite3"] if which != "postgresql" else []
        if which == "sqlite":
            yield file
            return
        with postgres() as address:
            yield [address, *file] if address else file


def show(address: str, number: int) -> None:
    """Fill a database, measure, and print."""
    before = time.perf_counter()
    apart(address, "fill", str(number))
    filled = time.perf_counter() - before
    told = apart(address, "measure")
    print(
        f"\n{told['vendor']}: {told['total']:,} sent, filled in {filled:.0f} s; {told['matches']:,} match three ways\n"
    )
    print("| | p50 ms | worst ms |\n| --- | ---: | ---: |")
    for name, took in told["took"].items():
        print(f"| {name} | {took['p50']:.0f} | {took['worst']:.0f} |")
    print("\n| export | responses a second | MB | first byte s | memory MB, a tenth | memory MB, all |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for form in ("csv", "jsonl"):
        few, many = (apart(address, "export", slug, form) for slug in (FEWER, MANY))
        print(
            f"| {form} | {number / many['took']:,.0f} | {many['size']:,.0f} | {many['first']:.1f} | "
            f"{few['memory']:.0f} | {many['memory']:.0f} |",
            flush=True,
        )


def main() -> None:
    """Measure and print."""
    args = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    args.add_argument("--responses", type=int, default=100_000, help="how many were sent (default: 100,000)")
    args.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    args.add_argument("--part", nargs="+", help=argparse.SUPPRESS)
    chosen = args.parse_args()
    if chosen.part:
        name, *rest = chosen.part
        {"fill": lambda: fill(int(rest[0])), "measure": measure, "export": lambda: export(*rest)}[name]()
        return
    print(f"On {machine()}, commit {commit()}, perhaps changed since; {chosen.responses:,} responses of ten answers.")
    print(AIMS)
    with databases(chosen.database) as addresses:
        for address in addresses:
            show(address, chosen.responses)


if __name__ == "__main__":
    main()
