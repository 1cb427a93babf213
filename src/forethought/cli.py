"""The command line: commands found by name and imported only when they are called for."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

import click

from forethought.errors import ForethoughtError, did_you_mean

# Each module has a list `commands`. The first holds the one command that must start fast.
_MODULES = (
    "forethought.cli_check",
    "forethought.cli_setup",
    "forethought.cli_rules",
    "forethought.cli_guidance",
    "forethought.cli_serve",
    "forethought.cli_site",
)

JUDGED_FINE, JUDGED_NOT_FINE, NOT_JUDGED, INTERRUPTED = 0, 1, 2, 130


class Problem(click.ClickException):
    """Something to tell the person, on stderr, in one line; the exit status is that of "could not judge"."""

    exit_code = NOT_JUDGED

    def show(self, file: Any = None) -> None:
        """Print the message."""
        click.echo(f"forethought: {self.format_message()}", file=file or sys.stderr)


class Known(click.ParamType[str]):
    """One of a few words, in any case. A wrong one is not repeated back: it could be a stray word of a post."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        """Take the words."""
        self.name, self.known = name, tuple(known)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the known word that was meant."""
        spoken = "-".join(str(value).lower().replace("_", " ").split())
        if spoken not in self.known:
            self.fail(f"is not one we know: {', '.join(self.known)}{did_you_mean(spoken[:40], self.known)}", param, ctx)
        return spoken

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The words, for the help page."""
        return f"[{'|'.join(self.known)}]"


class Quiet(click.Command):
    """A command whose usage errors never repeat what was typed, for that may be a draft."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, and put every complaint in our own words."""
        known = [name for param in self.params for name in (*param.opts, *param.secondary_opts) if name.startswith("-")]
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            near = did_you_mean(error.option_name[:40], known)
            hint = near or "; if your text begins with a dash, put -- before it"
            raise Problem(f"there is no such option{hint}. See forethought {self.name} --help") from None
        except click.BadOptionUsage as error:
            named = error.option_name if error.option_name in known else "an option"
            raise Problem(f"{named} needs a value, or takes none. See forethought {self.name} --help") from None
        except click.BadParameter as error:
            named = max(error.param.opts, key=len) if error.param and error.param.opts else "a value"
            raise Problem(f"{named}: {error.message}") from None
        except click.UsageError:
            raise Problem(f"too much was given. See forethought {self.name} --help") from None


class Commands(click.Group):
    """A group that imports a command's module only when the command is named, or when all are listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names."""
        return sorted(name for module in _MODULES for name in self._load(module))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, looking no further than the module that has it."""
        for module in _MODULES:
            if command := self._load(module).get(cmd_name):
                return command
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a name that is none is not repeated back, for it may be a draft."""
        if self.get_command(ctx, args[0]) is None:
            near = did_you_mean(args[0][:40], self.list_commands(ctx))
            raise Problem(f'there is no command of that name{near}. To check a draft: forethought check "your words"')
        return super().resolve_command(ctx, args)

    @staticmethod
    def _load(module: str) -> dict[str, click.Command]:
        return {command.name or "": command for command in import_module(module).commands}


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=False,
)
@click.version_option(package_name="forethought", message="forethought %(version)s")
def main() -> None:
    """Think before you post.

    Checks the draft of a social media post by someone with a code of conduct: whether it is fine, what in it is not,
    under which clause, and how to say the same thing safely. Everything stays on this machine.
    """


def run(args: Sequence[str]) -> int:
    """Run the command line and return its exit status: 0 fine, 1 pause or stop, 2 could not judge or wrong usage."""
    try:
        result = main.main(args=list(args), prog_name="forethought", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return NOT_JUDGED
    except ForethoughtError as error:
        Problem(str(error)).show()
        return NOT_JUDGED
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nforethought: stopped; nothing was kept", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOT_JUDGED
    except Exception as error:
        if os.environ.get("FORETHOUGHT_DEBUG"):
            raise
        Problem(fault(error)).show()
        return NOT_JUDGED
    return result if isinstance(result, int) else JUDGED_FINE


def fault(error: Exception) -> str:
    """Tell of a fault of our own by its kind and place; never by its message, which could hold words of a post."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace else "?"
    return (
        f"a fault of ours, not of your text: {type(error).__name__} at {place}. Please report this line; nothing you "
        "wrote is in it. (FORETHOUGHT_DEBUG=1 shows more, and may show words of the draft.)"
    )
