"""``forethought site``: for whoever runs one with consultations. The database is named by ``FORETHOUGHT_DATABASE``."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from typing import TextIO

import click

from forethought.cli import Problem, Quiet

_ROLES = ("owner", "editor", "moderator", "analyst", "auditor")


@click.group(short_help="Run a site with consultations.")
def site() -> None:
    """Run a site with consultations. FORETHOUGHT_DATABASE says where they are kept: postgresql://..., or a file."""


@site.command("init", cls=Quiet, short_help="Make the database, or bring it up to date.")
def init() -> int:
    """Make the database's tables, or bring them up to date. What is in it stays."""
    set_up()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    click.echo("The database is ready.")
    return 0


@site.command("staff", cls=Quiet, short_help="Let somebody sign in, with a role.")
@click.argument("name")
@click.option("--role", type=click.Choice(_ROLES), required=True, help="What they may do, in all consultations.")
@click.password_option(help="At least twelve characters; asked for where it is not given.")
def staff(name: str, role: str, password: str) -> int:
    """Let somebody sign in under NAME. Roles: owner, editor, moderator, analyst, auditor."""
    set_up()
    from django.contrib.auth.models import User
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from forethought_web.consultations.audit import record
    from forethought_web.consultations.models import Membership

    try:
        validate_password(password)
    except ValidationError as error:
        raise Problem(" ".join(error.messages)) from None
    with transaction.atomic():
        user, _ = User.objects.get_or_create(username=name)
        user.set_password(password)
        user.save()
        Membership.objects.get_or_create(user=user, role=role, consultation=None)
        record("command line", "give role", name, role=role)
    click.echo(f"{name} may sign in as {role}.")
    return 0


@site.command("trail", cls=Quiet, short_help="Verify the audit trail.")
def trail() -> int:
    """Verify the audit trail, line by line. Keep the last line's hash elsewhere to see later that none was cut off."""
    set_up()
    from forethought_web.consultations.audit import broken, head
    from forethought_web.consultations.models import Entry

    if where := broken(Entry.objects.iterator(chunk_size=1_000)):
        raise Problem(f"the audit trail is broken: {where}")
    number, last, _ = head()
    click.echo(f"{number:,} entries, whole. The last one's hash: {last}")
    return 0


@site.command("backup", cls=Quiet, short_help="Write everything into one file.")
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> int:
    """Write everything that is kept into FILE, compressed. It holds personal data: look after it."""
    set_up()
    from forethought_web.consultations.keeping import Unusable, back_up

    try:
        count = back_up(file)
    except (Unusable, OSError) as error:
        raise Problem(str(error)) from None
    click.echo(f"{count:,} rows are in {file}.")
    return 0


@site.command("restore", cls=Quiet, short_help="Read a back-up into an empty database.")
@click.argument("file", type=click.Path(path_type=Path))
def restored(file: Path) -> int:
    """Read a back-up into an empty database, of either kind, whichever it was made from: all of it or nothing."""
    set_up()
    from django.core.management import call_command

    from forethought_web.consultations.keeping import Unusable, restore

    call_command("migrate", verbosity=0, interactive=False)
    try:
        count = restore(file)
    except Unusable as error:
        raise Problem(str(error)) from None
    click.echo(f"{count:,} rows are back.")
    return 0


@site.command("register", cls=Quiet, short_help="Read the numbers of a register, to know registrants by.")
@click.argument("consultation")
@click.argument("file", type=click.File(encoding="utf-8-sig"))
def register(consultation: str, file: TextIO) -> int:
    """Read registration numbers from FILE, one a line (of a CSV, the first column), for CONSULTATION.

    Only a keyed hash of each is kept. Staff then see beside a response whether its number is on the list. The list
    takes the place of the one before. FORETHOUGHT_SECRET_KEY must be the site's.
    """
    set_up()
    from django.conf import settings

    from forethought_web.consultations.audit import record
    from forethought_web.consultations.models import Consultation
    from forethought_web.responses.answering import keep_register

    if not settings.SIGNS_FOR_ALL:
        raise Problem("FORETHOUGHT_SECRET_KEY: set it as the site has it; numbers are hashed with it")
    found = Consultation.objects.filter(slug=consultation).first()
    if found is None:
        raise Problem(f"there is no consultation {consultation!r}; its name is the last part of its address")
    try:
        count = keep_register(found, (line.split(",")[0].strip(' "\n\r\t') for line in file))
    except UnicodeDecodeError:
        raise Problem(f"{file.name}: is not UTF-8 text") from None
    record("command line", "read register", found.slug, numbers=count)
    click.echo(f"{count:,} numbers are kept, each as a hash.")
    return 0


@site.command("forget", cls=Quiet, short_help="Delete a response on its sender's request.")
@click.argument("reference")
def forget(reference: str) -> int:
    """Delete the answers of the response with REFERENCE and everything about its sender, also after closing."""
    set_up()
    from django.db import transaction

    from forethought_web.consultations.audit import record
    from forethought_web.responses.answering import forget as forget_response
    from forethought_web.responses.models import Response

    with transaction.atomic():
        found = Response.objects.select_for_update().filter(reference=reference.strip().upper()).first()
        if found is None:
            raise Problem("there is no response with that reference; it is on the receipt, such as K7QM-2XHD")
        forget_response(found)
        record("command line", "forget response", found.reference)
    click.echo(f"{found.reference} is forgotten; that there was one is kept. Older back-ups still hold it.")
    return 0


@site.command("send", cls=Quiet, short_help="Send the letters that wait.")
@click.option("--every", type=click.IntRange(1, 86_400), metavar="SECONDS", help="Go on until stopped, so often.")
def send(every: int | None) -> int:
    """Hand all letters that are due to the mail server, once, or with --every until stopped.

    FORETHOUGHT_SMTP names the mail server; without one a site on this machine prints its letters here. What cannot be
    sent now waits, each time longer, and is given up after five days. Stopped in the middle of a letter, it may send
    that one twice, and loses none. FORETHOUGHT_SECRET_KEY must be the site's, for it signs the links in letters.
    """
    set_up()
    from django.conf import settings
    from django.db import close_old_connections

    from forethought_web.consultations.letters import by_the_clock, forget_unconfirmed
    from forethought_web.consultations.outbox import send_due

    if not settings.SENDS_LETTERS:
        raise Problem("FORETHOUGHT_SMTP: name the mail server: smtps://user:password@host, starttls:// or smtp://")
    if not settings.SIGNS_FOR_ALL:
        click.echo("Without FORETHOUGHT_SECRET_KEY, as the site has it, only letters that wait are sent.", err=True)
    stopped = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: stopped.set())
    while not stopped.is_set():
        forget_unconfirmed()
        if settings.SIGNS_FOR_ALL:
            by_the_clock()
        tally = send_due(stopped.is_set)
        if every is None or tally.sent or tally.later or tally.given_up:
            click.echo(f"{tally.sent:,} sent, {tally.later:,} wait for another try, {tally.given_up:,} given up.")
        if every is None:
            break
        close_old_connections()
        stopped.wait(every)
    return 0


commands = [site]


def set_up() -> None:
    """Set up Django with a database.

    Raises:
        Problem: If none is named, or its address cannot be read.
    """
    if not os.environ.get("FORETHOUGHT_DATABASE"):
        raise Problem("FORETHOUGHT_DATABASE: say where consultations are kept: postgresql://..., or the path of a file")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forethought_web.settings")
    try:
        import django

        django.setup()
    except ModuleNotFoundError as error:
        raise Problem(f"a site needs what is not installed ({error.name}): pip install 'forethought[web]'") from None
    except ValueError as error:
        raise Problem(str(error)) from None
