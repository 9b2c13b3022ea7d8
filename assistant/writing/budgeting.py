"""What replies may cost: tokens are put aside before a model is asked, so that a day's budget is never passed."""

from datetime import datetime

from assistant.history.spending import Reservation
from assistant.history.store import History
from index.errors import CatalogueError, LanguageModelError

_NO_LIMIT = 10**15


class DailyBudget:
    """Tokens, in and out, that may be used in a day, over all processes that use one index; None sets no limit."""

    def __init__(self, history: History, tokens: int | None) -> None:
        self._history = history
        self._tokens = tokens

    def reserve(self, tokens: int) -> Reservation:
        """Put tokens aside; raises LanguageModelError where the budget would be passed, or cannot be looked into."""
        try:
            reservation = self._history.reserve(tokens, _NO_LIMIT if self._tokens is None else self._tokens)
            spent = self._history.spent(datetime.now().date()) if reservation is None else 0
        except CatalogueError as exc:
            raise LanguageModelError(f"what was spent cannot be looked up, so nothing is: {exc}") from exc
        if reservation is None:
            raise LanguageModelError(
                f"`model.budget` allows {self._tokens} tokens a day, {spent} are used, and this answer may take"
                f" {tokens}; raise it, or ask again tomorrow"
            )
        return reservation
