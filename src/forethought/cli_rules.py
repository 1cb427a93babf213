"""``forethought rules`` and ``forethought explain``: what the check looks for, from the data it looks with."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from forethought.cli import Known, Problem, Quiet
from forethought.concerns import concern_texts
from forethought.errors import did_you_mean
from forethought.jsonio import rule_to_dict
from forethought.look import Look, paint, wrapped
from forethought.values import CONCERNS

if TYPE_CHECKING:
    from forethought.judge.rules import Rule

_VERDICT_COLOURS = {"stop": "red", "pause": "yellow", "post": "green"}


@click.command(cls=Quiet, short_help="The rules of the check, or one of them.")
@click.argument("rule_id", metavar="[RULE]", required=False)
@click.option("--concern", type=Known("concern", CONCERNS), help="Only the rules of one concern.")
@click.option("--format", "form", type=Known("format", ("text", "json")), default="text", help="[default: text]")
def rules(rule_id: str | None, concern: str | None, form: str) -> int:
    """List the rules, or show one with its source and its examples."""
    from forethought.judge.rules import rule_book

    book = rule_book().rules
    if rule_id is not None:
        found = next((rule for rule in book if rule.id == rule_id), None)
        if found is None:
            raise Problem(f"there is no rule of that name{did_you_mean(rule_id[:60], [rule.id for rule in book])}")
        shown = [found]
    else:
        shown = [rule for rule in book if concern is None or rule.concern == concern]
    if form == "json":
        click.echo(json.dumps([rule_to_dict(rule) for rule in shown], ensure_ascii=False, indent=2))
    elif rule_id is not None:
        click.echo("\n".join(_rule(shown[0], _look())))
    else:
        click.echo("\n".join(_listed(shown, _look())))
    return 0


@click.command(cls=Quiet, short_help="What a concern is, and what is fine.")
@click.argument("concern", type=Known("concern", CONCERNS), required=False)
@click.option("--pack", "pack_id", help="By whose guidance; else that of your settings.")
def explain(concern: str | None, pack_id: str | None) -> int:
    """Explain a concern: what it is, what is fine, which clauses it touches, and how others fared.

    Without CONCERN, all sixteen are listed.
    """
    look = _look()
    if concern is None:
        size = max(map(len, CONCERNS))
        click.echo("\n".join(f"{paint(name.ljust(size), look, 'bold')}  {title}" for name, title in CONCERNS.items()))
        return 0
    click.echo(look.fit("\n".join(_explained(concern, pack_id, look))))
    return 0


commands = [rules, explain]


def _look() -> Look:
    import sys

    from forethought.render import look_of

    return look_of(sys.stdout)


def _listed(shown: Sequence[Rule], look: Look) -> list[str]:
    groups = {name: [rule for rule in shown if rule.concern == name] for name in (*CONCERNS, "")}
    lines: list[str] = []
    for concern, members in groups.items():
        if members:
            title = f"{concern}: {CONCERNS[concern]}" if concern else "Why something is fine"
            lines += ["", paint(title, look, "bold")]
            size = max(len(rule.id) for rule in members)
            wide = Look(width=max(70, shutil.get_terminal_size((100, 24)).columns))
            for rule in members:
                sign = paint(rule.severity.ljust(5), look, _VERDICT_COLOURS[rule.severity])
                lines += wrapped(rule.why, wide, f"  {sign}  {rule.id.ljust(size)}  ", " " * (size + 11))
    counts = Counter("fine" if rule.protects is not None else "flag" for rule in shown)
    return [
        *lines[1:],
        "",
        f"{len(shown)} rules: {counts['flag']} that flag, {counts['fine']} that say why something is fine.",
    ]


def _rule(rule: Rule, look: Look) -> list[str]:
    concern = f"{rule.concern}, {rule.severity}" if rule.concern else "says why something is fine"
    lines = [f"{paint(rule.id, look, 'bold')}  ({concern}; since {rule.since})", *wrapped(rule.why, look, "  ")]
    if rule.remedy:
        lines += wrapped(f"Instead: {rule.remedy}", look, "  ", "    ")
    if rule.protects:
        lines += wrapped(f"Answers: {', '.join(rule.protects)}", look, "  ", "    ")
    if rule.when:
        lines += wrapped(
            "Only when: " + "; ".join(f"{key} is {value}" for key, value in rule.when.items()), look, "  ", "    "
        )
    lines += wrapped(f"Source: {rule.source}", look, "  ", "    ")
    for title, flagged in (("It speaks on", True), ("It does not speak on", False)):
        lines.append(f"  {title}:")
        for example in (one for one in rule.examples if one.flagged == flagged):
            lines += wrapped(f"- {example.post.text}", look, "    ", "      ")
    return lines


def _explained(concern: str, pack_id: str | None, look: Look) -> list[str]:
    from forethought.config import load_settings
    from forethought.judge.rules import rule_book
    from forethought.packs import choose_pack, load_pack, precedents_for

    kept = load_settings()
    wanted = pack_id or kept.pack
    pack = load_pack(wanted) if wanted else choose_pack(kept.profession, kept.country)
    text = concern_texts()[concern]
    lines = [f"{paint(CONCERNS[concern], look, 'bold')}  ({concern})", *wrapped(text["what"], look, "  ")]
    for title, key in (("Usually", "usual"), ("Fine", "fine"), ("It depends", "context")):
        lines += ["", *wrapped(f"{paint(title + ':', look, 'bold')} {text[key]}", look, "  ", "    ")]
    lines += ["", f"  {paint('By ' + pack.name, look, 'bold')} ({pack.id})"]
    standards = pack.standards_for(concern)
    for standard in standards:
        lines += wrapped(f"{standard.id}: {standard.text}", look, "    ", "      ")
        lines.append(paint(f"      {standard.link}", look, "dim"))
    if not standards:
        lines += wrapped("The text known to us says nothing on this.", look, "    ")
    if note := pack.note_for(concern):
        lines += wrapped(note, look, "    ")
    happened = precedents_for(concern, kept.profession)
    if happened:
        lines += ["", f"  {paint('How others fared', look, 'bold')}"]
    for one in happened:
        posted = one.what_was_posted.rstrip(".")
        lines += wrapped(f"{one.year}, {one.profession}: {posted}. {one.outcome_note}", look, "    ", "      ")
    members = [rule for rule in rule_book().rules if rule.concern == concern]
    lines += ["", f"  What looks for it ({len(members)}): forethought rules --concern {concern}"]
    return lines
