"""The ledger of tokens: what language models were given and gave, by day, and what is set aside for those that run.

It is apart from the answers: attempts that came to nothing cost as well, and an answer that is removed was paid for.
"""

import time
from dataclasses import dataclass
from datetime import date, datetime

from assistant.history.file import HistoryFile

EXPIRES = 600.0
"""Seconds after which tokens set aside by a process that never came back are free again."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """Tokens set aside for one attempt, until it is settled or EXPIRES is over."""

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

    def spent(self, day: date) -> int:
        """Tokens, in and out, of all attempts that were made on a day."""
        if not self._file.exists:
            return 0
        with self._file.reading() as db:
            query = "SELECT coalesce(sum(prompt_tokens + completion_tokens), 0) FROM spending WHERE day = ?"
            return int(db.execute(query, [day.isoformat()]).fetchone()[0])

    def spend(self, prompt_tokens: int, completion_tokens: int, when: datetime | None = None) -> None:
        """Note an attempt for which nothing was set aside; `when` is now where it is not given."""
        day = _local(when).date().isoformat()
        with self._file.writing() as db:
            db.execute(
                "INSERT INTO spending VALUES (NULL, ?, ?, ?, 0, 0)",
                [day, prompt_tokens, completion_tokens],
            )

    def reserve(self, tokens: int, budget: int, when: datetime | None = None) -> Reservation | None:
        """Set tokens aside for an attempt; None where the day's budget would be passed.

        What others have set aside counts as spent. Looking and setting aside are one step: two processes cannot both
        take what is left.
        """
        moment = time.time() if when is None else when.timestamp()
        day = _local(when).date().isoformat()
        with self._file.writing() as db:
            taken = db.execute(
                """SELECT coalesce(sum(CASE WHEN day = :day THEN prompt_tokens + completion_tokens ELSE 0 END), 0)
                   + coalesce(sum(CASE WHEN expires > :now THEN reserved ELSE 0 END), 0) FROM spending
                   WHERE day = :day OR expires > :now""",
                {"day": day, "now": moment},
            ).fetchone()[0]
            if taken + tokens > budget:
                return None
            row = db.execute("INSERT INTO spending VALUES (NULL, ?, 0, 0, ?, ?)", [day, tokens, moment + EXPIRES])
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
