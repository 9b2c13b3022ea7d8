"""The daily token budget: tokens are reserved before a request, so that no process can exceed it.

The ledger of spent tokens is in `assistant/history/file.py`.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from assistant.history import file
from assistant.history.store import History
from index.errors import CatalogueError, LanguageModelError

_NO_LIMIT = 10**15  # tokens; more than any model writes


@dataclass(frozen=True, slots=True)
class BudgetReservation:
    """Reserved tokens; a no-op when nothing was reserved."""

    reservation: file.TokenReservation | None = None

    def settle(self, prompt_tokens: int, completion_tokens: int) -> None:
        """Record the tokens used; ignores an unusable ledger, so that the answer is not lost."""
        if self.reservation:
            with suppress(CatalogueError):
                self.reservation.settle(prompt_tokens, completion_tokens)


class DailyBudget:
    """The budget of tokens, in and out, of all processes that use one index; None is no limit."""

    def __init__(self, history: History, tokens: int | None) -> None:
        self._history = history
        self._tokens = tokens

    def reserve(self, tokens: int) -> BudgetReservation:
        """Reserve tokens; raises LanguageModelError if that exceeds the budget, or the ledger cannot be read."""
        try:
            reservation = self._history.reserve(tokens, _NO_LIMIT if self._tokens is None else self._tokens)
            spent = self._history.spent(datetime.now().date()) if reservation is None else 0
        except CatalogueError as exc:
            if self._tokens is None:
                return BudgetReservation()
            raise LanguageModelError(f"cannot read the token ledger ({exc}); no request was sent") from exc
        if reservation is None:
            raise LanguageModelError(
                f"`model.budget` allows {self._tokens} tokens a day, {spent} are used, and this answer may take"
                f" {tokens}; raise it, or ask again tomorrow"
            )
        return BudgetReservation(reservation)
