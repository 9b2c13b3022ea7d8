"""How a command ends: its exit status, and one line on standard error for whatever stands in its way."""

import os
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from index.errors import RefdeskError, UsageError

DONE, FAILED, WRONG_USAGE, INCOMPLETE, STOPPED = 0, 1, 2, 3, 130


class CommandGroup(TyperGroup):
    """The group of commands; an error meant for the user ends with its one line and its exit status."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; every RefdeskError becomes a line on standard error."""
        try:
            return super().invoke(ctx)
        except RefdeskError as exc:
            complain(f"refdesk: {exc}")
            raise typer.Exit(WRONG_USAGE if isinstance(exc, UsageError) else FAILED) from exc
        except KeyboardInterrupt as exc:
            complain("refdesk: stopped; what was done so far is kept")
            raise typer.Exit(STOPPED) from exc
        except BrokenPipeError:
            # Whoever read our output has closed it (`refdesk status | head`); nothing more can be said to them.
            _end(DONE)
        except OSError as exc:
            # What was not foreseen closer to its cause, such as output that goes to a full disk.
            complain(f"refdesk: the system refused ({exc}); check the free space and the rights, then try again")
            raise typer.Exit(FAILED) from exc


def complain(text: str) -> None:
    """Say something on standard error, control characters written out."""
    from ui.terminal.screen import visible

    typer.echo(visible(text), err=True)


def _end(status_: int) -> NoReturn:
    os._exit(status_)
