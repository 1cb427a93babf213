"""Print the pages that come from data: concerns, rules, packs, the command line, and the example in the README.

python scripts/docs.py            write docs/reference/
python scripts/docs.py --check    only compare; exit 1 and name what differs
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from forethought.check import check
from forethought.cli import main as command_line
from forethought.concerns import concern_texts
from forethought.judge.rules import Rule, rule_book
from forethought.look import Look
from forethought.packs import Pack, list_packs, precedents
from forethought.packs.values import SURE
from forethought.render import render
from forethought.values import CONCERNS, Author, Post

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
README = ROOT / "README.md"
NOTE = "<!-- Printed by `make docs` from the data itself: change the data, not this page. -->"
WIDTH = 100  # columns of help pages


EXAMPLES = (
    "Court again tomorrow, the DV case with the twins. Powerful to know those kids are safe now 💛 #Stockport",
    "HCPC fees up again?! This regulator is useless and the government is worse.",
)


def readme() -> str:
    """The README with its example answers as they come out now."""
    before, rest = README.read_text(encoding="utf-8").split("<!-- example:start", 1)
    note, rest = rest.split("-->", 1)
    after = rest.split("<!-- example:end", 1)[1]
    author = Author(profession="social worker", country="GB-ENG")
    blocks = []
    for text in EXAMPLES:
        post = Post(text, author=author)
        answer = render(check(post), post, Look(width=88))
        blocks.append(f'```text\n$ ./forethought check --profession "social worker" "{text}"\n\n{answer}\n```')
    shown = "\n\n".join(blocks)
    return f"{before}<!-- example:start{note}-->\n\n{shown}\n\n<!-- example:end{after}"


def pages() -> Iterator[tuple[str, str]]:
    """Each page's name in the folder, and its text."""
    rules, packs = rule_book().rules, list_packs()
    yield "commands.md", "\n".join(commands())
    yield "concerns.md", "\n".join(concerns(rules, packs))
    for concern in CONCERNS:
        yield f"rules/{concern}.md", "\n".join(rules_of(concern, rules))
    yield "rules/fine.md", "\n".join(rules_of("", rules))
    for pack in packs:
        yield f"packs/{pack.id}.md", "\n".join(pack_page(pack))


def commands() -> Iterator[str]:
    """Every command's help."""
    yield from ("# The command line", "", NOTE)
    top = click.Context(command_line, info_name="forethought", terminal_width=WIDTH, max_content_width=WIDTH)
    yield from _help(command_line, top)


def _help(command: click.Command, context: click.Context) -> Iterator[str]:
    yield from ("", f"## {context.command_path}", "", "```", command.get_help(context).rstrip(), "```")
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _help(
                inner, click.Context(inner, context, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH)
            )


def concerns(rules: Sequence[Rule], packs: Sequence[Pack]) -> Iterator[str]:
    """What each concern is, which clauses it touches, and how many rules and published outcomes there are for it."""
    yield from ("# The sixteen concerns", "", NOTE)
    for concern, title in CONCERNS.items():
        text = concern_texts()[concern]
        yield from ("", f"## {title}", "", f"`{concern}`. {text['what']}", "")
        yield f"- **Usually:** {text['usual']}"
        yield f"- **Fine:** {text['fine']}"
        yield f"- **It depends:** {text['context']}"
        count = sum(rule.concern == concern for rule in rules)
        yield f"- **Rules:** [{count}](rules/{concern}.md). **Published outcomes:** {len(precedents(concern=concern))}."
        yield from ("", "| pack | clauses |", "| --- | --- |")
        for pack in packs:
            clauses = ", ".join(standard.id for standard in pack.standards_for(concern)) or "says nothing we know of"
            yield f"| [{pack.id}](packs/{pack.id}.md) | {clauses} |"


def rules_of(concern: str, rules: Sequence[Rule]) -> Iterator[str]:
    """The rules of one concern, or those that say why something is fine."""
    yield from (f"# Rules: {CONCERNS[concern] if concern else 'why something is fine'}", "", NOTE)
    for rule in (one for one in rules if one.concern == concern):
        yield from ("", f"## {rule.id}", "", rule.why, "")
        if concern:
            yield f"- **Verdict:** {rule.severity}, confidence {rule.confidence:g}"
        if rule.remedy:
            yield f"- **Instead:** {rule.remedy}"
        if rule.protects:
            yield f"- **Answers:** {', '.join(rule.protects)}"
        if rule.when:
            yield f"- **Only when:** {'; '.join(f'{key} is {_plain(value)}' for key, value in rule.when.items())}"
        yield f"- **Source:** {rule.source} (since {rule.since})"
        for title, flagged in (("It speaks on", True), ("It does not speak on", False)):
            yield from ("", f"{title}:", "")
            yield from (_example(one.post) for one in rule.examples if one.flagged == flagged)


def _example(post: Post) -> str:
    usual = Post("")
    said = [post.audience if post.audience != usual.audience else "", post.author.profession]
    said += [f"permission {str(post.permission).lower()}" if post.permission is not None else ""]
    context = ", ".join(part for part in said if part)
    words = " ".join(post.text.split()).replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")
    return f"- {words}{f' *({context})*' if context else ''}"


def _plain(value: object) -> str:
    return " or ".join(map(str, value)) if isinstance(value, list) else str(value).lower()


def pack_page(pack: Pack) -> Iterator[str]:
    """One pack in full."""
    yield from (f"# {pack.body}, {pack.version}", "", NOTE, "", f"`{pack.id}`: {pack.name}. {pack.summary}", "")
    held = " to ".join(str(day) for day in (pack.since, pack.until) if day) or "no dates known"
    yield f"- **Status:** {pack.status} ({held}). {pack.dates_note}".rstrip()
    yield f"- **For:** {', '.join(pack.professions)} in {', '.join(pack.countries)}"
    yield (
        f"- **Source:** <{pack.link}>, {SURE[pack.sure]}"
        if pack.link.startswith("http")
        else f"- **Source:** {pack.link}"
    )
    yield from ("", "The clauses are in our own words; follow a link for the body's.", "")
    yield from ("| clause | about | what it asks | source |", "| --- | --- | --- | --- |")
    for one in pack.standards:
        link = f"[{SURE[one.sure]}]({one.link})" if one.link.startswith("http") else SURE[one.sure]
        yield f"| {one.id} | {pack.topic(one.id)} | {one.text} | {link} |"
    yield from ("", "| concern | clauses | note |", "| --- | --- | --- |")
    for concern in CONCERNS:
        clauses = ", ".join(one.id for one in pack.standards_for(concern)) or "-"
        yield f"| {concern} | {clauses} | {pack.note_for(concern)} |"
    if pack.allows:
        yield from ("", "It expressly allows:", "")
        yield from (f"- {one.text} ([{SURE[one.sure]}]({one.link}))" for one in pack.allows)
    if pack.tips:
        yield from ("", "Its advice:", "")
        yield from (f"- {one.text} ([{SURE[one.sure]}]({one.link}))" for one in pack.tips)
    if pack.advice:
        yield from ("", "Who can help:", "")
        yield from (f"- [{one.who}]({one.link}): {one.what_for}" for one in pack.advice)


def main() -> int:
    """Write the pages, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a page is not up to date")
    only_check = parser.parse_args().check
    wanted = {FOLDER / name: text.rstrip() + "\n" for name, text in pages()} | {README: readme()}
    there = {README, *FOLDER.rglob("*.md")}
    stale = [path for path, text in wanted.items() if path not in there or path.read_text(encoding="utf-8") != text]
    left_over = sorted(there - wanted.keys())
    if only_check:
        for path in (*stale, *left_over):
            print(f"{path.relative_to(ROOT)} is not up to date; run: make docs", file=sys.stderr)
        return 1 if stale or left_over else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8")
    for path in left_over:
        path.unlink()
    print(f"{len(wanted)} pages, {len(stale)} written, {len(left_over)} removed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
