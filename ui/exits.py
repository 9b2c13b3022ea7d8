"""Exit statuses, and the one line on standard error with which a command fails."""

import os
from typing import Any

import typer
from typer.core import TyperGroup

from index.errors import RefdeskError, UsageError

# 2 as in Click, 130 as in shells after Ctrl-C
DONE, FAILED, WRONG_USAGE, INCOMPLETE, STOPPED = 0, 1, 2, 3, 130


class CommandGroup(TyperGroup):
    """The group of commands; turns errors into one line and an exit status."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; prints its error, if any, and exits with its status."""
        try:
            return super().invoke(ctx)
        except RefdeskError as exc:
            complain(f"refdesk: {exc}")
            raise typer.Exit(WRONG_USAGE if isinstance(exc, UsageError) else FAILED) from exc
        except KeyboardInterrupt as exc:
            complain("refdesk: stopped; what was done so far is kept")
            raise typer.Exit(STOPPED) from exc
        except BrokenPipeError:
            # The reader of our output has closed it (`refdesk status | head`). Exit without flushing to it.
            os._exit(DONE)
        except OSError as exc:
            # Errors that are not handled closer to their cause, such as output to a full disk.
            complain(f"refdesk: the system refused ({exc}); check the free space and the rights, then try again")
            raise typer.Exit(FAILED) from exc


def complain(text: str) -> None:
    """Print a line on standard error, with control characters escaped."""
    from ui.terminal.screen import visible

    typer.echo(visible(text), err=True)
