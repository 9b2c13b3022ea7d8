"""What a language model writes with: how it is reached, what it may spend, who follows it and who may stop it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from assistant.language.model import LanguageModel


class ReplyReservation(Protocol):
    """Tokens reserved for one reply."""

    def settle(self, prompt_tokens: int, completion_tokens: int) -> None:
        """Record what the reply took in the end."""


class Purse(Protocol):
    """What may be spent on replies."""

    def reserve(self, tokens: int) -> ReplyReservation:
        """Reserve tokens; raises LanguageModelError where they would pass the budget."""


class Cancellation:
    """Stops what is being written; `cancel` may be called from any thread, at any time, any number of times."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._close: Callable[[], None] | None = None
        self._cancelled = False

    @property
    def cancelled(self) -> bool:
        """Whether somebody has stopped it."""
        return self._cancelled

    def cancel(self) -> None:
        """Stop what is being written, or what would be written next."""
        with self._lock:
            self._cancelled = True
            close, self._close = self._close, None
        if close:
            close()

    @contextmanager
    def closing(self, close: Callable[[], None]) -> Iterator[None]:
        """While inside, `cancel` calls `close`; it is called at once where all was stopped before."""
        with self._lock:
            self._close = None if self._cancelled else close
        if self._cancelled:
            close()
        try:
            yield
        finally:
            with self._lock:
                self._close = None


@dataclass(frozen=True, slots=True)
class Pen:
    """With what an answer is written.

    `connect` gives the model when it is needed, and raises LanguageModelError or SettingError. `show` is given the
    draft as it grows, in pieces that are safe to show; with `strict`, what is not supported is left out.
    """

    connect: "Callable[[], LanguageModel]"
    strict: bool = False
    purse: Purse | None = None
    show: Callable[[str], None] = lambda _: None
    cancellation: Cancellation = field(default_factory=Cancellation)
