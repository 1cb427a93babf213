"""Letters on their way: over a real mail server on this machine, as it should be and as it should not."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from forethought_web.consultations import letters, running
from forethought_web.consultations.models import Consultation, Entry, Follower, Letter
from forethought_web.consultations.outbox import Tally, Written, claim, in_a_line, put, send_due
from forethought_web.mailing import Server, sender_of, server_of, site_of
from shared import ROOT, Forethought

WORDS = "zanzibarquokka"


@dataclass
class Box:
    """What a mail server took, and how it answers."""

    taken: list[tuple[str, Message]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    at_recipient: Callable[[str], str] = lambda address: ""
    at_data: Callable[[str], str] = lambda address: ""

    async def handle_RCPT(  # noqa: N802 - how aiosmtpd finds it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked.append(address)
        if answer := self.at_recipient(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - how aiosmtpd finds it
        to = envelope.rcpt_tos[0]
        answer = self.at_data(to)
        if answer == "drop":
            assert server.transport is not None
            server.transport.abort()
            return "421 never read"
        if answer:
            return answer
        self.taken.append((to, message_from_bytes(envelope.content, policy=default)))
        return "250 taken"

    def to(self) -> list[str]:
        """Who letters went to, in order."""
        return [to for to, _ in self.taken]


def free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def serving(box: Box, **how: Any) -> Iterator[int]:
    """A mail server on a port of this machine."""
    port = free_port()
    server = Controller(box, hostname="127.0.0.1", port=port, **how)
    server.start()
    try:
        yield port
    finally:
        server.stop()


def use(settings: Any, server: Server | None) -> None:
    """Let letters go to a server."""
    assert server
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.host, server.port
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = server.user, server.password
    settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = server.is_ssl, server.is_starttls
    settings.EMAIL_TIMEOUT = 10
    settings.DEFAULT_FROM_EMAIL = "A council <consultations@council.example>"


def some(*names: str) -> None:
    """Letters that are due."""
    put(Written(f"{name}@example.org", f"To {name}", f"{WORDS}, {name}.\n") for name in names)


@pytest.fixture
def box(settings: Any, db: None, clock: Any) -> Iterator[Box]:
    """A mail server that takes everything, in use."""
    made = Box()
    with serving(made) as port:
        use(settings, server_of(f"smtp://127.0.0.1:{port}"))
        yield made


# ---- Over a real server


def test_a_letter_arrives_whole_once_and_no_copy_is_kept(box: Box) -> None:
    put([Written("ann@xn--mnchen-3ya.example", "Draft – “posting”", "Grüße.\n.\nA line that is one dot.\n")])

    assert send_due() == Tally(sent=1)
    assert send_due() == Tally()
    assert Letter.objects.count() == 0
    (to, message), *more = box.taken
    assert not more
    assert to == "ann@xn--mnchen-3ya.example"
    assert message["To"] == to
    assert message["From"] == "A council <consultations@council.example>"
    assert message["Subject"] == "Draft – “posting”"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] is None
    assert re.fullmatch(r"<[0-9a-f]+@council\.example>", message["Message-ID"])
    assert message.get_content().replace("\r\n", "\n") == "Grüße.\n.\nA line that is one dot.\n"
    assert message.get_content_type() == "text/plain"


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize(("password", "sent"), [("s%23cret", 1), ("wrong", 0)])
def test_a_server_that_asks_for_a_password(settings: Any, db: None, clock: Any, password: str, sent: int) -> None:
    def knows(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.login == b"ann" and data.password == b"s#cret")

    box = Box()
    with serving(box, authenticator=knows, auth_required=True, auth_require_tls=False) as port:
        use(settings, server_of(f"smtp://ann:{password}@127.0.0.1:{port}"))
        some("a", "b")
        tally = send_due()

    assert len(box.taken) == 2 * sent
    assert tally == (Tally(sent=2) if sent else Tally(later=1))  # the second was not even tried
    assert Letter.objects.count() == 2 - len(box.taken)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for "localhost" that nobody vouches for, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    held, key = folder / "held.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", held],
        check=True, capture_output=True,
    )  # fmt: skip
    return held, key


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("scheme", ["smtps", "starttls"])
@pytest.mark.parametrize(
    ("host", "is_known", "sent"), [("localhost", True, 1), ("localhost", False, 0), ("127.0.0.1", True, 0)]
)
def test_certificates_are_verified(
    settings: Any, db: None, clock: Any, monkeypatch: pytest.MonkeyPatch, certificate: tuple[Path, Path], scheme: str,
    host: str, is_known: bool, sent: int,
) -> None:  # fmt: skip
    import ssl

    held, key = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(held, key)
    if is_known:
        monkeypatch.setenv("SSL_CERT_FILE", str(held))
    box = Box()
    how: dict[str, Any] = (
        {"ssl_context": context} if scheme == "smtps" else {"tls_context": context, "require_starttls": True}
    )
    with serving(box, **how) as port:
        use(settings, server_of(f"{scheme}://{host}:{port}"))
        some("a")
        tally = send_due()

    assert len(box.taken) == sent
    assert tally == Tally(sent=sent, later=1 - sent)


def test_starttls_is_not_left_out_where_the_server_has_none(settings: Any, db: None, clock: Any) -> None:
    box = Box()
    with serving(box) as port:
        use(settings, server_of(f"starttls://127.0.0.1:{port}"))
        some("a")
        assert send_due() == Tally(later=1)

    assert box.taken == []


def test_an_address_that_is_refused_holds_up_nobody_and_is_given_up(box: Box, clock: Any) -> None:
    box.at_recipient = lambda address: "550 5.1.1 no such user" if address.startswith("b@") else ""
    some("a", "b", "c", "d", "e")

    assert send_due() == Tally(sent=4, later=1)
    assert box.to() == [f"{name}@example.org" for name in "acde"]
    for _ in range(2):
        clock.forward(hours=5, minutes=59)
        assert send_due() == Tally()
        clock.forward(minutes=1)
        assert send_due() == Tally(later=1)
    clock.forward(hours=6)
    assert send_due() == Tally(given_up=1)
    assert Letter.objects.count() == 0
    line = Entry.objects.get()
    assert (line.what, line.details) == ("letter given up", {"count": 1})
    assert "b@" not in f"{line.who}{line.about}"


def test_a_server_that_says_later_is_asked_later_and_ever_less_often(box: Box, clock: Any) -> None:
    box.at_data = lambda address: "451 try again" if address.startswith("a@") else ""
    some("a", "b")
    assert send_due() == Tally(sent=1, later=1)
    minutes = []
    for _ in range(9):
        waited = 0
        while not (tally := send_due()).later:
            assert tally == Tally()
            clock.forward(minutes=5)
            waited += 5
        minutes.append(waited)
    assert minutes == [5, 10, 20, 40, 80, 160, 320, 360, 360]
    box.at_data = lambda address: ""
    clock.forward(hours=6)

    assert send_due() == Tally(sent=1)
    assert box.to() == ["b@example.org", "a@example.org"]


def test_after_five_days_it_is_given_up(box: Box, clock: Any) -> None:
    box.at_recipient = lambda address: "450 greylisted"
    some("a", "b")
    send_due()
    clock.forward(days=4, hours=23)
    assert send_due() == Tally(later=2)
    clock.forward(hours=7)
    assert send_due() == Tally(given_up=2)

    assert [one.details for one in Entry.objects.all()] == [{"count": 2}]


def test_a_connection_that_breaks_in_the_middle_costs_one_letter_a_pause(box: Box, clock: Any) -> None:
    broken: list[str] = []

    def once(address: str) -> str:
        if address.startswith("b@") and not broken:
            broken.append(address)
            return "drop"
        return ""

    box.at_data = once
    some("a", "b", "c")
    assert send_due() == Tally(sent=2, later=1)
    clock.forward(minutes=5)
    assert send_due() == Tally(sent=1)

    assert box.to() == ["a@example.org", "c@example.org", "b@example.org"]


def test_a_server_that_always_breaks_off_is_left_alone_after_three(box: Box) -> None:
    box.at_data = lambda address: "drop"
    some(*"abcdef")

    assert send_due() == Tally(later=3)
    assert Letter.objects.count() == 6


def test_with_no_server_at_all_nothing_is_lost(settings: Any, db: None, clock: Any) -> None:
    use(settings, server_of(f"smtp://127.0.0.1:{free_port()}"))
    some(*"abc")
    assert send_due() == Tally(later=1)
    clock.forward(minutes=4)
    assert sorted(Letter.objects.values_list("tries", flat=True)) == [0, 0, 1]
    box = Box()
    with serving(box) as port:
        use(settings, server_of(f"smtp://127.0.0.1:{port}"))
        assert send_due() == Tally(sent=2)
        clock.forward(minutes=1)
        assert send_due() == Tally(sent=1)

    assert sorted(box.to()) == [f"{name}@example.org" for name in "abc"]


def test_nothing_of_a_letter_is_logged(
    box: Box, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    box.at_data = lambda address: f"554 {address} {WORDS}"
    some("a")
    send_due()
    told = "".join(capfd.readouterr())
    from forethought_web.log import Wordless

    told += "".join(Wordless().format(one) for one in caplog.records)

    assert "SMTPDataError at" in told
    assert WORDS not in told
    assert "@" not in told


def test_words_never_become_headers(box: Box, consultation: Consultation) -> None:
    Consultation.objects.update(title="Posting\r\nBcc: victim@example.org\n\nHello", body="A\r\ncouncil")
    consultation.refresh_from_db()
    letters.ask_to_confirm(a_follower(consultation, "a", confirmed=False), with_comments=False)
    send_due()
    ((to, message),) = box.taken

    assert (to, box.asked) == ("a@example.org", ["a@example.org"])
    assert message["Bcc"] is None
    assert message["Subject"] == "Confirm that you want to be told: Posting Bcc: victim@example.org Hello"


@given(st.text())
def test_what_is_in_a_line_has_no_control_characters(words: str) -> None:
    line = in_a_line(words)

    assert line.isprintable()
    assert line == " ".join(line.split())
    assert "".join(line.split()) == "".join(c for c in words if c.isprintable() and not c.isspace())


# ---- Waiting


def test_a_letter_is_there_with_its_deed_or_not_at_all(consultation: Consultation, clock: Any) -> None:
    a_follower(consultation, "a")
    with transaction.atomic():
        running.withdraw(consultation, "Why not", "someone")
        written = Letter.objects.count()
        transaction.set_rollback(True)

    assert written == 1
    assert Letter.objects.count() == 0
    assert Follower.objects.count() == 1


def test_a_letter_is_taken_by_one_sender_at_a_time(db: None, clock: Any) -> None:
    some("a", "b")
    put([Written("c@example.org", "Later", "x", letters._GATHER)])
    first, second = claim(), claim()

    assert first
    assert second
    assert {first.to, second.to} == {"a@example.org", "b@example.org"}
    assert claim() is None
    clock.forward(minutes=15)
    again = claim()  # its sender died
    assert again
    assert again.pk == first.pk


def test_told_to_stop_it_ends_after_the_letter_in_hand(box: Box) -> None:
    some("a", "b", "c")
    assert send_due(lambda: len(box.taken) == 2) == Tally(sent=2)
    assert Letter.objects.count() == 1


def test_a_site_that_sends_none_keeps_none(settings: Any, db: None) -> None:
    settings.SENDS_LETTERS = False
    some("a")

    assert Letter.objects.count() == 0


def a_follower(consultation: Consultation, name: str, *, confirmed: bool = True, **more: Any) -> Follower:
    from django.utils import timezone

    now = timezone.now()
    return Follower.objects.create(
        consultation=consultation,
        email=f"{name}@example.org",
        made_at=now,
        confirmed_at=now if confirmed else None,
        **more,
    )


def test_ten_thousand_followers_are_told_with_few_queries(consultation: Consultation, clock: Any) -> None:
    Follower.objects.bulk_create(
        Follower(consultation=consultation, email=f"f{n}@example.org", confirmed_at=clock(), made_at=clock())
        for n in range(10_000)
    )
    begun = time.process_time()
    with CaptureQueriesContext(connection) as asked:
        running.extend(consultation, consultation.closes_at + (consultation.closes_at - clock()), "More asked", "x")

    assert Letter.objects.count() == 10_000
    assert len(asked) < 100  # SQLite takes fewer rows a query than PostgreSQL
    assert time.process_time() - begun < 20
    assert len(set(Letter.objects.values_list("text", flat=True))) == 10_000  # each with a link of its own


# ---- Processes

PREPARE = """
import django, sys
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from forethought_web.consultations.outbox import Written, put
put(Written(f"n{n}@example.org", "x", f"{n}\\n") for n in range(int(sys.argv[1])))
"""
COUNT = """
import django
django.setup()
from django.utils import timezone
from forethought_web.consultations.models import Letter
print(Letter.objects.count())
Letter.objects.update(next_at=timezone.now())
"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    """A database of the test's own: on the PostgreSQL server that the tests run on, or in a file."""
    server = os.environ.get("FORETHOUGHT_TEST_DATABASE", "")
    if not server.startswith("postgresql:"):
        yield str(tmp_path / "kept.sqlite3")
        return
    import psycopg

    name = f"letters_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as to:
        to.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        to.execute(f"CREATE DATABASE {name}")
    yield server.rsplit("/", 1)[0] + f"/{name}"
    with psycopg.connect(server, autocommit=True) as to:
        to.execute(f"DROP DATABASE {name} WITH (FORCE)")


def around(database: str, port: int) -> dict[str, str]:
    """The environment of a process that sends."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("FORETHOUGHT", "DJANGO"))},
        "PYTHONPATH": str(ROOT / "src"),
        "FORETHOUGHT_DATABASE": database,
        "FORETHOUGHT_SMTP": f"smtp://127.0.0.1:{port}",
        "FORETHOUGHT_MAIL_FROM": "a@council.example",
        "FORETHOUGHT_SECRET_KEY": "x" * 50,
        "DJANGO_SETTINGS_MODULE": "forethought_web.settings",
    }


SEND = [sys.executable, "-m", "forethought", "site", "send"]


def test_two_senders_at_once_send_each_letter_once(database: str) -> None:
    box = Box()
    with serving(box) as port:
        env = around(database, port)
        subprocess.run([sys.executable, "-c", PREPARE, "120"], env=env, check=True, timeout=120)
        senders = [subprocess.Popen(SEND, env=env, stdout=subprocess.PIPE) for _ in range(2)]
        said = [one.communicate(timeout=120)[0].decode() for one in senders]

    assert [one.returncode for one in senders] == [0, 0]
    assert sorted(box.to()) == sorted(f"n{n}@example.org" for n in range(120))
    assert sum(int(n) for one in said for n in re.findall(r"^(\d+) sent", one)) == 120


def test_a_sender_that_is_killed_loses_nothing(database: str) -> None:
    box, count = Box(), 40
    with serving(box) as port:
        env = around(database, port)
        subprocess.run([sys.executable, "-c", PREPARE, str(count)], env=env, check=True, timeout=120)
        sender = subprocess.Popen([*SEND, "--every", "5"], env=env, stdout=subprocess.DEVNULL)
        limit = time.monotonic() + 60
        while len(box.taken) < 5 and time.monotonic() < limit:
            time.sleep(0.002)
        sender.kill()
        sender.wait()
        left = int(subprocess.run([sys.executable, "-c", COUNT], env=env, check=True, capture_output=True).stdout)
        subprocess.run(SEND, env=env, check=True, capture_output=True, timeout=120)

    assert 0 < left < count
    assert set(box.to()) == {f"n{n}@example.org" for n in range(count)}
    assert len(box.taken) <= count + 1
    twice = [message["Message-ID"] for to, message in box.taken if box.to().count(to) == 2]
    assert len(set(twice)) <= 1  # a second copy is known to be one


def test_it_goes_on_until_it_is_told_to_stop(database: str) -> None:
    box = Box()
    with serving(box) as port:
        env = around(database, port)
        subprocess.run([sys.executable, "-c", PREPARE, "3"], env=env, check=True, timeout=120)
        sender = subprocess.Popen([*SEND, "--every", "60"], env=env, stdout=subprocess.PIPE)
        limit = time.monotonic() + 60
        while len(box.taken) < 3 and time.monotonic() < limit:
            time.sleep(0.02)
        assert sender.poll() is None
        sender.terminate()
        said = sender.communicate(timeout=60)[0].decode()

    assert sender.returncode == 0
    assert said == "3 sent, 0 wait for another try, 0 given up.\n"


def test_without_a_server_letters_are_printed_only_on_ones_own_machine(
    forethought: Forethought, tmp_path: Path
) -> None:
    kept = {"FORETHOUGHT_DATABASE": str(tmp_path / "kept.sqlite3")}
    assert forethought("site", "init", env=kept).returncode == 0
    alone = forethought("site", "send", env=kept)
    hosted = forethought("site", "send", env=kept | {"FORETHOUGHT_HOSTS": "council.example"})

    assert alone.stdout.decode() == "0 sent, 0 wait for another try, 0 given up.\n"
    assert "FORETHOUGHT_SECRET_KEY" in alone.stderr.decode()
    assert hosted.returncode == 2
    assert "FORETHOUGHT_SMTP" in hosted.stderr.decode()


# ---- Settings

SERVERS: dict[str, Server | None] = {
    "": None,
    "smtp://localhost": Server("localhost", 25),
    "smtp://mail.internal:2525": Server("mail.internal", 2525),
    "smtp://ann:secret@localhost/": Server("localhost", 25, "ann", "secret"),
    "smtps://ann:secret@mail.example": Server("mail.example", 465, "ann", "secret", is_ssl=True),
    "starttls://ann:secret@mail.example": Server("mail.example", 587, "ann", "secret", is_starttls=True),
    "smtps://ann%40council.example:p%40%2F%3A%23%3F%25@[2001:db8::1]:10465": Server(
        "2001:db8::1", 10465, "ann@council.example", "p@/:#?%", is_ssl=True
    ),
    "smtps://ann:p@ss@mail.example": Server("mail.example", 465, "ann", "p@ss", is_ssl=True),
}


@pytest.mark.parametrize(("address", "server"), SERVERS.items())
def test_mail_servers(address: str, server: Server | None) -> None:
    assert server_of(address) == server


@pytest.mark.parametrize(
    "address",
    [
        "mail.example", "ann:s3cr3t@mail.example", "http://ann:s3cr3t@mail.example", "smtps://ann:s3cr3t@",
        "smtps://ann:s3cr3t@mail.example:port", "smtps://ann:s3cr3t@mail.example:99999",
        "smtps://ann:s3cr3t/x@mail.example", "smtps://ann:s3cr3t#x@mail.example", "smtps://ann:s3cr3t?x@mail.example",
        "smtps://ann:s3cr3t@mail.example/x", "smtps://ann:s3cr3t@mail.example?x=1", "smtps://ann@mail.example",
        "smtps://:s3cr3t@mail.example", "smtp://ann:s3cr3t@mail.example", "smtps://ann:s3cr3t@[::1", "smtps://",
        "smtps://ann:s3cr3t @mail.example", "smtps://ann:s3cr3t@mail.example\n", "smtps://ann:s3cr3t@mail.example\0",
        "://ann:s3cr3t@mail.example",
    ],
)  # fmt: skip
def test_a_wrong_mail_server_is_told_without_its_password(address: str) -> None:
    with pytest.raises(ValueError, match=r"^FORETHOUGHT_SMTP: ") as error:
        server_of(address)

    assert "s3cr3t" not in str(error.value)
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__ or error.value.__context__ is None


@given(st.text(min_size=1))
def test_no_password_is_ever_told(password: str) -> None:
    secret = f"{WORDS}{password}{WORDS}"
    try:
        told = repr(server_of(f"smtps://ann:{secret}@mail.example"))
    except ValueError as error:
        told = str(error)

    assert WORDS not in told


def test_a_wrong_setting_ends_the_start_and_says_which(forethought: Forethought, tmp_path: Path) -> None:
    kept = {"FORETHOUGHT_DATABASE": str(tmp_path / "kept.sqlite3")}
    wrong = forethought("site", "send", env=kept | {"FORETHOUGHT_SMTP": "smtps://ann:s3cr3t@mail.example:port"})
    missing = forethought("site", "send", env=kept | {"FORETHOUGHT_SMTP": "smtps://ann:s3cr3t@mail.example"})

    assert "FORETHOUGHT_SMTP: its host or port cannot be read" in wrong.stderr.decode()
    assert "FORETHOUGHT_MAIL_FROM: say who letters come from" in missing.stderr.decode()
    assert b"s3cr3t" not in wrong.stderr + missing.stderr + wrong.stdout + missing.stdout


@pytest.mark.parametrize(
    "said", ["a@council.example", "A council <a@council.example>", "Cyngor Sir Gâr <a@council.example>"]
)
def test_senders(said: str) -> None:
    assert sender_of(f" {said} ", is_needed=True) == said


@pytest.mark.parametrize(
    "said",
    ["", " ", "council", "A council", "<>", "a@b@c", "a@council.example\nBcc: b@council.example", "a b@c.example"],
)
def test_wrong_senders(said: str) -> None:
    with pytest.raises(ValueError, match=r"^FORETHOUGHT_MAIL_FROM: "):
        sender_of(said, is_needed=True)


def test_no_sender_is_needed_where_nothing_is_sent() -> None:
    assert sender_of("", is_needed=False).endswith("@localhost>")


@pytest.mark.parametrize(
    ("said", "hosts", "is_https", "site"),
    [
        ("https://consult.example.org", [], False, "https://consult.example.org"),
        ("https://consult.example.org:8443/", ["x.example"], False, "https://consult.example.org:8443"),
        ("", ["council.example", "b.example"], True, "https://council.example"),
        ("", [".council.example", "b.example"], False, "http://b.example"),
        ("", [], False, "http://localhost:8016"),
    ],
)
def test_the_sites_own_address(said: str, hosts: list[str], is_https: bool, site: str) -> None:
    assert site_of(said, hosts, is_https=is_https) == site


@pytest.mark.parametrize(
    "said",
    ["consult.example.org", "ftp://x.example", "https://", "https://x.example/path", "https://x.example?a", "https://a:b@x.example",
     "https://x.example:port", "https://x.example\n"],
)  # fmt: skip
def test_wrong_addresses_of_a_site(said: str) -> None:
    with pytest.raises(ValueError, match=r"^FORETHOUGHT_SITE: "):
        site_of(said, [], is_https=True)


def test_the_unit_that_sends_lets_no_word_leave_memory() -> None:
    unit = (ROOT / "hosting" / "forethought-letters.service").read_text().splitlines()

    for line in (
        "LimitCORE=0", "MemorySwapMax=0", "IPAddressDeny=any", "IPAddressAllow=localhost", "ProtectSystem=strict",
        "PrivateTmp=yes", "NoNewPrivileges=yes",
    ):  # fmt: skip
        assert line in unit


# ---- Words


@given(st.lists(st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=100), min_size=1, max_size=60))
def test_lines_are_short_and_nothing_is_taken_apart(words: list[str]) -> None:
    text = letters.wrapped(" ".join(words))

    assert text.split() == words
    assert all(len(line) <= 72 or " " not in line for line in text.splitlines())


def test_a_letter_with_words_that_end_like_ours_gets_no_link_to_stop_of_theirs(consultation: Consultation) -> None:
    theirs = "https://evil.example/following/stop-1.x/"
    Consultation.objects.update(title=f"x {theirs}", body=f"y\n{theirs}\n")
    consultation.refresh_from_db()
    letters.ask_to_confirm(a_follower(consultation, "a", confirmed=False), with_comments=False)
    a_follower(consultation, "b")
    running.withdraw(consultation, f"z\n\n{theirs}", "someone")
    send_due()

    assert len(mail.outbox) == 2
    assert all("List-Unsubscribe" not in one.extra_headers for one in mail.outbox)
