"""The ledger of tokens: what language models were given and gave, by day, and what is set aside for those that run.

It is apart from the answers: attempts that came to nothing cost as well, and an answer that is removed was paid for.
"""

import time
from dataclasses import dataclass
from datetime import date, datetime

from assistant.history.file import HistoryFile

EXPIRES = 86_400.0
"""Seconds, more than any reply takes, after which an attempt that was never settled is told as spent: its process died,
and what the model had read and written by then has to be paid for."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """Tokens set aside for one attempt on the day on which it begins, until it is settled."""

    ledger: "Ledger"
    number: int
    tokens: int

    def settle(self, prompt_tokens: int, completion_tokens: int = 0) -> None:
        """Put what was used in the place of what was set aside; (0, 0) frees it."""
        self.ledger.settle(self.number, prompt_tokens, completion_tokens)


class Ledger:
    """Tokens of every attempt, over all processes that use one index folder."""

    def __init__(self, file: HistoryFile) -> None:
        """The file is made with the first entry."""
        self._file = file

    def spent(self, day: date, when: datetime | None = None) -> int:
        """Tokens, in and out, of all attempts that were made on a day, as known at `when`, now unless given.

        Those that run are not among them; those that never came back are, with all that was set aside for them.
        """
        if not self._file.exists:
            return 0
        with self._file.reading() as db:
            query = """SELECT coalesce(sum(prompt_tokens + completion_tokens
                       + CASE WHEN expires <= ? THEN reserved ELSE 0 END), 0) FROM spending WHERE day = ?"""
            return int(db.execute(query, [_seconds(when), day.isoformat()]).fetchone()[0])

    def reserve(self, tokens: int, budget: int, when: datetime | None = None) -> Reservation | None:
        """Set tokens aside for an attempt; None where the day's budget would be passed.

        What others have set aside on that day counts as spent, whatever became of them. Looking and setting aside are
        one step: two processes cannot both take what is left.
        """
        day = _local(when).date().isoformat()
        with self._file.writing() as db:
            query = "SELECT coalesce(sum(prompt_tokens + completion_tokens + reserved), 0) FROM spending WHERE day = ?"
            taken = db.execute(query, [day]).fetchone()[0]
            if taken + tokens > budget:
                return None
            values = [day, tokens, _seconds(when) + EXPIRES]
            row = db.execute("INSERT INTO spending VALUES (NULL, ?, 0, 0, ?, ?)", values)
            return Reservation(self, row.lastrowid or 0, tokens)

    def settle(self, number: int, prompt_tokens: int, completion_tokens: int) -> None:
        """Enter what a reservation's attempt has used, were it late or once more."""
        with self._file.writing() as db:
            db.execute(
                """UPDATE spending SET prompt_tokens = ?, completion_tokens = ?, reserved = 0, expires = 0
                   WHERE number = ?""",
                [prompt_tokens, completion_tokens, number],
            )


def _local(when: datetime | None) -> datetime:
    """A budget's day is the user's own, whatever zone `when` is in."""
    return datetime.now() if when is None else when.astimezone()


def _seconds(when: datetime | None) -> float:
    return time.time() if when is None else when.timestamp()
