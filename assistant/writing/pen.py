"""The pen: connection to a language model, token budget, display of the draft, and cancellation."""

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
        """Record the tokens that the reply used."""


class Purse(Protocol):
    """A budget of tokens for replies."""

    def reserve(self, tokens: int) -> ReplyReservation:
        """Reserve tokens; raises LanguageModelError if that exceeds the budget."""


class Cancellation:
    """Stops a reply; any thread may call `cancel`, at any time and repeatedly."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._close: Callable[[], None] | None = None
        self._cancelled = False

    @property
    def cancelled(self) -> bool:
        """True after the first call of `cancel`."""
        return self._cancelled

    def cancel(self) -> None:
        """Stop the current reply, or the next one."""
        with self._lock:
            self._cancelled = True
            close, self._close = self._close, None
        if close:
            close()

    @contextmanager
    def closing(self, close: Callable[[], None]) -> Iterator[None]:
        """Within the block, `cancel` calls `close`; calls it at once if already cancelled."""
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
    """All that is needed to have a language model write an answer.

    `connect` returns the model, or raises LanguageModelError or SettingError. `show` gets the growing draft in pieces
    that are safe to display; `strict` leaves out unsupported sentences. `answer_seconds` is the longest time that an
    answer may take to be written. `is_private` tells of which sources a model that is not on this machine must know
    nothing; None for one that is.
    """

    connect: "Callable[[], LanguageModel]"
    strict: bool = False
    purse: Purse | None = None
    answer_seconds: float = 120.0
    is_private: Callable[[str], bool] | None = None
    show: Callable[[str], None] = lambda _: None
    cancellation: Cancellation = field(default_factory=Cancellation)
