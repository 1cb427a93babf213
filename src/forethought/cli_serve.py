"""``forethought serve``: the page, on this machine."""

from __future__ import annotations

import os
import secrets
import shlex
import sys
import webbrowser
from pathlib import Path

import click

from forethought.cli import Problem, Quiet

PORT = 8016
_HERE = ("127.0.0.1", "localhost", "::1")


@click.command(cls=Quiet, short_help="Open the page to check drafts in a browser.")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, help=f"[default: {PORT}; 0 takes a free one]")
@click.option("--host", default="127.0.0.1", help="Where to listen.  [default: this machine alone]")
@click.option("--demo", is_flag=True, help="With a consultation to try, kept in a file of its own.")
@click.option("--open/--no-open", "opens", default=None, help="Whether to open a browser.  [default: on a terminal]")
def serve(port: int, host: str, demo: bool, opens: bool | None) -> int:
    """Open a page where a draft is checked as you write. Stop it with Ctrl-C.

    It listens on this machine alone unless you give --host: the name or address others reach this machine by. Then
    programs need the token that is printed, and words travel over your network without https: docs/hosting.md shows
    how to host it for others.
    """
    if demo:
        os.environ.setdefault("FORETHOUGHT_DATABASE", _demo_file())
    if host in _HERE and port:
        os.environ.setdefault("FORETHOUGHT_SITE", f"http://localhost:{port}")
    try:
        from forethought_web.serve import demonstrate, server, warm
    except ModuleNotFoundError as error:
        raise Problem(f"the page needs what is not installed ({error.name}): pip install 'forethought[web]'") from None
    token = _listen_beyond(host) if host not in _HERE else ""
    try:
        listening = server(host, port)
    except OSError as error:
        raise Problem(f"cannot listen on {host} port {port} ({error.strerror}); try --port {port + 1}") from None
    warm()
    if demo:
        demonstrate()
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listening.effective_port}/"
    kept = os.environ.get("FORETHOUGHT_DATABASE", "")
    note = "drafts are not kept; what is sent to a consultation is" if kept else "nothing you write is kept"
    click.echo(f"Forethought is at {address}  (Ctrl-C stops it; {note})")
    if demo:
        click.echo(f"The demonstration is at {address}consultations/ and kept in {kept}")
        click.echo("To see its staff's side, in another terminal, then at " + f"{address}staff/ :")
        click.echo(f"  FORETHOUGHT_DATABASE={shlex.quote(kept)} ./forethought site staff YOU --role owner")
    if token:
        click.echo(f"Programs need this token: {token}", err=True)
        click.echo("Words travel without https. To host it for others see docs/hosting.md.", err=True)
    sys.stdout.flush()
    if opens if opens is not None else sys.stdout.isatty() and host in _HERE:
        webbrowser.open(address)
    listening.run()
    return 0


commands = [serve]


def _demo_file() -> str:
    """Where the demonstration is kept: in the user's own data folder."""
    base = Path(os.environ.get("XDG_DATA_HOME", ""))
    folder = (base if base.is_absolute() else Path.home() / ".local" / "share") / "forethought"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return str(folder / "demonstration.sqlite3")


def _listen_beyond(host: str) -> str:
    """Let the site be reached by a name that is not this machine's own, and programs only with a token."""
    if host in ("0.0.0.0", "::") and not os.environ.get("FORETHOUGHT_HOSTS"):  # noqa: S104 - it is refused
        raise Problem(
            "say by which name or address others reach this machine: --host 192.168.1.20, or FORETHOUGHT_HOSTS"
        )
    os.environ.setdefault("FORETHOUGHT_HOSTS", host)
    return os.environ.setdefault("FORETHOUGHT_TOKENS", secrets.token_urlsafe(24))
