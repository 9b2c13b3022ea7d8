"""A question being answered on the page: by a thread of its own, so that no click on the page loses what is written."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.writing.pen import Cancellation
from index.errors import RefdeskError
from ui.page_asking import Asked, Exchange

Work = Callable[["Job"], Exchange]


class StoppedError(RefdeskError):
    """Somebody pressed Stop before anything was there to be shown."""


@dataclass
class Job:
    """One question on its way; the thread writes `stage`, `share` and `draft`, the page reads them.

    `before` are the exchanges that it follows. `share` is of 1, None where nothing can be counted.
    """

    asked: Asked
    before: list[Exchange]
    stage: str = "Looking through the corpus"
    share: float | None = None
    draft: str = ""
    exchange: Exchange | None = None
    error: str | None = None
    cancellation: Cancellation = field(default_factory=Cancellation)
    _thread: threading.Thread | None = None

    def start(self, work: Work) -> "Job":
        """Begin; a thread that is still at it when the program ends is no hindrance."""
        self._thread = threading.Thread(target=self._run, args=(work,), name="refdesk-answer", daemon=True)
        self._thread.start()
        return self

    def wait(self, seconds: float) -> bool:
        """Wait for the answer, no longer than so many seconds; whether it is there, or the error."""
        if self._thread:
            self._thread.join(seconds)
        return self.exchange is not None or self.error is not None

    def note(self, stage: str, done: int = 0, total: int = 0) -> None:
        """Say how far it is; raises StoppedError where it was stopped."""
        if self.cancellation.cancelled:
            raise StoppedError("Stopped. Nothing was written yet.")
        self.stage, self.share = stage, min(1.0, done / total) if total else None

    def add(self, piece: str) -> None:
        """Add to the draft."""
        self.draft += piece

    def _run(self, work: Work) -> None:
        try:
            self.exchange = work(self)
        except RefdeskError as exc:
            self.error = str(exc)
        except Exception as exc:  # noqa: BLE001  the thread's end: without it the page would wait for ever
            self.error = f"The answer failed ({type(exc).__name__}: {exc}). Ask again; `refdesk ask` may say more."
