"""``forethought packs``, ``tips``, ``precedents`` and ``privacy``: the guidance as data, for a person to read."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from forethought.cli import Known, Problem, Quiet
from forethought.look import Look, paint, width, wrapped
from forethought.values import CONCERNS

if TYPE_CHECKING:
    from forethought.packs import Comparison, Pack, PostChange
    from forethought.packs.values import Contact
    from forethought.privacy import Limit, Step
    from forethought.values import Post, Precedent

_SURE = {
    "seen": "",
    "seen-secondary": "from somebody else's account",
    "inferred": "our reading of it",
    "memory": "from memory, not checked",
}
_SHOWS_COLOURS = {"allowed": "green", "borderline": "yellow", "not-allowed": "red"}
_STATUS_COLOURS = {"in force": "green", "draft": "yellow", "superseded": "dim"}


@click.group(short_help="The guidance of each body, by version.")
def packs() -> None:
    """A pack is one body's guidance at one version, as data."""


@packs.command("list", cls=Quiet, short_help="All packs.")
def list_() -> int:
    """List the packs, with their dates and for whom they are."""
    from forethought.packs import list_packs

    look = _look()
    found = list_packs()
    size = max(len(pack.id) for pack in found)
    for pack in found:
        status = paint(pack.status.ljust(10), look, _STATUS_COLOURS[pack.status])
        click.echo(f"{paint(pack.id.ljust(size), look, 'bold')}  {status}  {_dates(pack)}")
        _say(wrapped(f"{pack.body}: {pack.version}. {', '.join(pack.countries)}.", look, " " * (size + 2)))
    click.echo(f"\n{len(found)} packs. One of them in full: forethought packs show {found[0].id}")
    return 0


@packs.command(cls=Quiet, short_help="One pack in full.")
@click.argument("pack_id", metavar="ID")
def show(pack_id: str) -> int:
    """Show a pack: its clauses, tips, what it allows, and whom to ask. ID is a pack's id or the path of its folder."""
    from forethought.packs import load_pack

    _say(_shown(load_pack(pack_id), _look()))
    return 0


@packs.command("check", cls=Quiet, short_help="Whether a pack of your own is sound.")
@click.argument("path", type=click.Path(path_type=Path))
def check_(path: Path) -> int:
    """Read the pack in the folder PATH and say whether it is sound, or where it is not."""
    from forethought.packs import load_pack

    pack = load_pack(path)
    counts = f"{len(pack.standards)} clauses, {len(pack.tips)} tips, {len(pack.concerns)} of {len(CONCERNS)} concerns"
    click.echo(f"{pack.id}: sound. {counts}{', silent on the rest' if pack.silent else ''}.")
    return 0


@packs.command(cls=Quiet, short_help="What changes from one pack to another.")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option(
    "--posts", type=click.Path(path_type=Path), help="Also check the posts of this file (JSON lines) by both."
)
def compare(before: str, after: str, posts: Path | None) -> int:
    """Say in words what changes from pack A to pack B.

    With --posts it also says which posts would newly be raised, or no longer, or fall under other clauses, and why;
    their words are not shown.
    """
    from forethought.packs import compare as compare_packs
    from forethought.packs import compare_posts, load_pack

    a, b = load_pack(before), load_pack(after)
    look = _look()
    _say(_compared(compare_packs(a, b), look))
    if posts is not None:
        from forethought.check import check

        read = _posts(posts)
        changed = compare_posts(a, b, read, lambda post, pack: check(post, pack, with_safer=False))
        _say(_posts_compared(changed, len(read), a, b, look))
    return 0


@click.command(cls=Quiet, short_help="The advice of a guidance in a few lines.")
@click.option("--pack", "pack_id", help="By whose guidance [default: yours, from forethought setup].")
@click.option("--profession", help="Whose guidance, by profession.")
@click.option("--country", default="", help="Where, with --profession [default: England].")
def tips(pack_id: str | None, profession: str | None, country: str) -> int:
    """Show the tips of a guidance, and what it expressly allows."""
    from forethought.config import load_settings
    from forethought.packs import load_pack, route

    look = _look()
    why = ""
    if pack_id is None:
        kept = load_settings()
        if kept.pack and profession is None:
            pack_id = kept.pack
        else:
            chosen = route(kept.profession if profession is None else profession, country or kept.country)
            pack_id, why = chosen.pack, chosen.why
    pack = load_pack(pack_id)
    if why:
        _say([*wrapped(why, look, ""), ""])
    _say(
        [*wrapped(paint(f"{pack.name} ({pack.id})", look, "bold"), look, ""), *_tips(pack, look), *_allowed(pack, look)]
    )
    if pack.partial:
        _say(["", *wrapped(pack.partial, look, "")])
    return 0


@click.command(cls=Quiet, short_help="What happened to others.")
@click.option("--concern", type=Known("concern", CONCERNS), default=None, help="Only those about one concern.")
@click.option("--profession", default="", help="Only those about one profession.")
@click.option("--body", default="", help="Only those of one body, such as NMC.")
@click.option("--platform", default="", help="Only those on one platform.")
@click.option(
    "--outcome", default="", help="Only those that ended in one way, or show: allowed, borderline, not-allowed."
)
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="At most so many.")
def precedents(concern: str | None, profession: str, body: str, platform: str, outcome: str, limit: int) -> int:
    """Show published outcomes, the latest first. Nobody is named."""
    from forethought.errors import did_you_mean
    from forethought.packs import precedents as find
    from forethought.packs.precedents import OUTCOMES, SHOWS

    look = _look()
    ended = "-".join(outcome.casefold().split())
    if ended and ended not in (*OUTCOMES, *SHOWS):
        known = (*OUTCOMES, *SHOWS)
        raise Problem(f"--outcome: is not one we know: {', '.join(known)}{did_you_mean(ended[:40], known)}")
    found = find(
        concern=concern or "",
        profession=profession,
        body=body,
        platform=platform,
        outcome=ended if ended in OUTCOMES else "",
        shows=ended if ended in SHOWS else "",
    )
    for one in found[:limit]:
        _say([*_precedent(one, look), ""])
    more = f"; --limit {len(found)} shows all" if len(found) > limit else ""
    click.echo(
        f"{min(limit, len(found))} of {len(found)} published outcomes{more}." if found else "None that we know of."
    )
    return 0


@click.command(cls=Quiet, short_help="What to set, by platform.")
@click.argument("platform", required=False, default="")
def privacy(platform: str) -> int:
    """Show what to set on a PLATFORM, and what no setting does; without a platform, what holds on all of them."""
    from forethought.privacy import platforms
    from forethought.privacy import privacy as advice_for

    look = _look()
    found = advice_for(platform)
    if found.steps:
        note = [*wrapped(found.note, look, "  "), ""] if found.note else []
        _say([paint(f"{found.name}: what to set", look, "bold"), *note, *_steps(found.steps, look), ""])
        _say([paint("What no setting does", look, "bold"), *_limits(found.limits, look), ""])
    _say([paint("On every platform", look, "bold"), *_steps(found.first, look), *_limits(found.last, look), ""])
    _say(wrapped("Menus move: if a name here is not on your screen, look for one like it.", look, ""))
    if not found.steps:
        _say(wrapped(f"For one platform: forethought privacy NAME, one of {', '.join(platforms())}.", look, ""))
    return 0


commands: list[click.Command] = [packs, tips, precedents, privacy]


def _look() -> Look:
    from forethought.render import look_of

    return look_of(sys.stdout)


def _say(lines: Iterable[str]) -> None:
    look = _look()
    for line in lines:
        click.echo(look.fit(line))


def _unsure(sure: str) -> str:
    return f" ({_SURE[sure]})" if _SURE[sure] else ""


def _remembered(sure: str) -> str:
    """For lists that are advice throughout: only what was never checked is marked."""
    return _unsure(sure) if sure == "memory" else ""


def _dates(pack: Pack) -> str:
    if pack.consulted and pack.status == "draft":
        return f"consulted on from {pack.consulted[0]} to {pack.consulted[1]}"
    if pack.since is None:
        return "dates not known"
    return f"{pack.since} to {pack.until}" if pack.until else f"since {pack.since}"


def _shown(pack: Pack, look: Look) -> list[str]:
    lines = wrapped(paint(pack.name, look, "bold"), look, "")
    lines += wrapped(f"{pack.body}. {pack.status.capitalize()}, {_dates(pack)}. ({pack.id})", look, "")
    lines += ["", *wrapped(pack.summary, look, "")]
    for said in (pack.partial, pack.dates_note, *(f"Mind: {trap}" for trap in pack.traps)):
        lines += wrapped(said, look, "", "  ") if said else []
    lines += [paint(link, look, "dim") for link in dict.fromkeys((pack.link, pack.dates_link)) if link]
    lines += ["", paint("Clauses", look, "bold")]
    for one in pack.standards:
        lines += wrapped(f"{paint(one.id + ':', look, 'cyan')} {one.text}{_unsure(one.sure)}", look, "  ", "      ")
        lines.append(paint(f"      {one.link}", look, "dim"))
    lines += ["", paint("What falls under which", look, "bold")]
    for entry in pack.concerns:
        severity = f" Severity: {entry.severity}." if entry.severity else ""
        note = f" {entry.note}" if entry.note else ""
        lines += wrapped(
            f"{CONCERNS[entry.concern]}: {', '.join(entry.clauses)}.{severity}{note}", look, "  ", "      "
        )
    if pack.silent:
        silent = "; ".join(CONCERNS[concern] for concern in pack.silent)
        lines += wrapped(f"The text known to us says nothing on: {silent}.", look, "  ", "      ")
    lines += _stances(pack, look)
    lines += ["", paint("Tips", look, "bold"), *_tips(pack, look), *_allowed(pack, look)]
    for title, contacts in (("Who can help", pack.advice), ("Where to take a concern about care", pack.speak_up)):
        lines += ["", paint(title, look, "bold"), *_contacts(contacts, look)]
    return lines


def _stances(pack: Pack, look: Look) -> Iterator[str]:
    if pack.stances:
        yield from ("", paint("Stricter or more lenient than most", look, "bold"))
    for one in pack.stances:
        text = f"{one.topic.capitalize()}: {one.position}. {one.text}{_unsure(one.sure)}"
        yield from wrapped(text, look, "  ", "      ")


def _tips(pack: Pack, look: Look) -> Iterator[str]:
    for tip in pack.tips:
        yield from wrapped(f"{tip.n}. {tip.text}{_remembered(tip.sure)}", look, "  ", "     ")


def _allowed(pack: Pack, look: Look) -> Iterator[str]:
    yield from ("", paint("Expressly allowed", look, "bold"))
    for one in pack.allows:
        yield from wrapped(f"+ {one.text}{_remembered(one.sure)}", look, "  ", "    ")


def _contacts(contacts: Sequence[Contact], look: Look) -> Iterator[str]:
    for one in contacts:
        yield from wrapped(f"{one.who}. {one.what_for}{_unsure(one.sure)}", look, "  ", "    ")
        yield paint(f"    {one.link}", look, "dim")


def _compared(comparison: Comparison, look: Look) -> Iterator[str]:
    yield paint(f"From {comparison.before} to {comparison.after}", look, "bold")
    groups = comparison.groups()
    for heading, lines in groups:
        yield from ("", paint(heading, look, "cyan"))
        for line in lines:
            yield from wrapped(f"- {line}", look, "  ", "    ")
    if not groups:
        yield "  Nothing that we know of."


def _posts_compared(changed: Sequence[PostChange], total: int, a: Pack, b: Pack, look: Look) -> Iterator[str]:
    from forethought.packs.comparing import IMPACTS

    yield from ("", paint(f"Over {total} posts", look, "bold"))
    for impact in IMPACTS:
        yield f"  {impact}: {sum(one.impact == impact for one in changed)}"
    for one in sorted(changed, key=lambda change: IMPACTS.index(change.impact)):
        verdict = f"{one.verdict_before} becomes {one.verdict_after}" if one.is_other_verdict else one.verdict_after
        old, new = ", ".join(one.clauses_before) or "no clause", ", ".join(one.clauses_after) or "no clause"
        text = f"{paint(one.id, look, 'cyan')}: {verdict}. {old} ({a.version}) becomes {new} ({b.version})."
        yield from wrapped(" ".join((text, *one.reasons)), look, "  ", "      ")


def _posts(path: Path) -> list[Post]:
    """Posts of a file of JSON lines; a bad line is told on stderr by its number, and the rest goes on."""
    from forethought.jsonio import Unreadable, read_posts

    posts: list[Post] = []
    try:
        with path.open("rb") as opened:
            for _, found in read_posts(opened):
                if isinstance(found, Unreadable):
                    click.echo(f"forethought: line {found.line}: {found.why}", err=True)
                else:
                    posts.append(found)
    except OSError as error:
        raise Problem(f"{path}: cannot be read ({error.strerror or type(error).__name__})") from None
    return posts


def _precedent(one: Precedent, look: Look) -> Iterator[str]:
    shows = paint(one.shows.replace("-", " "), look, _SHOWS_COLOURS[one.shows])
    where = f"{one.body}, {one.country}: {one.profession}, {one.platform}"
    yield from wrapped(f"{paint(str(one.year), look, 'bold')} {where} [{shows}]", look, "", "  ")
    yield from wrapped(one.what_was_posted, look, "  ")
    yield from wrapped(f"It ended: {one.outcome.replace('-', ' ')}. {one.outcome_note}", look, "  ", "    ")
    yield from wrapped("; ".join(CONCERNS[concern] for concern in one.concerns), look, "  ", "    ")
    if one.source:
        yield paint(f"  {one.source}", look, "dim")


def _steps(steps: Sequence[Step], look: Look) -> Iterator[str]:
    for n, one in enumerate(steps, 1):
        start = f"{n:>2}. "
        yield from wrapped(
            f"{paint(one.text, look, 'cyan')} {one.why}{_remembered(one.sure)}", look, start, " " * width(start)
        )
        if one.where:
            yield paint(f"    Where: {one.where}", look, "dim")


def _limits(limits: Sequence[Limit], look: Look) -> Iterator[str]:
    for one in limits:
        yield from wrapped(f"- {one.text}{_remembered(one.sure)}", look, "  ", "    ")
