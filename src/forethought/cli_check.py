"""``forethought check``: one draft, or a file of posts."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

import click

from forethought.cli import JUDGED_FINE, JUDGED_NOT_FINE, NOT_JUDGED, Known, Problem, Quiet, fault
from forethought.config import load_settings
from forethought.jsonio import Unreadable, read_audience, read_posts, to_json
from forethought.values import AUDIENCES, Assessment, Author, Post

if TYPE_CHECKING:
    from forethought.packs import Pack

READ_LIMIT = 1_000_000  # bytes; a text of more cannot have as few as the 100,000 characters that are judged


@click.command(cls=Quiet, short_help="Check a draft, or a file of posts.")
@click.argument("text", nargs=-1)
@click.option("--file", "file", type=click.Path(path_type=Path), help="Read the draft from a file.")
@click.option("--posts", type=click.Path(path_type=Path), help="Check many: a file of JSON lines, a post each.")
@click.option("--profession", help='What you do, such as "nurse" or "social worker".')
@click.option("--country", help="Where you are registered: GB-ENG, GB-SCT, GB-WLS, GB-NIR, IE, US, AU.")
@click.option("--pack", help="By whose guidance; else chosen by profession, country and date.")
@click.option("--audience", type=Known("audience", AUDIENCES), help="Who will see it.  [default: public]")
@click.option("--platform", help="Where it goes, such as Facebook.")
@click.option("--named/--anonymous", default=None, help="Whether you post under your own name.")
@click.option("--states-profession/--hides-profession", default=None, help="Whether profile or post say what you do.")
@click.option("--permission/--no-permission", default=None, help="Whether the person agreed to this very post.")
@click.option("--employer", help="Whom you work for, if readers can know.")
@click.option("--place", help="Where you work, if readers can know.")
@click.option("--date", "day", metavar="YYYY-MM-DD", help="The day of the post.  [default: today, for a single draft]")
@click.option("--no-model", is_flag=True, help="Ask the rules alone, not the learned reader.")
@click.option(
    "--why", is_flag=True, help="Show what the judgement adds up from, and which words moved it (takes a moment)."
)
@click.option(
    "--format", "form", type=Known("format", ("text", "json", "jsonl")), help="Default: text; with --posts jsonl."
)
def check(
    text: tuple[str, ...],
    file: Path | None,
    posts: Path | None,
    form: str | None,
    *,
    no_model: bool,
    why: bool,
    **said: Any,
) -> int:
    """Check a draft before it is posted.

    TEXT is the draft; without it, standard input is read, as for a file named -. What you do not say here is taken from
    your settings (forethought setup). Nothing is kept, and nothing leaves this machine.

    \b
    Exit status: 0 fine to post, 1 pause or stop, 2 could not be judged, or wrong usage.
    """
    if sum((bool(text), file is not None, posts is not None)) > 1:
        raise Problem("give the draft once: as TEXT, with --file, or many with --posts")
    about, pack = _about(said)
    if posts is not None:
        if why:
            raise Problem("--why: is for one draft, not with --posts")
        return _check_posts(posts, form or "jsonl", about, pack, with_model=not no_model)
    words = _from_arguments(text) if text and text != ("-",) else _from_file(file)
    post = replace(about, text=words, date=about.date or _today())
    return _check_one(post, form or "text", pack, with_model=not no_model, why=why)


commands = [check]


def _about(said: dict[str, Any]) -> tuple[Post, Pack | None]:
    """Everything but the words: from the options, and from the settings where an option is not given."""
    kept = load_settings()

    def answer(name: str) -> Any:
        return getattr(kept, name) if said[name] is None else said[name]

    names = ("profession", "named", "states_profession", "country", "employer", "place")
    author = Author(**{name: answer(name) for name in names})
    post = Post(
        text="",
        author=author,
        platform=answer("platform"),
        audience=read_audience(answer("audience")),
        permission=said["permission"],
        date=_day(said["day"]),
    )
    wanted = answer("pack")
    if not wanted:
        return post, None
    from forethought.packs import load_pack

    return post, load_pack(wanted)


def _day(written: str | None) -> date | None:
    if written is None:
        return None
    try:
        return _today() if written.lower() == "today" else date.fromisoformat(written)
    except ValueError:
        raise Problem("--date: is not a day such as 2026-03-31") from None


def _today() -> date:
    return date.today()  # the library has no clock; a draft on the command line is written now


def _from_arguments(text: tuple[str, ...]) -> str:
    words = " ".join(text)
    try:
        words.encode("utf-8")
    except UnicodeEncodeError:
        raise Problem("the text is not valid UTF-8") from None
    return words


def _from_file(file: Path | None) -> str:
    file = file or Path("-")
    if str(file) == "-" and sys.stdin.isatty():
        click.echo("Type or paste your draft, then press Ctrl-D on a line of its own.", err=True)
    with _opened(file) as opened:
        data = opened.read(READ_LIMIT)
    return decode(data, "standard input" if str(file) == "-" else str(file), whole=len(data) < READ_LIMIT)


def decode(data: bytes, name: str, *, whole: bool = True) -> str:
    """The text of a file, without its last line end. UTF-8, or UTF-16 with a byte order mark (as Windows saves it).

    Raises:
        Problem: If it is not text.
    """
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding) if whole else data.decode(encoding, errors="ignore")
    except UnicodeDecodeError as error:
        raise Problem(f"{name}: is not UTF-8 text, at byte {error.start + 1}; save it as UTF-8 and try again") from None
    if "\0" in text:
        raise Problem(f"{name}: is not a text but some other kind of file (it holds NUL bytes)")
    return text.removesuffix("\n").removesuffix("\r")


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    try:
        opened = path.open("rb")
    except FileNotFoundError:
        raise Problem(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise Problem(f"{path}: is a folder, not a file") from None
    except OSError as error:
        raise Problem(f"{path}: cannot be read ({type(error).__name__})") from None
    with opened:
        yield opened


def _check_one(post: Post, form: str, pack: Pack | None, *, with_model: bool, why: bool) -> int:
    from forethought.check import check as judge

    assessment = judge(post, pack, with_model=with_model)
    if form == "text":
        from forethought.render import look_of, render

        click.echo(render(assessment, post, look_of(sys.stdout)))
        if why and assessment.verdict != "not judged":
            click.echo("\n" + _why(assessment, post, pack))
    else:
        _write_json(sys.stdout, to_json(assessment, indent=2 if form == "json" else None))
    return _status(Counter((assessment.verdict,)), 0)


def _why(assessment: Assessment, post: Post, pack: Pack | None) -> str:
    """What the judgement adds up from, and which words moved it."""
    from forethought.check import check as judge
    from forethought.judge.moved import moved
    from forethought.render import look_of, render_why

    def not_fine(draft: Post) -> float | None:
        return judge(draft, pack, with_safer=False).not_fine

    found = moved(post, not_fine) if assessment.not_fine is not None else ()
    return render_why(assessment, found, post, look_of(sys.stdout))


def _check_posts(path: Path, form: str, about: Post, pack: Pack | None, *, with_model: bool) -> int:
    """Check post after post, writing each as it is done; bad lines are told of and the rest goes on."""
    from forethought.check import check as judge

    verdicts: Counter[str] = Counter()
    bad = 0
    write = _writer(form)
    with _opened(path) as opened, _progress(opened, path) as advance:
        for number, (size, post) in enumerate(read_posts(opened, about), 1):
            advance(size)
            if isinstance(post, Unreadable):
                bad += 1
                click.echo(f"line {post.line}: {post.why}", err=True)
                continue
            try:
                assessment = judge(post, pack, with_model=with_model)
            except Exception as error:
                bad += 1
                click.echo(f"post {number}: {fault(error)}", err=True)
                continue
            verdicts[assessment.verdict] += 1
            write(assessment, post)
    write(None, None)
    click.echo(_summary(verdicts, bad), err=True)
    return _status(verdicts, bad)


def _writer(form: str) -> Callable[[Assessment | None, Post | None], None]:
    """A function that writes assessments one after another; None ends them."""
    started = False

    def write(assessment: Assessment | None, post: Post | None) -> None:
        nonlocal started
        if form == "json":
            opening = "[\n" if not started else ",\n"
            if assessment is None:
                _write_json(sys.stdout, "\n]" if started else "[]")
            else:
                _write_json(sys.stdout, opening + to_json(assessment), end="")
        elif assessment is not None and form == "jsonl":
            _write_json(sys.stdout, to_json(assessment))
        elif assessment is not None and post is not None:
            from forethought.render import heading, look_of, render

            look = look_of(sys.stdout)
            click.echo(f"{heading(post.id, look)}\n{render(assessment, post, look)}\n")
        started = True

    return write


def _write_json(out: TextIO, written: str, end: str = "\n") -> None:
    """JSON is UTF-8 wherever it goes, whatever the terminal speaks."""
    out.flush()
    out.buffer.write((written + end).encode("utf-8"))


@contextmanager
def _progress(opened: BinaryIO, path: Path) -> Iterator[Callable[[int], Any]]:
    """How far a file has been read, shown on a terminal unless the answers themselves are shown there."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield lambda size: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    posts = TextColumn("{task.fields[done]} posts")
    columns = (TextColumn("Checking"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn(), posts)
    total = None if str(path) == "-" else os.fstat(opened.fileno()).st_size
    done = 0
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total, done=0)

        def advance(size: int) -> None:
            nonlocal done
            done += 1
            bar.update(task, advance=size, done=f"{done:,}")

        yield advance


def _summary(verdicts: Counter[str], bad: int) -> str:
    names = {"post": "fine", "pause": "to pause over", "stop": "to stop", "not judged": "not judged"}
    parts = [f"{verdicts[verdict]:,} {name}" for verdict, name in names.items() if verdicts[verdict]]
    total = sum(verdicts.values())
    lines = f"; {bad:,} {'line' if bad == 1 else 'lines'} could not be judged" if bad else ""
    return f"{total:,} {'post' if total == 1 else 'posts'} checked" + (f": {', '.join(parts)}" if parts else "") + lines


def _status(verdicts: Counter[str], bad: int) -> int:
    if bad or verdicts["not judged"]:
        return NOT_JUDGED
    return JUDGED_NOT_FINE if verdicts["pause"] or verdicts["stop"] else JUDGED_FINE
