"""Set up a language model for commands and pages: connection, budget, and a draft that is shown as it grows."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

from assistant.writing.pen import Cancellation, Pen
from index.errors import LanguageModelError

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.answers import Answer
    from ui.settings import Settings

_LINES_LEFT = 4
"""Lines of the terminal that a draft leaves free: Rich cannot erase a draft taller than the terminal. A guess."""


def pen_of(settings: "Settings", *, strict: bool) -> Pen | None:
    """The pen for these settings, or None if no model is configured."""
    is_private = settings.is_private
    try:
        choice = settings.model_choice
    except LanguageModelError as exc:
        return Pen(connect=partial(_fail, exc), strict=strict)
    if choice is None:
        return None
    from assistant.history.store import History
    from assistant.language.choice import connect
    from assistant.writing.budgeting import DailyBudget

    purse = DailyBudget(History(settings.index_folder), settings.budget)
    return Pen(
        connect=partial(connect, choice),
        strict=strict,
        purse=purse,
        answer_seconds=settings.model.answer_seconds,
        is_private=None if choice.is_on_this_machine else is_private,
        cancellation=Cancellation(),
    )


def _fail(error: LanguageModelError) -> NoReturn:
    """Raise the keyring's error only when a model is needed: there is an answer of quotes all the same."""
    raise error


def writing_facts(settings: "Settings", answer: "Answer", *, strict: bool) -> dict[str, str]:
    """The model settings to keep with an answer, without the path of the address; {} if no model was asked."""
    if answer.writing is None:
        return {}
    model = settings.model
    host = urlsplit(model.base_url or "").hostname
    facts = {"provider": model.provider, "host": host or "", "context": f"{model.context} tokens"}
    return {name: fact for name, fact in facts.items() if fact} | {"strict": "yes" if strict else "no"}


@contextmanager
def draft_shown(console: "Console", pen: Pen) -> Iterator[Pen]:
    """Yield the pen, with its draft shown on a terminal while it grows and erased at the end.

    The draft is not checked yet; the answer that replaces it is.
    """
    if not (console.is_terminal and sys.stdout.isatty()):
        yield pen
        return
    from dataclasses import replace

    from rich.live import Live
    from rich.text import Text

    from ui.terminal.screen import visible

    drafted: list[str] = []
    with Live(console=console, transient=True, auto_refresh=False) as live:

        def show(piece: str) -> None:
            drafted.append(piece)
            text = Text("\n".join(map(visible, "".join(drafted).splitlines())), style="dim")
            lines = text.wrap(console, console.width)
            live.update(Text("\n").join(lines[-max(1, console.height - _LINES_LEFT) :]), refresh=True)

        yield replace(pen, show=show)
