"""The conversation of one browser session: past exchanges, the running question, the next one and the last failure."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import streamlit as st

from assistant.history.conversation import KEPT_TURNS
from assistant.questions.question import Facet
from assistant.writing.pen import Cancellation
from index.errors import RefdeskError
from ui.page.asking import Exchange, PageQuestion, put_to_desk, shared
from ui.settings import Settings
from ui.writing import pen_of

# A thread answers each question, so that no click on the page loses what was written so far.

Work = Callable[["Job"], Exchange]


class StoppedError(RefdeskError):
    """The user pressed Stop before there was anything to show."""


@dataclass
class Job:
    """A question that is being answered; its thread writes `stage`, `share` and `draft`, the page reads them.

    `before` are the exchanges that it follows. `share` is the part that is done, 0..1, or None if it cannot be counted.
    A finished job has either an `exchange` or an `error`.
    """

    asked: PageQuestion
    before: list[Exchange]
    stage: str = "Looking through the corpus"
    share: float | None = None
    draft: str = ""
    exchange: Exchange | None = None
    error: str | None = None
    cancellation: Cancellation = field(default_factory=Cancellation)
    _changed: threading.Event = field(default_factory=threading.Event)

    def start(self, work: Work) -> "Job":
        """Start the thread, which does not keep the program from ending; returns the job."""
        threading.Thread(target=self._run, args=(work,), name="refdesk-answer", daemon=True).start()
        return self

    @property
    def done(self) -> bool:
        """True if there is an answer or an error."""
        return self.exchange is not None or self.error is not None

    def wait(self, seconds: float) -> bool:
        """Wait for a change, at most `seconds`; returns True if the job is done."""
        if not self.done:
            self._changed.wait(seconds)
            self._changed.clear()
        return self.done

    def note(self, stage: str, done: int = 0, total: int = 0) -> None:
        """Report progress; raises StoppedError if the job was cancelled."""
        if self.cancellation.cancelled:
            raise StoppedError("Stopped. Nothing was written yet.")
        self.stage, self.share = stage, min(1.0, done / total) if total else None
        self._changed.set()

    def add(self, piece: str) -> None:
        """Append to the draft."""
        self.draft += piece
        self._changed.set()

    def _run(self, work: Work) -> None:
        try:
            self.exchange = work(self)
        except RefdeskError as exc:
            self.error = str(exc)
        except Exception as exc:  # noqa: BLE001  the thread ends here; otherwise the page would wait for ever
            self.error = f"The answer failed ({type(exc).__name__}: {exc}). Ask again; `refdesk ask` may say more."
        finally:
            self._changed.set()


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """A question to ask when the running one has ended.

    It follows the whole conversation, or only `before` if it replaces the last question.
    """

    asked: PageQuestion
    before: list[Exchange] | None = None


def past_exchanges() -> list[Exchange]:
    """The exchanges of this session, oldest first."""
    exchanges: list[Exchange] = st.session_state.setdefault("talk", [])
    return exchanges


def running_job() -> Job | None:
    """The job that is running, or has just ended."""
    job: Job | None = st.session_state.get("job")
    return job


def failed_job() -> Job | None:
    """The job of the last question if it failed."""
    job: Job | None = st.session_state.get("failed")
    return job


def next_question() -> PageQuestion | None:
    """The question to ask when the running job has ended."""
    following: NextQuestion | None = st.session_state.get("next")
    return following.asked if following else None


def ask_next(asked: PageQuestion) -> None:
    """Ask a question next; stops the running job, whose text so far is shown first."""
    st.session_state.next = NextQuestion(asked)
    stop()


def ask_again_without(facet: Facet) -> None:
    """Replace the last exchange: ask its question again without one facet."""
    *before, last = past_exchanges()
    st.session_state.next = NextQuestion(replace(last.asked, without=last.asked.without | {facet}), before)


def start_over() -> None:
    """Forget the conversation; stops the running job and does not wait for it."""
    stop()
    for name in ("job", "next", "failed"):
        st.session_state.pop(name, None)
    st.session_state.talk = []


def stop() -> None:
    """Stop the running job; its text so far is shown."""
    if job := running_job():
        job.cancellation.cancel()


def advance(settings: Settings) -> None:
    """Collect the answer of a finished job, then start the next question if there is one."""
    job = running_job()
    if job and job.done:
        del st.session_state.job
        if job.exchange:
            st.session_state.talk = [*job.before, job.exchange][-KEPT_TURNS:]
        else:
            st.session_state.failed = job
    if not running_job() and (following := st.session_state.pop("next", None)):
        st.session_state.pop("failed", None)
        before = past_exchanges() if following.before is None else following.before
        st.session_state.job = _start_job(settings, following.asked, before)


def _start_job(settings: Settings, asked: PageQuestion, before: list[Exchange]) -> Job:
    number = st.session_state.get("asked", 0) + 1
    st.session_state.asked = number
    desk = shared(settings.threads, settings.index_folder)
    quotes_only = st.session_state.get("quotes-only", False)
    pen = None if quotes_only else pen_of(settings, strict=st.session_state.get("strict", False))

    def work(job: Job) -> Exchange:
        with_draft = replace(pen, show=job.add, cancellation=job.cancellation) if pen else None
        return put_to_desk(desk, settings, asked, before, number, with_draft, job.note)

    return Job(asked, before).start(work)
