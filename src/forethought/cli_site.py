"""``forethought site``: for whoever runs one with consultations. The database is named by ``FORETHOUGHT_DATABASE``."""

from __future__ import annotations

import os

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
