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

    `before` are the exchanges that it follows. `share` is of 1, None where nothing can be counted. When it is done,
    either `exchange` or `error` is there.
    """

    asked: Asked
    before: list[Exchange]
    stage: str = "Looking through the corpus"
    share: float | None = None
    draft: str = ""
    exchange: Exchange | None = None
    error: str | None = None
    cancellation: Cancellation = field(default_factory=Cancellation)
    _changed: threading.Event = field(default_factory=threading.Event)

    def start(self, work: Work) -> "Job":
        """Begin; a thread that is still at it when the program ends is no hindrance."""
        threading.Thread(target=self._run, args=(work,), name="refdesk-answer", daemon=True).start()
        return self

    @property
    def done(self) -> bool:
        """Whether the answer is there, or the error."""
        return self.exchange is not None or self.error is not None

    def wait(self, seconds: float) -> bool:
        """Wait until there is something new, no longer than so many seconds; whether it is done."""
        if not self.done:
            self._changed.wait(seconds)
            self._changed.clear()
        return self.done

    def note(self, stage: str, done: int = 0, total: int = 0) -> None:
        """Say how far it is; raises StoppedError where it was stopped."""
        if self.cancellation.cancelled:
            raise StoppedError("Stopped. Nothing was written yet.")
        self.stage, self.share = stage, min(1.0, done / total) if total else None
        self._changed.set()

    def add(self, piece: str) -> None:
        """Add to the draft."""
        self.draft += piece
        self._changed.set()

    def _run(self, work: Work) -> None:
        try:
            self.exchange = work(self)
        except RefdeskError as exc:
            self.error = str(exc)
        except Exception as exc:  # noqa: BLE001  the thread's end: without it the page would wait for ever
            self.error = f"The answer failed ({type(exc).__name__}: {exc}). Ask again; `refdesk ask` may say more."
        finally:
            self._changed.set()
