"""``forethought setup``: asks a few questions once, so that they need not be answered with every draft."""

from __future__ import annotations

from typing import Any

import click

from forethought.cli import Known, Quiet
from forethought.config import Settings, load_settings, save_settings, settings_path
from forethought.errors import ConfigError
from forethought.values import AUDIENCES

_QUESTIONS = (
    ("profession", 'What do you do? Such as "nurse", "social worker" or "teacher"'),
    ("country", "Where are you registered? GB-ENG, GB-SCT, GB-WLS, GB-NIR, IE, US or AU"),
    ("platform", "Where do you mostly post?"),
)
_MORE = (
    ("employer", "Whom do you work for, if your readers can know? It makes people you write about easier to find"),
    ("place", "In which town do you work, if your readers can know?"),
)


@click.command(cls=Quiet, short_help="Say once who you are and where you post.")
@click.option("--show", is_flag=True, help="Show what is kept, and where.")
@click.option("--forget", is_flag=True, help="Delete the settings.")
def setup(show: bool, forget: bool) -> int:
    """Say once who you are and where you usually post.

    Every question may be left empty. The answers are kept in one file on this machine, readable by you alone. It holds
    no posts. FORETHOUGHT_CONFIG names another file.
    """
    path = settings_path()
    if forget:
        path.unlink(missing_ok=True)
        click.echo("Forgotten.")
        return 0
    if show:
        kept = path.read_text(encoding="utf-8").rstrip() if path.exists() else "Nothing is kept. Run: forethought setup"
        click.echo(kept)
        click.echo(f"({path})", err=True)
        return 0
    try:
        before = load_settings(path)
    except ConfigError as error:
        click.echo(f"The old settings cannot be used, so we begin afresh: {error}\n", err=True)
        before = Settings()
    click.echo("A few questions. Press Enter to keep what is in brackets, or to leave one out; type - to clear it.\n")
    answers: dict[str, Any] = {name: _ask(question, getattr(before, name)) for name, question in _QUESTIONS}
    usual = before.audience or "public"
    answers["audience"] = _ask("Who usually sees it? " + ", ".join(AUDIENCES), usual, Known("audience", AUDIENCES))
    answers["named"] = _yes_no("Do you post under your own name?", before.named)
    answers["states_profession"] = _yes_no("Does your profile say what you do?", before.states_profession)
    answers |= {name: _ask(question, getattr(before, name)) for name, question in _MORE}
    where = save_settings(Settings(**answers, pack=before.pack), path)
    click.echo(f"\nKept in {where}, for you alone; forethought setup --forget deletes it.")
    _say_pack(answers["profession"], answers["country"])
    return 0


commands = [setup]


def _ask(question: str, before: str, kind: Known | None = None) -> Any:
    answer = click.prompt(question, default=before, show_default=bool(before), type=kind or click.STRING)
    return "" if answer == "-" else answer.strip()


def _yes_no(question: str, before: bool | None) -> bool | None:
    shown = {True: "yes", False: "no", None: ""}[before]
    answer = click.prompt(f"{question} (yes/no)", default=shown, show_default=bool(shown), type=click.STRING)
    answer = answer.strip().lower()
    return True if answer.startswith("y") else False if answer.startswith("n") else None


def _say_pack(profession: str, country: str) -> None:
    from forethought.packs import choose_pack

    pack = choose_pack(profession, country)
    click.echo(f"Your drafts will be checked by: {pack.name} ({pack.id}).")
